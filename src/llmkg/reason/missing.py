"""What would have to hold for a fact to follow: derivations that lack a single premise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from llmkg.reason.rules import Atom, Rule
from llmkg.reason.support import Fact, FactIndex, Term, bind, facts_of


@dataclass(frozen=True, slots=True)
class Lack:
    """A rule that would derive a fact, the premise that does not hold, and those that do."""

    rule: Rule
    missing: Fact
    given: tuple[Fact, ...]


def lacking(
    goal: Fact, rules: Mapping[str, tuple[Rule, ...]], index: FactIndex, depth: int = 3
) -> Iterator[Lack]:
    """Every way to derive `goal` that lacks one premise with known terms, nearest first.

    A premise that lacks something itself is followed down to `depth` rules. A rule whose missing
    premise has an unknown term is passed over: anything might stand there.
    """
    seen = {goal}
    level = [goal]
    for _ in range(depth):
        below: list[Fact] = []
        for fact in level:
            for lack in _one_step(fact, rules, index):
                if lack.missing not in seen:
                    seen.add(lack.missing)
                    below.append(lack.missing)
                    yield lack
        level = below


def _one_step(
    goal: Fact, rules: Mapping[str, tuple[Rule, ...]], index: FactIndex
) -> Iterator[Lack]:
    for rule in rules.get(goal[0], ()):
        binding = bind(rule.head, goal) if rule.head is not None else None
        if binding is None:
            continue
        for at, absent in enumerate(rule.body):
            rest = [atom for i, atom in enumerate(rule.body) if i != at]
            for bound, given in _all_of(rest, binding, index):
                missing = _instance(absent, bound)
                if missing is not None and not index.has(missing):
                    yield Lack(rule, missing, given)


def _all_of(
    body: list[Atom], binding: dict[int, Term], index: FactIndex
) -> Iterator[tuple[dict[int, Term], tuple[Fact, ...]]]:
    if not body:
        yield binding, ()
        return
    ordered = sorted(body, key=lambda atom: not binding.keys() & set(atom.variables))
    atom, rest = ordered[0], ordered[1:]
    for fact in facts_of(atom, binding, index):
        own = bind(atom, fact)
        if own is None or any(binding.get(v, term) != term for v, term in own.items()):
            continue
        for bound, given in _all_of(rest, binding | own, index):
            yield bound, (fact, *given)


def _instance(atom: Atom, binding: Mapping[int, Term]) -> Fact | None:
    if any(variable not in binding for variable in atom.variables):
        return None
    second = 0 if atom.second is None else binding[atom.second]
    return (atom.predicate, binding[atom.first], second)
