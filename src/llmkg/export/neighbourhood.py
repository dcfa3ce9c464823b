"""What belongs to one thing when it goes out alone.

Its own triples and those of its parts; every triple that points to it; the propositions it occurs
in, whole, with who claims them and what speaks on them; and for everything that is mentioned a
card: types, labels, status and, for a claim, its stance, confidence and hedge. So no claim goes out
without its hedge, and nothing retracted goes out as if it stood.

What was entailed stays out: merged into one graph it would be a bare fact, without the confidence
that its named graph carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import NotFoundError
from llmkg.model.location import Location
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, DCTERMS, ENTAILED_GRAPHS, LLMKG, ONTOLOGY, OWL, PROV, RDF, RDFS

STATUS: Final = tuple(
    ox.NamedNode(iri)
    for iri in (
        OWL["deprecated"],
        DCTERMS["isReplacedBy"],
        DCTERMS["replaces"],
        PROV["invalidatedAtTime"],
        PROV["wasInvalidatedBy"],
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
)
_TYPE: Final = ox.NamedNode(RDF["type"])
_PROPOSITION: Final = ox.NamedNode(LLMKG["Proposition"])


def neighbourhood(store: GraphStore, iri: str) -> frozenset[ox.Quad]:
    """The quads of the thing with this IRI, and of what stands around it.

    Raises NotFoundError when nothing is said of it and nothing points to it.
    """
    node = ox.NamedNode(iri)
    own = _own(store, node)
    incoming = _stated(store.quads(object=node))
    if not own and not incoming:
        raise NotFoundError(
            "Nothing is known of this thing",
            where=Location(file="", iri=iri),
            mend="Look for its name at /api/models, /api/abilities or /api/claims.",
        )
    found = own | incoming
    pointing = {quad.subject for quad in incoming}
    for other in _things(found):
        if other != node and _is_proposition(store, other):
            found |= _own(store, other)
            if other in pointing:
                found |= _stated(store.quads(object=other))
    for other in _things(found):
        for term in CARD:
            found |= _stated(store.quads(other, term))
    return frozenset(found)


def _own(store: GraphStore, node: ox.NamedNode) -> set[ox.Quad]:
    """The quads of a thing and of its parts: IRIs that continue its own, and blank nodes."""
    found: set[ox.Quad] = set()
    seen: set[ox.NamedNode | ox.BlankNode] = set()
    waiting: list[ox.NamedNode | ox.BlankNode] = [node]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for quad in _stated(store.quads(current)):
            found.add(quad)
            value = quad.object
            if isinstance(value, ox.BlankNode) or (
                isinstance(value, ox.NamedNode) and value.value.startswith(f"{node.value}#")
            ):
                waiting.append(value)
    return found


def _stated(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads that no graph of entailments holds."""
    return {
        quad
        for quad in quads
        if not (
            isinstance(quad.graph_name, ox.NamedNode)
            and quad.graph_name.value.startswith(ENTAILED_GRAPHS)
        )
    }


def _things(quads: Iterable[ox.Quad]) -> set[ox.NamedNode]:
    """Our things, and parts of things, that quads mention; no terms of the ontology."""
    terms = {term for quad in quads for term in (quad.subject, quad.object)}
    return {
        term
        for term in terms
        if isinstance(term, ox.NamedNode)
        and term.value.startswith(BASE)
        and not term.value.startswith(ONTOLOGY)
    }


def _is_proposition(store: GraphStore, node: ox.NamedNode) -> bool:
    return bool(store.quads(node, _TYPE, _PROPOSITION))
