"""The one file where the terms of rdflib and of pyoxigraph meet.

Lexical forms, language tags and datatypes go through unchanged in both directions; rdflib would
otherwise rewrite ``"01"^^xsd:integer``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.term import Identifier, Node

OxTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal


def to_rdflib(term: OxTerm | ox.Triple) -> Identifier:
    """The rdflib term; TypeError for a triple term, which rdflib has none for."""
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal():
            if term.language is not None:
                return rdflib.Literal(term.value, lang=term.language)
            # xsd:string is what a literal without datatype is; rdflib tells the two apart.
            datatype = None if term.datatype == _STRING else rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
        case _:
            raise TypeError(f"rdflib has no term for {term}")


def from_rdflib(term: Node) -> OxTerm:
    """The pyoxigraph term.

    TypeError for what is no RDF term (a variable), ValueError for a bad IRI.
    """
    match term:
        case rdflib.URIRef():
            return ox.NamedNode(str(term))
        case rdflib.BNode():
            return ox.BlankNode(str(term))
        case rdflib.Literal():
            if term.language is not None:
                return ox.Literal(str(term), language=term.language)
            if term.datatype is None:
                return ox.Literal(str(term))
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
        case _:
            raise TypeError(f"pyoxigraph has no term for {term!r}")


def to_graph(quads: Iterable[ox.Quad | ox.Triple]) -> rdflib.Graph:
    """An rdflib graph of the triples; the names of graphs are left behind."""
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def from_graph(graph: rdflib.Graph, name: str | None = None) -> Iterator[ox.Quad]:
    """The triples of an rdflib graph as quads of the graph `name` (None: the default graph)."""
    target = ox.NamedNode(name) if name is not None else ox.DefaultGraph()
    for subject, predicate, value in graph:
        head, link = from_rdflib(subject), from_rdflib(predicate)
        if isinstance(head, ox.Literal) or not isinstance(link, ox.NamedNode):
            raise TypeError(f"no RDF triple: {subject!r} {predicate!r} {value!r}")
        yield ox.Quad(head, link, from_rdflib(value), target)


_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
