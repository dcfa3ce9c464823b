"""From a changed triple to the nodes about which a rule may say something else than before.

A breach comes and goes with a triple that some pattern of its rule fits, within EXISTS or not. So
each changed triple is put in the place of each pattern, and from there the other patterns lead to
``$this``, in the triples of before and after together and under those conditions that ask for no
triples. What is found is a little more than what is touched, and never less. Where a pattern is
part of an EXISTS that has the same answer before and after, nothing is touched by way of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, Path
from rdflib.term import Node

from llmkg.check.columns.groups import (
    Element,
    Group,
    Triple,
    all_names,
    names_in,
)
from llmkg.check.columns.paths import Beyond
from llmkg.check.nodewise.plans import NEVER, cheapest, cost, exists, filtering
from llmkg.check.nodewise.rules import Aims
from llmkg.check.nodewise.steps import Maker, Slots, Step, Test, Values, chained
from llmkg.check.nodewise.together import Together, chains, together
from llmkg.check.nodewise.triples import links
from llmkg.check.nodewise.world import Triple as Said
from llmkg.check.nodewise.world import World
from llmkg.rdf.terms import from_rdflib
from llmkg.rdf.view import Everything

THIS: Final = "this"
_KNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Worlds:
    """The triples before a change, after it, and both put together.

    changed  the triples that came or went
    asked    what each lead was asked for: many changed triples are the same to most patterns
    """

    before: World
    after: World
    both: World
    changed: frozenset[Said] = frozenset()
    asked: defaultdict[object, set[tuple[str | None, ...]]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def include(self, aims: Aims, node: str) -> bool:
        """Whether a node is a target before or after."""
        return aims.include(self.after, node) or aims.include(self.before, node)


@dataclass(slots=True)
class Lead:
    """The way from one pattern of a rule to ``$this``; where there is none, it raises Everything.

    links   the predicates that the pattern has, in N-Triples; None: any
    guards  what is said of a predicate that can have any influence, where it may be any
    """

    links: frozenset[str] | None
    guards: tuple[tuple[str, str], ...]
    run: Callable[[Said, Worlds, set[str]], None] = field(repr=False)


def leads_of(group: Group, aims: Aims) -> Iterator[Lead]:
    """The leads of all patterns of a rule; raises Beyond for what cannot be looked up."""
    for choice in together(group):
        for triple in choice.triples:
            yield from _leads(triple, choice, None, _Around(choice, aims))
        for inner in choice.inner:
            for chain in chains(inner):
                for triple in chain.triples:
                    yield from _leads(triple, chain, inner, _Around(choice, aims))


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds in the rule itself, and whom the rule is about."""

    all: Together
    aims: Aims


class _Way:
    """From a bound pattern over the others to ``$this``."""

    def __init__(
        self,
        start: frozenset[str],
        triple: Triple,
        near: Together,
        within: Group | None,
        around: _Around,
    ) -> None:
        slots = Slots()
        this = slots.of(THIS)
        self._places = {name: slots.of(name) for name in start}
        others = [each for each in near.triples if each is not triple]
        filters = list(near.filters)
        self._aims = around.aims
        first: list[Maker] = []
        is_about = self._targeting(this)
        goal: frozenset[str] = frozenset()
        test: Test | None = None
        bound, is_reached = start, False
        if within is not None:
            goal = all_names(within) & (around.all.bound | {THIS})
            first, bound, is_reached = _reach(others, filters, bound, goal, (slots, is_about))
            if is_reached:
                test = exists(within, goal, slots)
                bound, others, filters = goal, [], []
            others.extend(around.all.triples)
            filters.extend(around.all.filters)
        known = is_reached and THIS in goal
        second, bound, self.is_open = _reach(
            others, filters, bound, frozenset({THIS}), (slots, None if known else is_about)
        )
        self._slots = slots
        last = chained(second, self._arrived(this))
        if test is not None:
            last = self._where_changed(test, tuple(map(slots.of, sorted(goal))), last)
        self._run = chained(first, last)
        self._worlds: Worlds | None = None
        self._found: set[str] = set()

    def go(self, known: Mapping[str, str], worlds: Worlds, found: set[str]) -> None:
        """Add where it leads from some values of variables."""
        values = self._slots.empty()
        for name, term in known.items():
            values[self._places[name]] = term
        self._worlds, self._found = worlds, found
        self._run(worlds.both, values)
        self._worlds = None

    def _arrived(self, this: int) -> Step:
        def step(_world: World, values: Values) -> bool:
            if not self.is_open:
                raise Everything
            node = values[this]
            if node is not None:
                self._found.add(node)
            return False

        return step

    def _targeting(self, this: int) -> Maker:
        """On only with targets of the rule, before or after."""

        def maker(after: Step) -> Step:
            def step(world: World, values: Values) -> bool:
                node, worlds = values[this], self._worlds
                if node is None or worlds is None or not worlds.include(self._aims, node):
                    return False
                return after(world, values)

            return step

        return maker

    def _where_changed(self, test: Test, shared: tuple[int, ...], after: Step) -> Step:
        """On only where an EXISTS has another answer than before."""

        def step(world: World, values: Values) -> bool:
            worlds = self._worlds
            if worlds is None:
                return False
            key, asked = tuple(values[at] for at in shared), worlds.asked[self]
            if key not in asked:
                asked.add(key)
                if test(worlds.before, list(values)) != test(worlds.after, list(values)):
                    after(world, list(values))
            return False

        return step


