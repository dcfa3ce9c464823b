"""Rows of a query in Python's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, overload

import pyoxigraph as ox

from llmkg.library.frames import MOST_SHOWN, html_table, need_pandas
from llmkg.model.level import Level
from llmkg.store.port import Rows, Term
from llmkg.vocab import XSD

if TYPE_CHECKING:
    import pandas as pd

Cell: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
"""A term: an IRI or a text as str, a number, a day. None where a variable is not bound."""
Row: TypeAlias = Mapping[str, Cell]

_READ: Final[Mapping[str, Callable[[str], Cell]]] = {
    XSD.integer: int,
    XSD.int: int,
    XSD.long: int,
    XSD.nonNegativeInteger: int,
    XSD.decimal: Decimal,
    XSD.double: float,
    XSD.float: float,
    XSD.boolean: lambda text: text in ("true", "1"),
    XSD.date: date.fromisoformat,
    XSD.dateTime: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True, repr=False)
class Table(Sequence[Row]):
    """The answer to a SELECT: each row by variable, in the order of the answer."""

    variables: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    levels: tuple[Level, ...]
    lang: str

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        """The row at a place; IndexError beyond."""
        if isinstance(at, slice):
            return tuple(map(self._row, self.cells[at]))
        return self._row(self.cells[at])

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.cells)

    def __repr__(self) -> str:
        return f"<{len(self):,} rows of {', '.join(self.variables)}>"

    def to_frame(self) -> pd.DataFrame:
        """The rows as a frame; a column of nothing but levels is an ordered Categorical.

        MissingExtraError where pandas is not installed.
        """
        pandas = need_pandas()
        by_iri = {level.iri: level.name for level in self.levels}
        order = [level.name for level in sorted(self.levels, key=lambda level: level.rank)]
        made: pd.DataFrame = pandas.DataFrame(
            [list(row) for row in self.cells], columns=list(self.variables)
        )
        for at, variable in enumerate(self.variables):
            found = [row[at] for row in self.cells if row[at] is not None]
            if found and all(cell in by_iri for cell in found):
                names = [by_iri.get(str(row[at])) for row in self.cells]
                made[variable] = pandas.Categorical(names, categories=order, ordered=True)
        return made

    def _repr_html_(self) -> str:
        by_iri = {level.iri: level for level in self.levels}
        rows = (
            [by_iri.get(cell, cell) if isinstance(cell, str) else cell for cell in row]
            for row in islice(self.cells, MOST_SHOWN)
        )
        caption = f"{len(self):,} rows"
        return html_table(self.variables, rows, caption=caption, total=len(self), lang=self.lang)

    def _row(self, cells: tuple[Cell, ...]) -> Row:
        return MappingProxyType(dict(zip(self.variables, cells, strict=True)))


def table(rows: Rows, levels: Sequence[Level], lang: str) -> Table:
    """The rows of an answer as values."""
    cells = tuple(tuple(_cell(term) for term in row) for row in rows.rows)
    return Table(rows.variables, cells, tuple(levels), lang)


def _cell(term: Term | None) -> Cell:
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    read = _READ.get(term.datatype.value)
    if read is None:
        return term.value
    try:
        return read(term.value)
    except (ValueError, InvalidOperation):
        return term.value  # "abc"^^xsd:integer is a literal, too
