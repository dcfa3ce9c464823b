"""Facts of one property or class as sorted arrays of integers.

A fact (s, o) is the number ``s << 32 | o``; a class has o = 0. Terms are numbered by
:class:`Terms`. Sorted arrays make look-ups, joins and unions set-wise operations of numpy, which
is what lets plain Python close a million facts in seconds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final, TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.rdf.distinct import distinct

Keys: TypeAlias = NDArray[np.int64]

SHIFT: Final = 32
MASK: Final = (1 << SHIFT) - 1
NONE: Final[Keys] = np.empty(0, dtype=np.int64)
LITERALS: Final = 1 << 30
"""Literals are numbered from here on, all else below."""
ABOUT_LITERALS: Final = LITERALS << SHIFT
"""Keys from here on have a literal for their subject, which no statement of RDF has."""


class Terms:
    """Numbers for terms, from 1 on (literals from LITERALS on), in the order of being met."""

    def __init__(self) -> None:
        self._number: dict[Hashable, int] = {}
        self._term: list[Hashable] = [None]
        self._literal: list[Hashable] = []

    def __len__(self) -> int:
        return len(self._number)

    def number(self, term: Hashable) -> int:
        """The number of a term, which gets one if it has none."""
        number = self._number.get(term)
        if number is None:
            if isinstance(term, ox.Literal):
                number = LITERALS + len(self._literal)
                self._literal.append(term)
            else:
                number = len(self._term)
                self._term.append(term)
            self._number[term] = number
        return number

    def find(self, term: Hashable) -> int | None:
        """The number of a term, or None if it was never met."""
        return self._number.get(term)

    def term(self, number: int) -> Hashable:
        """The term that has this number."""
        return self._term[number] if number < LITERALS else self._literal[number - LITERALS]

    def text(self, number: int) -> bytes:
        """The same in N-Triples, of terms of RDF."""
        return str(self.term(number)).encode()


def firsts(keys: Keys) -> Keys:
    """The subjects of facts."""
    return keys >> SHIFT


def seconds(keys: Keys) -> Keys:
    """The objects of facts; 0 for a class."""
    return keys & MASK


def pair(first: Keys, second: Keys) -> Keys:
    """Facts from subjects and objects."""
    return (first << SHIFT) | second


def swap(keys: Keys) -> Keys:
    """The same facts with subject and object exchanged, unsorted."""
    return pair(seconds(keys), firsts(keys))


def unique(keys: Iterable[int]) -> Keys:
    """Sorted keys without doubles, from any integers."""
    return distinct(np.fromiter(keys, dtype=np.int64))


def member(keys: Keys, among: Keys) -> NDArray[np.bool_]:
    """For each key whether it is in the sorted `among`."""
    if not len(among):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.searchsorted(among, keys)
    at[at == len(among)] = 0
    return np.asarray(among[at] == keys)


def merge(left: Keys, right: Keys) -> Keys:
    """The union of two sorted arrays that share nothing, sorted."""
    if not len(left):
        return right
    if not len(right):
        return left
    # numpy's stable sort finds the two runs and merges them.
    return np.sort(np.concatenate((left, right)), kind="stable")


class Relation:
    """The facts of one property or class: keys in order, and in the order of the objects."""

    __slots__ = ("_swapped", "keys")

    def __init__(self, keys: Keys = NONE) -> None:
        self.keys = keys
        self._swapped: Keys | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def swapped(self) -> Keys:
        """The facts as (object, subject), sorted; made when first asked for."""
        if self._swapped is None:
            self._swapped = np.sort(swap(self.keys))
        return self._swapped

    def add(self, new: Keys) -> None:
        """Take in sorted keys, none of which is here already."""
        if not len(new):
            return
        if self._swapped is not None:
            self._swapped = merge(self._swapped, np.sort(swap(new)))
        self.keys = merge(self.keys, new)

    def without(self, gone: Keys) -> Relation:
        """A relation that lacks these facts."""
        return Relation(self.keys[~member(self.keys, gone)]) if len(gone) else Relation(self.keys)

    def has(self, first: int, second: int = 0) -> bool:
        """Whether the fact is here."""
        key = (first << SHIFT) | second
        at = int(np.searchsorted(self.keys, key))
        return at < len(self.keys) and int(self.keys[at]) == key

    def seconds_of(self, first: int) -> list[int]:
        """The objects of a subject."""
        return _others(self.keys, first)

    def firsts_of(self, second: int) -> list[int]:
        """The subjects of an object."""
        return _others(self.swapped, second)


def _others(ordered: Keys, value: int) -> list[int]:
    low = np.searchsorted(ordered, value << SHIFT)
    high = np.searchsorted(ordered, (value + 1) << SHIFT)
    out: list[int] = (ordered[low:high] & MASK).tolist()
    return out


def join(probe: Keys, ordered: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions (i, j) with ``probe[i]`` equal to the first half of ``ordered[j]``.

    `ordered` is sorted; the pairs come in the order of `probe`.
    """
    low = np.searchsorted(ordered, probe << SHIFT)
    high = np.searchsorted(ordered, (probe + 1) << SHIFT)
    counts = high - low
    total = int(counts.sum())
    left = np.repeat(np.arange(len(probe)), counts)
    starts = np.repeat(low - (np.cumsum(counts) - counts), counts)
    return left, starts + np.arange(total)
