"""Statements that lead from a thing back to itself."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from llmkg.errors import RecordError
from llmkg.exchange.said import Name, Statement

MOST: Final = 20
"""Most circles that are told of at once."""


def circles(statements: Iterable[Statement], predicates: set[str]) -> list[tuple[Statement, ...]]:
    """Circles among the statements with these predicates; no two share their first statement."""
    edges: dict[tuple[str, str], Statement] = {}
    above: dict[str, set[str]] = {}
    for each in statements:
        if each.predicate in predicates and isinstance(each.object, Name):
            child, parent = _node(each.subject), _node(each.object)
            edges.setdefault((child, parent), each)
            above.setdefault(child, set()).add(parent)
    found: list[tuple[Statement, ...]] = []
    while len(found) < MOST:
        try:
            TopologicalSorter(above).prepare()
        except CycleError as error:
            # each comes before the next: a parent before its child
            way = list(reversed(error.args[1]))
            steps = tuple(edges[child, parent] for child, parent in pairwise(way))
            first = min(steps, key=lambda step: (step.place.file, step.place.line))
            at = steps.index(first)
            found.append((*steps[at:], *steps[:at]))
            above[_node(first.subject)].discard(_name(first))
        else:
            break
    return found


def circular(circle: tuple[Statement, ...]) -> RecordError:
    """The error that tells of a circle, with the place of each step."""
    way = " → ".join([_node(circle[0].subject), *(_name(each) for each in circle)])
    places = ", ".join(f"{each.place.file}:{each.place.line}" for each in circle)
    return RecordError(
        f"The dependencies go in a circle: {way} ({places})",
        where=circle[0].place.location,
        mend="Take out the step that is wrong; nothing was stored.",
    )


def _name(statement: Statement) -> str:
    return _node(statement.object) if isinstance(statement.object, Name) else ""


def _node(name: Name) -> str:
    return f"{name.publisher}/{name.text}" if name.publisher else name.text
