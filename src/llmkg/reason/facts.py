"""What answers are reckoned from: the ends of single predicates, from look-ups or from columns.

A change looks up what it touches; the whole is read once, predicate by predicate. Both answer
alike, so that one function serves both. Only what has an IRI takes part, and what is entailed does
not. IRIs are handed over as they are, literals by their text with a quotation mark before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import GraphName, View, named
from llmkg.vocab import ENTAILED_GRAPHS, KEPT_GRAPH

_NONE: Final[frozenset[str]] = frozenset()
Column: TypeAlias = dict[str, "str | set[str]"]
"""The pairs of a predicate, by one end."""


class Facts(Protocol):
    """What is stated or assessed."""

    def objects(self, subject: str, predicate: str) -> AbstractSet[str]:
        """The values that a thing has under a predicate."""
        ...

    def values(self, subject: str, predicates: tuple[str, ...]) -> AbstractSet[str]:
        """The same under any of these predicates; for a few tuples that are asked for often."""
        ...

    def subjects(self, predicate: str, value: str) -> AbstractSet[str]:
        """The things that have this one under a predicate."""
        ...

    def is_used(self, predicate: str) -> bool:
        """Whether anything may have the predicate."""
        ...


class Whole(Facts, Protocol):
    """The same of a whole, or of a slice of it, whose things can be gone through."""

    def having(self, predicate: str) -> Collection[str]:
        """All things here that have the predicate."""
        ...


class Lookups:
    """Facts of a view, looked up each time."""

    def __init__(self, view: View) -> None:
        self._view = view

    def objects(self, subject: str, predicate: str) -> AbstractSet[str]:
        """See `Facts`."""
        node = named(subject)
        if node is None:
            return _NONE
        found = self._view.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        return {value for each in found if (value := _value(each)) is not None}

    def values(self, subject: str, predicates: tuple[str, ...]) -> AbstractSet[str]:
        """See `Facts`."""
        return _NONE.union(*(self.objects(subject, each) for each in predicates))

    def told(self, subject: str) -> dict[str, set[str]]:
        """All values that a thing has, by predicate."""
        node = named(subject)
        told: dict[str, set[str]] = {}
        if node is not None:
            for each in self._view.quads_for_pattern(node, None, None, None):
                value = _value(each)
                if value is not None:
                    told.setdefault(each.predicate.value, set()).add(value)
        return told

    def subjects(self, predicate: str, value: str) -> AbstractSet[str]:
        """See `Facts`."""
        found = self._view.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(value), None
        )
        return {
            each.subject.value
            for each in found
            if isinstance(each.subject, ox.NamedNode) and counts(each.graph_name)
        }

    def is_used(self, predicate: str) -> bool:
        """See `Facts`; it is not known."""
        return bool(predicate)


class Columns:
    """Facts of a view, each predicate read whole when it is first asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._names: dict[str, str] = {}
        self._forth: dict[str, Column] = {}
        self._several: dict[tuple[str, ...], Column] = {}
        self._back: dict[str, Column] = {}

    def objects(self, subject: str, predicate: str) -> AbstractSet[str]:
        """See `Facts`."""
        return all_of(self._column(predicate), subject)

    def values(self, subject: str, predicates: tuple[str, ...]) -> AbstractSet[str]:
        """See `Facts`."""
        found = self._several.get(predicates)
        if found is None:
            found = self._several[predicates] = {}
            for each in predicates:
                put_all(found, self._column(each))
        return all_of(found, subject)

    def subjects(self, predicate: str, value: str) -> AbstractSet[str]:
        """See `Facts`."""
        if predicate not in self._back:
            self._back[predicate] = turned(self._column(predicate))
        return all_of(self._back[predicate], value)

    def having(self, predicate: str) -> Collection[str]:
        """All that has the predicate."""
        return self._column(predicate).keys()

    def is_used(self, predicate: str) -> bool:
        """See `Facts`."""
        return bool(self._column(predicate))

    def _column(self, predicate: str) -> Column:
        found = self._forth.get(predicate)
        if found is None:
            found = self._forth[predicate] = {}
            name = self._names.setdefault
            for subject, value in pairs(self._view, predicate):
                put_into(found, name(subject, subject), name(value, value))
        return found


def pairs(view: View, predicate: str) -> Iterator[tuple[str, str]]:
    """Subjects and values of a predicate; what stands in two graphs comes twice."""
    for quad in view.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        value = _value(quad)
        if value is not None and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, value


def counts(graph: GraphName) -> bool:
    """Whether what stands in a graph was stated or assessed."""
    return isinstance(graph, ox.NamedNode) and is_told_in(graph.value)


def is_told_in(graph: str) -> bool:
    """The same of a graph by its IRI."""
    return graph != KEPT_GRAPH and not graph.startswith(ENTAILED_GRAPHS)


def no_texts(values: AbstractSet[str]) -> AbstractSet[str]:
    """Values without texts: somebody may write a text where a thing is meant."""
    for each in values:
        if each[:1] == '"':  # hardly ever
            return {each for each in values if each[:1] != '"'}
    return values


def _value(quad: ox.Quad) -> str | None:
    if not counts(quad.graph_name) or isinstance(quad.object, ox.BlankNode | ox.Triple):
        return None
    is_literal = isinstance(quad.object, ox.Literal)
    return f'"{quad.object.value}' if is_literal else quad.object.value


def turned(column: Column) -> Column:
    """From values to subjects."""
    back: Column = {}
    for subject, values in column.items():
        for each in (values,) if isinstance(values, str) else values:
            put_into(back, each, subject)
    return back


def put_into(column: Column, key: str, value: str) -> None:
    """One more pair into a column."""
    before = column.get(key)
    if before is None:
        column[key] = value  # nearly all have one: a set of one would take four times the memory
    elif isinstance(before, set):
        before.add(value)
    elif before != value:
        column[key] = {before, value}


def put_all(column: Column, other: Column) -> None:
    """All pairs of another into a column."""
    for key, values in other.items():
        for each in (values,) if isinstance(values, str) else values:
            put_into(column, key, each)


def all_of(column: Column, key: str) -> AbstractSet[str]:
    """The values of a key in a column."""
    found = column.get(key)
    if found is None:
        return _NONE
    return {found} if isinstance(found, str) else found
