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

Said: TypeAlias = tuple[str, str, "str | int"]
"""What is kept of a thing: predicate, and a number or another IRI."""

_INTEGER: Final = ox.NamedNode(XSD.integer)


class Shelves:
    """Shelves as things are put onto them.

    numbers  by shelf and predicate: how much stands there
    within   from a shelf to the one that it is within
    """

    def __init__(self) -> None:
        self.numbers: Counter[Key] = Counter()
        self.within: dict[str, str] = {}

    def put(self, places: Iterable[tuple[str, Place]]) -> Iterator[Said]:
        """Things onto their shelves: says where each stands."""
        for iri, place in places:
            path = place.shelves
            yield iri, STANDS_ON, path[-1]
            if place.counted:
                self.numbers[path[0], KEPT[place.name]] += 1
                for above, shelf in pairwise(path):
                    self.numbers[shelf, HOLDS] += 1
                    self.within[shelf] = above

    def said(self) -> Iterator[Said]:
        """What is kept of the shelves themselves."""
        yield from ((*key, number) for key, number in self.numbers.items())
        yield from ((shelf, WITHIN, above) for shelf, above in self.within.items())


def move(
    gone: set[tuple[str, Place]],
    come: set[tuple[str, Place]],
    was_number: NumberOf,
    added: set[ox.Quad],
    removed: set[ox.Quad],
) -> None:
    """Things from shelf to shelf, which hold fewer or more then, or are there no more."""
    old, new = Shelves(), Shelves()
    for shelves, places, links in ((old, gone, removed), (new, come, added)):
        links.update(map(as_quad, shelves.put(places)))
    stepped = steps(old.numbers, new.numbers)
    for key, step in stepped.items():
        change(key, was_number(*key), was_number(*key) + step, added, removed)
    for shelf, above in (old.within | new.within).items():
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


def as_quad(said: Said) -> ox.Quad:
    """As it is kept."""
    iri, predicate, value = said
    return quad(iri, predicate, value) if isinstance(value, int) else link(iri, predicate, value)


def as_line(said: Said) -> bytes:
    """The same as a line of N-Quads, as a serialiser writes it: all its names are IRIs."""
    iri, predicate, value = said
    told = f'"{value}"^^<{XSD.integer}>' if isinstance(value, int) else f"<{value}>"
    return f"<{iri}> <{predicate}> {told} <{KEPT_GRAPH}> .\n".encode()


def link(iri: str, predicate: str, other: str) -> ox.Quad:
    """From a thing or a shelf to another."""
    return ox.Quad(ox.NamedNode(iri), ox.NamedNode(predicate), ox.NamedNode(other), GRAPH)
