"""What `llmkg export` and the entity pages give: all, one named graph, or one thing."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from llmkg.errors import NotFoundError
from llmkg.export.context import Context
from llmkg.export.formats import GraphFormat
from llmkg.export.neighbourhood import neighbourhood
from llmkg.export.write import write
from llmkg.model.location import Location
from llmkg.store.port import GraphStore


def export_all(store: GraphStore, format_: GraphFormat, context: Context) -> bytes:
    """Every quad of the store. Two exports of the same data are the same bytes."""
    return write(store.quads(), format_, context)


def export_graph(store: GraphStore, iri: str, format_: GraphFormat, context: Context) -> bytes:
    """One named graph. Raises NotFoundError, which lists the graphs there are."""
    return write(named_graph(store, iri), format_, context)


def export_thing(store: GraphStore, iri: str, format_: GraphFormat, context: Context) -> bytes:
    """One thing with its neighbourhood. Raises NotFoundError when nothing is said of it."""
    return write(neighbourhood(store, iri), format_, context, root=iri)


def quads_of(store: GraphStore, thing: str | None, graph: str | None) -> Iterable[ox.Quad]:
    """What an export of a thing, a graph or all is made of. Raises NotFoundError."""
    if thing is not None:
        return neighbourhood(store, thing)
    return store.quads() if graph is None else named_graph(store, graph)


def named_graph(store: GraphStore, iri: str) -> tuple[ox.Quad, ...]:
    """The quads of one named graph. Raises NotFoundError, which lists the graphs there are."""
    graphs = store.graphs()
    name = ox.NamedNode(iri)
    if name not in graphs:
        raise NotFoundError(
            "There is no such named graph",
            where=Location(file="", iri=iri),
            mend=f"Choose one of: {', '.join(graph.value for graph in graphs)}.",
        )
    return store.quads(graph=name)
