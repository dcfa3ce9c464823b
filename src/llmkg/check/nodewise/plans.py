"""The patterns of a rule as steps, each of which binds a little more and calls the next.

The order of the steps is settled before anything is asked: from what is bound along properties,
which have few values, rather than against them. A step tells whether the search is over, as it is
for EXISTS when the first solution is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from rdflib import RDF, Variable
from rdflib.paths import MulPath, Path
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from llmkg.check.columns.expressions import Fault, Function, Kind, Scope, compiled
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
from llmkg.check.nodewise.steps import Maker, Slots, Step, Test, Values, chained
from llmkg.check.nodewise.triples import Ends, finder
from llmkg.check.nodewise.world import World
from llmkg.rdf.terms import from_rdflib

# Guesses at how many solutions a step makes of one.
_PATH: Final = 4.0
_ANY: Final = 3.0
_BACK: Final = 10.0
_MENTIONS: Final = 9.0
_INSTANCES: Final = 1000.0
_USES: Final = 5000.0
NEVER: Final = float("inf")
_START: Final = "this"
_MEMORY: Final = 100_000


def steps_of(
    group: Group, bound: frozenset[str], slots: Slots
) -> tuple[list[Maker], frozenset[str]]:
    """The steps that solve a group where some variables are bound, and what is bound then."""
    waiting = list(group.elements)
    filters = list(group.filters)
    local = group.names | bound
    makers: list[Maker] = []
    while True:
        ready, bound = _ready(waiting, filters, (local, bound), slots)
        makers.extend(ready)
        if not waiting:
            break
        ready, bound = cheapest(waiting, bound, slots)
        makers.extend(ready)
    if filters:
        raise Beyond("a condition on what is not bound")
    return makers, bound


def _ready(
    waiting: list[Element],
    filters: list[object],
    names: tuple[frozenset[str], frozenset[str]],
    slots: Slots,
) -> tuple[list[Maker], frozenset[str]]:
    """Conditions and bindings for which everything is there, of the names that may be and are."""
    local, bound = names
    makers: list[Maker] = []
    changed = True
    while changed:
        changed = False
        for each in sorted(filters, key=has_exists):
            if (names_in(each) & local) <= bound:
                filters.remove(each)
                makers.append(filtering(each, bound, slots))
                changed = True
        for element in [each for each in waiting if isinstance(each, Bind)]:
            if element.name in bound:
                raise Beyond("a variable that is bound twice")
            if names_in(element.expr) <= bound:
                waiting.remove(element)
                makers.append(_binding(element, bound, slots))
                bound |= {element.name}
                changed = True
    return makers, bound


def cheapest(
    waiting: list[Element], bound: frozenset[str], slots: Slots
) -> tuple[list[Maker], frozenset[str]]:
    """The steps for the element that costs least, which is taken out; and what is bound then."""
    element = min(waiting, key=lambda each: cost(each, bound))
    if cost(element, bound) == NEVER:
        raise Beyond("all triples of a property")
    waiting.remove(element)
    match element:
        case Triple():
            beside = _beside(element, waiting, bound)
            for each in beside:
                waiting.remove(each)
            ends = [ends_of(each, bound, slots) for each in (element, *beside)]
            return [finder(ends)], bound | element.names
        case Either():
            return _either(element, bound, slots)
        case Group():
            return _inner(element, bound, slots)
    raise Beyond("a variable without a value")


def _inner(group: Group, bound: frozenset[str], slots: Slots) -> tuple[list[Maker], frozenset[str]]:
    seen = frozenset().union(*(names_in(each) for each in group.filters))
    if seen & bound - group.names - {_START}:
        raise Beyond("a condition that looks out of its group")
    return steps_of(group, bound, slots)


def _either(
    either: Either, bound: frozenset[str], slots: Slots
) -> tuple[list[Maker], frozenset[str]]:
    parts = [steps_of(part, bound, slots) for part in either.groups]
    everywhere = frozenset.intersection(*(names for _, names in parts))
    anywhere = frozenset().union(*(names for _, names in parts))
    lacking = [[slots.of(name) for name in sorted(anywhere - names)] for _, names in parts]

    def maker(after: Step) -> Step:
        branches = [
            (chained(makers, after), missing)
            for (makers, _), missing in zip(parts, lacking, strict=True)
        ]

        def step(world: World, values: Values) -> bool:
            for branch, missing in branches:
                for place in missing:
                    values[place] = None
                if branch(world, values):
                    return True
            return False

        return step

    return [maker], everywhere


def _beside(triple: Triple, waiting: Iterable[Element], bound: frozenset[str]) -> list[Triple]:
    """Other patterns that want the same subject for a known property and value."""
    if not _is_backward(triple, bound):
        return []
    return [
        each
        for each in waiting
        if isinstance(each, Triple)
        and each.subject == triple.subject
        and _is_backward(each, bound)
        and cost(each, bound) < _INSTANCES
    ]


def _is_backward(triple: Triple, bound: frozenset[str]) -> bool:
    return (
        not _is_known(triple.subject, bound)
        and not isinstance(triple.predicate, Path | Variable)
        and _is_known(triple.object, bound)
    )


# -- costs ------------------------------------------------------------------------------------


def cost(element: Element, bound: frozenset[str]) -> float:
    """About how many solutions an element makes of one; NEVER where it cannot be looked up."""
    match element:
        case Triple():
            return _cost_of_triple(element, bound)
        case Either():
            return sum(cost(part, bound) for part in element.groups)
        case Group():
            costs = [cost(each, bound) for each in element.elements]
            return min(costs, default=0.0)
    return NEVER


def _cost_of_triple(triple: Triple, bound: frozenset[str]) -> float:
    start, end = _is_known(triple.subject, bound), _is_known(triple.object, bound)
    link = triple.predicate
    if isinstance(link, Path):
        several = _PATH if isinstance(link, MulPath) else 1.0
        return several if start else several * _BACK if end else NEVER
    if _is_known(link, bound):
        if start:
            return 0.5 if end else 1.0
        of_class = link == RDF.type and not isinstance(triple.object, Variable)
        if end:
            return _INSTANCES if of_class else _BACK
        return _USES if isinstance(link, Variable) else NEVER
    return _ANY if start else _MENTIONS if end else NEVER


def _is_known(node: Node | Path, bound: frozenset[str]) -> bool:
    return not isinstance(node, Variable) or str(node) in bound


def ends_of(triple: Triple, bound: frozenset[str], slots: Slots) -> Ends:
    """A pattern with the places of its variables."""

    def end(node: Node) -> str | int:
        return slots.of(str(node)) if isinstance(node, Variable) else str(from_rdflib(node))

    link = triple.predicate
    return Ends(
        end(triple.subject),
        link if isinstance(link, Path) else end(link),
        end(triple.object),
        frozenset(slots.of(name) for name in triple.names & bound),
    )


# -- conditions -------------------------------------------------------------------------------


def has_exists(expr: object) -> bool:
    """Whether an expression asks for EXISTS."""
    if isinstance(expr, CompValue):
        return expr.name in EXISTS or any(has_exists(part) for part in expr.values())
    return isinstance(expr, list | tuple) and any(has_exists(part) for part in expr)


def filtering(expr: object, bound: frozenset[str], slots: Slots) -> Maker:
    """Only solutions that pass a condition."""
    test = test_of(expr, bound, slots)

    def maker(after: Step) -> Step:
        return lambda world, values: test(world, values) and after(world, values)

    return maker


def test_of(expr: object, bound: frozenset[str], slots: Slots) -> Test:
    """A condition on what is bound."""
    if isinstance(expr, CompValue) and expr.name in EXISTS:
        return _exists(expr, bound, slots)
    scope = Scope()
    function = compiled(expr, scope)
    if function.kind is not Kind.TRUTH:
        raise Beyond("a value in the place of a condition")
    if len(scope.inputs) == 1 and isinstance(scope.inputs[0], str) and "_NOW" not in repr(expr):
        return _remembered(function, slots.of(scope.inputs[0]))
    given = _given(scope, bound, slots)
    call = function.call

    def test(world: World, values: Values) -> bool:
        try:
            return bool(call(given(world, values)))
        except Fault:
            return False

    return test


def _remembered(function: Function, place: int) -> Test:
    """A condition on one term; what it said of a term it will always say."""
    known: dict[str | None, bool] = {}
    call = function.call

    def test(_world: World, values: Values) -> bool:
        term = values[place]
        found = known.get(term)
        if found is None:
            if len(known) > _MEMORY:
                known.clear()
            try:
                found = bool(call((term,)))
            except Fault:
                found = False
            known[term] = found
        return found

    return test


class _Late(Sequence[Any]):
    """The inputs of an expression, each found out when it is asked for."""

    __slots__ = ("_inputs", "_values", "_world")

    def __init__(self, inputs: Sequence[int | Test], world: World, values: Values) -> None:
        self._inputs, self._world, self._values = inputs, world, values

    def __getitem__(self, index: Any) -> Any:
        wanted = self._inputs[index]
        return (
            self._values[wanted] if isinstance(wanted, int) else wanted(self._world, self._values)
        )

    def __len__(self) -> int:
        return len(self._inputs)


def _given(
    scope: Scope, bound: frozenset[str], slots: Slots
) -> Callable[[World, Values], Sequence[Any]]:
    inputs: list[int | Test] = []
    for each in scope.inputs:
        if not isinstance(each, str):
            inputs.append(_exists(each, bound, slots))
        elif each in bound:
            inputs.append(slots.of(each))
        else:
            raise Beyond("a condition on what may not be bound")
    return lambda world, values: _Late(inputs, world, values)


def _binding(bind: Bind, bound: frozenset[str], slots: Slots) -> Maker:
    scope = Scope()
    function = compiled(bind.expr, scope)
    if function.kind is not Kind.TERM:
        raise Beyond("a computed value")
    given, place, call = _given(scope, bound, slots), slots.of(bind.name), function.call

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            try:
                values[place] = call(given(world, values))
            except Fault:
                values[place] = None
            return after(world, values)

        return step

    return maker


def _exists(expr: CompValue, bound: frozenset[str], slots: Slots) -> Test:
    wanted = expr.name == "Builtin_EXISTS"
    hit = exists(exists_group(expr), bound, slots)
    if wanted:
        return hit
    return lambda world, values: not hit(world, values)


def exists(group: Group, bound: frozenset[str], slots: Slots) -> Test:
    """Whether a group has a solution."""
    quick = _quick(group, bound, slots)
    if quick is not None:
        return quick
    makers, _ = steps_of(group, bound, slots)
    return chained(makers, lambda _world, _values: True)


def _quick(group: Group, bound: frozenset[str], slots: Slots) -> Test | None:
    """Whether anything is said of a thing, or it is mentioned: no need to know what."""
    if len(group.elements) != 1 or group.filters or not isinstance(group.elements[0], Triple):
        return None
    triple = group.elements[0]
    if isinstance(triple.predicate, Path) or len(triple.names - bound) != 2:  # noqa: PLR2004
        return None
    if _is_known(triple.predicate, bound):
        return None
    ends = ends_of(triple, bound, slots)
    at, is_start = (
        (ends.subject, True) if _is_known(triple.subject, bound) else (ends.object, False)
    )

    def test(world: World, values: Values) -> bool:
        term = values[at] if isinstance(at, int) else at
        if term is None:
            return False
        return world.is_described(term) if is_start else world.is_mentioned(term)

    return test
