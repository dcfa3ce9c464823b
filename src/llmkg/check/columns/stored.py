"""A table on the disk, mapped into memory: several processes share it, and none holds it.

What `notes.join` wrote. The system keeps of it in memory what is looked at, and what fits.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from llmkg.check.columns.table import Numbers, Table, matches
from llmkg.reason.relation import Keys, Relation

_AT_ONCE: Final = 50_000  # terms that are read at once


class Stored(Table):
    """The table in a folder; terms that it does not have get numbers of their own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(())
        self._marks = _mapped(folder, "marks")
        self.terms: _Texts = _Texts(folder)
        counts = _mapped(folder, "counts").tolist()
        predicates = _mapped(folder, "predicates").tolist()
        keys, swapped = _mapped(folder, "keys"), _mapped(folder, "swapped")
        at = 0
        for predicate, count in zip(predicates, counts, strict=True):
            end = at + count
            self._relations[predicate] = _Both(keys[at:end], swapped[at:end])
            at = end
        self._columns = (
            _mapped(folder, "subjects"),
            _mapped(folder, "links"),
            _mapped(folder, "objects"),
        )
        self._by_object = _mapped(folder, "by-object")
        self._values = _mapped(folder, "ordered")

    def number(self, term: str) -> int:
        """The number of a term in N-Triples; -1 for one that occurs nowhere."""
        mark = int.from_bytes(blake2b(term.encode(), digest_size=16).digest()[:8], "little")
        at = int(np.searchsorted(self._marks, np.uint64(mark)))
        if at < len(self._marks) and int(self._marks[at]) == mark and self.terms[at] == term:
            return at
        return self._numbers.get(term, -1)

    def numbered(self, term: str) -> int:
        """The number of a term in N-Triples, which gets one if it occurs nowhere."""
        number = self.number(term)
        if number < 0:
            number = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return number

    def texts(self, numbers: Numbers) -> Iterator[str]:
        """As that of every table; of many at once, which takes half as long for each."""
        for low in range(0, len(numbers), _AT_ONCE):
            yield from self.terms.several(numbers[low : low + _AT_ONCE])

    def rows_with(self, column: int, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """For each wanted number, the triples with it in a column (0 or 2)."""
        if column == 0:
            return matches(self.columns[0], wanted)
        at, found = matches(self._values, wanted)
        return at, self._by_object[found]


class _Both(Relation):
    """Pairs of which both orders are there."""

    __slots__ = ()

    def __init__(self, keys: Keys, swapped: Keys) -> None:
        super().__init__(keys)
        self._swapped = swapped


class _Texts(MutableSequence[str]):
    """The terms in N-Triples by number, read when they are asked for; some may be added."""

    def __init__(self, folder: Path) -> None:
        self._begins = _mapped(folder, "starts")
        self._starts = memoryview(self._begins)
        self._count = len(self._starts) - 1
        self._more: list[str] = []
        self._texts = memoryview(_mapped(folder, "texts"))

    def __len__(self) -> int:
        return self._count + len(self._more)

    def __getitem__(self, number: Any) -> Any:
        if number >= self._count:
            return self._more[number - self._count]
        return str(self._texts[self._starts[number] : self._starts[number + 1]], "utf-8")

    def several(self, numbers: Numbers) -> list[str]:
        """The terms of these numbers."""
        if len(numbers) and int(numbers.max()) >= self._count:
            return [self[number] for number in numbers.tolist()]
        texts, begins = self._texts, self._begins
        ends = begins[numbers + 1].tolist()
        places = zip(begins[numbers].tolist(), ends, strict=True)
        return [str(texts[begin:end], "utf-8") for begin, end in places]

    def insert(self, index: int, value: str) -> None:
        """Add a term at the end; anywhere else raises IndexError."""
        if index != len(self):
            raise IndexError(index)
        self._more.append(value)

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError("terms stay as they are")

    def __delitem__(self, index: Any) -> None:
        raise TypeError("terms stay as they are")


def _mapped(folder: Path, name: str) -> Any:
    """A column as a plain array: those of numpy's own class for mappings are slow to cut."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
