"""Solutions side by side: one column of numbers for each variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.check.columns.table import Numbers

NOT_BOUND: Final = -1


@dataclass(frozen=True, slots=True)
class Rows:
    """`size` solutions, each a number for every variable; no variable and size 1 is the start."""

    size: int
    columns: Mapping[str, Numbers]

    def at(self, index: Numbers | NDArray[np.bool_]) -> Rows:
        """Those at some positions, or where a mask is true."""
        columns = {name: column[index] for name, column in self.columns.items()}
        if index.dtype == np.bool_:
            return Rows(int(np.count_nonzero(index)), columns)
        return Rows(len(index), columns)

    def plus(self, **columns: Numbers) -> Rows:
        """With more columns."""
        return Rows(self.size, {**self.columns, **columns})


def group(columns: list[Numbers], size: int, terms: int) -> tuple[Numbers, Numbers]:
    """Which group of equal rows each row belongs to, and a row of each group.

    `terms` is how many numbers there may be in a column.
    """
    if not columns:
        return np.zeros(size, dtype=np.int64), np.zeros(min(size, 1), dtype=np.int64)
    if len(columns) == 1 and size > terms // 8 and columns[0].min() >= 0:
        return _by_place(columns[0], terms)
    number = columns[0]
    for at, column in enumerate(columns[1:]):
        if at:  # two fit into one number
            _, number = np.unique(number, return_inverse=True)
        number = (number << 32) | (column + 1)
    _, first, groups = np.unique(number, return_index=True, return_inverse=True)
    return groups, first


def _by_place(column: Numbers, terms: int) -> tuple[Numbers, Numbers]:
    """As `group`, without sorting: a place for each number that there may be."""
    last = np.full(terms, -1, dtype=np.int64)
    last[column] = np.arange(len(column))
    present = np.flatnonzero(last >= 0)
    place = np.empty(terms, dtype=np.int64)
    place[present] = np.arange(len(present))
    return place[column], last[present]


def stack(parts: list[Rows]) -> Rows:
    """All solutions of some; what one leaves unbound is NOT_BOUND."""
    names = dict.fromkeys(name for part in parts for name in part.columns)
    columns = {
        name: np.concatenate(
            [
                part.columns[name]
                if name in part.columns
                else np.full(part.size, NOT_BOUND, dtype=np.int64)
                for part in parts
            ]
        )
        for name in names
    }
    return Rows(sum(part.size for part in parts), columns)
