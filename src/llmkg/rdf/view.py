"""Quads that are looked up and never listed: what a change is reckoned on, in graphs of any size.

A store is a view. So is a store as it was before a change (`Overlay`), and the part of it that
somebody wrote (`Authored`). Whoever works on views works on what a pattern finds, and takes as long
as that, however much else there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from llmkg.vocab import ASSESSMENTS_GRAPH, AUDIT_GRAPH, ENTAILED_GRAPHS, KEPT_GRAPH

Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
GraphName: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_MUCH: Final = 256
"""Quads of one pattern that are not remembered."""

_ROOM: Final = 50_000
"""Quads and patterns that are remembered at most."""

_COMPUTED: Final = frozenset((ASSESSMENTS_GRAPH, AUDIT_GRAPH, KEPT_GRAPH))

_Asked: TypeAlias = tuple[Subject | None, ox.NamedNode | None, Value | None, GraphName | None]


class Everything(Exception):
    """What a change does cannot be told by looking at what it changes: the whole is reckoned anew.

    It touches what all have in common, such as the ontology, or reaches too much to be followed.
    A signal between those who follow changes and those who ask them to; no user meets it.
    """


class View(Protocol):
    """Finds the quads of a pattern; None stands for anything. A pyoxigraph store is one."""

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterable[ox.Quad]:
        """The quads that have these ends."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to be added and taken away, to get from one state to another."""

    added: frozenset[ox.Quad] = frozenset()
    removed: frozenset[ox.Quad] = frozenset()

    @classmethod
    def between(cls, before: Iterable[ox.Quad], after: Iterable[ox.Quad]) -> Difference:
        """From these quads to those."""
        old, new = frozenset(before), frozenset(after)
        return cls(new - old, old - new)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def __or__(self, later: Difference) -> Difference:
        """This one, and then a later one."""
        return Difference(
            (self.added - later.removed) | (later.added - self.removed),
            (self.removed - later.added) | (later.removed - self.added),
        )

    @property
    def quads(self) -> frozenset[ox.Quad]:
        """All that comes or goes."""
        return self.added | self.removed

    def within(self, graph: GraphName) -> Difference:
        """What of it is in one graph."""
        added, removed = (
            frozenset(quad for quad in quads if quad.graph_name == graph)
            for quads in (self.added, self.removed)
        )
        return Difference(added, removed)

    def undone(self) -> Difference:
        """The way back."""
        return Difference(self.removed, self.added)


class Overlay:
    """A view as it would be after a difference, which it looks up as a store would."""

    def __init__(self, under: View, difference: Difference) -> None:
        self._under = under
        self._hidden = difference.quads
        self._added = difference.added
        self._by_subject: Mapping[object, Sequence[ox.Quad]] | None = None
        self._by_object: Mapping[object, Sequence[ox.Quad]] | None = None

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """Each quad once, those of the difference last."""
        for quad in self._under.quads_for_pattern(subject, predicate, object, graph_name):
            if quad not in self._hidden:
                yield quad
        for quad in self._candidates(subject, object) if self._added else ():
            if (
                (subject is None or quad.subject == subject)
                and (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
                and (graph_name is None or quad.graph_name == graph_name)
            ):
                yield quad

    def _candidates(self, subject: Subject | None, value: Value | None) -> Iterable[ox.Quad]:
        """What was added with this subject, else with this object, else everything."""
        if subject is not None:
            if self._by_subject is None:
                self._by_subject = _grouped(self._added, attrgetter("subject"))
            return self._by_subject.get(subject, ())
        if value is not None:
            if self._by_object is None:
                self._by_object = _grouped(self._added, attrgetter("object"))
            return self._by_object.get(value, ())
        return self._added


def _grouped(
    quads: Iterable[ox.Quad], end: Callable[[ox.Quad], object]
) -> Mapping[object, Sequence[ox.Quad]]:
    found: dict[object, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        found[end(quad)].append(quad)
    return found


class Remembered:
    """A view that does not change, which remembers what it was asked for.

    What follows from a change is reckoned in stages, and most of them look up the same things,
    before it and after. What a pattern finds is remembered once somebody has seen all of it and it
    is not much, so nobody waits for more than he asks for, and memory stays small.
    """

    def __init__(self, under: View) -> None:
        """`under` must stay what it is for as long as this is asked."""
        self._under = under
        self._known: dict[_Asked, Sequence[ox.Quad]] = {}
        self._room = _ROOM

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterable[ox.Quad]:
        """What is found below, in the same order."""
        asked = subject, predicate, object, graph_name
        known = self._known.get(asked)
        return self._looked(asked) if known is None else known

    def _looked(self, asked: _Asked) -> Iterator[ox.Quad]:
        rows: list[ox.Quad] = []
        for quad in self._under.quads_for_pattern(*asked):
            if len(rows) <= _MUCH:
                rows.append(quad)
            yield quad
        if len(rows) <= min(_MUCH, self._room) and asked not in self._known:
            self._known[asked] = rows
            self._room -= len(rows) + 1


class Selected:
    """Only the quads in some graphs."""

    def __init__(self, under: View, counts: Callable[[GraphName], bool]) -> None:
        self._under = under
        self._counts = counts

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """The quads of the pattern that stand in these graphs."""
        for quad in self._under.quads_for_pattern(subject, predicate, object, graph_name):
            if self._counts(quad.graph_name):
                yield quad


def named(name: str) -> ox.NamedNode | None:
    """What has this name; None where nothing can.

    Texts stand where things are meant, and a fragment has no fragments.
    """
    try:
        return ox.NamedNode(name)
    except ValueError:
        return None


def is_named(graph: GraphName) -> bool:
    """Whether it is no default graph: in snapshots that repeats what stands elsewhere."""
    return not isinstance(graph, ox.DefaultGraph)


def is_authored(graph: GraphName) -> bool:
    """Whether somebody wrote what stands in it: it is neither assessed, entailed nor recorded."""
    if not isinstance(graph, ox.NamedNode):
        return isinstance(graph, ox.BlankNode)
    return graph.value not in _COMPUTED and not graph.value.startswith(ENTAILED_GRAPHS)


def authored(view: View) -> Selected:
    """What somebody wrote: ontology, catalogue, sources, contributions."""
    return Selected(view, is_authored)
