"""Finding: all words first, misspelt ones too; the last one may be unfinished.

How a hit is weighed: a name that is the whole text comes before one that begins with it, a word of
a name before one of a text, a word as spelt before one that is close to it. What is mentioned more
goes first among equals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Occur, Query

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.search.index import SEARCH_FOLDER, register, schema
from llmkg.search.words import is_chinese, plain, runs
from llmkg.vocab import Kind

KINDS: Final = ("term", *(kind.value for kind in Kind if kind is not Kind.GRAPH))
"""What can be found: the kinds of things, and the ontology's own terms."""

LONGEST_TEXT: Final = 200
"""Characters of a search that are looked at."""

MOST_WORDS: Final = 12
"""Words of a search that are looked for."""

_MOST: Final = 10_000  # hits that can be paged to
_ONE_SLIP: Final = 4  # a word of so many letters may have one letter wrong,
_TWO_SLIPS: Final = 8  # and of so many two
_WHOLE, _NAME, _PREFIX, _CLOSE, _TEXT = 40.0, 6.0, 3.0, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """A document that fits; the higher the score the better."""

    iri: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """Some of all that fit, best first.

    exact    whether they have every word; if not, they have some of them
    kinds    how many there are of each kind, whatever kinds were asked for
    unknown  words that stand nowhere as they are spelt
    """

    items: tuple[Match, ...]
    total: int
    exact: bool
    kinds: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


_NOTHING: Final = Matches((), 0, exact=True)


class Search:
    """Finds in the index of one snapshot. May be used by several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; SnapshotDamagedError when there is none."""
        self._folder = folder
        self._schema = schema()
        try:
            if not tantivy.Index.exists(str(folder)):
                raise _damaged(folder, "there is none")
            self._index = register(tantivy.Index.open(str(folder)))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise _damaged(folder, "it is no index") from error

    @classmethod
    def beside(cls, snapshot: Path) -> Search:
        """The index that lies in the folder of a snapshot."""
        return cls(snapshot / SEARCH_FOLDER)

    def find(
        self,
        text: str,
        *,
        kinds: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        unfinished: bool = False,
    ) -> Matches:
        """The things that a text finds, best first.

        `kinds` ("model", "ability" … or "term" for the ontology's own) leaves out all others.
        `unfinished`: whether the last word may go on, as while it is typed.
        """
        parts = runs(text[:LONGEST_TEXT])[:MOST_WORDS]
        if not parts or not 0 <= offset < _MOST:
            return _NOTHING
        wanted = [
            self._run(run, unfinished=unfinished and at == len(parts) - 1)
            for at, run in enumerate(parts)
        ]
        whole = self._boosted(Query.term_query(self._schema, "whole", plain(text).strip()), _WHOLE)
        query = self._joined(wanted, whole, Occur.Must)
        counts = self._kinds(query)
        exact = bool(counts) or len(wanted) == 1
        if not exact:
            query = self._joined(wanted, whole, Occur.Should)
            counts = self._kinds(query)
        found = self._page(self._of_kinds(query, kinds), limit, offset, exact=exact)
        known = parts[:-1] if unfinished else parts
        unknown = tuple(dict.fromkeys(each for each in known if self._is_unknown(each)))
        return replace(found, kinds=counts, unknown=unknown)

    # -- queries --------------------------------------------------------------------------------

    @staticmethod
    def _joined(wanted: Iterable[Query], whole: Query, each: Occur) -> Query:
        """What has all (or some) of the words; better where they are a whole name."""
        said = Query.boolean_query([(each, one) for one in wanted])
        return Query.boolean_query([(Occur.Must, said), (Occur.Should, whole)])

    def _run(self, run: str, *, unfinished: bool) -> Query:
        if is_chinese(run):
            return self._any([self._chinese("name", run, _NAME), self._chinese("text", run, _TEXT)])
        found = [self._word("name", run, _NAME), self._word("text", run, _TEXT)]
        if unfinished:
            found.append(self._begun(run))
        slips = (len(run) >= _ONE_SLIP) + (len(run) >= _TWO_SLIPS)
        # A number that is nearly right is wrong.
        if slips and not any(each.isdigit() for each in run):
            close = Query.fuzzy_term_query(
                self._schema, "name", run, distance=slips, prefix=unfinished
            )
            found.append(Query.const_score_query(close, _CLOSE))
        return self._any(found)

    def _chinese(self, field: str, run: str, weight: float) -> Query:
        if len(run) == 1:
            begun = Query.regex_query(self._schema, field, f"{run}.?")
            return Query.const_score_query(begun, weight / 2)
        pairs: list[str | tuple[int, str]] = [run[at : at + 2] for at in range(len(run) - 1)]
        if len(pairs) == 1:
            return self._boosted(Query.term_query(self._schema, field, pairs[0]), weight)
        return self._boosted(Query.phrase_query(self._schema, field, pairs), weight)

    def _word(self, field: str, word: str, weight: float) -> Query:
        return self._boosted(Query.term_query(self._schema, field, word), weight)

    def _begun(self, word: str) -> Query:
        # A distance of nothing is an exact prefix.
        begun = Query.fuzzy_term_query(self._schema, "name", word, distance=0, prefix=True)
        return Query.const_score_query(begun, _PREFIX)

    def _of_kinds(self, query: Query, kinds: Sequence[str]) -> Query:
        if not kinds:
            return query
        one = self._any([Query.term_query(self._schema, "kind", kind) for kind in kinds])
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(one, 0.0))]
        )

    def _is_unknown(self, run: str) -> bool:
        """Whether nothing has this Latin word as it is spelt."""
        if is_chinese(run):
            return False
        return not any(self._searcher.doc_freq(field, run) for field in ("name", "text"))

    def _kinds(self, query: Query) -> Mapping[str, int]:
        """How many fit of each kind; those of which there are none are left out."""
        wanted = {"kinds": {"terms": {"field": "kind", "size": len(KINDS)}}}
        try:
            counted: Any = self._searcher.aggregate(query, wanted)
        except ValueError as error:
            raise _damaged(self._folder, "it has no column of kinds") from error
        return {each["key"]: each["doc_count"] for each in counted["kinds"]["buckets"]}

    @staticmethod
    def _any(queries: Iterable[Query]) -> Query:
        return Query.disjunction_max_query(list(queries), 0.1)

    @staticmethod
    def _boosted(query: Query, weight: float) -> Query:
        return Query.boost_query(query, weight)

    # -- pages ----------------------------------------------------------------------------------

    def _page(self, query: Query, limit: int, offset: int, *, exact: bool) -> Matches:
        searcher = self._searcher
        # Equals come in the order in which the index has them, so pages never overlap.
        result: Any = searcher.search(
            query, limit=max(1, offset + limit), weight_by_field="weight", count=True
        )
        hits = []
        for score, address in result.hits[offset : offset + limit]:
            stored = searcher.doc(address)
            hits.append(Match(str(stored["iri"][0]), str(stored["kind"][0]), float(score)))
        return Matches(tuple(hits), int(result.count), exact)


def _damaged(folder: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"The index of texts cannot be opened: {why}",
        where=Location(str(folder)),
        mend="Build again with `llmkg build --force`.",
    )
