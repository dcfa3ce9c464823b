"""Shelves: lists that are kept in order, so that a page of one costs what it shows.

A list is cut into shelves, by what it is filtered by (the cell) and by what it is sorted by (the
keys, each finer than the one before). A thing stands on the shelf of all its keys; a shelf of the
first key says how many are on it and below it, and which list it is of; one of a later key says how
many and below which one it is. Who wants the things from the thousandth on adds up numbers until
there, and looks at the things of that shelf alone.

Shelves are no things of ours: nobody looks them up, and nothing that counts mentions counts theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from llmkg.vocab import KEPT

SHELVES: Final = "urn:llmkg:shelf:"

STANDS_ON: Final = KEPT.shelf
"""From a thing to a shelf."""

WITHIN: Final = KEPT.within
"""From a shelf to the one of the key before."""

HOLDS: Final = KEPT.holds
"""How many things there are on a shelf that is within another."""

_BETWEEN: Final = "|"
_AND: Final = " "  # neither can be in an IRI; of texts see `filterable`


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands in a list.

    name     of the list, and of the predicate that counts what is on its first shelves
    cell     what it is filtered by, see `cell`
    keys     what it is sorted by
    counted  False where its shelves are looked up by name and never listed
    """

    name: str
    cell: str
    keys: tuple[str, ...]
    counted: bool = True

    @property
    def shelves(self) -> tuple[str, ...]:
        """The IRIs of its shelves, the one that it stands on last."""
        found = []
        path = f"{SHELVES}{self.name}/{_quoted(self.cell)}"
        for key in self.keys:
            path += f"/{_quoted(key)}"
            found.append(path)
        return tuple(found)


@lru_cache(maxsize=4_096)
def _quoted(text: str) -> str:
    """A text between slashes; few are met very often."""
    return quote(text, safe="")


def cell(*facets: Iterable[str]) -> str:
    """What something is filtered by, facet by facet, each with any number of values."""
    return _BETWEEN.join(_AND.join(values) for values in facets)


def filterable(text: str) -> str:
    """A text as a value of a cell: nothing where it has signs that part values."""
    return "" if _AND in text or _BETWEEN in text else text


def facets(cell_: str) -> tuple[tuple[str, ...], ...]:
    """The values again."""
    return tuple(tuple(each.split(_AND)) if each else () for each in cell_.split(_BETWEEN))


def read(shelf: str) -> tuple[str, str, str]:
    """List, cell and last key of a shelf."""
    name, cell_, *keys = shelf.removeprefix(SHELVES).split("/")
    return name, unquote(cell_), unquote(keys[-1])
