"""SHACL Core for one node after the other: which shapes surely accept it.

As with columns, nothing here says that something is wrong: what is not surely right is judged by
pyshacl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from rdflib.paths import Path

from llmkg.check.columns.core import TESTS, whole
from llmkg.check.columns.shapes import Outline
from llmkg.check.columns.terms import language, lexical
from llmkg.check.nodewise.rules import Aims, Classes
from llmkg.check.nodewise.triples import follow, links
from llmkg.check.nodewise.world import TYPE, Triple, World
from llmkg.vocab import SH

Accepts = Callable[[World, str, Sequence[str]], bool]
"""Whether a node with these values of the path is surely accepted."""


@dataclass(frozen=True, slots=True)
class NodeShape:
    """One shape of a property or of nodes, without the parts that it gathers.

    node     the shape, in N-Triples
    aims     its targets
    links    the properties of its path, in N-Triples, and whether it goes along them
    classes  the classes that values are asked to be of
    beside   properties of the node that values are compared with
    """

    node: str
    aims: Aims
    links: tuple[tuple[str, bool], ...]
    classes: tuple[str, ...]
    beside: tuple[str, ...]
    path: URIRef | Path | None
    constraints: tuple[Accepts, ...]

    def suspects(self, world: World, node: str) -> bool:
        """Whether it may find something wrong with a target."""
        values = [node] if self.path is None else list(follow(world, self.path, node))
        return not all(accepts(world, node, values) for accepts in self.constraints)

    @property
    def concerns(self) -> frozenset[str]:
        """The properties with which a change can touch it."""
        typed = {TYPE} if self.aims.classes or self.classes else set()
        aims = self.aims
        links = {link for link, _ in self.links}
        return frozenset(links | typed).union(self.beside, aims.subjects_of, aims.objects_of)

    def touched(self, world: World, said: Triple) -> Iterator[str]:
        """The nodes about which a changed triple may change what it says."""
        subject, predicate, value = said
        if predicate in self.beside or predicate in self.aims.subjects_of:
            yield subject
        if predicate in self.aims.objects_of:
            yield value
        for link, is_forward in self.links:
            if predicate == link:
                yield subject if is_forward else value
        if predicate == TYPE:
            if self.aims.classes:
                yield subject
            if self.classes:
                yield from self._having(world, subject)

    def _having(self, world: World, value: str) -> Iterator[str]:
        """The nodes whose path leads to a value."""
        if self.path is None:
            yield value
        for link, is_forward in self.links:
            if is_forward:
                yield from world.subjects(link, value)
            else:
                yield from world.values(value, link)


def node_shapes(outlines: Iterable[Outline], classes: Classes) -> list[NodeShape]:
    """The shapes one by one. Paths of outlines have one step."""
    return [shape for outline in outlines for shape in _shapes(outline, outline.aims, classes)]


def _shapes(
    outline: Outline, aims: Sequence[tuple[str, str]], classes: Classes
) -> Iterator[NodeShape]:
    constraints = outline.constraints
    yield NodeShape(
        node=outline.node,
        aims=classes.aims(aims),
        links=() if outline.path is None else tuple(links(outline.path)),
        classes=tuple(value for parameter, value in constraints if parameter == SH["class"]),
        beside=tuple(value for parameter, value in constraints if parameter in _BESIDE),
        path=outline.path,
        constraints=tuple(_accepts(*each, classes) for each in constraints),
    )
    for part in outline.parts:
        yield from _shapes(part, aims, classes)


def _accepts(parameter: str, value: str, classes: Classes) -> Accepts:
    if parameter in TESTS:
        test = TESTS[parameter](value)
        return lambda _world, _node, values: all(map(test, values))
    if parameter == SH["class"]:
        wanted = classes.of(value)
        return lambda world, _node, values: (
            not any(wanted.isdisjoint(world.values(each, TYPE)) for each in values)
        )
    return _OTHERS[parameter](value)


def _at_least(value: str) -> Accepts:
    count = int(lexical(value))
    return lambda _world, _node, values: len(values) >= count


def _at_most(value: str) -> Accepts:
    count = int(lexical(value))
    return lambda _world, _node, values: len(values) <= count


def _has_value(value: str) -> Accepts:
    return lambda _world, _node, values: value in values


def _one_each(_value: str) -> Accepts:
    def accepts(_world: World, _node: str, values: Sequence[str]) -> bool:
        tags = [language(each).lower() for each in values if each.startswith('"')]
        tagged = [tag for tag in tags if tag]
        return len(set(tagged)) == len(tagged)

    return accepts


def _disjoint(value: str) -> Accepts:
    return lambda world, node, values: set(values).isdisjoint(world.values(node, value))


def _compared(test: Callable[[int, int], bool]) -> Callable[[str], Accepts]:
    def maker(value: str) -> Accepts:
        def accepts(world: World, node: str, values: Sequence[str]) -> bool:
            right = [whole(each) for each in world.values(node, value)]
            return not right or all(
                one is not None and other is not None and test(one, other)
                for one in map(whole, values)
                for other in right
            )

        return accepts

    return maker


_OTHERS: Final[Mapping[str, Callable[[str], Accepts]]] = {
    SH.minCount: _at_least,
    SH.maxCount: _at_most,
    SH.hasValue: _has_value,
    SH.uniqueLang: _one_each,
    SH.disjoint: _disjoint,
    SH.lessThan: _compared(lambda one, other: one < other),
    SH.lessThanOrEquals: _compared(lambda one, other: one <= other),
}
_BESIDE: Final = frozenset({SH.disjoint, SH.lessThan, SH.lessThanOrEquals})
