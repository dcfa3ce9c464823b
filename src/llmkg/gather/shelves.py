"""Lists that are kept in order, read from where a page of one begins.

A store that somebody else filled, or a program of another day, keeps none; there they are reckoned
from all that it says, once, and held in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from llmkg.rdf.view import GraphName, Subject, Value
from llmkg.reason.kept import KEPT_FORMAT, keep_all
from llmkg.reason.shelf import HOLDS, STANDS_ON, WITHIN, Place, read
from llmkg.store.port import GraphStore
from llmkg.vocab import KEPT, KEPT_GRAPH

_GRAPH: Final = ox.NamedNode(KEPT_GRAPH)
_STANDS_ON: Final = ox.NamedNode(STANDS_ON)
_WITHIN: Final = ox.NamedNode(WITHIN)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of a list: what it is filtered by, what it is sorted by, and how many are on it."""

    iri: str
    cell: str
    key: str
    count: int


class Shelves:
    """Reads the lists of a snapshot. Every method may be called from any thread."""

    def __init__(self, store: GraphStore) -> None:
        self._find = _finder(store)

    def top(self, name: str) -> Iterator[Shelf]:
        """The first shelves of a list, in no order: as many as there are different ones."""
        for quad in self._find(None, ox.NamedNode(KEPT[name]), None, _GRAPH):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                _, cell, key = read(quad.subject.value)
                yield Shelf(quad.subject.value, cell, key, int(quad.object.value))

    def below(self, shelf: Shelf) -> Iterator[Shelf]:
        """The shelves of the next key."""
        for quad in self._find(None, _WITHIN, ox.NamedNode(shelf.iri), _GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                iri = quad.subject.value
                _, cell, key = read(iri)
                yield Shelf(iri, cell, key, self.numbers(iri).get(HOLDS, 0))

    def on(self, shelf: str) -> list[str]:
        """The things on a shelf of the last key, in no order."""
        found = self._find(None, _STANDS_ON, ox.NamedNode(shelf), _GRAPH)
        return [each.subject.value for each in found if isinstance(each.subject, ox.NamedNode)]

    def at(self, place: Place) -> list[str]:
        """The things that stand in a place, in no order."""
        return self.on(place.shelves[-1])

    def of(self, thing: str) -> Iterator[tuple[str, str, str]]:
        """The shelves of a thing: list, cell and last key."""
        for quad in self._find(ox.NamedNode(thing), _STANDS_ON, None, _GRAPH):
            if isinstance(quad.object, ox.NamedNode):
                yield read(quad.object.value)

    def numbers(self, thing: str) -> Mapping[str, int]:
        """The numbers of a thing by predicate; none of what is no IRI."""
        try:
            node = ox.NamedNode(thing)
        except ValueError:
            return {}
        return {
            quad.predicate.value: int(quad.object.value)
            for quad in self._find(node, None, None, _GRAPH)
            if isinstance(quad.object, ox.Literal)
        }

    def window(  # noqa: PLR0913 - how to sort has defaults
        self,
        shelves: Iterable[Shelf],
        offset: int,
        limit: int,
        *,
        order: Callable[[str], Any] = str,
        then: Callable[[str], Any] = str,
        depth: int = 1,
    ) -> list[str]:
        """Some of the things on these shelves, from `offset` on.

        `order` sorts shelves by their keys, `then` the things of the same key; `depth` is the
        number of keys. Only the things are looked at that are with the wanted ones on a shelf.
        """
        groups: dict[str, list[Shelf]] = defaultdict(list)
        for shelf in shelves:
            groups[shelf.key].append(shelf)
        found: list[str] = []
        for key in sorted(groups, key=order):
            if len(found) >= limit:
                break
            several = groups[key]
            number = sum(each.count for each in several)
            if offset >= number:
                offset -= number
                continue
            wanted = limit - len(found)
            if depth > 1:
                lower = (each for shelf in several for each in self.below(shelf))
                found += self.window(lower, offset, wanted, order=order, then=then, depth=depth - 1)
            else:
                things = sorted((iri for each in several for iri in self.on(each.iri)), key=then)
                found += things[offset : offset + wanted]
            offset = 0
        return found


def is_kept(store: GraphStore) -> bool:
    """Whether a store has what is kept, as this program keeps it."""
    marks = store.quads(_GRAPH, ox.NamedNode(KEPT["format"]), None, _GRAPH)
    return any(getattr(each.object, "value", "") == str(KEPT_FORMAT) for each in marks)


class _Stored:
    """A store as a view, which it is but for the names."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterable[ox.Quad]:
        """See `View`."""
        assert graph_name is None or isinstance(graph_name, ox.NamedNode)  # noqa: S101
        return self._store.quads(subject, predicate, object, graph_name)


def _finder(store: GraphStore) -> Callable[..., Iterable[ox.Quad]]:
    """Looks up what a store keeps, else what it should."""
    if is_kept(store):
        return store.quads
    held = ox.Store()
    held.bulk_extend(keep_all(_Stored(store)))
    return lambda *pattern: list(held.quads_for_pattern(*pattern))
