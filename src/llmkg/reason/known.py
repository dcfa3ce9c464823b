"""Facts as a store tells them: what is stated, what follows, and how that stands. By look-ups only.

A view that holds entailed graphs and notes is asked for one fact, or for the facts at one end; what
was asked for is remembered, since a change is reckoned in several passes over the same few facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from llmkg.rdf.view import View, is_authored, named
from llmkg.reason.rules import complement
from llmkg.reason.standing import Standing, beside, plain, read_note
from llmkg.reason.statements import ASSESSMENT, Statement, gather, is_identity
from llmkg.reason.support import Fact, Term
from llmkg.reason.theory import Theory
from llmkg.vocab import ASSESSMENTS_GRAPH, LLMKG, RDF

_TYPE = ox.NamedNode(RDF.type)
_SUBJECT, _OBJECT = ox.NamedNode(RDF.subject), ox.NamedNode(RDF.object)
_ASSESSMENTS = ox.NamedNode(ASSESSMENTS_GRAPH)
_BETWEEN = ox.NamedNode(LLMKG.between)
_STANCES = {False: ox.NamedNode(LLMKG.asserts), True: ox.NamedNode(LLMKG.denies)}
_DENIED = complement("")


@dataclass(frozen=True, slots=True)
class Spoken:
    """At which rank a fact is stated, or -1, and by which propositions."""

    rank: int
    propositions: frozenset[str]


_WORTH = 3
"""As many quads are read on in the time that one is looked up."""
_NOBODY = Spoken(-1, frozenset())


def fact_of(statement: Statement) -> Fact:
    """The fact that a statement states."""
    name = complement(statement.predicate) if statement.denied else statement.predicate
    return name, statement.subject, statement.object


def is_denied(fact: Fact) -> bool:
    """Whether the fact is that something does not hold."""
    return fact[0].startswith(_DENIED)


def triple_of(fact: Fact) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]:
    """A fact as a triple."""
    name, subject, obj = fact
    node = ox.NamedNode(name)
    return (subject, _TYPE, node) if obj == 0 else (subject, node, obj)


def _together(lists: Sequence[Iterator[ox.Quad]], seen: Sequence[set[ox.NamedNode]]) -> int:
    """Read two lists by turns until one of them ends; tells which."""
    while True:
        for which, quads in enumerate(lists):
            quad = next(quads, None)
            if quad is None:
                return which
            if isinstance(quad.subject, ox.NamedNode):
                seen[which].add(quad.subject)


class Known:
    """What a view tells; the notes and entailed graphs in it belong to the rest of it."""

    def __init__(self, view: View, theory: Theory) -> None:
        self._view = view
        self._theory = theory
        self._rank_of = {graph.value: rank for rank, graph in theory.graphs.items()}
        self._plain = {rank: plain(rank, theory.scheme.levels) for rank in theory.scheme.levels}
        self._aside: dict[Term, Mapping[Fact, Standing]] = {}
        self._classes: dict[Term, Mapping[str, Standing]] = {}
        self._types: dict[Term, frozenset[str]] = {}
        self._ends: dict[tuple[str, Term, bool], Mapping[Term, Standing]] = {}
        self._facts: dict[Fact, Standing | None] = {}
        self._spoken: dict[tuple[Term, Term], Mapping[str, Spoken]] = {}
        self._written: dict[Fact, bool] = {}
        self.noted = False
        """Whether any fact was met on which a contradiction bears."""

    # -- what follows -----------------------------------------------------------------------

    def standing(self, fact: Fact) -> Standing | None:
        """How a fact stands; None when it does not follow, contradictions or not."""
        name, subject, obj = fact
        if not isinstance(subject, ox.NamedNode):
            return None  # no statement is about a literal
        if obj == 0:
            return self._classes_of(subject).get(name)
        ends = self._ends.get((name, subject, True))
        if ends is not None:
            return ends.get(obj)
        if fact not in self._facts:
            self._facts[fact] = self._look(fact)
        return self._facts[fact]

    def _look(self, fact: Fact) -> Standing | None:
        noted = self._notes(fact[1]).get(fact)
        if noted is not None:
            return noted
        if is_denied(fact):
            rank = self.spoken(fact).rank
        else:
            quads = list(self._view.quads_for_pattern(*triple_of(fact), None))
            self._written[fact] = any(is_authored(quad.graph_name) for quad in quads)
            rank = max(map(self._rank, quads), default=-1)
        return self._plain.get(rank)

    def _rank(self, quad: ox.Quad) -> int:
        graph = quad.graph_name
        return self._rank_of.get(graph.value, -1) if isinstance(graph, ox.NamedNode) else -1

    def _classes_of(self, subject: Term) -> Mapping[str, Standing]:
        found = self._classes.get(subject)
        if found is None:
            found = self._classes[subject] = self._read_classes(subject)
        return found

    def _read_classes(self, subject: Term) -> Mapping[str, Standing]:
        if not isinstance(subject, ox.NamedNode):
            return {}
        ranks: dict[str, int] = {}
        types: set[str] = set()
        for quad in self._view.quads_for_pattern(subject, _TYPE, None):
            graph, kind = quad.graph_name, quad.object
            if isinstance(graph, ox.NamedNode) and isinstance(kind, ox.NamedNode):
                if graph.value in self._rank_of:
                    ranks[kind.value] = self._rank_of[graph.value]
                elif is_identity(kind.value, graph.value):
                    types.add(kind.value)
                if is_authored(graph):
                    self._written[kind.value, subject, 0] = True
        self._types[subject] = frozenset(types)
        ranks |= dict.fromkeys(self._theory.everywhere(types), self._theory.top)
        out = {name: self._plain[rank] for name, rank in ranks.items()}
        for fact, standing in self._notes(subject).items():
            if fact[1] == subject and fact[2] == 0:
                out[fact[0]] = standing
        return out

    def types(self, subject: Term) -> frozenset[str]:
        """The types that somebody gave it, as far as they identify it."""
        self._classes_of(subject)
        return self._types.get(subject, frozenset())

    def _notes(self, end: Term) -> Mapping[Fact, Standing]:
        found = self._aside.get(end)
        if found is None:
            quads = self._view.quads_for_pattern(beside(end), None, None, _ASSESSMENTS)
            read = (read_note(end, quad) for quad in quads)
            found = self._aside[end] = dict(note for note in read if note is not None)
            self.noted = self.noted or bool(found)
        return found

    def has(self, fact: Fact) -> bool:
        """Whether the fact follows, contradictions or not."""
        return self.standing(fact) is not None

    def objects(self, predicate: str, subject: Term) -> Collection[Term]:
        """The objects of a property for a subject."""
        return self._at(predicate, subject, forward=True)

    def subjects(self, predicate: str, obj: Term) -> Collection[Term]:
        """The subjects of a property for an object."""
        return self._at(predicate, obj, forward=False)

    def _at(self, predicate: str, end: Term, *, forward: bool) -> Mapping[Term, Standing]:
        key = (predicate, end, forward)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self._read_ends(predicate, end, forward=forward)
        return found

    def _read_ends(self, predicate: str, end: Term, *, forward: bool) -> Mapping[Term, Standing]:
        link = ox.NamedNode(predicate)
        if forward:
            quads: Iterable[ox.Quad] = (
                self._view.quads_for_pattern(end, link, None)
                if isinstance(end, ox.NamedNode)
                else ()
            )
        else:
            quads = self._view.quads_for_pattern(None, link, end)
        out: dict[Term, Standing] = {}
        for quad in quads:
            rank = self._rank(quad)
            if rank >= 0:
                out[quad.object if forward else quad.subject] = self._plain[rank]
            elif is_authored(quad.graph_name):
                self._written[predicate, quad.subject, quad.object] = True
        for (name, subject, obj), standing in self._notes(end).items():
            if name == predicate and obj != 0 and end == (subject if forward else obj):
                out[obj if forward else subject] = standing
        return out

    # -- what is stated ---------------------------------------------------------------------

    def spoken(self, fact: Fact) -> Spoken:
        """What the propositions say on a fact."""
        name, subject, obj = fact
        if obj == 0 or name.removeprefix(_DENIED) not in self._theory.stateable:
            return _NOBODY
        found = self._spoken.get((subject, obj))
        if found is None:
            found = self._spoken[subject, obj] = self._read_spoken(subject, obj)
        return found.get(name, _NOBODY)

    def _read_spoken(self, subject: Term, obj: Term) -> Mapping[str, Spoken]:
        """By property, or what stands for its denial: all that is said between two ends."""
        ranks: dict[str, int] = {}
        said: dict[str, set[str]] = {}
        for proposition in self._between(subject, obj):
            for statement in self.statements(proposition):
                name, *ends = fact_of(statement)
                if ends == [subject, obj]:
                    ranks[name] = max(ranks.get(name, -1), statement.rank)
                    said.setdefault(name, set()).add(statement.proposition)
        return {name: Spoken(rank, frozenset(said[name])) for name, rank in ranks.items()}

    def _between(self, subject: Term, obj: Term) -> set[ox.NamedNode]:
        """The propositions with these ends, in a few times the steps that the lesser end takes."""
        ends = (_SUBJECT, subject), (_OBJECT, obj)
        lists = [iter(self._view.quads_for_pattern(None, *end)) for end in ends]
        seen: list[set[ox.NamedNode]] = [set(), set()]
        done = _together(lists, seen)
        lesser, greater = seen[done], seen[1 - done]
        for quad in islice(lists[1 - done], _WORTH * len(lesser)):
            if isinstance(quad.subject, ox.NamedNode):
                greater.add(quad.subject)
        if next(lists[1 - done], None) is None:
            return lesser & greater
        other = ends[1 - done]
        return {
            node
            for node in lesser
            if node in greater or any(True for _ in self._view.quads_for_pattern(node, *other))
        }

    def statements(self, proposition: ox.NamedNode) -> tuple[Statement, ...]:
        """What a proposition states: nothing, one fact, that it does not hold, or both."""
        return gather(self._of(proposition), self._theory.scheme).stated

    def _of(self, proposition: ox.NamedNode) -> Iterator[ox.Quad]:
        for node in (proposition, named(proposition.value + ASSESSMENT)):
            for quad in self._view.quads_for_pattern(node, None, None) if node else ():
                if is_authored(quad.graph_name) or quad.graph_name == _ASSESSMENTS:
                    yield quad

    def claims(self, proposition: str, *, denied: bool) -> set[str]:
        """The claims that assert a proposition, or that deny it."""
        node = ox.NamedNode(proposition)
        quads = self._view.quads_for_pattern(None, _STANCES[denied], node)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def is_written(self, fact: Fact) -> bool:
        """Whether somebody wrote the fact itself, somewhere."""
        if fact[2] == 0:
            self._classes_of(fact[1])
            return self._written.get(fact, False)
        found = self._written.get(fact)
        if found is None:
            quads = self._view.quads_for_pattern(*triple_of(fact), None)
            found = self._written[fact] = any(is_authored(quad.graph_name) for quad in quads)
        return found

    # -- claims and tensions ----------------------------------------------------------------

    def stances(self, claim: str) -> list[tuple[ox.NamedNode, bool]]:
        """The propositions that a claim asserts, and (true) that it denies."""
        node = ox.NamedNode(claim)
        return [
            (quad.object, denied)
            for denied, stance in _STANCES.items()
            for quad in self._view.quads_for_pattern(node, stance, None)
            if isinstance(quad.object, ox.NamedNode)
        ]

    def named(self, tension: ox.NamedNode) -> set[str]:
        """The claims between which somebody says there is this tension."""
        quads = self._view.quads_for_pattern(tension, _BETWEEN, None)
        return {
            quad.object.value
            for quad in quads
            if is_authored(quad.graph_name) and isinstance(quad.object, ox.NamedNode)
        }

    def are_named(self, claims: Iterable[str]) -> bool:
        """Whether somebody names a tension between all of these claims."""
        common: set[object] | None = None
        for claim in claims:
            quads = self._view.quads_for_pattern(None, _BETWEEN, ox.NamedNode(claim))
            here: set[object] = {q.subject for q in quads if is_authored(q.graph_name)}
            common = here if common is None else common & here
        return bool(common)

    def found(self, tension: ox.NamedNode) -> list[ox.Quad]:
        """What is stored of a tension that was found."""
        return list(self._view.quads_for_pattern(tension, None, None, _ASSESSMENTS))
