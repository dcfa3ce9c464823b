"""What the propositions of a knowledge base state as facts, and how surely.

A proposition enters the closure when it stands without a scope qualifier (a condition, a benchmark,
a comparison: which ones limit the scope is said by the ontology) and when its assessment gives it a
level: `effectiveConfidence` for what is asserted, `deniedConfidence` for what is denied. What
nobody asserts, what is open and what is refuted is no fact at any level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from llmkg.vocab import CATALOGUE_GRAPH, LLMKG, RDF, SOURCE_GRAPHS

_PARTS_OF_FACTS = (LLMKG.Proposition, LLMKG.Quantity)
_PARTS = frozenset((RDF.subject, RDF.predicate, RDF.object))
_READ = _PARTS | {
    RDF.type,
    LLMKG.assessedProposition,
    LLMKG.effectiveConfidence,
    LLMKG.deniedConfidence,
    LLMKG.statedFor,
    LLMKG.status,
    LLMKG.rank,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A proposition as a fact: its terms, its level's rank, and whether it is denied."""

    proposition: str
    subject: ox.NamedNode
    predicate: str
    object: ox.NamedNode | ox.Literal
    rank: int
    denied: bool


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything that enters the closure."""

    stated: tuple[Statement, ...]
    types: tuple[tuple[ox.NamedNode, str], ...]
    """Types of identities and of propositions: they hold at every level."""
    levels: Mapping[int, str]
    """The IRI of the confidence level of each rank."""


def levels_of(ontology: Iterable[ox.Quad]) -> dict[str, int]:
    """The rank of each confidence level, as the ontology states it."""
    return {
        quad.subject.value: int(quad.object.value)
        for quad in ontology
        if quad.predicate.value == LLMKG.rank
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }


def gather(quads: Iterable[ox.Quad]) -> Statements:
    """Read the statements out of ontology, catalogue, claims and assessments together."""
    reader = _Reader()
    for quad in quads:
        reader.read(quad)
    return reader.statements()


def is_identity(kind: str, graph: str) -> bool:
    """Whether a type, stated in a graph, is authored of something that facts are about."""
    if graph == CATALOGUE_GRAPH:
        return kind.startswith(str(LLMKG))
    return kind in _PARTS_OF_FACTS and graph.startswith(SOURCE_GRAPHS)


class _Reader:
    def __init__(self) -> None:
        self.ranks: dict[str, int] = {}
        self.qualifiers: set[str] = set()
        self.parts: dict[str, dict[str, ox.NamedNode | ox.Literal]] = defaultdict(dict)
        self.predicates_of: dict[str, set[str]] = defaultdict(set)
        self.types: set[tuple[str, str]] = set()
        self.assessed: dict[str, str] = {}
        self.effective: dict[str, str] = {}
        self.denied: dict[str, str] = {}
        self.values = {
            LLMKG.assessedProposition: self.assessed,
            LLMKG.effectiveConfidence: self.effective,
            LLMKG.deniedConfidence: self.denied,
        }
        self.upheld: set[str] = set()
        self.set_aside: set[str] = set()

    def read(self, quad: ox.Quad) -> None:
        subject, predicate, obj = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(obj, (ox.NamedNode, ox.Literal)):
            return
        name = subject.value
        self.predicates_of[name].add(predicate)
        if predicate not in _READ:
            return
        if predicate in _PARTS:
            self.parts[name][predicate] = obj
        elif predicate == RDF.type:
            self._type(name, obj.value, quad.graph_name)
        elif predicate in self.values:
            self.values[predicate][name] = obj.value
        elif predicate == LLMKG.statedFor:
            self.upheld.add(name)
        elif predicate == LLMKG.status and obj.value in (LLMKG.Open, LLMKG.Refuted):
            self.set_aside.add(name)
        elif predicate == LLMKG.rank:
            self.ranks[name] = int(obj.value)

    def _type(self, subject: str, kind: str, graph: object) -> None:
        if kind == LLMKG.ScopeQualifier:
            self.qualifiers.add(subject)
        if isinstance(graph, ox.NamedNode) and is_identity(kind, graph.value):
            self.types.add((subject, kind))

    def statements(self) -> Statements:
        stated = []
        for assessment, proposition in sorted(self.assessed.items()):
            if not assessment.endswith("#assessment"):
                continue  # a point of the timeline
            holds = assessment in self.upheld and assessment not in self.set_aside
            for levels, denied in ((self.effective, False), (self.denied, True)):
                level = levels.get(assessment) if denied or holds else None
                statement = self._statement(proposition, level, denied=denied)
                if statement is not None:
                    stated.append(statement)
        types = sorted(self.types)
        return Statements(
            stated=tuple(stated),
            types=tuple((ox.NamedNode(subject), kind) for subject, kind in types),
            levels={rank: level for level, rank in self.ranks.items()},
        )

    def _statement(self, proposition: str, level: str | None, *, denied: bool) -> Statement | None:
        if level is None or self.predicates_of[proposition] & self.qualifiers:
            return None
        parts = self.parts[proposition]
        subject, predicate, obj = (parts[p] for p in (RDF.subject, RDF.predicate, RDF.object))
        if not isinstance(subject, ox.NamedNode):
            return None
        return Statement(proposition, subject, predicate.value, obj, self.ranks[level], denied)


def slug_of(level: str) -> str:
    """A level in the name of its graph: `correlation-not-causation` for CorrelationNotCausation."""
    name = level.removeprefix(str(LLMKG))
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
