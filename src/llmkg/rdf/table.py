"""The lines of a part as rows of terms, read from their numbers: no quad is made of any of them.

A term is decoded once, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.rdf.numbered import BLANK, IRI, TRIPLE, Marks
from llmkg.rdf.part import NUMBERS, Part
from llmkg.vocab import RDF

_NONE: Final = -1


class Table:
    """Rows of one part. Terms are numbers here, which `name` and `text` tell.

    rows   subject, predicate, value by line
    kinds  what each term is, see `kinds_of`
    """

    def __init__(self, part: Part) -> None:
        folder = part.folder / NUMBERS
        self._part = part
        self.rows: NDArray[np.uint32] = np.load(folder / "rows.npy")
        self.kinds: NDArray[np.uint16] = np.load(folder / "kinds.npy")
        self._marks: Marks = np.load(folder / "marks.npy", mmap_mode="r")
        sizes = np.load(folder / "sizes.npy")
        self._ends: list[int] = np.cumsum(sizes, dtype=np.int64).tolist()
        self._texts = (folder / "texts").read_bytes()
        self._values: list[str | None] = [None] * len(sizes)

    def __len__(self) -> int:
        return len(self.rows)

    def raw(self, number: int) -> bytes:
        """A term in N-Triples."""
        return self._texts[self._ends[number - 1] if number else 0 : self._ends[number]]

    def value(self, number: int) -> str:
        """An IRI as it is, a literal by its text; as `value` of pyoxigraph's terms."""
        found = self._values[number]
        if found is None:
            found = self._values[number] = _value(self.raw(number))
        return found

    def number(self, predicate: str) -> int:
        """That of a predicate; one that no term has where none has it."""
        return self._part.predicates.get(predicate, _NONE)

    def outside(self, graphs: tuple[str, ...]) -> NDArray[np.bool_]:
        """The rows that stand in no graph whose name begins like one of these."""
        stays = np.array([not iri.startswith(graphs) for iri in self._part.graphs], dtype=np.bool_)
        if stays.all():
            return np.ones(len(self.rows), dtype=np.bool_)
        found: NDArray[np.bool_] = stays[np.load(self._part.folder / NUMBERS / "of.npy")]
        return found

    def subjects(self) -> NDArray[np.int64]:
        """The first row of each subject."""
        return np.flatnonzero(np.diff(self.rows[:, 0].astype(np.int64), prepend=-1))

    def pointed(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The IRIs that are values, but as classes of something, and in how many rows."""
        values = self.rows[self.rows[:, 1] != self.number(RDF.type), 2]
        values, often = np.unique(values, return_counts=True)
        iri = self.kinds[values] == IRI
        return values[iri], often[iri]

    def marks(self, numbers: NDArray[np.uint32]) -> Marks:
        """The marks of terms."""
        found: Marks = self._marks[numbers]
        return found

    def named(self, column: int) -> NDArray[np.bool_]:
        """The rows that have an IRI there."""
        found: NDArray[np.bool_] = self.kinds[self.rows[:, column]] == IRI
        return found

    def plain(self) -> NDArray[np.bool_]:
        """The rows whose value is an IRI or a literal."""
        kinds = self.kinds[self.rows[:, 2]]
        found: NDArray[np.bool_] = (kinds != BLANK) & (kinds != TRIPLE)
        return found

    def having(self, predicates: Iterable[str]) -> NDArray[np.bool_]:
        """The rows with one of these predicates."""
        wanted = [at for each in predicates if (at := self.number(each)) != _NONE]
        return np.isin(self.rows[:, 1], wanted)

    def pairs(self, places: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Subject and value of some rows."""
        rows = self.rows[places]
        return zip(rows[:, 0].tolist(), rows[:, 2].tolist(), strict=True)


def _value(term: bytes) -> str:
    if term[:1] == b"<" or term[:1] == b"_":
        return term[1:-1].decode() if term[:1] == b"<" else term[2:].decode()
    text = term[1 : term.rindex(b'"')]
    if b"\\" in text:
        [quad] = ox.parse(b"<x:x> <x:x> " + term + b" .", ox.RdfFormat.N_TRIPLES, lenient=True)
        assert isinstance(quad.object, ox.Literal)  # noqa: S101 - it begins with a quotation mark
        return quad.object.value
    return text.decode()
