"""The patterns of a query, out of the algebra that rdflib makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, Final, TypeAlias

from rdflib import Variable
from rdflib.paths import InvPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from llmkg.check.columns.paths import Beyond

EXISTS: Final = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})


@dataclass(frozen=True, slots=True, eq=False)
class Triple:
    """A pattern of one triple; its terms are rdflib's, variables among them."""

    subject: Node
    predicate: Node | Path
    object: Node

    @property
    def names(self) -> frozenset[str]:
        """Its variables."""
        parts = (self.subject, self.predicate, self.object)
        return frozenset(str(part) for part in parts if isinstance(part, Variable))


@dataclass(frozen=True, slots=True, eq=False)
class Bind:
    """A variable that gets a value."""

    name: str
    expr: object

    @property
    def names(self) -> frozenset[str]:
        """The variable that it binds."""
        return frozenset((self.name,))


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """Patterns of which one is enough."""

    groups: tuple[Group, ...]

    @property
    def names(self) -> frozenset[str]:
        """What any of them binds."""
        return frozenset().union(*(group.names for group in self.groups))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Patterns that hold together, and the conditions on them."""

    elements: tuple[Element, ...]
    filters: tuple[object, ...]

    @property
    def names(self) -> frozenset[str]:
        """What it binds."""
        return frozenset().union(*(element.names for element in self.elements))


Element: TypeAlias = Triple | Bind | Either | Group


@dataclass(frozen=True, slots=True, eq=False)
class Select:
    """A query: what it selects, and from where."""

    names: tuple[str, ...]
    group: Group


@lru_cache(maxsize=512)
def select(text: str) -> Select:
    """The patterns of a SELECT; raises Beyond for what the columns do not know."""
    algebra = translateQuery(parseQuery(text)).algebra
    node = algebra.p
    if node.name == "Distinct":
        node = node.p
    if algebra.name != "SelectQuery" or node.name != "Project":
        raise Beyond(f"a query of the form {node.name}")
    return Select(tuple(str(name) for name in node.PV), group_of(node.p))


def group_of(node: CompValue) -> Group:
    """The group that a part of the algebra is."""
    filters: list[object] = []
    if node.name == "Filter":
        filters.extend(_conditions(node.expr))
        node = node.p
    return Group(tuple(_elements(node, count())), tuple(filters))


def _conditions(expr: Any) -> Iterator[object]:
    if isinstance(expr, CompValue) and expr.name == "ConditionalAndExpression":
        for part in (expr.expr, *expr.other):
            yield from _conditions(part)
    else:
        yield expr


def _elements(node: CompValue, fresh: Iterator[int]) -> Iterator[Element]:
    match node.name:
        case "BGP":
            for subject, predicate, value in node.triples:
                yield from _steps(subject, predicate, value, fresh)
        case "Join":
            for part in (node.p1, node.p2):
                if part.name == "Filter":
                    yield group_of(part)
                else:
                    yield from _elements(part, fresh)
        case "Extend":
            yield from _elements(node.p, fresh)
            yield Bind(str(node.var), node.expr)
        case "Union":
            yield Either((group_of(node.p1), group_of(node.p2)))
        case "Filter":
            yield group_of(node)
        case _:
            raise Beyond(f"the pattern {node.name}")


def _steps(
    subject: Node, predicate: Node | Path, value: Node, fresh: Iterator[int]
) -> Iterator[Triple]:
    """A sequence is as many patterns, so that they can be asked in the best order."""
    if isinstance(predicate, InvPath):
        yield from _steps(value, predicate.arg, subject, fresh)
    elif isinstance(predicate, SequencePath):
        at = subject
        for step in predicate.args[:-1]:
            then = Variable(f".{next(fresh)}")
            yield from _steps(at, step, then, fresh)
            at = then
        yield from _steps(at, predicate.args[-1], value, fresh)
    else:
        yield Triple(subject, predicate, value)


def names_in(expr: object) -> frozenset[str]:
    """The variables of an expression, those within EXISTS included."""
    if isinstance(expr, Variable):
        return frozenset((str(expr),))
    if isinstance(expr, CompValue):
        if expr.name in EXISTS:
            return all_names(exists_group(expr))
        return _union(expr.values())
    if isinstance(expr, list | tuple):
        return _union(expr)
    return frozenset()


def all_names(group: Group) -> frozenset[str]:
    """The variables of a group, those of its conditions included."""
    names = set(group.names)
    for each in group.filters:
        names |= names_in(each)
    for element in group.elements:
        if isinstance(element, Bind):
            names |= names_in(element.expr)
        elif isinstance(element, Group):
            names |= all_names(element)
        elif isinstance(element, Either):
            names = names.union(*(all_names(part) for part in element.groups))
    return frozenset(names)


_groups: dict[int, tuple[CompValue, Group]] = {}


def exists_group(expr: CompValue) -> Group:
    """What an EXISTS asks for. The parser keeps the translated pattern as an attribute."""
    known = _groups.get(id(expr))
    if known is None:
        known = _groups[id(expr)] = (expr, group_of(expr.graph))
    return known[1]


def exists_groups(expr: object) -> Iterator[Group]:
    """The groups of every EXISTS in an expression, those within others left out."""
    if isinstance(expr, CompValue):
        if expr.name in EXISTS:
            yield exists_group(expr)
        else:
            for part in expr.values():
                yield from exists_groups(part)
    elif isinstance(expr, list | tuple):
        for part in expr:
            yield from exists_groups(part)


def _union(parts: Iterable[object]) -> frozenset[str]:
    return frozenset().union(*(names_in(part) for part in parts))
