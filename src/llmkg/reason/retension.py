"""The tensions of contradictions that come and go with a change, or are named by somebody now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from llmkg.rdf.view import Difference
from llmkg.reason.amend import Amendment
from llmkg.reason.known import Known, Spoken, fact_of, is_denied
from llmkg.reason.standing import Standing
from llmkg.reason.support import Fact
from llmkg.reason.tensions import tension, tension_of
from llmkg.reason.theory import Theory
from llmkg.reason.world import Clash, Steps


@dataclass(frozen=True, slots=True)
class _Met:
    """A contradiction, the rank of the level at which it is met, and the claims behind it."""

    rank: int
    order: int
    axiom: str
    claims: frozenset[str]


@dataclass(frozen=True, slots=True)
class _State:
    """Before the change, or after it."""

    steps: Steps
    known: Known
    spoken: Callable[[Fact], Spoken]
    standing: Callable[[Fact], Standing | None]

    def blamed(self, fact: Fact) -> bool:
        standing = self.standing(fact)
        return standing is not None and standing.blamed >= 0


class Retension:
    """Finds the contradictions near a change, before it and after it."""

    def __init__(
        self,
        known: Known,
        then: Known,
        theory: Theory,
        amendment: Amendment,
        spoken: Callable[[Fact], Spoken],
    ) -> None:
        self._theory = theory
        self._was = _State(amendment.before, known, known.spoken, known.standing)
        self._will = _State(amendment.after, then, spoken, amendment.standing)

    def run(self, facts: Iterable[Fact], tensions: Iterable[ox.NamedNode]) -> Difference:
        """What changes of the tensions that were found.

        Args:
            facts: those that stand otherwise, or that others say now.
            tensions: those that somebody named and that are about other claims now.
        """
        facts = set(facts)
        states = (self._was, self._will)
        clashes: set[Clash] = set()
        for state in states:
            near = set(facts)
            for node in tensions:
                for claim in {*self._was.known.named(node), *self._will.known.named(node)}:
                    near |= self._facts_of(claim, state)
            clashes.update(self._clashes(near, state))
        # One that is found on one side alone may be there on both, with others behind it.
        met = [self._trace(clash, state) for state in states for clash in clashes]
        together = {each.claims for each in met if each is not None and len(each.claims) > 1}
        old = {quad for claims in together for quad in self._was.known.found(tension_of(claims))}
        new = {quad for claims in together for quad in self._now(claims)}
        return Difference(frozenset(new - old), frozenset(old - new))

    def _now(self, claims: frozenset[str]) -> list[ox.Quad]:
        if self._will.known.are_named(claims):
            return []
        facts = {fact for claim in claims for fact in self._facts_of(claim, self._will)}
        met = [self._trace(clash, self._will) for clash in self._clashes(facts, self._will)]
        same = [each for each in met if each is not None and each.claims == claims]
        if not same:
            return []
        first = min(same, key=lambda met: (-met.rank, met.order))
        return tension(claims, self._theory.scheme.levels[first.rank], first.axiom)

    def _facts_of(self, claim: str, state: _State) -> set[Fact]:
        return {
            fact_of(statement)
            for proposition, denied in state.known.stances(claim)
            for statement in state.known.statements(proposition)
            if statement.denied == denied
        }

    def _clashes(self, facts: Iterable[Fact], state: _State) -> set[Clash]:
        """The contradictions to which facts lead."""
        waiting = [fact for fact in facts if state.blamed(fact)]
        seen = set(waiting)
        found: set[Clash] = set()
        while waiting:
            fact = waiting.pop()
            found.update(state.steps.clashes(fact))
            for head, _ in state.steps.on(fact):
                if head not in seen and state.blamed(head):
                    seen.add(head)
                    waiting.append(head)
        return found

    def _trace(self, clash: Clash, state: _State) -> _Met | None:
        """Go back to the facts that are stated, in what follows at the level of a contradiction."""
        order, axiom, facts = clash
        rank = state.steps.strength(facts)
        if rank < 0:
            return None
        given: set[Fact] = set()
        for level in sorted(self._theory.scheme.levels, reverse=True):
            if level <= rank and not given:
                behind = self._behind(facts, level, state.steps)
                given = {fact for fact in behind if state.spoken(fact).rank >= level}
        claims: set[str] = set()
        for fact in given:
            for proposition in state.spoken(fact).propositions:
                claims |= state.known.claims(proposition, denied=is_denied(fact))
        return _Met(rank, order, axiom, frozenset(claims))

    def _behind(self, facts: Iterable[Fact], level: int, steps: Steps) -> set[Fact]:
        seen = set(facts)
        waiting = list(seen)
        while waiting:
            for premises in steps.back(waiting.pop()):
                if steps.strength(premises) >= level:
                    new = set(premises) - seen
                    seen |= new
                    waiting += new
        return seen
