"""A drawing of nodes in columns: an order with few crossings, and places without overlaps.

The three steps of Sugiyama's way after the first: the layers are given (they are times), so what
is left is to order each of them and to place it. Long edges get a bend in each column between.
Libraries that do this choose the layers themselves, by the longest path, which would lose time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Final, TypeAlias

Key: TypeAlias = str | tuple[str, str, int]
"""A node, or the bend of an edge in a column."""

_SWEEPS: Final = 12
_STEPS: Final = 24
_LITTLE: Final = 1e-6
_BEND: Final = 0.55
"""The room that a bend takes, of that of a node."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is.

    at         the place of each node across the columns, from 0; nodes of a column are 1 apart
    bends      the places of each edge in the columns between its ends, in their order
    crossings  how many edges cross
    span       the largest place
    """

    at: Mapping[str, float]
    bends: Mapping[tuple[str, str], tuple[float, ...]]
    crossings: int
    span: float


def arrange(columns: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> Layout:
    """Place the nodes of the columns. Every edge leads from a column to a later one.

    The same input gives the same layout. ValueError for an edge that does not go forward.
    """
    column_of = {node: n for n, column in enumerate(columns) for node in column}
    layers: list[list[Key]] = [list(column) for column in columns]
    chains: dict[tuple[str, str], list[Key]] = {}
    for edge in dict.fromkeys(edges):
        first, last = column_of[edge[0]], column_of[edge[1]]
        if first >= last:
            raise ValueError(f"{edge[0]} to {edge[1]} does not go forward")
        bends: list[Key] = [(*edge, n) for n in range(first + 1, last)]
        for bend, n in zip(bends, range(first + 1, last), strict=True):
            layers[n].append(bend)
        chains[edge] = [edge[0], *bends, edge[1]]
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    before, after = _neighbours(links)
    ordered = _order(layers, before, after)
    at = _coordinates(ordered, before, after)
    return Layout(
        {node: at[node] for node in column_of},
        {edge: tuple(at[each] for each in chain[1:-1]) for edge, chain in chains.items()},
        _crossings(ordered, after),
        max(at.values(), default=0.0),
    )


Neighbours: TypeAlias = Mapping[Key, Sequence[Key]]


def _neighbours(links: Sequence[tuple[Key, Key]]) -> tuple[Neighbours, Neighbours]:
    before: dict[Key, list[Key]] = {}
    after: dict[Key, list[Key]] = {}
    for left, right in links:
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    return before, after


def _order(layers: list[list[Key]], before: Neighbours, after: Neighbours) -> list[list[Key]]:
    """Each layer by the mean place of its neighbours, to and fro; the best seen is taken."""
    best = _grouped(layers, before, after)
    fewest = _crossings(best, after)
    current = [list(layer) for layer in best]
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        beside = before if forward else after
        numbers = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        for n in numbers:
            fixed = {key: i for i, key in enumerate(current[n - 1 if forward else n + 1])}
            own = {key: i for i, key in enumerate(current[n])}
            mean = {
                key: _mean([fixed[each] for each in beside.get(key, ())], own[key]) for key in own
            }
            current[n].sort(key=lambda key: (mean[key], own[key]))
        _swap(current, before, after)
        crossings = _crossings(current, after)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in current], crossings
    return best


def _grouped(layers: list[list[Key]], before: Neighbours, after: Neighbours) -> list[list[Key]]:
    """The order to begin with: what hangs together stands together, the largest group first."""
    group = _groups(layers, before, after)
    return [sorted(layer, key=lambda key: (group[key], str(key))) for layer in layers]


def _groups(
    layers: Sequence[Sequence[Key]], before: Neighbours, after: Neighbours
) -> dict[Key, int]:
    """The number of the group of everything that hangs together, the largest first."""
    groups: list[set[Key]] = []
    seen: set[Key] = set()
    for start in (key for layer in layers for key in layer):
        if start in seen:
            continue
        found = {start}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for each in (*before.get(here, ()), *after.get(here, ())):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        seen |= found
        groups.append(found)
    groups.sort(key=len, reverse=True)
    return {key: number for number, found in enumerate(groups) for key in found}


def _swap(layers: list[list[Key]], before: Neighbours, after: Neighbours) -> None:
    """Swap neighbours within layers for as long as that saves crossings."""
    for n, layer in enumerate(layers):
        beside = [
            ({key: i for i, key in enumerate(layers[m])}, neighbours)
            for m, neighbours in ((n - 1, before), (n + 1, after))
            if 0 <= m < len(layers)
        ]
        improved = True
        while improved:
            improved = False
            for i in range(len(layer) - 1):
                up, down = layer[i], layer[i + 1]
                now = sum(_inversions(place, ways, up, down) for place, ways in beside)
                then = sum(_inversions(place, ways, down, up) for place, ways in beside)
                if then < now:
                    layer[i], layer[i + 1] = down, up
                    improved = True


def _inversions(place: Mapping[Key, int], ways: Neighbours, up: Key, down: Key) -> int:
    return sum(place[a] > place[b] for a in ways.get(up, ()) for b in ways.get(down, ()))


def _crossings(layers: Sequence[Sequence[Key]], after: Neighbours) -> int:
    total = 0
    for left, right in pairwise(layers):
        place = {key: i for i, key in enumerate(right)}
        ends = [[place[each] for each in after.get(key, ())] for key in left]
        seen: list[int] = []
        for several in ends:
            total += sum(each < other for each in several for other in seen)
            seen += several
    return total


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _coordinates(
    layers: Sequence[Sequence[Key]], before: Neighbours, after: Neighbours
) -> dict[Key, float]:
    """Places near those of the neighbours that keep the order and the distances."""
    at: dict[Key, float] = {}
    for layer in layers:
        place = 0.0
        for i, key in enumerate(layer):
            place += _distance(layer[i - 1], key) if i else 0.0
            at[key] = place
    for step in range(_STEPS):
        forward = step % 2 == 0
        for layer in layers if forward else reversed(layers):
            wanted = []
            for key in layer:
                near = before.get(key, ()) if forward else after.get(key, ())
                near = near or after.get(key, ()) or before.get(key, ())
                wanted.append(_mean([at[each] for each in near], at[key]))
            at.update(zip(layer, _apart(layer, wanted), strict=True))
    _pack(layers, at, _groups(layers, before, after))
    return {key: round(place, 4) for key, place in at.items()}


def _pack(layers: Sequence[Sequence[Key]], at: dict[Key, float], group: Mapping[Key, int]) -> None:
    """Move what hangs together up, as one, for as long as there is room above it."""
    least = min(at.values(), default=0.0)
    at.update({key: place - least for key, place in at.items()})
    above = {key: (up, _distance(up, key)) for layer in layers for up, key in pairwise(layer)}
    members: dict[int, list[Key]] = {}
    for key, number in group.items():
        members.setdefault(number, []).append(key)
    moved = True
    while moved:
        moved = False
        for number, keys in sorted(members.items(), key=lambda each: min(at[k] for k in each[1])):
            room = min(_room(key, at, above, group, number) for key in keys)
            if room > _LITTLE:
                at.update({key: at[key] - room for key in keys})
                moved = True


def _room(
    key: Key,
    at: Mapping[Key, float],
    above: Mapping[Key, tuple[Key, float]],
    group: Mapping[Key, int],
    number: int,
) -> float:
    """How far something may move up; what moves with it is not in its way."""
    up, distance = above.get(key, (None, 0.0))
    if up is None:
        return at[key]
    return inf if group[up] == number else at[key] - at[up] - distance


def _distance(up: Key, down: Key) -> float:
    return sum((1.0 if isinstance(each, str) else _BEND) for each in (up, down)) / 2


def _apart(layer: Sequence[Key], wanted: Sequence[float]) -> list[float]:
    """The places nearest to those wanted (least squares) that keep order and distances.

    With the distances taken out what is left is isotonic regression: adjacent violators are pooled.
    """
    shifts: list[float] = []
    for i, key in enumerate(layer):
        shifts.append(shifts[-1] + _distance(layer[i - 1], key) if i else 0.0)
    blocks: list[tuple[float, int]] = []
    for want, shift in zip(wanted, shifts, strict=True):
        total, count = want - shift, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, many = blocks.pop()
            total, count = total + more, count + many
        blocks.append((total, count))
    places = [total / count for total, count in blocks for _ in range(count)]
    return [place + shift for place, shift in zip(places, shifts, strict=True)]
