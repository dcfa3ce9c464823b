"""Patterns answered for many starting points at once, cheapest first.

Solutions are a set: rules tell each breach once. A condition is asked as soon as everything that it
needs is bound, and only once for each combination of different values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdflib import Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from llmkg.check.columns import join
from llmkg.check.columns.expressions import Call, Fault, Function, Kind, Scope, compiled
from llmkg.check.columns.groups import (
    EXISTS,
    Bind,
    Either,
    Element,
    Group,
    Triple,
    exists_group,
    names_in,
)
from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.rows import NOT_BOUND, Rows, group, stack
from llmkg.check.columns.table import Numbers, Table, distinct
from llmkg.rdf.terms import from_rdflib

_ROW: Final = ".row"
_START: Final = "this"
_NONE_ASKED: Final = np.empty(0, dtype=np.int8)


def solve(table: Table, pattern: Group, rows: Rows) -> Rows:
    """The solutions of a group that go with the given ones."""
    waiting: list[Element] = list(pattern.elements)
    filters = list(pattern.filters)
    local = pattern.names | rows.columns.keys()
    while True:
        rows = _apply_ready(table, waiting, filters, local, rows)
        if not waiting or not rows.size:
            break
        element = min(waiting, key=lambda each: _cost(table, each, rows))
        several = _together(table, element, waiting, rows)
        if len(several) > 1:
            waiting = [each for each in waiting if each not in several]
            rows = join.together(table, [ends_of(table, each) for each in several], rows)
        else:
            waiting.remove(element)
            rows = _taken(table, element, rows)
    if filters and rows.size:
        raise Beyond("a condition on what is not bound")
    if not rows.size:
        empty = np.empty(0, dtype=np.int64)
        return Rows(0, dict.fromkeys(local, empty))
    return rows


def _apply_ready(
    table: Table, waiting: list[Element], filters: list[object], local: frozenset[str], rows: Rows
) -> Rows:
    """Conditions and bindings for which everything is there."""
    changed = True
    while changed and rows.size:
        changed = False
        for each in sorted(filters, key=_is_dear):
            if (names_in(each) & local) <= rows.columns.keys():
                filters.remove(each)
                rows = rows.at(_passed(table, each, rows))
                changed = True
        for element in [each for each in waiting if isinstance(each, Bind)]:
            needed = names_in(element.expr)
            if element.name in rows.columns:
                raise Beyond("a variable that is bound twice")
            if needed <= rows.columns.keys():
                waiting.remove(element)
                rows = rows.plus(**{element.name: _bound(table, element.expr, rows)})
                changed = True
    return rows


def _together(
    table: Table, element: Element, waiting: Sequence[Element], rows: Rows
) -> list[Triple]:
    """The patterns that want the same subject for a known property and value as this one."""
    if not isinstance(element, Triple) or not join.is_against(ends_of(table, element), rows):
        return []
    return [
        each
        for each in waiting
        if isinstance(each, Triple)
        and each.subject == element.subject
        and join.is_against(ends_of(table, each), rows)
    ]


def _taken(table: Table, element: Element, rows: Rows) -> Rows:
    match element:
        case Triple():
            return join.join(table, ends_of(table, element), rows)
        case Either():
            return stack([solve(table, part, rows) for part in element.groups])
        case Group():
            seen = frozenset().union(*(names_in(each) for each in element.filters))
            if seen & rows.columns.keys() - element.names - {_START}:
                raise Beyond("a condition that looks out of its group")
            return solve(table, element, rows)
    raise Beyond("a variable without a value")


# -- conditions -------------------------------------------------------------------------------


def _is_dear(expr: object) -> bool:
    if isinstance(expr, CompValue):
        return expr.name in EXISTS or any(_is_dear(part) for part in expr.values())
    return isinstance(expr, list | tuple) and any(_is_dear(part) for part in expr)


def _passed(table: Table, expr: object, rows: Rows) -> NDArray[np.bool_]:
    """Which solutions pass a condition."""
    if isinstance(expr, CompValue) and expr.name in EXISTS:
        return _exists(table, expr, rows)
    scope = Scope()
    function = compiled(expr, scope)
    if function.kind is not Kind.TRUTH:
        raise Beyond("a value in the place of a condition")
    if len(scope.inputs) == 1 and isinstance(name := scope.inputs[0], str):
        return _passed_alone(table, repr(expr), function, rows.columns[name])
    return _evaluated(table, function, scope, rows, missing=False).astype(np.bool_)


def _passed_alone(table: Table, key: str, function: Function, column: Numbers) -> NDArray[np.bool_]:
    """Which terms pass a condition on one term; rules share conditions, so it is kept."""
    known = table.passed.get(key, _NONE_ASKED)
    if len(known) < len(table.terms):
        more = np.full(len(table.terms) - len(known), -1, dtype=np.int8)
        known = table.passed[key] = np.concatenate((known, more))
    if len(column) and column.min() == NOT_BOUND:
        raise Beyond("a condition on what may not be bound")
    asked = distinct(column[known[column] < 0])
    if len(asked):
        known[asked] = [_holds(function.call, term) for term in table.texts(asked)]
    return np.asarray(known[column] == 1)


def _holds(call: Call, term: str) -> bool:
    try:
        return bool(call((term,)))
    except Fault:
        return False


def _bound(table: Table, expr: object, rows: Rows) -> Numbers:
    scope = Scope()
    function = compiled(expr, scope)
    if function.kind is not Kind.TERM:
        raise Beyond("a computed value")
    return _evaluated(table, function, scope, rows, missing=NOT_BOUND)


def _evaluated(
    table: Table, function: Function, scope: Scope, rows: Rows, *, missing: int
) -> Numbers:
    """The value for each solution; `missing` for an error. Terms come as their numbers."""
    if not rows.size:
        return np.empty(0, dtype=np.int64)
    columns = [
        rows.columns[each] if isinstance(each, str) else _exists(table, each, rows).astype(np.int64)
        for each in scope.inputs
    ]
    groups, first = group(columns, rows.size, len(table.terms))
    lists: list[Sequence[Any]] = []
    for each, column in zip(scope.inputs, columns, strict=True):
        some = column[first]
        if isinstance(each, str):
            if np.any(some == NOT_BOUND):
                raise Beyond("a condition on what may not be bound")
            lists.append(list(table.texts(some)))
        else:
            lists.append(some.astype(np.bool_).tolist())
    found = np.full(len(first), missing, dtype=np.int64)
    call, is_term = function.call, function.kind is Kind.TERM
    for at, values in enumerate(zip(*lists, strict=True) if lists else [()]):
        try:
            value = call(values)
        except Fault:
            continue
        found[at] = table.numbered(value) if is_term else value
    return found[groups]


def _exists(table: Table, expr: CompValue, rows: Rows) -> NDArray[np.bool_]:
    """For each solution, whether the EXISTS (or NOT EXISTS) is true."""
    inner = exists_group(expr)
    wanted = expr.name == "Builtin_EXISTS"
    names = sorted(names_in(expr) & rows.columns.keys())
    groups, first = group([rows.columns[name] for name in names], rows.size, len(table.terms))
    each = Rows(len(first), {name: rows.columns[name][first] for name in names})
    hit = _quick(table, inner, each)
    if hit is None:
        start = each.plus(**{_ROW: np.arange(each.size, dtype=np.int64)})
        found = solve(table, inner, start)
        hit = np.zeros(each.size, dtype=np.bool_)
        hit[found.columns[_ROW]] = True
    return (hit if wanted else ~hit)[groups]


def _quick(table: Table, inner: Group, rows: Rows) -> NDArray[np.bool_] | None:
    """Whether there is a triple, where that is all that is asked: no need to list them."""
    if len(inner.elements) != 1 or inner.filters:
        return None
    (element,) = inner.elements
    if not isinstance(element, Triple):
        return None
    return join.has(table, ends_of(table, element), rows)


# -- triples ----------------------------------------------------------------------------------


def ends_of(table: Table, triple: Triple) -> join.Ends:
    """A pattern with numbers for its terms."""

    def end(node: Node) -> str | int:
        if isinstance(node, Variable):
            return str(node)
        return table.number(str(from_rdflib(node)))

    link = triple.predicate
    middle = link if isinstance(link, Path) else end(link)
    return join.Ends(end(triple.subject), middle, end(triple.object))


def _cost(table: Table, element: Element, rows: Rows) -> float:
    """About how many solutions there will be."""
    match element:
        case Triple():
            return join.cost(table, ends_of(table, element), rows)
        case Either():
            return sum(_cost(table, part, rows) for part in element.groups)
        case Group():
            costs = [_cost(table, part, rows) for part in element.elements]
            return min(costs, default=0.0)
    return float("inf")
