"""The same closures by owlrl, the reference reasoner: slow, complete for OWL 2 RL, no derivations.

Used where the ontology has an axiom that the rules cannot express, and as the yardstick in tests
and benchmarks.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from llmkg.vocab import OWL, RDF, RDFS

StatedFact = tuple[str, str, str]
"""Subject, property (or rdf:type), object; all IRIs."""


@dataclass(frozen=True, slots=True)
class ReferenceClosure:
    """What owlrl makes of facts: every triple between IRIs, and its complaints."""

    triples: frozenset[StatedFact]
    complaints: tuple[str, ...]


def close(
    ontology_ntriples: bytes, facts: Iterable[StatedFact], denied: Iterable[StatedFact] = ()
) -> ReferenceClosure:
    """Close facts under an ontology by owlrl's OWL 2 RL rules.

    Args:
        ontology_ntriples: the ontology as N-Triples.
        facts: stated facts.
        denied: facts stated not to hold; they become negative property assertions.
    """
    import rdflib  # noqa: PLC0415  only the fallback and the tests pay for these imports
    from owlrl.OWLRL import OWLRL_Semantics  # noqa: PLC0415

    graph = rdflib.Graph()
    graph.parse(data=ontology_ntriples, format="nt")
    for s, p, o in facts:
        graph.add((rdflib.URIRef(s), rdflib.URIRef(p), rdflib.URIRef(o)))
    for s, p, o in denied:
        node = rdflib.BNode()
        graph.add((node, rdflib.URIRef(RDF.type), rdflib.URIRef(OWL.NegativePropertyAssertion)))
        graph.add((node, rdflib.URIRef(OWL.sourceIndividual), rdflib.URIRef(s)))
        graph.add((node, rdflib.URIRef(OWL.assertionProperty), rdflib.URIRef(p)))
        graph.add((node, rdflib.URIRef(OWL.targetIndividual), rdflib.URIRef(o)))
    # The axiomatic triples and datatype reasoning say nothing about things; they are left out.
    semantics = OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    semantics.closure()
    triples = frozenset(
        (str(s), str(p), str(o))
        for s, p, o in graph
        if isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef)
    )
    return ReferenceClosure(triples, tuple(semantics.error_messages))


def project(triples: Iterable[StatedFact], individuals: Container[str]) -> set[StatedFact]:
    """What a closure says about individuals, schema and `owl:sameAs`/`owl:Thing` left out."""
    skip = (OWL.Thing, OWL.NamedIndividual, RDFS.Resource)
    return {
        (s, p, o)
        for s, p, o in triples
        if s in individuals and p != OWL.sameAs and not (p == RDF.type and o in skip)
    }
