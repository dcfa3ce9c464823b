"""What the propositions of a knowledge base state as facts, and how surely.

A proposition enters the closure when it stands without a scope qualifier (a condition, a benchmark,
a comparison: which ones limit the scope is said by the ontology) and when its assessment gives it a
level: `effectiveConfidence` for what is asserted, `deniedConfidence` for what is denied. What
nobody asserts, what is open and what is refuted is no fact at any level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import is_authored
from llmkg.vocab import CATALOGUE_GRAPH, LLMKG, RDF, SOURCE_GRAPHS

ASSESSMENT: Final = "#assessment"
"""Ends the name of the assessment of a proposition as it stands; points of the timeline differ."""
PARTS_OF_FACTS: Final = (LLMKG.Proposition, LLMKG.Quantity)
ASIDE = (LLMKG.Open, LLMKG.Refuted)
_Value: TypeAlias = ox.NamedNode | ox.Literal
STANDING: Final = (
    LLMKG.effectiveConfidence, LLMKG.deniedConfidence, LLMKG.statedFor, LLMKG.status
)  # fmt: skip
"""What is read of how a proposition stands."""
READ: Final = frozenset(
    (
        RDF.subject, RDF.predicate, RDF.object, RDF.type, *STANDING,
        LLMKG.asserts, LLMKG.denies, LLMKG.between,
    )
)  # fmt: skip
"""The properties that are read everywhere; scope qualifiers are as well."""


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
    spoken: frozenset[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]
    """What somebody wrote that might be entailed, other than `types`."""
    claims: Claims


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the ontology says on reading statements.

    levels      the IRI of the confidence level of each rank
    qualifiers  the properties that limit where a proposition holds
    """

    levels: Mapping[int, str]
    qualifiers: frozenset[str]

    @classmethod
    def of(cls, ontology: Iterable[ox.Quad]) -> Scheme:
        """Read it out of the ontology's quads."""
        quads = list(ontology)
        levels = {rank: level for level, rank in levels_of(quads).items()}
        qualifiers = frozenset(
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and quad.predicate.value == RDF.type
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value == LLMKG.ScopeQualifier
        )
        return cls(dict(sorted(levels.items(), reverse=True)), qualifiers)

    @property
    def ranks(self) -> Mapping[str, int]:
        """The rank of each level."""
        return {level: rank for rank, level in self.levels.items()}


def levels_of(ontology: Iterable[ox.Quad]) -> dict[str, int]:
    """The rank of each confidence level, as the ontology states it."""
    return {
        quad.subject.value: int(quad.object.value)
        for quad in ontology
        if quad.predicate.value == LLMKG.rank
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }


def gather(
    quads: Iterable[ox.Quad], scheme: Scheme, entailed: frozenset[str] = frozenset()
) -> Statements:
    """Read the statements out of catalogue, claims and assessments; each quad is met once.

    Args:
        quads: in any order, the ontology's may be among them.
        scheme: of the ontology.
        entailed: the classes and properties that may be entailed; what somebody wrote with them
            is noted.
    """
    reader = _Reader(scheme, entailed)
    for quad in quads:
        reader.read(quad)
    return reader.statements()


def is_identity(kind: str, graph: str) -> bool:
    """Whether a type, stated in a graph, is authored of something that facts are about."""
    if graph == CATALOGUE_GRAPH:
        return kind.startswith(str(LLMKG))
    return kind in PARTS_OF_FACTS and graph.startswith(SOURCE_GRAPHS)


class Claims:
    """Who asserts and who denies each proposition, and which claims are named together."""

    def __init__(self) -> None:
        self._on: dict[tuple[str, bool], str | set[str]] = {}
        self._tensions: dict[str, set[str]] = {}

    def say(self, proposition: str, claim: str, *, denied: bool) -> None:
        """A claim asserts or denies."""
        before = self._on.setdefault((proposition, denied), claim)
        if isinstance(before, set):
            before.add(claim)
        elif before != claim:
            self._on[proposition, denied] = {before, claim}

    def name(self, tension: str, claim: str) -> None:
        """A tension names a claim."""
        self._tensions.setdefault(claim, set()).add(tension)

    def on(self, proposition: str, *, denied: bool) -> set[str]:
        """The claims that assert a proposition, or that deny it."""
        found = self._on.get((proposition, denied), set())
        return found if isinstance(found, set) else {found}

    def are_named(self, claims: frozenset[str]) -> bool:
        """Whether a tension names all of these claims together."""
        first, *others = claims
        return any(
            all(tension in self._tensions.get(other, ()) for other in others)
            for tension in self._tensions.get(first, ())
        )


@dataclass(slots=True)
class _Proposition:
    """What was read of one; the assessment may be met before it."""

    subject: ox.NamedNode | None = None
    predicate: str | None = None
    object: ox.NamedNode | ox.Literal | None = None
    effective: str | None = None
    denied: str | None = None
    upheld: bool = False
    aside: bool = False
    narrow: bool = False


