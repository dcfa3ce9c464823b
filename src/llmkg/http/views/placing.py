"""When each model was there: a day where one is said, else a place among its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

HOW: Final = ("released", "described", "seen")
"""What a day may be of, the best first."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that is said of a model, as precise as it is known.

    how  released, described (in a source issued then) or seen (something is said of it then)
    at   the same day, made more precise by what else is said; it decides the place
    """

    day: str
    how: str
    at: str


@dataclass(frozen=True, slots=True)
class Column:
    """A place on the axis of time: its day; "" for one that only neighbours decide."""

    day: str


@dataclass(frozen=True, slots=True)
class Placing:
    """The columns, oldest first, and in which each model stands.

    backward  pairs that say one comes before the other, which their days gainsay
    """

    columns: tuple[Column, ...]
    of: Mapping[str, int]
    backward: frozenset[tuple[str, str]]


def best_day(said: Iterable[tuple[str, str]]) -> Dated:
    """The day to show, of several (how, day): by how it is known, then the most precise.

    A day of another sort makes it more precise where it lies within it.
    """
    several = sorted(set(said), key=lambda each: (HOW.index(each[0]), -len(each[1]), each[1]))
    how, day = several[0]
    finer = next((more for _, more in several if more != day and more.startswith(day)), day)
    return Dated(day, how, finer)


def place(
    models: Sequence[str], days: Mapping[str, str], order: Iterable[tuple[str, str]]
) -> Placing:
    """Columns for the models. `order` has pairs (earlier, later).

    Every day is a column. A model without a day stands just before what comes from it, or just
    after what it comes from; a column of its own is made where there is no other between. Models
    of the same month of which one comes from the other stand in two columns.
    """
    known = set(models)
    pairs, cyclic = _acyclic([(a, b) for a, b in order if a != b and {a, b} <= known], models)
    before: dict[str, list[str]] = {model: [] for model in models}
    after: dict[str, list[str]] = {model: [] for model in models}
    for earlier, later in pairs:
        before[later].append(earlier)
        after[earlier].append(later)
    ticks = {day: float(n) for n, day in enumerate(sorted(set(days.values()), key=_first))}
    running = list(TopologicalSorter(before).static_order())
    latest: dict[str, float | None] = {}
    for model in reversed(running):
        limits = [ticks[days[n]] if n in days else latest[n] for n in after[model]]
        latest[model] = min((each for each in limits if each is not None), default=None)
    key: dict[str, float] = {}
    for model in running:
        least = max((key[each] for each in before[model]), default=None)
        if model in days:
            key[model] = _same_day(model, ticks[days[model]], before[model], key, days)
        else:
            key[model] = _between(least, latest[model])
    places = sorted(set(key.values()))
    names = {tick: day for day, tick in ticks.items()}
    shown = {model: days[model] for model in models if model in days}
    columns = []
    for at in places:
        here = [day for model, day in shown.items() if key[model] == at]
        columns.append(Column(names.get(at) or (here[0] if here else "")))
    of = {model: places.index(key[model]) for model in models}
    against = {(a, b) for a, b in pairs if of[a] >= of[b]}
    return Placing(tuple(columns), of, frozenset(against | cyclic))


def _between(least: float | None, most: float | None) -> float:
    """A place after the one and before the other, on a column that is there where there is one."""
    if least is None:
        return 0.0 if most is None else most - 1
    if most is None or most <= least:
        return least + 1
    return most - 1 if most - 1 > least else least + (most - least) / 2


def _same_day(
    model: str,
    tick: float,
    before: Sequence[str],
    key: Mapping[str, float],
    days: Mapping[str, str],
) -> float:
    """Its own day, or a little later than what it comes from where that is of the same month."""
    day = days[model]
    same = [
        key[each]
        for each in before
        if each in days and (days[each].startswith(day) or day.startswith(days[each]))
    ]
    least = max((each for each in same if tick <= each < tick + 1), default=None)
    return tick if least is None else least + (tick + 1 - least) / 2


def _acyclic(
    pairs: Sequence[tuple[str, str]], models: Sequence[str]
) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs without those that close a circle, the last of each in their order."""
    kept: list[tuple[str, str]] = []
    cyclic: set[tuple[str, str]] = set()
    for pair in dict.fromkeys(pairs):
        graph: dict[str, set[str]] = {model: set() for model in models}
        for earlier, later in [*kept, pair]:
            graph[later].add(earlier)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError:
            cyclic.add(pair)
        else:
            kept.append(pair)
    return kept, cyclic


def _first(day: str) -> str:
    return f"{day}-01-01"[:10]
