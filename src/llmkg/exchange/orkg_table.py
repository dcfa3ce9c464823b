"""The layouts in which comparisons of the ORKG come as CSV, each as a list of contributions.

Told apart by the first cell, as their makers write it:

``Properties``  the export of today: a property in each row, a contribution in each column, one more
                row for each further value, paths joined by " - " (orkg-backend 9216196,
                ``ComparisonTableCsvAdapter.toCsv``)
``title``       the same turned round; a column stands again for a further value
                (``toTransposedCsv`` there)
``Title``       the export until spring of 2026: a contribution in each row, the values of a cell
                joined by ", " (orkg-frontend 706e4af, ``getMatrixOfComparison`` of
                ``slices/comparisonSlice.js``)
nothing         ``to_csv`` of the data frame of the Python client: properties down, several values
                as a Python list (orkg 1.3.0, ``ContributionsClient.compare_dataframe``)

Anything else is a table that somebody made: which side the properties are on is told by how many of
them have a name that is known.
"""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.errors import ForeignSyntaxError
from llmkg.exchange.inputs import Input
from llmkg.exchange.reading import one_line
from llmkg.model.location import Location

MOST_CELLS: Final = 1_000_000
_LONGEST_LIST: Final = 100_000
_JOINED: Final = "Title"
_DOWN: Final = frozenset({"Properties"})
_ACROSS: Final = frozenset({"title", _JOINED})


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of the table; `line` is that at which its row begins, `column` counts from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a contribution says of one property, with the place of it.

    key  the property; with the column, in the way of RFC 7111, where the line leaves several
    """

    name: str
    text: str
    line: int
    key: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison, whichever way it was turned.

    names   its properties, as they are printed but for their case
    rows    what each contribution says, and the line by which to name it
    joined  whether a cell may hold several values with ", " between them, which values have as well
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Said, ...]], ...]
    joined: bool


def comparison(given: Input, known: Callable[[str], bool]) -> Comparison:
    """The table of a file. `known` tells whether a property of this name is read.

    Raises ForeignSyntaxError with the line for what is no table.
    """
    rows = _cells(given)
    if not rows:
        return Comparison((), (), joined=False)
    first = rows[0][0].text
    down = first in _DOWN or (first not in _ACROSS and _is_down(rows, known))
    table = [list(column) for column in zip(*rows, strict=True)] if down else rows
    names = tuple(one_line(cell.text).casefold() for cell in table[0])
    said = tuple((row[0].line, tuple(_said(names, row, down=down))) for row in table[1:])
    return Comparison(names, said, joined=first == _JOINED)


def _is_down(rows: list[list[Cell]], known: Callable[[str], bool]) -> bool:
    across = sum(known(one_line(cell.text).casefold()) for cell in rows[0])
    return sum(known(one_line(row[0].text).casefold()) for row in rows) > across


def _said(names: Sequence[str], row: Sequence[Cell], *, down: bool) -> Iterator[Said]:
    for name, cell in zip(names, row, strict=True):
        alone = not down and names.count(name) == 1
        key = name if alone else f"{name} #col={cell.column}"
        for text in _values(cell.text):
            if text.strip():
                yield Said(name, text, cell.line, key)


def _values(text: str) -> list[str]:
    """The items of what Python prints for a list of texts; else the text itself."""
    if not (text.startswith("[") and text.endswith("]")) or len(text) > _LONGEST_LIST:
        return [text]
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [text]
    texts = isinstance(found, list) and all(isinstance(each, str) for each in found)
    return found if texts else [text]


def _cells(given: Input) -> list[list[Cell]]:
    delimiter = "\t" if given.name.lower().endswith(".tsv") else ","
    reader = csv.reader(io.StringIO(given.text, newline=""), delimiter=delimiter, strict=True)
    return list(_lines(reader, given.name))


def _lines(reader: Iterator[list[str]], name: str) -> Iterator[list[Cell]]:
    width, cells, before = 0, 0, 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise ForeignSyntaxError(
                f"This is no CSV: {error}",
                where=Location(name, before + 1),
                mend="Close every quotation mark; nothing was stored.",
            ) from error
        line, before = before + 1, getattr(reader, "line_num", before + 1)
        if not any(text.strip() for text in row):
            continue
        width = width or len(row)
        if len(row) != width:
            raise ForeignSyntaxError(
                f"The row has {len(row)} cells, and the first has {width}",
                where=Location(name, line),
                mend="Give each row as many cells as the first.",
            )
        cells += len(row)
        if cells > MOST_CELLS:
            raise ForeignSyntaxError(
                "The table is too large", where=Location(name, line), mend="Split it."
            )
        yield [Cell(text, line, column) for column, text in enumerate(row, 1)]
