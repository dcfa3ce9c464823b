"""What a manifest says of quads: reckoned from all of them, in memory that does not grow with them.

`Working` (see `working`) reckons it from a change instead; both come to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.model.manifest import GraphInfo
from llmkg.rdf.graphdigest import DatasetDigest, GraphDigest
from llmkg.store.manifest import count_classes, counted_class
from llmkg.vocab import RDF

_TYPE: Final = ox.NamedNode(RDF.type)
_NONE: Final[Mapping[str, GraphInfo]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What follows from the quads of a snapshot.

    graphs  sorted by IRI, those without a triple too
    counts  things by class, see `count_classes`
    quads   how many stand in named graphs
    digest  of the dataset, and the sum by which it can follow a change
    """

    graphs: Sequence[GraphInfo]
    counts: Mapping[str, int]
    quads: int
    digest: str
    sum: str

    @classmethod
    def of(cls, graphs: Iterable[GraphInfo], counts: Mapping[str, int]) -> Reckoned:
        """From what is known of each graph."""
        listed = tuple(sorted(graphs, key=lambda info: info.iri))
        whole = DatasetDigest()
        whole.add(listed)
        quads = sum(info.triples for info in listed)
        return cls(listed, counts, quads, whole.hexdigest(), whole.value)


def reckon(
    store: ox.Store, *, empty: Iterable[str] = (), known: Mapping[str, GraphInfo] = _NONE
) -> Reckoned:
    """Of a store on disk, graph by graph.

    `empty`: graphs that exist without a triple. `known`: what was reckoned of some graphs before,
    such as by those who wrote them.
    """
    found = dict(known)
    for name in store.named_graphs():
        if isinstance(name, ox.NamedNode) and name.value not in found:
            anew = GraphDigest()
            anew.add(store.quads_for_pattern(None, None, None, name))
            found[name.value] = anew.info(name.value)
    return Reckoned.of(_with_empty(found, empty), _count_classes(store))


def reckon_quads(
    quads: Iterable[ox.Quad],
    *,
    empty: Iterable[str] = (),
    known: Mapping[str, GraphInfo] = _NONE,
) -> Reckoned:
    """Of quads in memory, each there once."""
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    kept = list(quads)
    for quad in kept:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in known:
            graphs[quad.graph_name.value].append(quad)
    found = dict(known)
    for iri, some in graphs.items():
        anew = GraphDigest()
        anew.add(some)
        found[iri] = anew.info(iri)
    return Reckoned.of(_with_empty(found, empty), count_classes(kept))


def _with_empty(found: dict[str, GraphInfo], empty: Iterable[str]) -> Iterable[GraphInfo]:
    for iri in empty:
        found.setdefault(iri, GraphDigest().info(iri))
    return found.values()


def _count_classes(store: ox.Store) -> Mapping[str, int]:
    """As `count_classes`, without a set of all things.

    A store on disk gives the quads of a predicate in the order of object, then subject, then graph.
    """
    counts: dict[str, int] = defaultdict(int)
    typed = store.quads_for_pattern(None, _TYPE, None, None)
    counted = ((name, quad.subject) for quad in typed if (name := counted_class(quad)))
    for (name, _), _ in groupby(counted):
        counts[name] += 1
    return {name: counts[name] for name in sorted(counts)}
