"""The entailed graphs after a change, by what the change reaches.

The same comes out as of the whole: entailed graphs, notes on facts on which contradictions bear,
and tensions. The work grows with the consequences of what changed, and the look-ups do not grow
with the graph, but for the fewer of the propositions at the two ends of a fact that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from llmkg.rdf.view import Difference, Everything, View, is_authored
from llmkg.reason.amend import Amendment, Own
from llmkg.reason.known import Known, Spoken, fact_of, is_denied, triple_of
from llmkg.reason.retension import Retension
from llmkg.reason.standing import Standing, notes, plain
from llmkg.reason.statements import ASSESSMENT, READ, Statement, is_identity
from llmkg.reason.support import Fact, Term
from llmkg.reason.theory import Theory
from llmkg.vocab import ASSESSMENTS_GRAPH, BASE, LLMKG, ONTOLOGY_GRAPH, RDF

_PARTS = frozenset((RDF.subject, RDF.predicate, RDF.object))
_STANCES = frozenset((LLMKG.asserts, LLMKG.denies))
_FOUND = BASE + "tension/contradiction-"


def reentail(before: View, after: View, changed: Difference, theory: Theory) -> Difference:
    """What changes of entailed graphs, of notes and of tensions that were found.

    Args:
        before: all as it was, with what was entailed.
        after: the same after the change of what somebody wrote and of the assessments, with what
            was entailed before.
        changed: what lies between these two.
        theory: of the ontology, which is the same in both.

    Raises:
        Everything: the ontology changed, or the change reaches too much: entail the whole.
    """
    changes = _Changes(theory)
    for quad in changed.quads:
        changes.read(quad)
    _refuse(before, changed, theory)
    return _Reentailing(Known(before, theory), Known(after, theory), theory, changes).run()


def _refuse(before: View, changed: Difference, theory: Theory) -> None:
    """Leave to the reference reasoner what only that can do."""
    nodes = {ox.NamedNode(name) for name in theory.beyond}
    links = (ox.NamedNode(RDF.predicate), ox.NamedNode(RDF.type))
    if any(quad.predicate in links and quad.object in nodes for quad in changed.added):
        raise Everything
    for node in nodes:
        for link in links:
            for _ in before.quads_for_pattern(None, link, node):
                raise Everything


@dataclass
class _Changes:
    """What changed, sorted by what it bears on."""

    theory: Theory
    propositions: set[ox.NamedNode] = field(default_factory=set)
    retyped: set[ox.NamedNode] = field(default_factory=set)
    written: set[Fact] = field(default_factory=set)
    restanced: set[ox.NamedNode] = field(default_factory=set)
    tensions: set[ox.NamedNode] = field(default_factory=set)

    def read(self, quad: ox.Quad) -> None:
        graph, subject = quad.graph_name, quad.subject
        name, obj = quad.predicate.value, quad.object
        if not isinstance(graph, ox.NamedNode) or not isinstance(subject, ox.NamedNode):
            return
        if graph.value == ASSESSMENTS_GRAPH:
            if subject.value.endswith(ASSESSMENT) and name in READ:
                self.propositions.add(ox.NamedNode(subject.value[: -len(ASSESSMENT)]))
        elif is_authored(graph):
            if graph.value == ONTOLOGY_GRAPH or self._is_ours(subject, name):
                raise Everything
            if name in _PARTS or name in self.theory.scheme.qualifiers:
                self.propositions.add(subject)
            self._speak(subject, name, obj, graph.value)

    def _is_ours(self, subject: ox.NamedNode, name: str) -> bool:
        """Whether somebody writes what only the build writes otherwise."""
        return (
            name == LLMKG.standsAside
            or subject.value.startswith(_FOUND)
            or subject in self.theory.graphs.values()
        )

    def _speak(self, subject: ox.NamedNode, name: str, obj: object, graph: str) -> None:
        if name == LLMKG.between:
            self.tensions.add(subject)
        elif name in _STANCES and isinstance(obj, ox.NamedNode):
            self.restanced.add(obj)
        elif name == RDF.type and isinstance(obj, ox.NamedNode):
            identity = is_identity(obj.value, graph)
            if identity:
                self.retyped.add(subject)
            if identity or obj.value in self.theory.entailed:
                self.written.add((obj.value, subject, 0))
        elif name in self.theory.entailed and isinstance(obj, (ox.NamedNode, ox.Literal)):
            self.written.add((name, subject, obj))


class _Reentailing:
    def __init__(self, known: Known, then: Known, theory: Theory, changes: _Changes) -> None:
        self.known = known
        self.then = then
        self.theory = theory
        self.changes = changes
        self.said: dict[ox.NamedNode, tuple[Statement, ...]] = {}
        self.restated: dict[Fact, Spoken] = {}

    def run(self) -> Difference:
        self._restate()
        seeds = {*self.restated, *self._regiven()}
        amendment = Amendment(self.known, self.theory, self._own_before, self._own_after)
        amendment.run(seeds)
        reached = seeds | amendment.touched | self.changes.written
        old = {quad for fact in reached for quad in self._quads_before(fact)}
        new = {
            quad for fact in reached for quad in self._quads_after(fact, amendment.standing(fact))
        }
        difference = Difference(frozenset(new - old), frozenset(old - new))
        retension = Retension(self.known, self.then, self.theory, amendment, self._spoken_after)
        spoken = {*self.restated, *self._facts_of(self.changes.restanced)}
        return difference | retension.run(spoken | amendment.touched, self.changes.tensions)

    # -- what is stated ---------------------------------------------------------------------

    def _restate(self) -> None:
        """Find the facts that are stated by others now, or otherwise."""
        facts: set[Fact] = set()
        for proposition in self.changes.propositions:
            was, will = self.known.statements(proposition), self._said(proposition)
            facts.update(map(fact_of, {*was} ^ {*will}))
        for fact in facts:
            self.restated[fact] = self._spoken_anew(fact)

    def _said(self, proposition: ox.NamedNode) -> tuple[Statement, ...]:
        found = self.said.get(proposition)
        if found is None:
            found = self.said[proposition] = self.then.statements(proposition)
        return found

    def _spoken_anew(self, fact: Fact) -> Spoken:
        others = {ox.NamedNode(name) for name in self.known.spoken(fact).propositions}
        said = [
            statement
            for proposition in others | self.changes.propositions
            for statement in self._said(proposition)
            if fact_of(statement) == fact
        ]
        rank = max((statement.rank for statement in said), default=-1)
        return Spoken(rank, frozenset(statement.proposition for statement in said))

    def _spoken_after(self, fact: Fact) -> Spoken:
        return self.restated.get(fact) or self.known.spoken(fact)

    def _facts_of(self, propositions: Iterable[ox.NamedNode]) -> Iterator[Fact]:
        for proposition in propositions:
            for statement in {*self.known.statements(proposition), *self._said(proposition)}:
                yield fact_of(statement)

    def _regiven(self) -> Iterator[Fact]:
        """The classes that something gets or loses with its types."""
        everywhere = self.theory.everywhere
        for subject in self.changes.retyped:
            was, will = self.known.types(subject), self.then.types(subject)
            for name in everywhere(was) ^ everywhere(will):
                yield name, subject, 0

    def _own_before(self, fact: Fact) -> Own:
        if fact[2] == 0:
            return Own(fact[0] in self.theory.everywhere(self.known.types(fact[1])), -1)
        return Own(everywhere=False, stated=self.known.spoken(fact).rank)

    def _own_after(self, fact: Fact) -> Own:
        if fact[2] == 0:
            return Own(fact[0] in self.theory.everywhere(self._types_after(fact[1])), -1)
        return Own(everywhere=False, stated=self._spoken_after(fact).rank)

    def _types_after(self, subject: Term) -> frozenset[str]:
        return (self.then if subject in self.changes.retyped else self.known).types(subject)

    # -- what is stored ---------------------------------------------------------------------

    def _quads_before(self, fact: Fact) -> Iterator[ox.Quad]:
        types, written = self.known.types(fact[1]), self.known.is_written(fact)
        return self._quads(fact, self.known.standing(fact), types, written=written)

    def _quads_after(self, fact: Fact, standing: Standing | None) -> Iterator[ox.Quad]:
        view = self.then if fact in self.changes.written else self.known
        types = self._types_after(fact[1])
        return self._quads(fact, standing, types, written=view.is_written(fact))

    def _quads(
        self, fact: Fact, standing: Standing | None, types: frozenset[str], *, written: bool
    ) -> Iterator[ox.Quad]:
        if standing is None:
            return
        if standing.best >= 0 and not written and not is_denied(fact):
            yield ox.Quad(*triple_of(fact), self.theory.graphs[standing.best])
        if standing != plain(standing.full, self.theory.scheme.levels):
            yield from notes(fact, standing)
        elif written and fact[0] in self.theory.entailed:
            # Where types do not tell its level, it stands elsewhere and only a note does.
            told = fact[2] == 0 and fact[0] in self.theory.everywhere(types)
            yield from () if told else notes(fact, standing)
