"""Tables beside a store that are as long as the data: searched on the disk, shared, and amended.

A table is a file of JSON lines, each an array that begins with its key, sorted by key. A row is
found by halving, without reading the others. A snapshot that differs in a few rows shares the file
by a link and has a small one beside it, with the rows that differ (a row of nothing but its key: it
is gone). When those have become many, one file is written of both.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, overload

import orjson

T = TypeVar("T")

Row: TypeAlias = Sequence[Any]
"""What stands behind a key: values as JSON has them, at least one; numbers fit into 64 bits."""

CHANGES: Final = ".changes"
"""What the name of the small file ends with."""

MOST_CHANGES: Final = 256
"""Rows that may differ from the shared file; reading and writing them takes a millisecond."""


class Table:
    """Rows by key, as they were when it was opened, even after its files are removed."""

    __slots__ = ("_changes", "_length", "_lines")

    def __init__(self, path: Path, length: int) -> None:
        """`length`: its number of rows. Raises OSError where there is no such file."""
        self._lines = _mapped(path)
        try:
            changed = path.with_name(path.name + CHANGES).read_bytes()
        except FileNotFoundError:
            changed = b""
        self._changes: dict[str, Row] = dict(_rows(changed))
        self._length = length

    def __len__(self) -> int:
        return self._length

    def get(self, key: str) -> Row | None:
        """The row of a key, where there is one."""
        if key in self._changes:
            return self._changes[key] or None
        lines = self._lines
        low, high = 0, len(lines)
        while low < high:
            # `low` and `high` stand at beginnings of lines.
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start) + 1
            found, *row = orjson.loads(lines[start:end])
            if found == key:
                return tuple(row)
            if found < key:
                low = end
            else:
                high = start
        return None

    def items(self) -> Iterator[tuple[str, Row]]:
        """All rows, sorted by key."""
        return self._items(self._changes)

    def _items(self, changes: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
        kept = ((key, row) for key, row in _rows(self._lines) if key not in changes)
        fresh = ((key, changes[key]) for key in sorted(changes) if changes[key])
        return merge(kept, fresh, key=itemgetter(0))

    def amended(self, old: Path, new: Path, rows: Mapping[str, Row | None]) -> int:
        """Write into `new` this table, which is at `old`, with other rows; gives its length.

        None for a row that goes. The file is shared unless too much of it has changed.
        """
        length = self._length
        there = {key: self.get(key) for key in rows}
        rows = {key: row for key, row in rows.items() if row != there[key]}
        for key, row in rows.items():
            length += (row is not None) - (there[key] is not None)
        changes = {**self._changes, **{key: tuple(row or ()) for key, row in rows.items()}}
        if len(changes) > MOST_CHANGES:
            return write_table(new, self._items(changes))
        os.link(old, new)
        if changes:
            _write(new.with_name(new.name + CHANGES), sorted(changes.items()))
        return length


class Rows(Sequence[T]):
    """The rows of a table as values, sorted by key: read when they are asked for."""

    def __init__(self, table: Table, value: Callable[..., T]) -> None:
        """`value` makes one of key and row."""
        self.table = table
        self._value = value

    def find(self, key: str) -> T | None:
        """The value of one key, without reading the others."""
        row = self.table.get(key)
        return None if row is None else self._value(key, *row)

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[T]:
        return (self._value(key, *row) for key, row in self.table.items())

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)  # who takes a copy takes all of it


def write_table(path: Path, rows: Iterable[tuple[str, Row]]) -> int:
    """Write a table of these rows, which are sorted by key; gives their number."""
    return _write(path, rows)


def _write(path: Path, rows: Iterable[tuple[str, Row]]) -> int:
    number = 0
    with path.open("wb") as file:
        for key, row in rows:
            file.write(orjson.dumps([key, *row]) + b"\n")
            number += 1
    return number


def _rows(lines: mmap.mmap | bytes) -> Iterator[tuple[str, Row]]:
    at = 0
    while end := lines.find(b"\n", at) + 1:
        key, *row = orjson.loads(lines[at:end])
        yield key, tuple(row)
        at = end


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""  # which cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
