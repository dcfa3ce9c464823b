"""How an ontology uses terms: declared, as one kind, none of the reserved, with fitting values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from llmkg.check.breach import Breach, Clause, Kinds, name_of

_RESERVED: Final = (str(RDF), str(RDFS), str(OWL), str(XSD))

# What the mapping from OWL to RDF writes with its own predicates, apart from annotation.
_LISTS: Final = frozenset(
    {
        *(OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.members, OWL.distinctMembers),
        *(OWL.propertyChainAxiom, OWL.hasKey, OWL.disjointUnionOf, OWL.onProperties),
        OWL.withRestrictions,
    }
)
_SYNTAX: Final = _LISTS | frozenset(
    {
        *(RDF.type, RDF.first, RDF.rest),
        *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
        *(OWL.equivalentClass, OWL.equivalentProperty, OWL.disjointWith),
        *(OWL.propertyDisjointWith, OWL.inverseOf, OWL.complementOf, OWL.datatypeComplementOf),
        *(OWL.onProperty, OWL.onClass, OWL.onDataRange, OWL.onDatatype, OWL.hasValue),
        *(OWL.hasSelf, OWL.someValuesFrom, OWL.allValuesFrom),
        *(OWL.minCardinality, OWL.maxCardinality, OWL.cardinality),
        *(OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality, OWL.qualifiedCardinality),
        *(OWL.sameAs, OWL.differentFrom, OWL.imports, OWL.versionIRI),
        *(OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue),
        *(OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget),
    }
)
_TYPES: Final = frozenset(
    {
        *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
        *(OWL.NamedIndividual, OWL.Ontology, OWL.Restriction, OWL.Axiom, OWL.Annotation),
        *(OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.AllDifferent),
        *(OWL.NegativePropertyAssertion, OWL.FunctionalProperty, OWL.DeprecatedClass),
        *(OWL.InverseFunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty),
        *(OWL.AsymmetricProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty),
        *(OWL.DeprecatedProperty, RDFS.Datatype, RDF.List),
        # refused elsewhere, with a better word for it
        OWL.Thing,
    }
)
# Characteristics that only an object property can have.
_OBJECT_ONLY: Final = (
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
    OWL.InverseFunctionalProperty,
)


def usage_breaches(graph: Graph, kinds: Kinds, datatypes: frozenset[URIRef]) -> Iterator[Breach]:
    """What is wrong with the use of terms; `datatypes` are those that values may have."""
    yield from _kinds_apart(graph, kinds)
    yield from _types(graph, kinds)
    yield from _lists(graph)
    yield from _terms(graph, kinds)
    yield from _values(graph, kinds, datatypes)


def _kinds_apart(graph: Graph, kinds: Kinds) -> Iterator[Breach]:
    pairs = (
        (kinds.objects, kinds.data),
        (kinds.objects, kinds.annotations),
        (kinds.data, kinds.annotations),
        (kinds.classes, kinds.datatypes),
    )
    for one, other in pairs:
        for term in one & other:
            yield Breach(Clause.PUNNING, name_of(term), "declared as two kinds")
    for mark in _OBJECT_ONLY:
        for term in graph.subjects(RDF.type, mark):
            if term in kinds.data | kinds.annotations:
                yield Breach(Clause.PUNNING, name_of(term), name_of(mark))
    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        for group in (kinds.objects, kinds.data, kinds.annotations):
            if sub in group and sup in kinds.properties and sup not in group:
                yield Breach(Clause.PUNNING, name_of(sub), f"below {name_of(sup)}")


def _types(graph: Graph, kinds: Kinds) -> Iterator[Breach]:
    for thing, kind in graph.subject_objects(RDF.type):
        if not isinstance(kind, URIRef):
            continue  # a class expression
        if _is_reserved(kind):
            if kind not in _TYPES:
                yield Breach(Clause.RESERVED, name_of(thing), f"a {name_of(kind)}")
        elif kind not in kinds.classes:
            yield Breach(Clause.DECLARATION, name_of(kind), "used as a class")


def _lists(graph: Graph) -> Iterator[Breach]:
    """Lists are OWL's own syntax: none may carry data."""
    cells: set[Node] = set()
    for predicate in _LISTS:
        for head in graph.objects(None, predicate):
            at: Node | None = head
            while at is not None and at != RDF.nil and at not in cells:
                cells.add(at)
                if len(set(graph.objects(at, RDF.first))) != 1:
                    yield Breach(Clause.SYNTAX, name_of(at), "a list cell without one member")
                at = graph.value(at, RDF.rest)
    for cell in set(graph.subjects(RDF.first)) | set(graph.subjects(RDF.rest)):
        if cell not in cells:
            yield Breach(Clause.RESERVED, name_of(cell), "a list as data")


def _terms(graph: Graph, kinds: Kinds) -> Iterator[Breach]:
    """Terms that stand where only declared properties, or none of the reserved ones, may stand."""
    for subject in set(graph.subjects()):
        if _is_reserved(subject):
            yield Breach(Clause.RESERVED, name_of(subject), "said something about")
    for predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf):
        for pair in graph.subject_objects(predicate):
            yield from (_undeclared(term) for term in pair if _is_unknown(term, kinds))
    for predicate in (RDFS.domain, RDFS.range, OWL.propertyChainAxiom):
        for subject in graph.subjects(predicate):
            if _is_unknown(subject, kinds):
                yield _undeclared(subject)
    for chain in graph.objects(None, OWL.propertyChainAxiom):
        yield from (_undeclared(t) for t in Collection(graph, chain) if _is_unknown(t, kinds))


def _values(graph: Graph, kinds: Kinds, datatypes: frozenset[URIRef]) -> Iterator[Breach]:
    """Statements about individuals: the value must be of the kind that the property takes."""
    for _, predicate, value in graph:
        if predicate in _SYNTAX or predicate in kinds.annotations:
            continue
        if predicate in kinds.objects:
            if isinstance(value, Literal):
                yield Breach(Clause.VALUE, name_of(predicate), f"a literal: {value}")
            elif _is_reserved(value):
                yield Breach(Clause.RESERVED, name_of(value), f"value of {name_of(predicate)}")
        elif predicate in kinds.data:
            if not isinstance(value, Literal):
                yield Breach(Clause.VALUE, name_of(predicate), "no literal")
            # a text with a language is an rdf:PlainLiteral to OWL, an rdf:langString to RDF
            elif value.datatype not in {None, RDF.langString, *datatypes}:
                yield Breach(Clause.DATATYPE, name_of(predicate), f"a value: {value.datatype}")
        elif _is_reserved(predicate):
            yield Breach(Clause.RESERVED, name_of(predicate), "used as a property")
        else:
            yield _undeclared(predicate)


def _is_reserved(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(_RESERVED)


def _is_unknown(term: Node, kinds: Kinds) -> bool:
    return isinstance(term, URIRef) and term not in kinds.properties


def _undeclared(term: Node) -> Breach:
    return Breach(Clause.DECLARATION, name_of(term), "used as a property")
