"""A SPARQL constraint, asked of one node after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from llmkg.check.columns.groups import select
from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.sparql import result_of
from llmkg.check.columns.targets import is_about_everything
from llmkg.check.nodewise.plans import steps_of
from llmkg.check.nodewise.steps import Slots, Values, chained
from llmkg.check.nodewise.world import TYPE, World
from llmkg.check.result import Result, in_order
from llmkg.check.rules import Rule
from llmkg.vocab import SH

_THIS: Final = "this"


class Classes:
    """Which classes lie below which, and the targets of shapes by them."""

    def __init__(self, below: Mapping[str, Iterable[str]]) -> None:
        """`below`: the direct subclasses of each class, in N-Triples."""
        self._below = below
        self._aims: dict[tuple[tuple[str, str], ...], Aims] = {}

    def aims(self, aims: Iterable[tuple[str, str]]) -> Aims:
        """The targets of a shape; the same object for the same targets."""
        key = tuple(sorted(aims))
        if key not in self._aims:
            self._aims[key] = Aims(key, self)
        return self._aims[key]

    def of(self, top: str) -> frozenset[str]:
        """A class and all below it."""
        found, waiting = {top}, [top]
        while waiting:
            new = set(self._below.get(waiting.pop(), ())) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)


class Aims:
    """The targets of a shape."""

    def __init__(self, aims: Iterable[tuple[str, str]], classes: Classes) -> None:
        """Raises Beyond for a SPARQL target but that of everything."""
        listed = list(aims)
        self.classes = frozenset[str]().union(
            *(classes.of(value) for kind, value in listed if kind == SH.targetClass)
        )
        self.nodes = frozenset(value for kind, value in listed if kind == SH.targetNode)
        self.subjects_of = tuple(value for kind, value in listed if kind == SH.targetSubjectsOf)
        self.objects_of = tuple(value for kind, value in listed if kind == SH.targetObjectsOf)
        queries = [each for each in listed if each[0] == SH.target]
        self.everything = bool(queries)
        if queries and not all(is_about_everything([each]) for each in queries):
            raise Beyond("a SPARQL target")

    def include(self, world: World, node: str) -> bool:
        """Whether a node is a target."""
        found = world.targets.get((self, node))
        if found is None:
            found = world.targets[self, node] = self._include(world, node)
        return found

    def _include(self, world: World, node: str) -> bool:
        if node in self.nodes:
            return True
        if self.everything and world.is_described(node):
            return True
        if self.classes and not self.classes.isdisjoint(world.values(node, TYPE)):
            return True
        return any(world.values(node, link) for link in self.subjects_of) or any(
            next(world.subjects(link, node), None) is not None for link in self.objects_of
        )


class NodeRule:
    """A SPARQL rule as a plan; raises Beyond for one that this does not know."""

    def __init__(self, rule: Rule, classes: Classes) -> None:
        self.rule = rule
        self.aims = classes.aims(rule.aims)
        self.query = select(rule.select or "")
        self._slots = Slots()
        self._slots.of(_THIS)
        makers, _ = steps_of(self.query.group, frozenset({_THIS}), self._slots)
        bound = self.query.group.names | {_THIS}
        names = [name for name in self.query.names if name in bound]
        self._selected = [(name, self._slots.of(name)) for name in names]
        self._rows: list[Result] = []
        self._run = chained(makers, self._kept)

    def _kept(self, _world: World, values: Values) -> bool:
        row = {name: term for name, at in self._selected if (term := values[at]) is not None}
        self._rows.append(result_of(self.rule, row))
        return False

    def breaches(self, world: World, node: str) -> list[Result]:
        """What is wrong with a node, if it is a target; each breach once."""
        if not self.aims.include(world, node):
            return []
        values = self._slots.empty()
        values[self._slots.of(_THIS)] = node
        rows: list[Result] = []
        self._rows = rows
        self._run(world, values)
        return list(dict.fromkeys(sorted(rows, key=in_order))) if rows else rows
