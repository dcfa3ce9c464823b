"""What enters a closure, in numbers, and who said it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from llmkg.reason.closure import Facts
from llmkg.reason.cuts import given_keys
from llmkg.reason.relation import Terms
from llmkg.reason.rules import complement
from llmkg.reason.statements import Claims, Statement, Statements
from llmkg.reason.support import Fact
from llmkg.reason.theory import Theory
from llmkg.vocab import RDF


class Numbered(Protocol):
    """Terms that have numbers."""

    def term(self, number: int) -> Hashable:
        """The term that has this number."""
        ...

    def text(self, number: int) -> bytes:
        """The same in N-Triples."""
        ...


Grounds: TypeAlias = tuple[Mapping[Fact, Collection[str]], Claims]
"""The claims behind facts, and which of these claims are named together."""


@dataclass(frozen=True, slots=True)
class Given:
    """What enters the closure.

    terms    what the numbers in facts stand for
    stated   by rank what is stated at this level, under the names that `cut` takes
    always   types of identities and of propositions: they hold at every level
    spoken   what somebody wrote that might be entailed, other than `always`
    grounds  the claims behind stated facts
    """

    terms: Numbered
    stated: Mapping[int, Facts]
    always: Facts
    spoken: Facts
    grounds: Callable[[Collection[Fact]], Grounds]

    @property
    def names(self) -> set[str]:
        """The classes and properties of all that is given."""
        return {name for facts in (self.always, *self.stated.values()) for name in facts}


def given_by(statements: Statements, terms: Terms, theory: Theory) -> Given:
    """What statements give, their terms being numbered as they are met."""
    stated: dict[int, dict[str, list[tuple[int, int]]]]
    stated = {rank: defaultdict(list) for rank in theory.scheme.levels}
    for each in statements.stated:
        name, *ends = _fact(each, terms)
        stated[each.rank][name].append((ends[0], ends[1]))
    types: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for subject, kind in statements.types:
        types[kind].append((terms.number(subject), 0))
    spoken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for subject, name, value in statements.spoken:
        if name == RDF.type:
            spoken[getattr(value, "value", "")].append((terms.number(subject), 0))
        else:
            spoken[name].append((terms.number(subject), terms.number(value)))

    def grounds(facts: Collection[Fact]) -> Grounds:
        found: dict[Fact, set[str]] = {fact: set() for fact in facts}
        for each in statements.stated:
            claims = found.get(_fact(each, terms))
            if claims is not None:
                claims |= statements.claims.on(each.proposition, denied=each.denied)
        return found, statements.claims

    return Given(
        terms,
        {rank: _keys(facts) for rank, facts in stated.items()},
        _keys(types),
        _keys(spoken),
        grounds,
    )


def _keys(pairs: Mapping[str, list[tuple[int, int]]]) -> Facts:
    return {name: given_keys(of) for name, of in pairs.items()}


def _fact(each: Statement, terms: Terms) -> tuple[str, int, int]:
    name = complement(each.predicate) if each.denied else each.predicate
    return name, terms.number(each.subject), terms.number(each.object)