def _reach(
    triples: Sequence[Triple],
    filters: Sequence[object],
    bound: frozenset[str],
    goal: frozenset[str],
    context: tuple[Slots, Maker | None],
) -> tuple[list[Maker], frozenset[str], bool]:
    """Steps until all of a goal is bound; what is bound then; whether that could be done.

    The context is where variables have their places, and a condition on ``$this``.
    """
    slots, is_about = context
    waiting: list[Element] = list(triples)
    conditions = list(filters)
    makers: list[Maker] = []
    while True:
        if is_about is not None and THIS in bound:
            makers.append(is_about)
            is_about = None
        for each in [each for each in conditions if names_in(each) <= bound]:
            conditions.remove(each)
            makers.append(filtering(each, bound, slots))
        least = min((cost(each, bound) for each in waiting), default=NEVER)
        if least > _KNOWN and goal <= bound:
            return makers, bound, True
        if least == NEVER:
            return makers, bound, False
        step, bound = cheapest(waiting, bound, slots)
        makers.extend(step)


def _leads(triple: Triple, near: Together, within: Group | None, around: _Around) -> Iterator[Lead]:
    link = triple.predicate
    if isinstance(link, Path):
        yield _path_lead(triple, link, near, within, around)
        return
    used = _used(triple, near, within, around)
    way = _Way(triple.names & used, triple, near, within, around)
    parts = (triple.subject, link, triple.object)
    ends = [str(each) if isinstance(each, Variable) else None for each in parts]
    terms = [None if isinstance(each, Variable) else str(from_rdflib(each)) for each in parts]

    def run(said: Said, worlds: Worlds, found: set[str]) -> None:
        known: dict[str, str] = {}
        for term, name, value in zip(terms, ends, said, strict=True):
            if term is not None:
                if term != value:
                    return
            elif name is not None and known.setdefault(name, value) != value:
                return
        kept = {name: value for name, value in known.items() if name in used}
        key, asked = tuple(kept.values()), worlds.asked[run]
        if key not in asked:
            asked.add(key)
            way.go(kept, worlds, found)

    yield Lead(*_wanted(link, near, around), run)


def _wanted(
    link: Node, near: Together, around: _Around
) -> tuple[frozenset[str] | None, tuple[tuple[str, str], ...]]:
    """The predicates that a pattern can have, and what must be said of them."""
    if not isinstance(link, Variable):
        return frozenset((str(from_rdflib(link)),)), ()
    every = near + around.all
    choices = [terms for name, terms in every.choices if name == str(link)]
    guards = [
        (str(from_rdflib(each.predicate)), str(from_rdflib(each.object)))
        for each in every.triples
        if each.subject == link
        and not isinstance(each.predicate, Path | Variable)
        and not isinstance(each.object, Variable)
    ]
    return choices[0] if choices else None, tuple(dict.fromkeys(guards))


def _used(triple: Triple, near: Together, within: Group | None, around: _Around) -> frozenset[str]:
    """The variables of a pattern that mean something elsewhere, for the way to ``$this``."""
    if within is None and THIS in triple.names:
        return frozenset({THIS})
    names = {THIS}
    for each in (*near.triples, *around.all.triples):
        if each is not triple:
            names |= each.names
    for expr in (*near.filters, *around.all.filters):
        names |= names_in(expr)
    if within is not None:
        names |= all_names(within) & around.all.bound
    return frozenset(names) & triple.names


def _path_lead(
    triple: Triple, path: Path, near: Together, within: Group | None, around: _Around
) -> Lead:
    """From a changed step of a path: to all that reach it by the path, or all that it reaches."""
    steps = set(links(path))
    ways: dict[str, _Way] = {}
    for side, node in (("start", triple.subject), ("end", triple.object)):
        if isinstance(node, Variable):
            ways[side] = _Way(frozenset({str(node)}), triple, near, within, around)
    ways = {side: way for side, way in ways.items() if way.is_open} or ways
    if not ways:
        raise Beyond("a path between two terms")
    names = {"start": str(triple.subject), "end": str(triple.object)}
    is_single = isinstance(path, AlternativePath) and all(
        isinstance(arg, URIRef) for arg in path.args
    )

    def run(said: Said, worlds: Worlds, found: set[str]) -> None:
        for link, is_forward in steps:
            if link != said[1]:
                continue
            tail, head = (said[0], said[2]) if is_forward else (said[2], said[0])
            if is_single:
                side = "start" if "start" in ways else "end"
                reached = {tail if side == "start" else head}
            else:
                side, reached = _reached(worlds.both, steps, tail, head, tuple(ways))
            for node in reached:
                ways[side].go({names[side]: node}, worlds, found)

    return Lead(frozenset(link for link, _ in steps), (), run)


def _reached(
    world: World,
    steps: set[tuple[str, bool]],
    tail: str,
    head: str,
    sides: tuple[str, ...],
) -> tuple[str, set[str]]:
    """What leads to the tail of a step, or what its head leads to: whichever is sooner done."""
    found = {"start": {tail}, "end": {head}}
    waiting = {"start": [tail], "end": [head]}
    while True:
        for side in sides:
            if not waiting[side]:
                return side, found[side]
            node = waiting[side].pop()
            for link, is_forward in steps:
                if is_forward == (side == "end"):
                    new = set(world.values(node, link)) - found[side]
                else:
                    new = set(world.subjects(link, node)) - found[side]
                found[side] |= new
                waiting[side].extend(new)
