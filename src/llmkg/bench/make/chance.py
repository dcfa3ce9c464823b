"""Random numbers that are the same everywhere: on every machine, in every version of Python.

The library's own generator promises the same floats for a seed, but not the same choices: how
`choices` and `shuffle` use them has changed before. Here all is whole numbers: a stream is
SplitMix64 (G. Steele, D. Lea, C. Flood, 2014), started at the BLAKE2b digest of what it is for. So
the same thing is made whoever makes it, in whatever order, and whatever else is made beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_BITS: Final = 64
_MASK: Final = (1 << _BITS) - 1
_STEP: Final = 0x9E3779B97F4A7C15
_MIX: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


class Chance:
    """A stream of random numbers that depends on its key alone."""

    __slots__ = ("_state",)

    def __init__(self, *key: int | str) -> None:
        name = "\x00".join(map(str, key)).encode()
        self._state = int.from_bytes(blake2b(name, digest_size=8).digest(), "little")

    def bits(self) -> int:
        """64 random bits."""
        self._state = (self._state + _STEP) & _MASK
        value = self._state
        value = ((value ^ (value >> 30)) * _MIX[0]) & _MASK
        value = ((value ^ (value >> 27)) * _MIX[1]) & _MASK
        return value ^ (value >> 31)

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, each as likely as any other."""
        return (self.bits() * limit) >> _BITS

    def early(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, the first ones much more likely.

        Number i has a share of (H(limit) - H(i)) / limit, H being the harmonic numbers: as things
        are spoken of in real claims, where a few of each kind are spoken of all the time.
        """
        return self.below(self.below(limit) + 1)

    def happens(self, times: int, of: int) -> bool:
        """True in `times` cases of `of`."""
        return self.below(of) < times if of else False

    def of(self, items: Sequence[T]) -> T:
        """One of them, each as likely."""
        return items[self.below(len(items))]

    def hexadecimal(self, digits: int) -> str:
        """This many random digits, lower case."""
        whole = "".join(f"{self.bits():016x}" for _ in range(-(-digits // 16)))
        return whole[:digits]

    def order(self, items: Iterable[T]) -> list[T]:
        """The items in a random order (R. Durstenfeld, 1964)."""
        listed = list(items)
        for last in range(len(listed) - 1, 0, -1):
            other = self.below(last + 1)
            listed[last], listed[other] = listed[other], listed[last]
        return listed


class Table(Generic[T]):
    """Things with the counts at which they were met, to be drawn from in these shares."""

    __slots__ = ("_ends", "_items", "total")

    def __init__(self, counted: Iterable[tuple[T, int]]) -> None:
        rows = [(item, count) for item, count in counted if count > 0]
        self._items = [item for item, _ in rows]
        self._ends = list(accumulate(count for _, count in rows))
        self.total = self._ends[-1] if rows else 0

    def __bool__(self) -> bool:
        return bool(self._items)

    def draw(self, chance: Chance) -> T:
        """One of them. Raises ValueError where the table is empty."""
        if not self._items:
            raise ValueError("an empty table")
        return self._items[bisect_right(self._ends, chance.below(self.total))]
