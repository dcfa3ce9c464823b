"""The texts of terms of several parts, by the marks of those that are wanted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.errors import OutsideError
from llmkg.rdf.numbered import Marks
from llmkg.rdf.part import NUMBERS, Part

Places = NDArray[np.int64]


class Names:
    """Terms of some parts in N-Triples; each has the place of its mark among those wanted."""

    def __init__(self, marks: Marks, parts: Iterable[Part]) -> None:
        """`marks`: sorted, each once. Raises OutsideError for two terms that have one mark."""
        starts = np.zeros(len(marks), dtype=np.int64)
        sizes = np.zeros(len(marks), dtype=np.uint32)
        checks = np.zeros(len(marks), dtype=np.uint64)
        found: list[bytes] = []
        length = 0
        for part in parts:
            folder = part.folder / NUMBERS
            here = np.load(folder / "marks.npy", mmap_mode="r")
            at = _places(marks, here)
            own = np.flatnonzero(at >= 0)
            at = at[own]
            check = np.load(folder / "checks.npy", mmap_mode="r")[own]
            old = sizes[at] > 0
            if np.any(checks[at[old]] != check[old]):
                raise OutsideError(
                    "Two terms have the same hash", mend="Rename one of the last added."
                )
            own, at = own[~old], at[~old]
            if not len(own):
                continue
            checks[at] = check[~old]
            its = np.load(folder / "sizes.npy").astype(np.int64)
            text = np.fromfile(folder / "texts", dtype=np.uint8)
            cut = slices(text, (np.cumsum(its) - its)[own], its[own])
            sizes[at] = its[own]
            starts[at] = length + np.cumsum(its[own]) - its[own]
            found.append(cut.tobytes())
            length += len(cut)
        # Numbers of a memoryview are found ten times faster than those of an array of numpy.
        self._starts, self._sizes = memoryview(starts.data), memoryview(sizes.data)
        self._text = b"".join(found)

    def raw(self, place: int) -> bytes:
        """A term in N-Triples; empty where no part has it."""
        start = self._starts[place]
        return self._text[start : start + self._sizes[place]]

    def term(self, place: int) -> ox.NamedNode | ox.Literal:
        """A term that is neither blank nor a triple."""
        raw = self.raw(place)
        if raw[:1] == b"<":
            return ox.NamedNode(raw[1:-1].decode())
        line = b"<x:s> <x:p> " + raw + b" ."
        (triple,) = ox.parse(line, ox.RdfFormat.N_TRIPLES, lenient=True)
        assert isinstance(triple.object, ox.Literal)  # noqa: S101 - nothing else begins otherwise
        return triple.object


def _places(marks: Marks, here: Marks) -> Places:
    """Where each of the marks of a part stands among those wanted; -1 where it does not."""
    if not len(marks):
        return np.full(len(here), -1, dtype=np.int64)
    at = np.searchsorted(marks, here)
    at[at == len(marks)] = 0
    at[marks[at] != here] = -1
    return at.astype(np.int64)


def slices(text: NDArray[np.uint8], begins: Places, sizes: Places) -> NDArray[np.uint8]:
    """Pieces of a text, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    within = np.arange(total) - np.repeat(ends - sizes, sizes)
    cut: NDArray[np.uint8] = text[np.repeat(begins, sizes) + within]
    return cut
