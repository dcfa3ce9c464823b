"""What was counted of a snapshot, as it lies beside its store.

``statistics.json`` is as large as the vocabulary: each IRI stands in it once, and elsewhere its
number. ``statistics.graphs`` is a table with a row for each graph, which is shared with the
snapshot before (see `store.table`). `export.counted` writes them, and makes values of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from llmkg.store.table import Table

FILE: Final = "statistics.json"
GRAPHS: Final = "statistics.graphs"
FORMAT: Final = 2
"""Of the file; one with another number is counted anew."""

Shares: TypeAlias = dict[str, int]
"""Triples by the number of a class or datatype."""

Part: TypeAlias = list[Any]
"""A property: triples, subjects, objects (0 within a class), shares of classes, of datatypes."""


@dataclass(slots=True)
class Counted:
    """What stands in the file.

    whole       triples, entities, subjects, objects
    iris        by their numbers
    properties  by number
    classes     by number: things, and the properties that these have
    graphs      how many rows the table has
    """

    whole: list[int]
    iris: list[str] = field(default_factory=list)
    properties: dict[str, Part] = field(default_factory=dict)
    classes: dict[str, tuple[int, dict[str, Part]]] = field(default_factory=dict)
    graphs: int = 0


def read_counted(folder: Path) -> tuple[Counted, Table] | None:
    """The file, and the table of graphs; None where they cannot be read."""
    try:
        given = orjson.loads((folder / FILE).read_bytes())
        if given.pop("format") != FORMAT:
            return None
        counted = Counted(**given)
        return counted, Table(folder / GRAPHS, counted.graphs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
