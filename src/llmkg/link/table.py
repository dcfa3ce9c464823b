"""Somebody's table, of which one column is linked. Faults say in which line they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llmkg.errors import EmptyInputError, EncodingError, InputError, TooLargeError
from llmkg.model.location import Location

MOST_BYTES: Final = 100_000_000
MOST_VALUES: Final = 100_000
"""Different values of a column that are linked."""

_DELIMITERS: Final = (",", "\t", ";")
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of the column: in which line it stands first, and how often it does."""

    value: str
    line: int
    count: int


def read_column(path: Path, column: str) -> tuple[Cell, ...]:
    """The different values of a column, in their order; empty cells are left out.

    Raises EncodingError, EmptyInputError, TooLargeError, and InputError for what is no table or has
    no such column.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooLargeError(
            f"The table has {size:,} bytes",
            where=Location(str(path)),
            mend=f"Split it: at most {MOST_BYTES:,} are read.",
        )
    text = _text(path)
    first = text.partition("\n")[0]
    if not text.strip():
        raise EmptyInputError(
            "The table is empty", where=Location(str(path)), mend="Write a header and rows."
        )
    rows = _rows(path, text, _delimiter(first, column))
    header = next(rows, (1, []))[1]
    if column not in header:
        raise InputError(
            f"There is no column {column!r}",
            where=Location(str(path), 1),
            mend=f"There are: {', '.join(header[:_SHOWN])}.",
        )
    at = header.index(column)
    found: dict[str, list[int]] = {}
    for line, row in rows:
        value = row[at].strip() if at < len(row) else ""
        if value:
            found.setdefault(value, []).append(line)
    if not found:
        raise EmptyInputError(
            f"The column {column!r} has no values", where=Location(str(path), 1), mend="Fill it."
        )
    if len(found) > MOST_VALUES:
        raise TooLargeError(
            f"The column {column!r} has {len(found):,} different values",
            where=Location(str(path)),
            mend=f"Split the table: at most {MOST_VALUES:,} are linked.",
        )
    return tuple(Cell(value, lines[0], len(lines)) for value, lines in found.items())


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EncodingError(
            "The table is not UTF-8", where=Location(str(path), line), mend="Save it as UTF-8."
        ) from None


def _delimiter(header: str, column: str) -> str:
    """The one at which the header falls into the column and others; else the most frequent."""
    for each in _DELIMITERS:
        if column in next(csv.reader([header], delimiter=each), []):
            return each
    return max(_DELIMITERS, key=header.count)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the lines in which they begin."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"The table cannot be read: {error}",
            where=Location(str(path), line),
            mend="Close each quotation mark; keep each cell under 128 KB.",
        ) from None
