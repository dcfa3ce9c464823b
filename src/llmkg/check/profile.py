"""Whether an ontology, as RDF, is in the OWL 2 RL profile.

Follows section 4 of *OWL 2 Web Ontology Language Profiles (Second Edition)*, and for what the
profile inherits from OWL 2 DL the *Structural Specification*: declarations and reserved vocabulary
in :mod:`llmkg.check.usage`, simple and regular properties in :mod:`llmkg.check.hierarchy`. Stricter
than the specification in one point: datatypes of one's own are refused, though RL lets one define
them.

A breach means that a reasoner for the profile may read the ontology otherwise than its authors do.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from llmkg.check.breach import Breach, Clause, Kinds, kinds_of, name_of
from llmkg.check.hierarchy import hierarchy_breaches
from llmkg.check.usage import usage_breaches

DATATYPES: Final = frozenset(
    {
        *(RDFS.Literal, RDF.PlainLiteral, RDF.XMLLiteral, XSD.decimal, XSD.integer),
        *(XSD.nonNegativeInteger, XSD.nonPositiveInteger, XSD.positiveInteger),
        *(XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte, XSD.unsignedLong),
        *(XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte, XSD.float, XSD.double),
        *(XSD.string, XSD.normalizedString, XSD.token, XSD.language, XSD.Name, XSD.NCName),
        *(XSD.NMTOKEN, XSD.boolean, XSD.hexBinary, XSD.base64Binary, XSD.anyURI),
        *(XSD.dateTime, XSD.dateTimeStamp),
    }
)
"""The datatypes of the profile: those of OWL 2 without owl:real and owl:rational."""


class Position(Enum):
    """Where a class expression stands; each place allows other constructs."""

    SUB = auto()
    SUPER = auto()
    EQUIVALENT = auto()


_ALL: Final = frozenset(Position)
_BELOW: Final = frozenset({Position.SUB})
_ABOVE: Final = frozenset({Position.SUPER})
_NOWHERE: Final[frozenset[Position]] = frozenset()

# Each construct of a class expression, and where the profile allows it.
_CONSTRUCTS: Final = {
    OWL.intersectionOf: _ALL,
    OWL.unionOf: _BELOW,
    OWL.oneOf: _BELOW,
    OWL.complementOf: _ABOVE,
    OWL.hasValue: _ALL,
    OWL.someValuesFrom: _BELOW,
    OWL.allValuesFrom: _ABOVE,
    OWL.maxCardinality: _ABOVE,
    OWL.maxQualifiedCardinality: _ABOVE,
    OWL.minCardinality: _NOWHERE,
    OWL.minQualifiedCardinality: _NOWHERE,
    OWL.cardinality: _NOWHERE,
    OWL.qualifiedCardinality: _NOWHERE,
    OWL.hasSelf: _NOWHERE,
}

# Axioms between two classes, and what each of the two may be.
_SIDES: Final = {
    RDFS.subClassOf: (Position.SUB, Position.SUPER),
    OWL.equivalentClass: (Position.EQUIVALENT, Position.EQUIVALENT),
    OWL.disjointWith: (Position.SUB, Position.SUB),
}


def profile_breaches(graph: Graph) -> tuple[Breach, ...]:
    """Every breach of the profile in a graph that holds one whole ontology, sorted, none twice."""
    kinds = kinds_of(graph)
    found = {
        *_Expressions(graph, kinds).breaches(),
        *usage_breaches(graph, kinds, DATATYPES),
        *hierarchy_breaches(graph, kinds),
    }
    return tuple(sorted(found))


class _Expressions:
    """The class expressions and data ranges of one ontology."""

    def __init__(self, graph: Graph, kinds: Kinds) -> None:
        self._graph = graph
        self._kinds = kinds

    def breaches(self) -> Iterator[Breach]:
        """What is wrong with the axioms about classes, domains and ranges."""
        yield from self._class_axioms()
        yield from self._property_axioms()

    def _class_axioms(self) -> Iterator[Breach]:
        graph = self._graph
        for axiom, (left, right) in _SIDES.items():
            for one, other in graph.subject_objects(axiom):
                yield from self._class(one, left)
                yield from self._class(other, right)
        for siblings in graph.subjects(RDF.type, OWL.AllDisjointClasses):
            for member in self._members(siblings, OWL.members):
                yield from self._class(member, Position.SUB)
        for whole in graph.subjects(OWL.disjointUnionOf):
            yield Breach(Clause.AXIOM, name_of(whole), "owl:disjointUnionOf")
        for key in graph.subjects(OWL.hasKey):
            yield from self._class(key, Position.SUB)
        for thing, kind in graph.subject_objects(RDF.type):
            if isinstance(kind, BNode):
                yield from self._class(kind, Position.SUPER)
            elif kind == OWL.Thing:
                yield Breach(Clause.POSITION, name_of(thing), "owl:Thing as a type")

    def _property_axioms(self) -> Iterator[Breach]:
        graph = self._graph
        for prop in graph.subjects(RDF.type, OWL.ReflexiveProperty):
            yield Breach(Clause.AXIOM, name_of(prop), "owl:ReflexiveProperty")
        for prop, domain in graph.subject_objects(RDFS.domain):
            if prop not in self._kinds.annotations:
                yield from self._class(domain, Position.SUPER)
        for prop, reach in graph.subject_objects(RDFS.range):
            if prop in self._kinds.data:
                yield from self._range(reach, prop)
            elif prop not in self._kinds.annotations:
                yield from self._class(reach, Position.SUPER)

    def _class(self, node: Node, position: Position) -> Iterator[Breach]:
        if isinstance(node, URIRef):
            yield from self._named(node, position)
            return
        constructs = [name for name in _CONSTRUCTS if (node, name, None) in self._graph]
        if not isinstance(node, BNode) or len(constructs) != 1:
            yield Breach(Clause.SYNTAX, name_of(node), "not one class expression")
            return
        construct = constructs[0]
        if position not in _CONSTRUCTS[construct]:
            yield Breach(
                Clause.POSITION, self._owner(node), f"{name_of(construct)} {position.name}"
            )
        for value in self._graph.objects(node, construct):
            yield from self._argument(node, construct, value, position)

    def _named(self, node: URIRef, position: Position) -> Iterator[Breach]:
        if node == OWL.Thing:
            yield Breach(Clause.POSITION, name_of(node), f"owl:Thing {position.name}")
        elif node != OWL.Nothing and node not in self._kinds.classes:
            yield Breach(Clause.DECLARATION, name_of(node), "used as a class")

    def _argument(
        self, node: BNode, construct: URIRef, value: Node, position: Position
    ) -> Iterator[Breach]:
        if construct in {OWL.intersectionOf, OWL.unionOf}:
            for member in self._members(node, construct):
                yield from self._class(member, position)
        elif construct == OWL.complementOf:
            yield from self._class(value, Position.SUB)
        elif construct != OWL.oneOf:
            yield from self._restriction(node, construct, value, position)

    def _restriction(
        self, node: BNode, construct: URIRef, value: Node, position: Position
    ) -> Iterator[Breach]:
        prop = self._graph.value(node, OWL.onProperty)
        if prop is None:
            yield Breach(Clause.SYNTAX, self._owner(node), "restriction without owl:onProperty")
            return
        fillers: list[tuple[Node, Position]] = []
        if construct in {OWL.someValuesFrom, OWL.allValuesFrom}:
            fillers = [(value, position)]
        elif construct in {OWL.maxCardinality, OWL.maxQualifiedCardinality}:
            if not (isinstance(value, Literal) and value.toPython() in {0, 1}):
                yield Breach(Clause.CARDINALITY, self._owner(node), str(value))
            fillers = [(each, Position.SUB) for each in self._graph.objects(node, OWL.onClass)]
            for reach in self._graph.objects(node, OWL.onDataRange):
                yield from self._range(reach, node)
        for filler, place in fillers:
            if prop in self._kinds.data:
                yield from self._range(filler, node)
            # "some" and "at most" take owl:Thing as their filler, "all" does not
            elif filler != OWL.Thing or construct == OWL.allValuesFrom:
                yield from self._class(filler, place)

    def _range(self, node: Node, owner: Node) -> Iterator[Breach]:
        if isinstance(node, BNode) and (node, OWL.intersectionOf, None) in self._graph:
            for member in self._members(node, OWL.intersectionOf):
                yield from self._range(member, owner)
        elif node not in DATATYPES:
            detail = name_of(node) if isinstance(node, URIRef) else "a data range that is built"
            yield Breach(Clause.DATATYPE, self._owner(owner), detail)

    def _members(self, node: Node, predicate: URIRef) -> list[Node]:
        head = self._graph.value(node, predicate)
        return [] if head is None else list(Collection(self._graph, head))

    def _owner(self, node: Node) -> str:
        """The name of the nearest term that a blank node belongs to, to point readers at."""
        seen: set[Node] = set()
        at: Node | None = node
        while isinstance(at, BNode) and at not in seen:
            seen.add(at)
            at = next(self._graph.subjects(None, at), None)
        return name_of(node if at is None else at)
