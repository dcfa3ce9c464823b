"""Why something follows: minimal sets of stated facts that entail it, best first.

An explanation (in description logics: a justification) is a set of stated facts from which the
entailment follows and none of which can be left out. Its strength is that of its weakest member.

The derivations that lead to the fact are gathered backwards into a graph of steps; the best sets
are passed forwards along it until nothing changes, a bounded number for each fact; every set that
arrives is then put to the leave-one-out test on the same graph, so what is returned is minimal
even where the bound cut something off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from llmkg.reason.rules import Rule
from llmkg.reason.support import Fact, FactIndex, Step, steps

Grade: TypeAlias = Callable[[Fact], int | None]
"""The rank at which a fact is stated, or None when it is only derived."""

_WIDTH: Final = 24  # sets kept for a fact on the way; the leave-one-out test makes up for the rest
_STEPS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """A minimal set of stated facts that entails a fact, and the rank of its weakest member."""

    rank: int
    facts: frozenset[Fact]
    steps: tuple[tuple[Fact, Step], ...]
    """One derivation from these facts, premises before conclusions."""


@dataclass(frozen=True, slots=True)
class Derivations:
    """Everything in a closure that bears on one fact."""

    goal: Fact
    steps: Mapping[Fact, tuple[Step, ...]]
    grades: Mapping[Fact, int]
    whole: bool
    """False when the graph was cut off at its bound."""

    def follows(self, stated: Iterable[Fact]) -> dict[Fact, Step | None] | None:
        """A derivation of the goal from these facts alone, in order; None if there is none."""
        derived: dict[Fact, Step | None] = dict.fromkeys(stated)
        grew = self.goal not in derived
        while grew and self.goal not in derived:
            grew = False
            for fact, many in self.steps.items():
                if fact in derived:
                    continue
                for step in many:
                    if all(premise in derived for premise in step.premises):
                        derived[fact] = step
                        grew = True
                        break
        return derived if self.goal in derived else None


def gather(
    goal: Fact, rules: Mapping[str, tuple[Rule, ...]], index: FactIndex, grade: Grade
) -> Derivations:
    """Collect every step of a closure that can take part in a derivation of `goal`."""
    found: dict[Fact, tuple[Step, ...]] = {}
    grades: dict[Fact, int] = {}
    waiting = [goal]
    seen = {goal}
    count = 0
    while waiting:
        fact = waiting.pop()
        rank = grade(fact)
        if rank is not None:
            grades[fact] = rank
        if count >= _STEPS:
            continue
        many = tuple(steps(fact, rules.get(fact[0], ()), index))
        count += len(many)
        found[fact] = many
        for step in many:
            for premise in step.premises:
                if premise not in seen:
                    seen.add(premise)
                    waiting.append(premise)
    return Derivations(goal, found, grades, whole=count < _STEPS)


def explanations(derivations: Derivations, limit: int) -> tuple[Explanation, ...]:
    """Up to `limit` minimal explanations of the goal, the strongest first, then the shortest."""
    found: dict[frozenset[Fact], None] = {}
    for candidate in _candidates(derivations).get(derivations.goal, ()):
        found[_minimal(derivations, candidate)] = None
    out = [
        Explanation(_rank(derivations.grades, facts), facts, _proof(derivations, facts))
        for facts in found
    ]
    out.sort(key=lambda each: (-each.rank, len(each.facts), sorted(map(str, each.facts))))
    return tuple(out[:limit])


def _rank(grades: Mapping[Fact, int], facts: Iterable[Fact]) -> int:
    return min(grades[fact] for fact in facts)


def _candidates(derivations: Derivations) -> dict[Fact, list[frozenset[Fact]]]:
    grades = derivations.grades
    best: dict[Fact, list[frozenset[Fact]]] = defaultdict(list)
    users: dict[Fact, set[Fact]] = defaultdict(set)
    for fact, many in derivations.steps.items():
        for step in many:
            for premise in step.premises:
                users[premise].add(fact)
    for fact in grades:
        best[fact] = [frozenset((fact,))]
    waiting = dict.fromkeys(user for fact in grades for user in users[fact])
    while waiting:
        fact = next(iter(waiting))
        del waiting[fact]
        sets = {frozenset((fact,))} if fact in grades else set()
        for step in derivations.steps.get(fact, ()):
            options = [best[premise] for premise in step.premises]
            sets.update(frozenset().union(*chosen) for chosen in product(*options))
        kept = _best(sets, grades)
        if kept != best[fact]:
            best[fact] = kept
            waiting.update(dict.fromkeys(users[fact]))
    return best


def _best(sets: Iterable[frozenset[Fact]], grades: Mapping[Fact, int]) -> list[frozenset[Fact]]:
    kept: list[frozenset[Fact]] = []
    for each in sorted(
        sets, key=lambda each: (-_rank(grades, each), len(each), sorted(map(str, each)))
    ):
        if len(kept) == _WIDTH:
            break
        if not any(other <= each for other in kept):
            kept.append(each)
    return kept


def _minimal(derivations: Derivations, facts: frozenset[Fact]) -> frozenset[Fact]:
    # The weakest go first, so that what remains is as strong as it can be.
    order = sorted(facts, key=lambda fact: (derivations.grades[fact], str(fact)))
    for fact in order:
        fewer = facts - {fact}
        if derivations.follows(fewer) is not None:
            facts = fewer
    return facts


def _proof(derivations: Derivations, facts: frozenset[Fact]) -> tuple[tuple[Fact, Step], ...]:
    derived = derivations.follows(facts) or {}
    used: dict[Fact, Step] = {}
    waiting = [derivations.goal]
    while waiting:
        fact = waiting.pop()
        step = derived.get(fact)
        if step is not None and fact not in used:
            used[fact] = step
            waiting.extend(step.premises)
    # Derived facts stand in `derived` in the order in which they were reached.
    return tuple((fact, used[fact]) for fact in derived if fact in used)
