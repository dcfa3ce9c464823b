"""The quads as an rdflib `Dataset`, for reading: of the snapshot, or of the endpoint."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.store import Store
from rdflib.term import Identifier, Node, URIRef

from llmkg.errors import OutsideError
from llmkg.rdf.terms import from_rdflib, to_rdflib
from llmkg.store.embedded import is_merging
from llmkg.store.port import GraphStore
from llmkg.vocab import PREFIXES


def snapshot_dataset(store: GraphStore) -> rdflib.Dataset:
    """A view of a store; its default graph is the union of all but what is kept."""
    return _bound(rdflib.Dataset(store=_View(store), default_union=True))


def endpoint_dataset(address: str) -> rdflib.Dataset:
    """A view of an endpoint through rdflib's own client; blank nodes cannot be asked for."""
    remote = _Remote(address, returnFormat="json", method="POST_FORM")
    return _bound(rdflib.Dataset(store=remote, default_union=True))


def _bound(dataset: rdflib.Dataset) -> rdflib.Dataset:
    for prefix, iri in PREFIXES.items():
        dataset.bind(prefix, iri, replace=True)
    return dataset


class _Remote(SPARQLStore):
    """rdflib's client, with which `dataset.graph(name)` may be looked at."""

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Nothing: to look at a graph does not make it."""


class _View(Store):
    """What rdflib asks of a store, answered by ours; it refuses to write."""

    context_aware = True
    graph_aware = True
    formula_aware = False
    transaction_aware = False

    def __init__(self, store: GraphStore) -> None:
        super().__init__()
        self._quads = store
        self._namespaces: dict[str, URIRef] = {}

    def triples(
        self, triple_pattern: tuple[Node | None, ...], context: Any = None
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[rdflib.Graph]]]:
        """Each triple once, with the graphs that it is in."""
        found: dict[Any, dict[str, None]] = {}
        for quad in self._matching(triple_pattern, context):
            graph = getattr(quad.graph_name, "value", "")
            found.setdefault(quad.triple, {})[graph] = None
        for triple, graphs in found.items():
            terms = (to_rdflib(each) for each in (triple.subject, triple.predicate, triple.object))
            subject, predicate, value = terms
            yield (subject, predicate, value), map(self._graph, graphs)

    def _matching(self, pattern: tuple[Node | None, ...], context: Any) -> tuple[Any, ...]:
        named = self._name(context)
        found = self._everywhere(pattern, named)
        if named is not None:
            return found
        return tuple(each for each in found if is_merging(each.graph_name))

    def _everywhere(self, pattern: tuple[Node | None, ...], named: Node | None) -> tuple[Any, ...]:
        try:
            terms = [None if each is None else from_rdflib(each) for each in (*pattern, named)]
        except ValueError:
            return ()  # what is no IRI is nowhere
        subject, predicate, value, graph = terms
        return self._quads.quads(subject, predicate, value, graph)  # type: ignore[arg-type]

    def __len__(self, context: Any = None) -> int:
        return len({quad.triple for quad in self._matching((None, None, None), context)})

    def contexts(self, triple: Any = None) -> Generator[rdflib.Graph, None, None]:
        """The named graphs; those with a triple, where one is given."""
        if triple is None or triple == (None, None, None):
            return (self._graph(each.value) for each in self._quads.graphs())
        quads = self._everywhere(triple, None)
        return (self._graph(each) for each in {quad.graph_name.value for quad in quads})

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:  # noqa: FBT001, FBT002 - rdflib's
        """Name a namespace."""
        if override or prefix not in self._namespaces:
            self._namespaces[prefix] = namespace

    def namespace(self, prefix: str) -> URIRef | None:
        """The namespace of a prefix."""
        return self._namespaces.get(prefix)

    def prefix(self, namespace: URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((p for p, iri in self._namespaces.items() if iri == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """All of them."""
        return iter(tuple(self._namespaces.items()))

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Nothing: to look at a graph does not make it."""

    def add(self, *_args: Any, **_options: Any) -> None:
        """Refused: this is for reading."""
        raise OutsideError(
            "The dataset is for reading only", mend="Copy it into a Dataset of your own first."
        )

    def remove(self, *_args: Any, **_options: Any) -> None:
        """Refused, as `add` is."""
        self.add()

    def addN(self, quads: Any) -> None:  # noqa: ARG002, N802 - rdflib's name
        """Refused, as `add` is."""
        self.add()

    def remove_graph(self, graph: rdflib.Graph) -> None:  # noqa: ARG002 - as above
        """Refused, as `add` is."""
        self.add()

    def _graph(self, iri: str) -> rdflib.Graph:
        return rdflib.Graph(store=self, identifier=URIRef(iri), bind_namespaces="none")

    def _name(self, context: Any) -> Identifier | None:
        """The name of a graph; None for the union."""
        identifier = getattr(context, "identifier", context)
        return identifier if isinstance(identifier, URIRef) else None
