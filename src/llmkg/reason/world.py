"""The facts of a closure as a graph of steps, before a change and after it.

`Before` is what a store tells. `After` is the same but for what was found to have changed so far:
facts have levels there that differ, or are gone, or are new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from llmkg.reason.known import Known, is_denied
from llmkg.reason.rules import complement
from llmkg.reason.support import Fact, FactIndex, Term, bind, steps, walk
from llmkg.reason.theory import Theory

Clash: TypeAlias = tuple[int, str, tuple[Fact, ...]]
"""A contradiction: order and kind of the axiom, and the facts."""


class World(FactIndex, Protocol):
    """Facts with the ranks at which they follow, contradictions or not."""

    def full(self, fact: Fact) -> int:
        """The rank of the best level at which a fact follows, or -1."""
        ...


class Before:
    """What follows in a store."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.has = known.has
        self.objects = known.objects
        self.subjects = known.subjects

    def full(self, fact: Fact) -> int:
        """The rank of the best level at which a fact follows, or -1."""
        standing = self._known.standing(fact)
        return -1 if standing is None else standing.full


class After:
    """What follows after changes, which are told to it."""

    def __init__(self, before: World) -> None:
        self._before = before
        self._rank: dict[Fact, int] = {}
        self._new: dict[tuple[str, Term, bool], set[Term]] = defaultdict(set)

    def set(self, fact: Fact, rank: int) -> None:
        """A fact follows at this rank now, or not at all (-1)."""
        self._rank[fact] = rank
        name, subject, obj = fact
        if obj != 0:
            self._new[name, subject, True].add(obj)
            self._new[name, obj, False].add(subject)

    def full(self, fact: Fact) -> int:
        """The rank of the best level at which a fact follows, or -1."""
        rank = self._rank.get(fact)
        return self._before.full(fact) if rank is None else rank

    def has(self, fact: Fact) -> bool:
        """Whether the fact follows."""
        return self.full(fact) >= 0

    def objects(self, predicate: str, subject: Term) -> Collection[Term]:
        """The objects of a property for a subject."""
        found = {*self._before.objects(predicate, subject)} | self._new[predicate, subject, True]
        return [obj for obj in found if self.has((predicate, subject, obj))]

    def subjects(self, predicate: str, obj: Term) -> Collection[Term]:
        """The subjects of a property for an object."""
        found = {*self._before.subjects(predicate, obj)} | self._new[predicate, obj, False]
        return [subject for subject in found if self.has((predicate, subject, obj))]


class Steps:
    """One step on or back in a world, and the contradictions there."""

    def __init__(self, world: World, theory: Theory) -> None:
        self.world = world
        self._theory = theory

    def back(self, fact: Fact) -> Iterator[tuple[Fact, ...]]:
        """The premises of each step that gives the fact; it is not among them."""
        for step in steps(fact, self._theory.by_head.get(fact[0], ()), self.world):
            yield step.premises

    def on(self, fact: Fact) -> Iterator[tuple[Fact, tuple[Fact, ...]]]:
        """What each step gives that has the fact for a premise, with all its premises."""
        for rule, place in self._theory.by_body.get(fact[0], ()):
            head = rule.head
            binding = bind(rule.body[place], fact)
            if head is None or binding is None:
                continue
            rest = [atom for at, atom in enumerate(rule.body) if at != place]
            for found in walk(rest, binding, self.world):
                found[rule.body[place]] = fact
                values = binding.copy()
                for atom, each in found.items():
                    values |= bind(atom, each) or {}
                subject = values[head.first]
                if isinstance(subject, ox.Literal):
                    continue
                given = (head.predicate, subject, 0 if head.second is None else values[head.second])
                premises = tuple(found[atom] for atom in rule.body)
                if given not in premises:
                    yield given, premises

    def clashes(self, fact: Fact) -> Iterator[Clash]:
        """The contradictions that the fact is part of."""
        for order, rule, place in self._theory.checks.get(fact[0], ()):
            binding = bind(rule.body[place], fact)
            if binding is None:
                continue
            rest = [atom for at, atom in enumerate(rule.body) if at != place]
            for found in walk(rest, binding, self.world):
                found[rule.body[place]] = fact
                yield order, rule.axiom, tuple(found[atom] for atom in rule.body)
        if fact[2] == 0:
            return
        denied = is_denied(fact)
        other = (opposite(fact[0]), *fact[1:])
        if self.world.has(other):
            both = (other, fact) if denied else (fact, other)
            yield self._theory.denials, "NegativePropertyAssertion", both

    def strength(self, facts: tuple[Fact, ...]) -> int:
        """The rank of the weakest."""
        return min(map(self.world.full, facts))


def opposite(name: str) -> str:
    """The name of the denied facts of a property, or the property of denied ones."""
    prefix = complement("")
    return name.removeprefix(prefix) if name.startswith(prefix) else complement(name)
