"""What belongs to one thing when it goes out alone.

Its own triples and those of its parts; every triple that points to it; the propositions it occurs
in, whole, with who claims them and what speaks on them; and for everything that is mentioned a
card: types, labels, status and, for a claim, its stance, confidence and hedge, for a proposition
how it is assessed. So no claim goes out without its hedge, and nothing retracted, refuted or
contested goes out as if it stood. Terms of the ontology come with their labels.

What was entailed stays out: merged into one graph it would be a bare fact, without the confidence
that its named graph carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import NotFoundError
from llmkg.model.location import Location
from llmkg.model.standing import ENDS
from llmkg.store.port import GraphStore
from llmkg.vocab import (
    BASE,
    DCTERMS,
    ENTAILED_GRAPHS,
    KEPT_GRAPH,
    LLMKG,
    NPX,
    ONTOLOGY,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
)

STATUS: Final = tuple(
    ox.NamedNode(iri)
    for iri in (
        *ENDS,
        DCTERMS["replaces"],
        f"{NPX}retracts",
        f"{NPX}supersedes",
        LLMKG["status"],
    )
)
"""The properties that say that something was retracted, superseded or assessed."""

CARD: Final = (
    ox.NamedNode(RDF["type"]),
    ox.NamedNode(RDFS["label"]),
    *STATUS,
    *(ox.NamedNode(LLMKG[name]) for name in ("asserts", "denies", "leavesOpen")),
    *(ox.NamedNode(LLMKG[name]) for name in ("confidence", "hedge", "evidenceType", "warrant")),
    *(ox.NamedNode(LLMKG[name]) for name in ("assessedProposition", "effectiveConfidence", "asOf")),
)
ASSESSMENT: Final = "#assessment"
"""What the IRI of a proposition's assessment as of now adds to the proposition's own."""

_LABEL: Final = ox.NamedNode(RDFS["label"])
ASSESSED: Final = ox.NamedNode(LLMKG["assessedProposition"])
_TYPE: Final = ox.NamedNode(RDF["type"])
_PROPOSITION: Final = ox.NamedNode(LLMKG["Proposition"])


def neighbourhood(store: GraphStore, iri: str) -> frozenset[ox.Quad]:
    """The quads of the thing with this IRI, and of what stands around it.

    Raises NotFoundError when nothing is said of it and nothing points to it.
    """
    node = ox.NamedNode(iri)
    own = own_quads(store, node)
    incoming = stated(store.quads(object=node))
    if not own and not incoming:
        raise NotFoundError(
            "Nothing is known of this thing",
            where=Location(file="", iri=iri),
            mend="Look for its name at /api/models, /api/abilities or /api/claims.",
        )
    found = own | incoming
    pointing = {quad.subject for quad in incoming}
    for other in things_of(found):
        if other != node and is_proposition(store, other):
            found |= own_quads(store, other)
            if other in pointing:
                found |= stated(store.quads(object=other))
    return completed(store, found)


def completed(store: GraphStore, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    """The quads with a card of each thing that they mention, and the labels of all terms."""
    found = set(quads)
    for other in things_of(found):
        if is_proposition(store, other):
            assessment = ox.NamedNode(other.value + ASSESSMENT)
            found |= stated(store.quads(assessment, ASSESSED))
    for other in things_of(found):
        for term in CARD:
            found |= stated(store.quads(other, term))
    return frozenset(found | _named(store, found))


def _named(store: GraphStore, found: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The labels of the terms that quads are made of: predicates, classes, levels, statuses."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    terms = {term for quad in found for term in (quad.predicate, quad.object)}
    return {
        quad
        for term in terms
        if isinstance(term, ox.NamedNode)
        for quad in store.quads(term, _LABEL, None, graph)
    }


def own_quads(store: GraphStore, node: ox.NamedNode) -> set[ox.Quad]:
    """The quads of a thing and of its parts: IRIs that continue its own, and blank nodes."""
    found: set[ox.Quad] = set()
    seen: set[ox.NamedNode | ox.BlankNode] = set()
    waiting: list[ox.NamedNode | ox.BlankNode] = [node]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for quad in stated(store.quads(current)):
            found.add(quad)
            value = quad.object
            if isinstance(value, ox.BlankNode) or (
                isinstance(value, ox.NamedNode) and value.value.startswith(f"{node.value}#")
            ):
                waiting.append(value)
    return found


def stated(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads that neither follow from others nor count them."""
    return {
        quad
        for quad in quads
        if not (
            isinstance(quad.graph_name, ox.NamedNode)
            and quad.graph_name.value.startswith((ENTAILED_GRAPHS, KEPT_GRAPH))
        )
    }


def things_of(quads: Iterable[ox.Quad]) -> set[ox.NamedNode]:
    """Our things, and parts of things, that quads mention; no terms of the ontology."""
    terms = {term for quad in quads for term in (quad.subject, quad.object)}
    return {
        term
        for term in terms
        if isinstance(term, ox.NamedNode)
        and term.value.startswith(BASE)
        and not term.value.startswith(ONTOLOGY)
    }


def is_proposition(store: GraphStore, node: ox.NamedNode) -> bool:
    """Whether this is something that claims may assert or deny."""
    return bool(store.quads(node, _TYPE, _PROPOSITION))
