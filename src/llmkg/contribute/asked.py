"""From a request and what is there to what has to be added and taken away.

What is there is looked up: a request that adds looks for what it adds, one that replaces a graph
reads that graph, and an update looks at what it asks for. Nothing else is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import pyoxigraph as ox

from llmkg.contribute import update
from llmkg.contribute.effect import Effect, Ground, Unbounded, effect
from llmkg.contribute.graphs import check_iri, check_predicates, check_writable, names_parts
from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Published, read
from llmkg.contribute.wanted import check_tags, unnamable
from llmkg.errors import NotFoundError
from llmkg.rdf.canonical import mentions_blank
from llmkg.rdf.skolem import UnnamableBlankNode, content, skolemise
from llmkg.rdf.view import Difference, View, authored
from llmkg.store.embedded import as_stored
from llmkg.vocab import CONTRIBUTED_GRAPH


class Known(Ground, Protocol):
    """What a request is about, and what is known of it."""

    def digest_of(self, graph: str) -> str:
        """The digest of a graph; "" for none."""
        ...

    def published(self, job: Job) -> Published:
        """Our JSON-LD context."""
        ...


def asked(known: Known, job: Job) -> Effect:
    """What a write would change, with blank nodes named where they get names.

    Raises what becomes of it instead, and Unbounded.
    """
    found = _updated(known, job) if job.do is Do.UPDATE else _of_graph(known, job)
    changed = {_graph(quad) for quad in found.changed.quads}
    graphs = changed | {
        graph for graph, exists in found.exists.items() if exists != known.exists(graph)
    }
    found.exists = {graph: found.exists.get(graph, True) for graph in sorted(graphs)}
    for graph in found.exists:
        check_writable(graph)
    check_predicates(found.changed.added)
    return found


def _updated(known: Known, job: Job) -> Effect:
    dataset = update.Dataset(job.using, job.named)
    found = effect(known, job.parts[0].data.decode(), dataset)
    if not known.exists(CONTRIBUTED_GRAPH) and not any(
        _graph(quad) == CONTRIBUTED_GRAPH for quad in found.changed.added
    ):
        found.exists.pop(CONTRIBUTED_GRAPH, None)  # it was put there for the engine's sake
    for graph in sorted({_graph(quad) for quad in found.changed.added}):
        check_writable(graph)
    return _with_names(known, found)


def _of_graph(known: Known, job: Job) -> Effect:
    graph = job.graph
    check_iri(graph)
    check_writable(graph)
    there = known.exists(graph)
    check_tags(job, known.digest_of(graph) if there else None)
    if not there and job.do in (Do.DELETE, Do.PATCH) and graph != CONTRIBUTED_GRAPH:
        raise NotFoundError(f"There is no graph {graph}", mend="PUT or POST to it first.")
    name = ox.NamedNode(graph)
    if job.do is Do.DELETE:
        return Effect(Difference(removed=frozenset(_quads(known.store, name))), {graph: False})
    if job.do is Do.PATCH:
        found = _patched(known, job)
        found.exists[graph] = True
        return found
    triples = read(job.parts, graph, job.base, known.published(job))
    fresh = [ox.Quad(each.subject, each.predicate, each.object, name) for each in triples]
    replaces = job.do is Do.PUT
    named = frozenset(as_stored(_named(known.store, fresh, replaced=name if replaces else None)))
    if replaces:
        return Effect(Difference.between(_quads(known.store, name), named), {graph: True})
    added = frozenset(quad for quad in named if quad not in known.store)
    return Effect(Difference(added), {graph: True})


def _patched(known: Known, job: Job) -> Effect:
    text, name = job.parts[0].data.decode(), ox.NamedNode(job.graph)
    try:
        return _with_names(known, effect(known, text, update.Dataset(), job.graph))
    except Unbounded:
        before = _quads(known.store, name)
        triples = update.patch(before, text)
        after = [ox.Quad(each.subject, each.predicate, each.object, name) for each in triples]
        return _with_names(known, Effect(Difference.between(before, as_stored(after))))


def _with_names(known: Known, found: Effect) -> Effect:
    """The same with blank nodes named, in the graphs that have none."""
    fresh: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in found.changed.added:
        fresh[_graph(quad)].append(quad)
    added: set[ox.Quad] = set()
    for quads in fresh.values():
        named = _named(known.store, quads)
        added.update(quad for quad in named if quad in quads or quad not in known.store)
    # What was named may be what was to go.
    stays = added & found.changed.removed
    found.changed = Difference(frozenset(added - stays), found.changed.removed - stays)
    return found


def _named(
    view: View, quads: Sequence[ox.Quad], *, replaced: ox.NamedNode | None = None
) -> tuple[ox.Quad, ...]:
    """These quads of one graph with their blank nodes named, if it is one that has none.

    `replaced`: the graph has nothing but them afterwards.
    """
    blank = [quad for quad in quads if mentions_blank(quad)]
    if not blank or not names_parts(_graph(blank[0])):
        return tuple(quads)
    try:
        named = skolemise(blank, Taken(view, quads if replaced else (), replaced))
    except UnnamableBlankNode as error:
        raise unnamable(error) from error
    given = dict(zip(blank, named, strict=True))
    return tuple(dict.fromkeys(given.get(quad, quad) for quad in quads))


class Taken(Mapping[str, frozenset[str]]):
    """What is said of things elsewhere by their IRIs, looked up when it is asked for."""

    def __init__(
        self,
        view: View,
        beside: Sequence[ox.Quad] = (),
        replaced: ox.NamedNode | None = None,
    ) -> None:
        """`beside` is said, too; what stands in the graph that is `replaced` is not."""
        self._view = authored(view)
        self._beside = beside
        self._replaced = replaced

    def __getitem__(self, iri: str) -> frozenset[str]:
        node = ox.NamedNode(iri)
        said = [
            quad
            for quad in self._view.quads_for_pattern(node, None, None)
            if quad.graph_name != self._replaced
        ]
        said += [quad for quad in self._beside if quad.subject == node]
        if not said:
            raise KeyError(iri)
        return content(said)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("they are looked up, not listed")

    def __len__(self) -> int:
        raise TypeError("they are looked up, not counted")


def _quads(store: ox.Store, graph: ox.NamedNode) -> tuple[ox.Quad, ...]:
    return tuple(store.quads_for_pattern(None, None, None, graph))


def _graph(quad: ox.Quad) -> str:
    return str(quad.graph_name)[1:-1]
