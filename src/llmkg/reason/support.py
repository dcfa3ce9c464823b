"""One step back: every way in which a fact of a closure can be derived from its neighbours.

Goal-directed, so that an explanation touches only what it needs. A closure that was made set-wise
and one that is read from a store are asked alike, through :class:`FactIndex`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from llmkg.reason.rules import Atom, Rule

Term: TypeAlias = Any  # a number in a set-wise closure, a term of RDF in a store
Fact: TypeAlias = tuple[str, Term, Term]
"""Class or property, subject, object; the object of a class's fact is 0."""


class FactIndex(Protocol):
    """Look-ups in a closure."""

    def has(self, fact: Fact) -> bool:
        """Whether the fact is in the closure."""
        ...

    def objects(self, predicate: str, subject: Term) -> Collection[Term]:
        """The objects of a property for a subject."""
        ...

    def subjects(self, predicate: str, obj: Term) -> Collection[Term]:
        """The subjects of a property for an object, or (object 0) the members of a class."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """A rule and the facts on which it rests here."""

    rule: Rule
    premises: tuple[Fact, ...]


def bind(atom: Atom, fact: Fact) -> dict[int, Term] | None:
    """What a fact gives the variables of an atom; None when they do not fit, as in p(x, x)."""
    binding: dict[int, Term] = {atom.first: fact[1]}
    if atom.second is not None and binding.setdefault(atom.second, fact[2]) != fact[2]:
        return None
    return binding


def facts_of(atom: Atom, binding: Mapping[int, Term], index: FactIndex) -> Iterator[Fact]:
    """The facts of a closure that fit an atom of which some variables are bound."""
    name = atom.predicate
    first = binding.get(atom.first)
    if atom.second is None:
        if first is not None:
            if index.has((name, first, 0)):
                yield (name, first, 0)
        else:
            yield from ((name, subject, 0) for subject in index.subjects(name, 0))
        return
    second = binding.get(atom.second)
    if first is not None and second is not None:
        if index.has((name, first, second)):
            yield (name, first, second)
    elif first is not None:
        yield from ((name, first, obj) for obj in index.objects(name, first))
    elif second is not None:
        yield from ((name, subject, second) for subject in index.subjects(name, second))


def steps(fact: Fact, rules: Iterable[Rule], index: FactIndex) -> Iterator[Step]:
    """Every application of a rule in this closure that has `fact` as its head.

    Args:
        fact: what is to be derived.
        rules: those whose head is the fact's class or property.
        index: the closure.

    Yields:
        Steps without the fact itself among the premises.
    """
    for rule in rules:
        binding = bind(rule.head, fact) if rule.head is not None else None
        if binding is None:
            continue
        for found in walk(rule.body, binding, index):
            premises = tuple(found[atom] for atom in rule.body)
            if fact not in premises:
                yield Step(rule, premises)


def walk(
    body: Collection[Atom], binding: Mapping[int, Term], index: FactIndex
) -> Iterator[dict[Atom, Fact]]:
    """The ways in which a closure fulfils a body of which some variables are bound."""
    if not body:
        yield {}
        return
    # The atom of which most is bound goes first, so that look-ups stay narrow.
    atom = max(body, key=lambda atom: sum(v in binding for v in atom.variables) / atom.arity)
    rest = [other for other in body if other is not atom]
    for fact in facts_of(atom, binding, index):
        own = bind(atom, fact)
        if own is None or any(binding.get(v, term) != term for v, term in own.items()):
            continue
        for found in walk(rest, {**binding, **own}, index):
            yield {atom: fact} | found


def behind(
    start: Iterable[Fact], rules: Mapping[str, tuple[Rule, ...]], index: FactIndex
) -> set[Fact]:
    """All facts from which any derivation in this closure leads to one of `start`, and these."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        fact = waiting.pop()
        for step in steps(fact, rules.get(fact[0], ()), index):
            for premise in step.premises:
                if premise not in seen:
                    seen.add(premise)
                    waiting.append(premise)
    return seen
