"""The entailed graphs of a store as the closure that an explanation walks through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import pyoxigraph as ox

from llmkg.reason.rules import is_helper
from llmkg.reason.statements import is_identity, slug_of
from llmkg.reason.support import Fact, Term
from llmkg.store.port import GraphStore
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, RDF

_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(p) for p in (RDF.subject, RDF.predicate, RDF.object))
_TYPE = ox.NamedNode(RDF.type)
_KEPT = 100_000


class StoredClosure:
    """Entailed facts and what states them, read from a snapshot that does not change.

    Facts that the compilation of the ontology made up (parts of long chains) are not stored; they
    are derived again here when asked for, which `expand` gives.
    """

    def __init__(
        self, store: GraphStore, ranks: dict[str, int], qualifiers: frozenset[str]
    ) -> None:
        self._store = store
        self._ranks = ranks
        self._qualifiers = qualifiers
        # By name, since to list the graphs of a store costs as much as it has sources.
        self._rank_of_graph = {ENTAILED_GRAPHS + slug_of(each): ranks[each] for each in ranks}
        self.top = max(ranks.values())
        self.rank = lru_cache(maxsize=_KEPT)(self._rank)
        self.stated = lru_cache(maxsize=_KEPT)(self._stated)

    def has(self, fact: Fact) -> bool:
        """Whether the fact is entailed, or a type of the catalogue."""
        return self.rank(fact) is not None

    def objects(self, predicate: str, subject: Term) -> Collection[Term]:
        """The objects of a property for a subject."""
        return self._others(predicate, subject, None)

    def subjects(self, predicate: str, obj: Term) -> Collection[Term]:
        """The subjects of a property for an object, or (0) the members of a class."""
        return self._others(predicate, None, obj)

    def _others(self, predicate: str, subject: Term | None, obj: Term | None) -> Collection[Term]:
        if is_helper(predicate):
            return ()
        if obj == 0:
            quads = self._store.quads(None, _TYPE, ox.NamedNode(predicate))
        else:
            quads = self._store.quads(_node(subject), ox.NamedNode(predicate), _term(obj))
        found: dict[Term, None] = {}
        for quad in quads:
            if self._rank_of(quad) is not None:
                found[quad.object if subject is not None else quad.subject] = None
        return list(found)

    def _rank(self, fact: Fact) -> int | None:
        name, subject, obj = fact
        if is_helper(name) or not isinstance(subject, ox.NamedNode):
            return None
        if obj == 0:
            quads = self._store.quads(subject, _TYPE, ox.NamedNode(name))
        else:
            quads = self._store.quads(subject, ox.NamedNode(name), _term(obj))
        return max((r for quad in quads if (r := self._rank_of(quad)) is not None), default=None)

    def _rank_of(self, quad: ox.Quad) -> int | None:
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode):
            return None
        if graph.value in self._rank_of_graph:
            return self._rank_of_graph[graph.value]
        if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
            return self.top if is_identity(quad.object.value, graph.value) else None
        return None

    def grade(self, fact: Fact) -> int | None:
        """The rank at which a fact is stated: by a proposition that enters, or by the catalogue."""
        entailed = self.rank(fact)
        if entailed is None:
            return None
        if fact[2] == 0:
            return self.top if self._is_identity(fact) else None
        best = max((rank for _, rank in self.stated(fact) if rank is not None), default=None)
        # Stated better than it is entailed: it was in contradiction at that level, and out.
        return best if best is not None and best <= entailed else None

    def _is_identity(self, fact: Fact) -> bool:
        subject, kind = _node(fact[1]), ox.NamedNode(fact[0])
        return any(
            is_identity(fact[0], graph.value)
            for quad in self._store.quads(subject, _TYPE, kind)
            if isinstance(graph := quad.graph_name, ox.NamedNode)
        )

    def _stated(self, fact: Fact) -> tuple[tuple[str, int | None], ...]:
        """The propositions with these terms, each with its rank, or None when it does not enter."""
        name, subject, obj = fact
        out: list[tuple[str, int | None]] = []
        target = _term(obj)
        for quad in self._store.quads(None, _SUBJECT, _node(subject)):
            node = quad.subject
            if not isinstance(node, ox.NamedNode):
                continue
            if not self._store.quads(node, _OBJECT, target):
                continue
            if not self._store.quads(node, _PREDICATE, ox.NamedNode(name)):
                continue
            out.append((node.value, self._enters(node)))
        return tuple(sorted(set(out)))

    def _enters(self, proposition: ox.NamedNode) -> int | None:
        if self.is_narrow(proposition.value):
            return None
        if self.status(proposition.value) in (LLMKG.Open, LLMKG.Refuted):
            return None
        assessment = ox.NamedNode(f"{proposition.value}#assessment")
        if not self._objects(assessment, LLMKG.statedFor):
            return None
        levels = self._objects(assessment, LLMKG.effectiveConfidence)
        return max((self._ranks[level.value] for level in levels), default=None)

    def is_narrow(self, proposition: str) -> bool:
        """Whether a scope qualifier keeps the proposition out of the closure."""
        quads = self._store.quads(ox.NamedNode(proposition))
        return any(quad.predicate.value in self._qualifiers for quad in quads)

    def status(self, proposition: str) -> str | None:
        """The IRI of the status of a proposition as it stands."""
        found = self._objects(ox.NamedNode(f"{proposition}#assessment"), LLMKG.status)
        return found[0].value if found else None

    def _objects(self, subject: ox.NamedNode, predicate: str) -> Sequence[ox.NamedNode]:
        quads = self._store.quads(subject, ox.NamedNode(predicate))
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _node(term: Term | None) -> ox.NamedNode | None:
    return term if isinstance(term, ox.NamedNode) else None


def _term(term: Term | None) -> ox.NamedNode | ox.Literal | None:
    return term if isinstance(term, (ox.NamedNode, ox.Literal)) else None
