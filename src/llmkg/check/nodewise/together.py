"""Groups of patterns with one choice made for each of their alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from rdflib import URIRef
from rdflib.plugins.sparql.parserutils import CompValue

from llmkg.check.columns.groups import Bind, Either, Group, Triple, exists_groups
from llmkg.check.nodewise.plans import has_exists


@dataclass(frozen=True, slots=True)
class Together:
    """Patterns that hold together: a group with one choice made for each of its alternatives."""

    triples: tuple[Triple, ...] = ()
    filters: tuple[object, ...] = ()
    inner: tuple[Group, ...] = ()
    bound: frozenset[str] = frozenset()
    choices: tuple[tuple[str, frozenset[str]], ...] = ()

    def __add__(self, other: Together) -> Together:
        return Together(
            self.triples + other.triples,
            self.filters + other.filters,
            self.inner + other.inner,
            self.bound | other.bound,
            self.choices + other.choices,
        )


def together(group: Group) -> list[Together]:
    """A group with every choice of its alternatives."""
    conditions = tuple(each for each in group.filters if not has_exists(each))
    inner = tuple(each for expr in group.filters for each in exists_groups(expr))
    start = Together(filters=conditions, inner=inner)
    choices: list[list[Together]] = []
    for element in group.elements:
        match element:
            case Triple():
                start += Together(triples=(element,), bound=element.names)
            case Bind():
                within = tuple(exists_groups(element.expr))
                terms = _terms_of(element.expr)
                some = ((element.name, terms),) if terms else ()
                start += Together(inner=within, bound=element.names, choices=some)
            case Either():
                choices.append([each for part in element.groups for each in together(part)])
            case Group():
                choices.append(together(element))
    return [sum(choice, start) for choice in product(*choices)]


def _terms_of(expr: object) -> frozenset[str]:
    """The terms that an expression may give; none where that cannot be told."""
    if isinstance(expr, URIRef):
        return frozenset({f"<{expr}>"})
    if isinstance(expr, CompValue) and expr.name == "Builtin_IF":
        yes, no = _terms_of(expr.arg2), _terms_of(expr.arg3)
        return yes | no if yes and no else frozenset()
    return frozenset()


def chains(group: Group) -> Iterator[Together]:
    """An EXISTS with every choice, and each of those within it with what is around."""
    for choice in together(group):
        yield choice
        for inner in choice.inner:
            for chain in chains(inner):
                yield chain + replace(choice, inner=())
