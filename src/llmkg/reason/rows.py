"""The rows of a part from which facts are read, and what their terms are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.rdf.numbered import BLANK, IRI, TRIPLE, Marks, mark
from llmkg.rdf.part import NUMBERS, Part
from llmkg.rdf.view import is_authored, named
from llmkg.reason.statements import ASSESSMENT

Flags = NDArray[np.bool_]
Terms = NDArray[np.uint32]
_NOT: Final = -1
_ENDING: Final = np.frombuffer(f"{ASSESSMENT}>".encode(), dtype=np.uint8)


class Rows:
    """The rows of one part that have certain predicates, but for what has no name.

    subjects, values  places among the terms of the part, whose `marks` these are
    codes             of predicates
    graphs            places among the `names` of graphs, of which some are `authored`
    """

    def __init__(self, part: Part, codes: Mapping[str, int]) -> None:
        """`codes`: a number for each predicate that counts."""
        folder = part.folder / NUMBERS
        self.marks: Marks = np.load(folder / "marks.npy")
        self._kinds = np.load(folder / "kinds.npy")
        self._sizes = np.load(folder / "sizes.npy").astype(np.int64)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._folder = folder
        code = np.full(len(self.marks), _NOT, dtype=np.int16)
        for name, place in part.predicates.items():
            code[place] = codes.get(name, _NOT)
        rows = np.load(folder / "rows.npy")
        found = np.flatnonzero(code[rows[:, 1]] != _NOT)
        ends = self._kinds[rows[found, 0]], self._kinds[rows[found, 2]]
        found = found[(ends[0] == IRI) & (ends[1] != BLANK) & (ends[1] != TRIPLE)]
        self.subjects, self.values = rows[found, 0], rows[found, 2]
        self.codes = code[rows[found, 1]]
        self.graphs = np.load(folder / "of.npy")[found]
        self.names = list(part.graphs)
        self.authored = np.array([_is_authored(iri) for iri in self.names], dtype=np.bool_)

    @cached_property
    def _text(self) -> NDArray[np.uint8]:
        return np.fromfile(self._folder / "texts", dtype=np.uint8)

    def raw(self, place: int) -> bytes:
        """A term in N-Triples."""
        start = int(self._starts[place])
        return self._text[start : start + int(self._sizes[place])].tobytes()

    def name(self, place: int) -> str:
        """A term, if it is an IRI."""
        return self.raw(place)[1:-1].decode()

    def is_literal(self, places: Terms) -> Flags:
        """Which of some terms are literals."""
        found: Flags = self._kinds[places] != IRI
        return found

    def assessed(self, places: Terms) -> tuple[Marks, Flags]:
        """The propositions of assessments as they stand, and which of the terms are such."""
        unique, at = np.unique(places, return_inverse=True)
        ends = self._starts[unique] + self._sizes[unique]
        long = self._sizes[unique] > len(_ENDING)
        last = self._text[
            np.where(long, ends, len(_ENDING))[:, None] - np.arange(len(_ENDING), 0, -1)
        ]
        such = long & (last == _ENDING).all(axis=1)
        found = np.zeros(len(unique), dtype=np.uint64)
        cut = -len(_ENDING)
        found[such] = [mark(self.raw(place)[:cut] + b">") for place in unique[such].tolist()]
        return found[at], such[at]


def _is_authored(graph: str) -> bool:
    node = named(graph)
    return node is None or is_authored(node)
