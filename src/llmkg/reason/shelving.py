"""What is kept, as quads: numbers of things, and things on their shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import View
from llmkg.reason.listed import NumberOf
from llmkg.reason.shelf import HOLDS, STANDS_ON, WITHIN, Place
from llmkg.vocab import KEPT, KEPT_GRAPH, XSD

GRAPH: Final = ox.NamedNode(KEPT_GRAPH)

Key: TypeAlias = tuple[str, str]
"""Thing and predicate."""

_INTEGER: Final = ox.NamedNode(XSD.integer)


def put(
    places: Iterable[tuple[str, Place]],
    shelves: Counter[Key],
    within: set[Key],
) -> Iterator[ox.Quad]:
    """Things onto their shelves, which are counted in `shelves` and joined in `within`."""
    for iri, place in places:
        path = place.shelves
        yield link(iri, STANDS_ON, path[-1])
        if place.counted:
            shelves[path[0], KEPT[place.name]] += 1
            for above, shelf in pairwise(path):
                shelves[shelf, HOLDS] += 1
                within.add((shelf, above))


def move(
    gone: set[tuple[str, Place]],
    come: set[tuple[str, Place]],
    was_number: NumberOf,
    added: set[ox.Quad],
    removed: set[ox.Quad],
) -> None:
    """Things from shelf to shelf, which hold fewer or more then, or are there no more."""
    sides: list[tuple[Counter[Key], set[Key]]] = []
    for places, links in ((gone, removed), (come, added)):
        shelves: Counter[Key] = Counter()
        within: set[Key] = set()
        links.update(put(places, shelves, within))
        sides.append((shelves, within))
    stepped = steps(sides[0][0], sides[1][0])
    for key, step in stepped.items():
        change(key, was_number(*key), was_number(*key) + step, added, removed)
    for shelf, above in sides[0][1] | sides[1][1]:
        was = was_number(shelf, HOLDS)
        is_ = was + stepped.get((shelf, HOLDS), 0)
        if bool(was) != bool(is_):
            (added if is_ else removed).add(link(shelf, WITHIN, above))


def steps(old: Counter[Key], new: Counter[Key]) -> dict[Key, int]:
    """By how much numbers differ, where they do."""
    return {key: step for key in old.keys() | new.keys() if (step := new[key] - old[key])}


class Numbers:
    """Numbers as they are kept, read thing by thing."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, Counter[str]] = {}

    def __call__(self, iri: str, predicate: str) -> int:
        """The number of a thing; 0 where none is kept."""
        if iri not in self._known:
            found = self._known[iri] = Counter()
            for each in self._view.quads_for_pattern(ox.NamedNode(iri), None, None, GRAPH):
                if isinstance(each.object, ox.Literal):
                    found[each.predicate.value] += int(each.object.value)
        return self._known[iri][predicate]


def change(key: Key, old: int, new: int, added: set[ox.Quad], removed: set[ox.Quad]) -> None:
    """A number from one to another."""
    if old == new:
        return
    if old:
        removed.add(quad(*key, old))
    if new:
        added.add(quad(*key, new))


def quad(iri: str, predicate: str, number: int) -> ox.Quad:
    """A number as it is kept."""
    value = ox.Literal(str(number), datatype=_INTEGER)
    return ox.Quad(ox.NamedNode(iri), ox.NamedNode(predicate), value, GRAPH)


def link(iri: str, predicate: str, other: str) -> ox.Quad:
    """From a thing or a shelf to another."""
    return ox.Quad(ox.NamedNode(iri), ox.NamedNode(predicate), ox.NamedNode(other), GRAPH)
