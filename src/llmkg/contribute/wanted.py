"""From a request and what is there to the graphs as they are to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import pyoxigraph as ox

from llmkg.contribute import update
from llmkg.contribute.faults import PreconditionError
from llmkg.contribute.graphs import check_iri, check_writable, names_parts
from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import read
from llmkg.contribute.place import published
from llmkg.contribute.state import State
from llmkg.contribute.tags import tags_of
from llmkg.errors import NotFoundError, TurtleSyntaxError
from llmkg.model.location import Location
from llmkg.rdf.graphdigest import graph_digest
from llmkg.rdf.skolem import UnnamableBlankNode, content, skolemise
from llmkg.store.embedded import as_stored
from llmkg.vocab import CONTRIBUTED_GRAPH

Graphs: TypeAlias = Mapping[str, tuple[ox.Quad, ...] | None]
"""Whole graphs as they are to be; None: gone."""


def digest_of(quads: Iterable[ox.Quad] | None) -> str:
    """The digest of a graph as the manifest has it; "" for none."""
    if quads is None:
        return ""
    return graph_digest(as_stored(quads))


def wanted(state: State, job: Job) -> Graphs:
    """The graphs as they are to be after the write, if it changes them."""
    if job.do is Do.UPDATE:
        return _updated(state, job)
    graph = job.graph
    check_iri(graph)
    check_writable(graph)
    old = state.quads_of(graph)
    if job.match is not None or job.none_match:
        check_tags(job, digest_of(old) if old is not None else None)
    if old is None and job.do in (Do.DELETE, Do.PATCH) and graph != CONTRIBUTED_GRAPH:
        raise NotFoundError(f"There is no graph {graph}", mend="PUT or POST to it first.")
    name = ox.NamedNode(graph)
    if job.do is Do.DELETE:
        return {graph: None}
    if job.do is Do.PATCH:
        quads = old or ()
        triples = update.patch(quads, job.parts[0].data.decode())
        return {graph: _named(state, graph, _merged(triples, quads, name))}
    triples = read(job.parts, graph, job.base, published(state.place, job))
    fresh = tuple(ox.Quad(each.subject, each.predicate, each.object, name) for each in triples)
    if job.do is Do.PUT:
        return {graph: _named(state, graph, fresh, replaces=True)}
    kept = as_stored(old or ())
    return {graph: tuple(dict.fromkeys((*kept, *_named(state, graph, fresh))))}


def _updated(state: State, job: Job) -> Graphs:
    before = _by_graph(state.store)
    existing = {graph for graph in state.store.named_graphs() if isinstance(graph, ox.NamedNode)}
    dataset = update.Dataset(job.using, job.named)
    update.run(state.store, job.parts[0].data.decode(), dataset)
    after = _by_graph(state.store)
    now = {graph for graph in state.store.named_graphs() if isinstance(graph, ox.NamedNode)}
    changed: dict[str, tuple[ox.Quad, ...] | None] = {}
    for name in existing | now:
        if before[name] == after[name] and (name in existing) == (name in now):
            continue
        if name.value == CONTRIBUTED_GRAPH and name not in existing and not after[name]:
            continue  # it was put there for the engine's sake
        check_writable(name.value)
        if name not in now:
            changed[name.value] = None
            continue
        triples = [quad.triple for quad in after[name]]
        old = state.quads_of(name.value) or ()
        changed[name.value] = _named(state, name.value, _merged(triples, old, name))
    return changed


def _by_graph(store: ox.Store) -> defaultdict[object, set[ox.Quad]]:
    found: defaultdict[object, set[ox.Quad]] = defaultdict(set)
    for quad in store:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            found[quad.graph_name].add(quad)
    return found


def _merged(
    triples: Iterable[ox.Triple], old: Sequence[ox.Quad], name: ox.NamedNode
) -> tuple[ox.Quad, ...]:
    """The triples as quads, those that were there before first and in their order."""
    found = {ox.Quad(each.subject, each.predicate, each.object, name) for each in triples}
    kept = [quad for quad in as_stored(old) if quad in found]
    return (*dict.fromkeys(kept), *sorted(found - set(kept), key=str))


def _named(
    state: State, graph: str, quads: Sequence[ox.Quad], *, replaces: bool = False
) -> tuple[ox.Quad, ...]:
    """The quads with blank nodes named, where the graph is one of those that have none."""
    if not names_parts(graph):
        return tuple(quads)
    blank = [
        quad
        for quad in quads
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ]
    if not blank:
        return tuple(quads)
    taken: dict[str, list[ox.Quad]] = defaultdict(list)
    others = (each for each in state.corpus.documents if not (replaces and each.graph == graph))
    for quad in chain(*(each.quads for each in others), quads if replaces else ()):
        if isinstance(quad.subject, ox.NamedNode) and "#" in quad.subject.value:
            taken[quad.subject.value].append(quad)
    try:
        named = skolemise(blank, {iri: content(said) for iri, said in taken.items()})
    except UnnamableBlankNode as error:
        raise unnamable(error) from error
    given = dict(zip(blank, named, strict=True))
    return tuple(dict.fromkeys(given.get(quad, quad) for quad in quads))


def unnamable(why: UnnamableBlankNode, file: str = "") -> TurtleSyntaxError:
    """What is said of a blank node that nothing names."""
    return TurtleSyntaxError(
        f"A blank node cannot be named: {why}",
        where=Location(file) if file else None,
        mend="Give it an IRI, or write it in place, as the anchor of a claim is.",
    )


def check_tags(job: Job, digest: str | None) -> None:
    """Raise PreconditionError unless the graph with this digest (None: no graph) is as expected."""
    tags = tags_of(digest) if digest is not None else ()
    if job.match is not None and not (("*" in job.match and tags) or set(job.match) & set(tags)):
        raise PreconditionError(
            "The graph is not, or no longer, the one that If-Match names",
            mend="Get it again, and see what has changed.",
        )
    if tags and ("*" in job.none_match or set(job.none_match) & set(tags)):
        raise PreconditionError(
            "If-None-Match rules this out: the graph is there",
            mend="Leave the header out to replace or change it.",
        )
