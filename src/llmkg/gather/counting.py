"""Numbers that the build keeps, by thing: how many claims speak of it, or how many it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from llmkg.store.port import GraphStore
from llmkg.vocab import KEPT, KEPT_GRAPH

_GRAPH: Final = ox.NamedNode(KEPT_GRAPH)


class Kept(Mapping[str, int]):
    """A number of each thing, looked up when it is asked for; things without one are not in it."""

    def __init__(self, store: GraphStore, predicate: str) -> None:
        """`predicate` is one of `reason/kept.py`."""
        self._store = store
        self._predicate = ox.NamedNode(predicate)

    def __getitem__(self, iri: str) -> int:
        for quad in self._store.quads(ox.NamedNode(iri), self._predicate, None, _GRAPH):
            if isinstance(quad.object, ox.Literal):
                return int(quad.object.value)
        raise KeyError(iri)

    def __iter__(self) -> Iterator[str]:
        for quad in self._store.quads(None, self._predicate, None, _GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def pairs(self) -> Iterator[tuple[str, int]]:
        """All things with their numbers, in no order: one look at all of them."""
        for quad in self._store.quads(None, self._predicate, None, _GRAPH):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                yield quad.subject.value, int(quad.object.value)

    def __len__(self) -> int:
        return len(self._store.quads(None, self._predicate, None, _GRAPH))


def keeps(store: GraphStore) -> bool:
    """Whether a store has what a build keeps; one that somebody else filled may not."""
    return bool(store.quads(_GRAPH, ox.NamedNode(KEPT["format"]), None, _GRAPH))
