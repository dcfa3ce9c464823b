"""Statistics as VoID, with the partitions from which editors complete and clients federate.

Within a class a property is partitioned further, by the class of its values
(``void:classPartition``) and by their datatype (``void-ext:datatypePartition``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.model.statistics import ClassCount, GraphCount, PropertyCount, Share, Statistics
from llmkg.vocab import DCTERMS, RDF, VOID, VOID_EXT, XSD

Node: TypeAlias = ox.NamedNode | ox.BlankNode

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Of all data; the text is in LICENSE-DATA."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "void": str(VOID),
        "void-ext": str(VOID_EXT),
        "dcterms": str(DCTERMS),
        "xsd": str(XSD),
    }
)

_A: Final = ox.NamedNode(RDF.type)
_INTEGER: Final = ox.NamedNode(XSD.integer)
_MANY_GRAPHS: Final = 256
"""With more named graphs than these, each is described by its number of triples alone."""


class Labels:
    """Blank nodes that are the same whenever the same description is written."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._numbers = count(1)

    def __call__(self) -> ox.BlankNode:
        """The next one."""
        return ox.BlankNode(f"{self._prefix}{next(self._numbers)}")


def describe(dataset: Node, counts: Statistics, labels: Labels) -> Iterator[ox.Triple]:
    """The statistics of the default graph, as said of `dataset`."""
    yield ox.Triple(dataset, _A, ox.NamedNode(VOID.Dataset))
    yield from _numbers(
        dataset,
        triples=counts.triples,
        entities=counts.entities,
        distinctSubjects=counts.subjects,
        distinctObjects=counts.objects,
        properties=len(counts.properties),
        classes=len(counts.classes),
    )
    for iri in counts.vocabularies:
        yield ox.Triple(dataset, ox.NamedNode(VOID.vocabulary), ox.NamedNode(iri))
    for class_ in counts.classes:
        yield from _class(dataset, class_, labels)
    for property_ in counts.properties:
        yield from _property(dataset, property_, labels)


def describe_graph(
    graph: Node, counts: GraphCount, labels: Labels, *, whole: bool
) -> Iterator[ox.Triple]:
    """The statistics of one named graph; `whole`: with its partitions."""
    yield ox.Triple(graph, _A, ox.NamedNode(VOID.Dataset))
    yield from _numbers(graph, triples=counts.triples)
    if not whole:
        return
    for share in counts.classes:
        node = labels()
        yield ox.Triple(graph, ox.NamedNode(VOID.classPartition), node)
        yield ox.Triple(node, ox.NamedNode(VOID["class"]), ox.NamedNode(share.iri))
        yield from _numbers(node, entities=share.triples)
    for property_ in counts.properties:
        yield from _property(graph, property_, labels)


def are_few(graphs: Iterable[GraphCount]) -> bool:
    """Whether there are so few named graphs that each can be described as a whole."""
    return sum(1 for _ in graphs) <= _MANY_GRAPHS


def number(value: int) -> ox.Literal:
    """A count."""
    return ox.Literal(str(value), datatype=_INTEGER)


def _class(dataset: Node, counts: ClassCount, labels: Labels) -> Iterator[ox.Triple]:
    node = labels()
    yield ox.Triple(dataset, ox.NamedNode(VOID.classPartition), node)
    yield ox.Triple(node, ox.NamedNode(VOID["class"]), ox.NamedNode(counts.iri))
    yield from _numbers(node, entities=counts.entities, triples=counts.triples)
    for property_ in counts.properties:
        yield from _property(node, property_, labels)


def _property(dataset: Node, counts: PropertyCount, labels: Labels) -> Iterator[ox.Triple]:
    node = labels()
    yield ox.Triple(dataset, ox.NamedNode(VOID.propertyPartition), node)
    yield ox.Triple(node, ox.NamedNode(VOID.property), ox.NamedNode(counts.iri))
    yield from _numbers(node, triples=counts.triples, distinctSubjects=counts.subjects)
    if counts.objects is not None:
        yield from _numbers(node, distinctObjects=counts.objects)
    for way, name, shares in (
        (VOID.classPartition, VOID["class"], counts.classes),
        (VOID_EXT.datatypePartition, VOID_EXT.datatype, counts.datatypes),
    ):
        for share in shares:
            yield from _share(node, share, ox.NamedNode(way), ox.NamedNode(name), labels)


def _share(
    node: Node, share: Share, way: ox.NamedNode, name: ox.NamedNode, labels: Labels
) -> Iterator[ox.Triple]:
    part = labels()
    yield ox.Triple(node, way, part)
    yield ox.Triple(part, name, ox.NamedNode(share.iri))
    yield from _numbers(part, triples=share.triples)


def _numbers(node: Node, **values: int) -> Iterator[ox.Triple]:
    for name, value in values.items():
        yield ox.Triple(node, ox.NamedNode(VOID[name]), number(value))
