"""The tree for narrow screens: a model a row, time downwards, lines of descent on rails beside it.

The drawing of version histories: a rail is taken when a model comes and is free again after the
last model that comes from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.http.views.overlay import Mark
from llmkg.http.views.steps import Model, Step

RAIL: Final = 18
"""Pixels from rail to rail."""
HEAD: Final = 40
"""Pixels from the top of a row to the end of what is drawn in it; below, rails run straight."""
DOT: Final = 22
"""Pixels from the top of a row to its model."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A step that arrives at the row's model."""

    step: Step
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A model, the steps that lead to it, and the rails beside it.

    rail      on which it stands
    through   rails that run past it; `below` those that go on under it
    """

    model: Model
    steps: tuple[Step, ...]
    marks: tuple[Mark, ...]
    rail: int
    curves: tuple[Curve, ...]
    through: tuple[int, ...]
    below: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rails:
    """All rows, oldest first; `width` is that of the rails in pixels."""

    rows: tuple[Row, ...]
    width: int


def run(
    models: Sequence[Model], steps: Sequence[Step], marks: Mapping[str, Sequence[Mark]]
) -> Rails:
    """Rails for models that stand in their order already.

    A step that runs against that order has no curve; it is told in words like all others.
    """
    number = {model.ref.iri: n for n, model in enumerate(models)}
    into: dict[str, list[Step]] = {model.ref.iri: [] for model in models}
    last: dict[str, int] = {}
    for step in steps:
        into[step.child.iri].append(step)
        at = number[step.child.iri]
        if number[step.parent.iri] < at:
            last[step.parent.iri] = max(last.get(step.parent.iri, 0), at)
    rails: list[str | None] = []
    rows = []
    for n, model in enumerate(models):
        iri = model.ref.iri
        arriving = [each for each in into[iri] if number[each.parent.iri] < n]
        from_rail = {each.parent.iri: rails.index(each.parent.iri) for each in arriving}
        through = [i for i, each in enumerate(rails) if each is not None and last[each] > n]
        for parent, i in from_rail.items():
            if last[parent] == n:
                rails[i] = None
        # The line of its surest parent goes on where that has no more to come.
        freed = [
            from_rail[each.parent.iri]
            for each in sorted(arriving, key=lambda step: step.standing == "denied")
            if rails[from_rail[each.parent.iri]] is None
        ]
        free = (i for i, each in enumerate(rails) if each is None and i not in freed)
        rail = freed[0] if freed else next(free, len(rails))
        if rail == len(rails):
            rails.append(None)
        rails[rail] = iri if last.get(iri, 0) > n else None
        curves = tuple(
            Curve(each, _path(x_of(from_rail[each.parent.iri]), x_of(rail))) for each in arriving
        )
        below = tuple(i for i, each in enumerate(rails) if each is not None)
        rows.append(
            Row(
                model,
                tuple(into[iri]),
                tuple(marks.get(iri, ())),
                rail,
                curves,
                tuple(through),
                below,
            )
        )
    return Rails(tuple(rows), x_of(len(rails)) - RAIL // 2 + 4)


def x_of(rail: int) -> int:
    """The middle of a rail."""
    return RAIL // 2 + 2 + rail * RAIL


def _path(start: int, end: int) -> str:
    if start == end:
        return f"M{start} 0V{DOT}"
    return f"M{start} 0C{start} {DOT} {start} {DOT} {end} {DOT}"
