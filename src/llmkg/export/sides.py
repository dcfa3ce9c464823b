"""Whether there were such quads before a change, and whether there are: both looked up after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import Difference, GraphName, Subject, Value, View, is_named
from llmkg.vocab import RDF

_TYPE: Final = ox.NamedNode(RDF.type)
_MUCH: Final = 256
"""Quads with one subject that are not worth being read for a few of them."""

Pattern: TypeAlias = tuple[Subject | None, ox.NamedNode | None, Value | None, GraphName | None]
_About: TypeAlias = defaultdict[ox.NamedNode | None, list[tuple[Value, GraphName, bool]]]
"""Of one subject, by property: value, graph, whether it is new. None: of all properties."""


class Sides:
    """Quads before and after a change, in named graphs; each pattern is looked up once.

    Most of a change is about things of which little is said: all that is said of one is read once.
    """

    def __init__(self, after: View, change: Difference) -> None:
        self._after = after
        self._added = change.added
        self._new = {quad.triple for quad in change.added}
        self._gone = _Ends(change.removed)
        self._come = _Ends(change.added)
        self._known: dict[Pattern, tuple[bool, bool]] = {}
        self._subjects: dict[Subject, _About | None] = {}

    def take(self, others: Sides, counts: Callable[[GraphName], bool]) -> None:
        """What stays by what others have looked up, of the same change: it stands in some graph.

        `counts`: whether what stands in a graph is among these quads.
        """
        stays = True, True
        for (subject, predicate, value, graph), found in others._known.items():
            if found == stays and graph is not None and counts(graph):
                self._known[subject, predicate, value, None] = stays
                if subject is None:
                    self._known[None, None, value, None] = stays

    def exist(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        value: Value | None,
        graph: GraphName | None = None,
    ) -> tuple[bool, bool]:
        """Whether there was such a quad, and whether there is."""
        key = (subject, predicate, value, graph)
        if key not in self._known:
            self._known[key] = self._looked(*key)
        return self._known[key]

    def _looked(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        value: Value | None,
        graph: GraphName | None,
    ) -> tuple[bool, bool]:
        pattern = (subject, predicate, value, graph)
        if subject is None:
            whole = predicate is None and graph is None
            is_asked = value is not None and not whole and self._may_be_new(value)
            if is_asked and not self.exist(None, None, value)[0]:
                return False, any(_fits(quad, pattern) for quad in self._come.at(pattern))
            return self._look(pattern)
        if subject not in self._subjects:
            self._subjects[subject] = self._about(subject)
        about = self._subjects[subject]
        if about is None:
            return self._look(pattern)
        was = any(_fits(quad, pattern) for quad in self._gone.at(pattern))
        is_ = False
        for object_, name, new in (
            about.get(predicate, ()) if predicate is not None else about[None]
        ):
            if (value is None or object_ == value) and (graph is None or name == graph):
                is_ = True
                was = was or not new
        return was, is_

    def _may_be_new(self, value: Value) -> bool:
        """Whether it is worth a look if there was such a value at all: texts, and what is told."""
        return isinstance(value, ox.Literal) or self._come.has_subject(value)

    def _about(self, subject: Subject) -> _About | None:
        """What is said of something, by property and altogether; None where that is much."""
        found = self._after.quads_for_pattern(subject, None, None, None)
        rows = list(islice(found, _MUCH + 1))
        if len(rows) > _MUCH:
            return None
        about: _About = defaultdict(list)
        for quad in rows:
            row = (quad.object, quad.graph_name, self._is_new(quad))
            about[quad.predicate].append(row)
            about[None].append(row)
        return about

    def _is_new(self, quad: ox.Quad) -> bool:
        # What the default graph repeats stands elsewhere, too.
        return quad in self._added if is_named(quad.graph_name) else quad.triple in self._new

    def _look(self, pattern: Pattern) -> tuple[bool, bool]:
        was = any(_fits(quad, pattern) for quad in self._gone.at(pattern))
        is_ = False
        for quad in self._after.quads_for_pattern(*pattern):
            is_ = True
            if was or not self._is_new(quad):
                return True, True
        return was, is_

    def triples(
        self, subject: Subject | None, predicate: ox.NamedNode | None, value: Value | None
    ) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """The triples of a pattern, before and after."""
        found = [
            quad
            for quad in self._after.quads_for_pattern(subject, predicate, value, None)
            if is_named(quad.graph_name)
        ]
        before = {quad.triple for quad in found if quad not in self._added}
        pattern = (subject, predicate, value, None)
        gone = {quad.triple for quad in self._gone.at(pattern) if _fits(quad, pattern)}
        return before | gone, {quad.triple for quad in found}

    def classes(self, thing: Subject) -> tuple[frozenset[str], frozenset[str]]:
        """The classes of a thing, before and after."""
        before, after = (
            frozenset(each.object.value for each in side if isinstance(each.object, ox.NamedNode))
            for side in self.triples(thing, _TYPE, None)
        )
        return before, after


class _Ends:
    """Quads by their ends."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._by_subject: defaultdict[object, list[ox.Quad]] = defaultdict(list)
        self._by_object: defaultdict[object, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            self._by_subject[quad.subject].append(quad)
            self._by_object[quad.object].append(quad)

    def has_subject(self, term: object) -> bool:
        """Whether any has it as its subject."""
        return term in self._by_subject

    def at(self, pattern: Pattern) -> Sequence[ox.Quad]:
        """Those that can fit a pattern, which has one of its ends."""
        subject, _, value, _ = pattern
        if subject is not None:
            return self._by_subject.get(subject, ())
        return self._by_object.get(value, ())


def _fits(quad: ox.Quad, pattern: Pattern) -> bool:
    subject, predicate, value, graph = pattern
    return (
        (subject is None or quad.subject == subject)
        and (predicate is None or quad.predicate == predicate)
        and (value is None or quad.object == value)
        and (graph is None or quad.graph_name == graph)
    )
