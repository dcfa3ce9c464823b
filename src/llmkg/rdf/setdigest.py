"""A digest of a set of quads that follows a change: what comes is added, what goes subtracted.

Each quad is hashed to a number of 2048 bits, and the numbers are added up modulo 2^2048. So the
order does not count, parts may be reckoned apart and put together, and one quad more costs the same
in a set of any size. Sums of hashes modulo a number this large are collision-free as far as is
known: M. Bellare and D. Micciancio, "A New Paradigm for Collision-Free Hashing: Incrementality at
Reduced Cost" (EUROCRYPT 1997), AdHash; the generalised birthday attack of D. Wagner (CRYPTO 2002)
takes 2^(2 √2048) steps, which is more than 2^90.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256, shake_128
from typing import Final, Self

BYTES: Final = 256
_MODULUS: Final = 1 << (8 * BYTES)


class SetDigest:
    """The sum over a set of lines; each line is to be added once."""

    __slots__ = ("_sum", "count")

    def __init__(self, total: int = 0, count: int = 0) -> None:
        """`total` as `value` gives it, of `count` lines."""
        self._sum = total % _MODULUS
        self.count = count

    def add(self, lines: Iterable[bytes]) -> None:
        """Lines come: canonical N-Quads, without the end of line. Give many in pieces."""
        numbers = [int.from_bytes(shake_128(line).digest(BYTES), "big") for line in lines]
        self._sum = (self._sum + sum(numbers)) % _MODULUS
        self.count += len(numbers)

    def remove(self, lines: Iterable[bytes]) -> None:
        """Lines go that were added."""
        gone = SetDigest()
        gone.add(lines)
        self._sum = (self._sum - gone._sum) % _MODULUS
        self.count -= gone.count

    def merge(self, other: Self) -> None:
        """The lines of another set come, none of which is in this one."""
        self._sum = (self._sum + other._sum) % _MODULUS
        self.count += other.count

    def value(self) -> str:
        """The sum as hexadecimal digits: what has to be kept to go on from here."""
        return f"{self._sum:0{2 * BYTES}x}"

    @classmethod
    def of(cls, value: str, count: int) -> Self:
        """The set whose sum was kept."""
        return cls(int(value, 16), count)

    def hexdigest(self) -> str:
        """The sha256 (hex) of number and sum: the name of the set."""
        return sha256(b"%d\n" % self.count + self._sum.to_bytes(BYTES, "big")).hexdigest()
