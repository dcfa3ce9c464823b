"""A part of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` from position `offset` (from 0) of a list of `total`, at most `limit` of them."""

    items: tuple[T, ...]
    total: int
    offset: int
    limit: int

    @property
    def next_offset(self) -> int | None:
        """Where the next page starts; None on the last page."""
        after = self.offset + len(self.items)
        return after if self.items and after < self.total else None