@dataclass
class _Reader:
    scheme: Scheme
    entailed: frozenset[str]
    read_of: dict[str, _Proposition] = field(default_factory=dict)
    types: set[tuple[ox.NamedNode, str]] = field(default_factory=set)
    spoken: set[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = field(default_factory=set)
    claims: Claims = field(default_factory=Claims)
    terms: dict[ox.NamedNode | ox.Literal, ox.NamedNode | ox.Literal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ranks = self.scheme.ranks
        by_name: dict[str, Callable[[ox.NamedNode, _Value, ox.Quad], None]] = {
            RDF.subject: self._subject,
            RDF.predicate: self._predicate,
            RDF.object: self._object,
            RDF.type: self._type,
            LLMKG.effectiveConfidence: self._effective,
            LLMKG.deniedConfidence: self._denied,
            LLMKG.statedFor: self._stated_for,
            LLMKG.status: self._status,
            LLMKG.asserts: self._asserts,
            LLMKG.denies: self._denies,
            LLMKG.between: self._between,
            **dict.fromkeys(self.scheme.qualifiers, self._qualifier),
        }
        self.reading = {ox.NamedNode(name): read for name, read in by_name.items()}
        self.watched = {ox.NamedNode(name) for name in self.entailed}

    def read(self, quad: ox.Quad) -> None:
        predicate = quad.predicate
        reading = self.reading.get(predicate)
        if reading is not None:
            subject, obj = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(obj, (ox.NamedNode, ox.Literal)):
                reading(subject, obj, quad)
        elif predicate in self.watched and is_authored(quad.graph_name):
            subject, obj = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(obj, (ox.NamedNode, ox.Literal)):
                self.spoken.add((subject, predicate.value, obj))

    def _of(self, name: str) -> _Proposition:
        found = self.read_of.get(name)
        if found is None:
            found = self.read_of[name] = _Proposition()
        return found

    def _same(self, term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
        return self.terms.setdefault(term, term)

    # A shape holds that a proposition has one of each; of several the first by name would count.

    def _subject(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        of, term = self._of(subject.value), self._same(obj)
        if isinstance(term, ox.NamedNode) and (of.subject is None or str(term) < str(of.subject)):
            of.subject = term

    def _predicate(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        of = self._of(subject.value)
        if of.predicate is None or obj.value < of.predicate:
            of.predicate = intern(obj.value)

    def _object(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        of = self._of(subject.value)
        if of.object is None or str(obj) < str(of.object):
            of.object = self._same(obj)

    def _qualifier(self, subject: ox.NamedNode, _obj: _Value, _quad: ox.Quad) -> None:
        self._of(subject.value).narrow = True

    def _type(self, subject: ox.NamedNode, obj: _Value, quad: ox.Quad) -> None:
        graph = quad.graph_name
        if not isinstance(obj, ox.NamedNode) or not isinstance(graph, ox.NamedNode):
            return
        if is_identity(obj.value, graph.value):
            self.types.add((subject, intern(obj.value)))
        elif obj.value in self.entailed and is_authored(graph):
            self.spoken.add((subject, RDF.type, obj))

    def _assessed(self, subject: ox.NamedNode) -> _Proposition | None:
        name = subject.value
        return self._of(name[: -len(ASSESSMENT)]) if name.endswith(ASSESSMENT) else None

    def _effective(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        of = self._assessed(subject)
        if of is not None:
            of.effective = self._better(of.effective, obj.value)

    def _denied(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        of = self._assessed(subject)
        if of is not None:
            of.denied = self._better(of.denied, obj.value)

    def _better(self, level: str | None, other: str) -> str:
        return other if level is None or self.ranks[other] > self.ranks[level] else level

    def _stated_for(self, subject: ox.NamedNode, _obj: _Value, _quad: ox.Quad) -> None:
        of = self._assessed(subject)
        if of is not None:
            of.upheld = True

    def _status(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        if obj.value in ASIDE and (of := self._assessed(subject)) is not None:
            of.aside = True

    def _asserts(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        self.claims.say(obj.value, subject.value, denied=False)

    def _denies(self, subject: ox.NamedNode, obj: _Value, _quad: ox.Quad) -> None:
        self.claims.say(obj.value, subject.value, denied=True)

    def _between(self, subject: ox.NamedNode, obj: _Value, quad: ox.Quad) -> None:
        if is_authored(quad.graph_name):  # what was found here before is found anew
            self.claims.name(subject.value, obj.value)

    def statements(self) -> Statements:
        stated = []
        ranks = self.ranks
        for name, of in sorted(self.read_of.items()):
            if of.narrow or of.subject is None or of.predicate is None or of.object is None:
                continue
            if of.predicate == RDF.type:
                continue  # types are authored, never claimed
            holds = of.upheld and not of.aside
            for level, denied in ((of.effective if holds else None, False), (of.denied, True)):
                if level is not None:
                    stated.append(
                        Statement(name, of.subject, of.predicate, of.object, ranks[level], denied)
                    )
        return Statements(
            stated=tuple(stated),
            types=tuple(sorted(self.types, key=lambda each: (each[0].value, each[1]))),
            spoken=frozenset(self.spoken),
            claims=self.claims,
        )


def slug_of(level: str) -> str:
    """A level in the name of its graph: `correlation-not-causation` for CorrelationNotCausation."""
    name = level.removeprefix(str(LLMKG))
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
