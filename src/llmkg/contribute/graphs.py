"""Which graphs may be written to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.contribute.faults import ProtectedGraphError
from llmkg.errors import ParameterError
from llmkg.store.verbs import is_kept
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    AUDIT_GRAPH,
    BASE,
    CATALOGUE_GRAPH,
    CONTRIBUTED_GRAPH,
    ENTAILED_GRAPHS,
    KEPT_GRAPH,
    ONTOLOGY_GRAPH,
    SOURCE_GRAPHS,
)

_WHY: Final = {
    ONTOLOGY_GRAPH: "the ontology is changed in its files, where it is reviewed",
    ASSESSMENTS_GRAPH: "assessments are computed from the claims",
    AUDIT_GRAPH: "the record of writes is written by the server",
    KEPT_GRAPH: "it keeps numbers that are counted from the claims",
}


def check_writable(graph: str) -> None:
    """Raise ProtectedGraphError unless anybody may write to the graph of this IRI."""
    if not graph.startswith(BASE) or graph in (CATALOGUE_GRAPH, CONTRIBUTED_GRAPH):
        return
    slug = graph.removeprefix(SOURCE_GRAPHS)
    if slug not in (graph, "") and not set("/#?") & set(slug):
        return
    why = _WHY.get(graph, "only the graphs of the catalogue and of sources are written there")
    if graph.startswith(ENTAILED_GRAPHS):
        why = "what follows is computed from the claims"
    raise ProtectedGraphError(
        f"The graph {graph} is not written to: {why}",
        mend="Write claims to the graph of their source, things to the catalogue, and anything "
        "else to a graph with an IRI of your own.",
    )


def check_predicates(quads: Iterable[ox.Quad]) -> None:
    """Raise ProtectedGraphError for a predicate of what the build keeps.

    Queries tell what is kept by its predicates (see `store.unkept`).
    """
    for quad in quads:
        if is_kept(quad.predicate.value):
            raise ProtectedGraphError(
                f"The predicate {quad.predicate.value} is not written to {quad.graph_name}: it "
                f"belongs to the graph {KEPT_GRAPH}, which is counted from the claims",
                mend="Leave the statement out, or say it with a predicate of another namespace.",
            )


def names_parts(graph: str) -> bool:
    """Whether blank nodes get IRIs in this graph, as they do in files of claims."""
    return graph == CATALOGUE_GRAPH or graph.startswith(SOURCE_GRAPHS)


def check_iri(iri: str) -> None:
    """Raise ParameterError for what cannot be the IRI of a graph."""
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise ParameterError(f"{iri} is no IRI of a graph: {error}") from error
