"""The graph as a network of nodes and edges, for Gephi, Cytoscape, networkx and tables.

Nodes are things, propositions, claims, evidence and sources. Edges are of three sorts:

    said      from subject to object of a proposition, with what it is assessed at
    claim     from a claim to its proposition, source and what it replaces; with its level and hedge
    evidence  from evidence to the propositions on which it speaks

No edge is a bare fact: each has the level at which it is said or held, and its status.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

import pyoxigraph as ox

from llmkg.export.neighbourhood import ASSESSMENT, is_proposition, stated
from llmkg.gather.reader import Reader
from llmkg.gather.standing import standing
from llmkg.model.standing import State
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, NPX, RDF, RDFS, Kind, compact, local_name, split

DISCOURSE: Final = ("asserts", "denies", "leavesOpen", "statedIn", "citesEvidence")
SPEAKS: Final = ("supports", "disputes", "qualifies", "reportedIn")
UNASSESSED: Final = "unassessed"
_LABEL: Final = ox.NamedNode(RDFS["label"])
_REPLACES: Final = (f"{NPX}supersedes", f"{NPX}retracts")


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its IRI, kind and names; for what is said, level, hedge and status."""

    id: str
    kind: str
    label: str
    label_zh: str
    level: str = ""
    hedge: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge: `via` is the IRI of the proposition, claim or evidence that it comes from."""

    source: str
    target: str
    relation: str
    sort: str
    level: str
    hedge: str
    status: str
    via: str


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by id, and edges; both in order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def network(store: GraphStore) -> Network:
    """The network of all that is stated."""
    reader = _Reader(store)
    edges = sorted(
        {*reader.said(), *reader.discourse()}, key=lambda edge: tuple(asdict(edge).values())
    )
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    return Network(tuple(map(reader.node, sorted(ends))), tuple(edges))


class _Reader:
    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._whole = Reader(store)

    def said(self) -> Iterable[Edge]:
        """The propositions that speak of two things."""
        for quad in stated(self._store.quads(None, ox.NamedNode(RDF["subject"]))):
            node, subject = quad.subject, quad.object
            if not isinstance(node, ox.NamedNode) or not is_proposition(self._store, node):
                continue  # others state things about triples in the same words
            predicate = self._one(node, RDF["predicate"])
            value = self._one(node, RDF["object"])
            if split(_iri(subject)) and split(_iri(value)):
                level, status = self._assessed(node)
                relation = local_name(_iri(predicate))
                yield Edge(
                    _iri(subject), _iri(value), relation, "said", level, "", status, _iri(node)
                )

    def discourse(self) -> Iterable[Edge]:
        """Claims and evidence, with what they speak on and where they come from."""
        names = {LLMKG[name]: "claim" for name in DISCOURSE} | dict.fromkeys(_REPLACES, "claim")
        names |= {LLMKG[name]: "evidence" for name in SPEAKS}
        for name, sort in names.items():
            for quad in stated(self._store.quads(None, ox.NamedNode(name))):
                start, end = _iri(quad.subject), _iri(quad.object)
                if split(start) and split(end):
                    here = self.node(start)
                    relation = local_name(name)
                    yield Edge(
                        start, end, relation, sort, here.level, here.hedge, here.status, start
                    )

    def node(self, iri: str) -> Node:
        """A node by IRI."""
        found = split(iri)
        node = ox.NamedNode(iri)
        names = self._texts(node, RDFS["label"])
        level, status, hedge = local_name(_iri(self._one(node, LLMKG["confidence"]))), "", ""
        if found and found[0] is Kind.PROPOSITION:
            level, status = self._assessed(node)
        elif found and found[0] is Kind.CLAIM:
            said = self._texts(node, LLMKG["hedge"])
            hedge = said.get("en") or next(iter(said.values()), "")
            status = self._fate(iri)
        elif found and found[0] is Kind.EVIDENCE:
            status = self._fate(iri)
            level = local_name(_iri(self._one(node, LLMKG["evidenceType"])))
        label = names.get("en") or next(iter(names.values()), compact(iri))
        kind = found[0].value if found else ""
        return Node(iri, kind, label, names.get("zh", ""), level, hedge, status)

    def _fate(self, iri: str) -> str:
        """What became of it; empty while it stands."""
        state = standing(self._whole, iri).state
        return "" if state is State.CURRENT else state.value

    def _assessed(self, proposition: object) -> tuple[str, str]:
        """Level and status of a proposition as of now."""
        node = ox.NamedNode(_iri(proposition) + ASSESSMENT)
        level = self._one(node, LLMKG["effectiveConfidence"])
        status = local_name(_iri(self._one(node, LLMKG["status"])))
        return local_name(_iri(level)), status or UNASSESSED

    def _one(self, node: object, predicate: str) -> object:
        assert isinstance(node, ox.NamedNode)  # noqa: S101 - propositions have names
        found = sorted(stated(self._store.quads(node, ox.NamedNode(predicate))), key=str)
        return found[0].object if found else None

    def _texts(self, node: ox.NamedNode, predicate: str) -> Mapping[str, str]:
        found = sorted(stated(self._store.quads(node, ox.NamedNode(predicate))), key=str)
        return {
            quad.object.language or "": quad.object.value
            for quad in found
            if isinstance(quad.object, ox.Literal)
        }


def graphml(found: Network) -> bytes:
    """The network as GraphML, which keeps parallel edges."""
    import networkx as nx  # noqa: PLC0415 - few need it

    graph = nx.MultiDiGraph()
    for node in found.nodes:
        values = asdict(node)
        graph.add_node(values.pop("id"), **values)
    for edge in found.edges:
        values = asdict(edge)
        graph.add_edge(values.pop("source"), values.pop("target"), **values)
    return "\n".join(nx.generate_graphml(graph)).encode() + b"\n"


def node_table(found: Network) -> bytes:
    """The nodes as CSV with a header (RFC 4180)."""
    return _table(Node, found.nodes)


def edge_table(found: Network) -> bytes:
    """The edges as CSV with a header (RFC 4180)."""
    return _table(Edge, found.edges)


def _table(kind: type[Node | Edge], rows: Iterable[Node | Edge]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows(asdict(row).values() for row in rows)
    return out.getvalue().encode()


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
