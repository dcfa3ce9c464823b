"""What is called so, nearly so, or begins so; what there is of each type: for who links names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tantivy import Query

from llmkg.search.documents import TERM
from llmkg.search.engine import Engine, every, some
from llmkg.search.find import KINDS, Search
from llmkg.search.grams import grams
from llmkg.search.index import SHORT, STATEMENTS
from llmkg.search.words import joined, words

THINGS: Final = tuple(kind for kind in KINDS if kind not in STATEMENTS and kind != TERM)
"""Kinds that have names."""

_EVERYTHING: Final = (*THINGS, *sorted(STATEMENTS))
_MOST_TYPES: Final = 10_000
_PIECES: Final = 24  # of a name that are compared
_SHARED: Final = 3  # one of so many pieces at least is in what is nearly called so
_ALIKE: Final = 200  # things with the same long name


class Naming:
    """Names and types of everything that the index of one snapshot has. For any thread."""

    def __init__(self, search: Search) -> None:
        self._engine: Final[Engine] = search.engine

    def called(self, name: str) -> frozenset[str]:
        """The things that have this name, but for spaces and punctuation.

        A long one may be that of a statement, of which words alone are kept: who asks compares.
        """
        whole = joined(name)
        found = set(self._iris(self._engine.term("whole", whole), _ALIKE)) if whole else set()
        if len(whole) > SHORT:
            has = every(self._engine.term("name", each) for each in dict.fromkeys(words(name)))
            found.update(self._iris(every([has, self._of(sorted(STATEMENTS))]), _ALIKE))
        return frozenset(found)

    def near(self, name: str, limit: int) -> list[str]:
        """Things whose names share most pieces with this one; nothing that states something."""
        pieces = grams(joined(name))[:_PIECES]
        query = some(
            (Query.const_score_query(self._engine.term("gram", each), 1.0) for each in pieces),
            max(1, len(pieces) // _SHARED),
        )
        return [str(stored["iri"][0]) for _, stored in self._engine.scored(query, limit, 0)]

    def begun(self, text: str, limit: int) -> list[str]:
        """Things with a name, or a word of one, that begins so, those most mentioned first."""
        found = words(text)
        if not found:
            return self._iris(self._of(THINGS), limit)
        starts = [self._engine.beginning("whole", joined(text))]
        starts.append(
            self._engine.beginning("name", found[0])
            if len(found) == 1
            else every([self._engine.beginning("name", found[-1]), *self._terms(found[:-1])])
        )
        return self._iris(every([some(starts), self._of(THINGS)]), limit)

    def also(self, identifier: str) -> frozenset[str]:
        """The things that are said to be what has this IRI elsewhere."""
        query = every([self._engine.term("also", identifier), self._of(_EVERYTHING)])
        return frozenset(self._iris(query, _ALIKE))

    def mentions(self, iri: str) -> int:
        """How often others mention a thing, as far as that is counted."""
        hits, _ = self._engine.ordered(self._engine.term("iri", iri), 1)
        return int(hits[0][1]["mentions"][0]) if hits else 0

    # -- types ----------------------------------------------------------------------------------

    def types(self) -> Mapping[str, int]:
        """How many things say that they are of each type."""
        return self._engine.numbers("type", self._of(_EVERYTHING), _MOST_TYPES)

    def number(self, types: Sequence[str]) -> int:
        """How many things are of one of these types."""
        return self._engine.count(self._of_types(types))

    def instances(self, types: Sequence[str], limit: int) -> list[str]:
        """Things of one of these types, those most mentioned first."""
        return self._iris(self._of_types(types), limit)

    def kinds(self, types: Sequence[str]) -> frozenset[str]:
        """The kinds that things of these types have."""
        return frozenset(self._engine.numbers("kind", self._of_types(types), len(KINDS)))

    def _of_types(self, types: Sequence[str]) -> Query:
        return every([self._engine.one_of("type", types), self._of(_EVERYTHING)])

    def _of(self, kinds: Sequence[str]) -> Query:
        return self._engine.one_of("kind", kinds)

    def _terms(self, found: Sequence[str]) -> list[Query]:
        return [self._engine.term("name", each) for each in found]

    def _iris(self, query: Query, limit: int) -> list[str]:
        return [str(stored["iri"][0]) for _, stored in self._engine.ordered(query, limit)[0]]
