"""The engine's side of searching: opening an index, single queries, numbers, pages of one query."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Occur, Order, Query

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.search.index import META, register, schema, stemmer
from llmkg.store.replica import mend

_TIES: Final = 500  # hits beyond a page among which its last one's equals are sought


class Engine:
    """An open index. May be used by several threads, and after a fork."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; SnapshotDamagedError when there is none."""
        self._folder = folder
        self._schema = schema()
        self._stemmer = stemmer()
        self._opened = 0
        self._open()

    # -- queries --------------------------------------------------------------------------------

    def term(self, field: str, word: str) -> Query:
        """What has this word."""
        return Query.term_query(self._schema, field, word)

    def one_of(self, field: str, words: Sequence[str]) -> Query:
        """What has one of these words; they need not be there."""
        return Query.term_set_query(self._schema, field, list(words))

    def side_by_side(self, field: str, words: Sequence[str]) -> Query:
        """What has these words in this order."""
        if len(words) == 1:
            return self.term(field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def beginning(self, field: str, word: str) -> Query:
        """What has a word that begins so."""
        # A distance of nothing is an exact prefix.
        return Query.fuzzy_term_query(self._schema, field, word, distance=0, prefix=True)

    def like(self, field: str, word: str, slips: int, *, begun: bool) -> Query:
        """What has a word that is this one but for a few letters."""
        return Query.fuzzy_term_query(self._schema, field, word, distance=slips, prefix=begun)

    def stem(self, word: str) -> str:
        """An English word without its ending."""
        return str(self._stemmer.analyze(word)[0])

    # -- answers --------------------------------------------------------------------------------

    def has(self, field: str, word: str) -> bool:
        """Whether anything has this word; without looking, where the number of all says so."""
        number = self.searcher.doc_freq(field, word)
        return number > self._taken_away or (number > 0 and self.is_any(self.term(field, word)))

    def is_any(self, query: Query) -> bool:
        """Whether anything fits."""
        return bool(self.searcher.search(query, limit=1, count=False).hits)

    def count(self, query: Query) -> int:
        """How much fits."""
        result: Any = self.searcher.search(query, limit=1, count=True)
        return int(result.count)

    def numbers(self, column: str, query: Query, most: int) -> dict[str, int]:
        """How many fit by the values of a column, most first; of `most` values."""
        wanted = {"counted": {"terms": {"field": column, "size": most}}}
        try:
            counted: Any = self.searcher.aggregate(query, wanted)
        except ValueError as error:
            raise self._damaged(f"it has no column {column}") from error
        found = {each["key"]: int(each["doc_count"]) for each in counted["counted"]["buckets"]}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def ordered(
        self, query: Query, limit: int, offset: int = 0
    ) -> tuple[list[tuple[int, tantivy.Document]], int]:
        """Hits with their order, from the highest on; and how many there are."""
        try:
            result: Any = self.searcher.search(
                query,
                limit=max(1, limit),
                offset=offset,
                count=True,
                order_by_field="order",
                order=Order.Desc,
            )
        except ValueError as error:
            raise self._damaged("it has no order") from error
        hits = result.hits[:limit]
        return [(order, self.searcher.doc(address)) for order, address in hits], result.count

    def scored(self, query: Query, limit: int, offset: int) -> list[tuple[float, tantivy.Document]]:
        """Hits by their score and then their order.

        The engine orders by scores alone. A fraction of the order is in them, so that equals are
        few; they are put in order here, those of the last hit of the page among them.
        """
        result: Any = self.searcher.search(
            query, limit=offset + limit + _TIES, count=False, weight_by_field="tie"
        )
        orders = self.searcher.fast_field_values("order", [each for _, each in result.hits])
        ranked = sorted(
            zip(result.hits, orders, strict=True), key=lambda hit: (-hit[0][0], -int(hit[1] or 0))
        )
        page = ranked[offset : offset + limit]
        return [(float(score), self.searcher.doc(address)) for (score, address), _ in page]

    # -- opening --------------------------------------------------------------------------------

    @property
    def searcher(self) -> tantivy.Searcher:
        """The engine's own; what was opened before a fork is opened anew after it."""
        if self._opened != os.getpid():
            self._open()
        return self._searcher

    def _open(self) -> None:
        folder = str(self._folder)
        try:
            if not tantivy.Index.exists(folder):
                raise self._damaged("there is none")
            self._index = register(tantivy.Index.open(folder))
            if self._index.schema != self._schema:
                raise self._damaged("another version of llmkg wrote it")
            # Nothing changes in a snapshot: no thread need watch for it.
            self._index.config_reader(reload_policy="manual")
            self._searcher = self._index.searcher()
            self._taken_away = _taken_away(json.loads((self._folder / META).read_bytes()))
        except (ValueError, OSError) as error:
            raise self._damaged("it is no index") from error
        self._opened = os.getpid()

    def _damaged(self, why: str) -> SnapshotDamagedError:
        return SnapshotDamagedError(
            f"The index of texts cannot be opened: {why}",
            where=Location(str(self._folder)),
            mend=mend(self._folder),
        )


def every(queries: Iterable[Query]) -> Query:
    """What all of these find."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.boolean_query([(Occur.Must, each) for each in found])


def some(queries: Iterable[Query], least: int = 1) -> Query:
    """What at least so many of these find."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.boolean_query(
        [(Occur.Should, each) for each in found], minimum_number_should_match=least
    )


def without(query: Query, others: Iterable[Query]) -> Query:
    """What this finds and none of the others."""
    said = [(Occur.Must, query), *((Occur.MustNot, each) for each in others)]
    return Query.boolean_query(said)


def _taken_away(meta: Mapping[str, Any]) -> int:
    """How many documents were taken away but are counted until the engine tidies up."""
    gone = (each.get("deletes") or {} for each in meta["segments"])
    return sum(each.get("num_deleted_docs", 0) for each in gone)
