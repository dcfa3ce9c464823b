"""Statistics that follow a change: what it touches is looked up, before it and after.

A triple counts by what its ends are, so a thing whose classes change takes all triples along in
which it occurs. Everything else is counted by whether there is such a thing at all: a subject, a
subject with a property, a property with a value. That takes one look each, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.export.counted import write_counted
from llmkg.export.sides import Pattern, Sides
from llmkg.export.statistics import beside
from llmkg.rdf.view import Difference, GraphName, Selected, Subject, Value, View
from llmkg.store.counts import FILE, GRAPHS, Counted, Part, read_counted
from llmkg.store.folders import place
from llmkg.store.table import Row, Table
from llmkg.vocab import KEPT_GRAPH, RDF

_TYPE: Final = ox.NamedNode(RDF.type)
_KEPT: Final = ox.NamedNode(KEPT_GRAPH)
_TRIPLES: Final = 0
_SUBJECTS: Final = 1
_OBJECTS: Final = 2
_CLASSES: Final = 3
_DATATYPES: Final = 4


class Recount:
    """Follows one change after another, and remembers what it wrote last."""

    def __init__(self) -> None:
        self._last: tuple[tuple[int, int], Counted] | None = None

    def follow(self, folder: Path, old: Path, after: View, change: Difference) -> None:
        """Write the statistics of a new snapshot into its folder.

        `old`: the folder of the snapshot before. `after`: the quads as they are now. `change`: the
        quads in named graphs that were not there and now are, and the other way round.
        """
        found = self._found(old)
        if found is None:
            beside(folder, after.quads_for_pattern(None, None, None, None))
            return
        counted, graphs = found
        sides = Sides(after, change)
        rows = _graphs(graphs, sides, change)
        kept = change.within(_KEPT)
        seen = Difference(change.added - kept.added, change.removed - kept.removed)
        counted.graphs = graphs.amended(old / GRAPHS, folder / GRAPHS, rows)
        whole = Sides(Selected(after, _counts), seen)
        whole.take(sides, _counts)
        _Entries(counted, whole).enter(seen)
        write_counted(folder, counted)
        self._last = place(folder / FILE), counted

    def _found(self, old: Path) -> tuple[Counted, Table] | None:
        last, self._last = self._last, None  # it is about to be changed
        try:
            if last is not None and last[0] == place(old / FILE):
                return last[1], Table(old / GRAPHS, last[1].graphs)
        except OSError:
            return None
        return read_counted(old)


def follow(folder: Path, old: Path, after: View, change: Difference) -> None:
    """As `Recount.follow`, of a single change."""
    Recount().follow(folder, old, after, change)


def _counts(graph: GraphName) -> bool:
    """Whether what stands in a graph stands in the default graph, too."""
    return graph != _KEPT


def _graphs(old: Table, sides: Sides, change: Difference) -> dict[str, Row | None]:
    """The rows of the graphs that a change touches."""
    rows: dict[str, tuple[dict[str, list[int]], Counter[str]]] = {}
    seen: set[object] = set()

    def row(name: ox.NamedNode) -> tuple[dict[str, list[int]], Counter[str]]:
        if name.value not in rows:
            parts, classes = old.get(name.value) or ({}, {})
            rows[name.value] = ({iri: [*n] for iri, n in parts.items()}, Counter(classes))
        return rows[name.value]

    for quads, step in ((change.added, 1), (change.removed, -1)):
        for quad in quads:
            graph, property_ = quad.graph_name, quad.predicate
            if not isinstance(graph, ox.NamedNode):
                continue
            parts, classes = row(graph)
            part = parts.setdefault(property_.value, [0, 0, 0])
            part[_TRIPLES] += step
            subject: Pattern = (quad.subject, property_, None, graph)
            value: Pattern = (None, property_, quad.object, graph)
            for at, pattern in ((_SUBJECTS, subject), (_OBJECTS, value)):
                if pattern not in seen:
                    seen.add(pattern)
                    was, is_ = sides.exist(*pattern)
                    part[at] += is_ - was
            if property_ == _TYPE and isinstance(quad.object, ox.NamedNode):
                classes[quad.object.value] += step
    return {iri: _row(*found) for iri, found in rows.items()}


def _row(parts: dict[str, list[int]], classes: Counter[str]) -> Row | None:
    left = {iri: part for iri, part in parts.items() if part[_TRIPLES]}
    return (left, +classes) if left else None


class _Entries:
    """Enters a change into what was counted."""

    def __init__(self, counted: Counted, sides: Sides) -> None:
        self._counted = counted
        self._sides = sides
        self._numbers = {iri: str(number) for number, iri in enumerate(counted.iris)}
        self._classes: dict[Subject, tuple[frozenset[str], frozenset[str]]] = {}
        self._touched: tuple[set[str], set[str]] = set(), set()  # properties, classes

    def enter(self, change: Difference) -> None:
        """All of a change."""
        sides = self._sides
        moved = {
            triple
            for triple in {quad.triple for quad in change.quads}
            if len({*sides.exist(*triple)}) > 1
        }
        retyped = {each.subject for each in moved if each.predicate == _TYPE}
        retyped = {thing for thing in retyped if len({*self._classes_of(thing)}) > 1}
        self._enter_whole(moved)
        self._enter_properties(moved)
        pairs = self._enter_triples(moved, retyped)
        self._enter_classes(retyped, pairs)
        self._drop_empty()

    def _enter_whole(self, moved: Iterable[ox.Triple]) -> None:
        whole = self._counted.whole
        subjects, objects = set(), set()
        for triple in moved:
            was, is_ = self._sides.exist(*triple)
            whole[0] += is_ - was
            subjects.add(triple.subject)
            objects.add(triple.object)
        for subject in subjects:
            was, is_ = self._sides.exist(subject, None, None)
            whole[1] += (is_ - was) * isinstance(subject, ox.NamedNode)
            whole[2] += is_ - was
        for value in objects:
            was, is_ = self._sides.exist(None, None, value)
            whole[3] += is_ - was

    def _enter_properties(self, moved: Iterable[ox.Triple]) -> None:
        """How many subjects and values they have."""
        subjects = {(each.subject, each.predicate) for each in moved}
        values = {(each.predicate, each.object) for each in moved}
        for subject, property_ in subjects:
            was, is_ = self._sides.exist(subject, property_, None)
            self._property(property_)[_SUBJECTS] += is_ - was
        for property_, value in values:
            was, is_ = self._sides.exist(None, property_, value)
            self._property(property_)[_OBJECTS] += is_ - was

    def _enter_triples(
        self, moved: Iterable[ox.Triple], retyped: Iterable[Subject]
    ) -> set[tuple[Subject, ox.NamedNode]]:
        """Triples by property, class and kind of value; gives the subjects that have them."""
        sides = self._concerned(moved, retyped)
        for at, step in ((0, -1), (1, 1)):
            for triple in sides[at]:
                for part in self._parts(triple.subject, triple.predicate, at):
                    part[_TRIPLES] += step
                    for column, number in self._kinds(triple.object, at):
                        shares = part[column]
                        shares[number] = shares.get(number, 0) + step
        return {(each.subject, each.predicate) for side in sides for each in side}

    def _concerned(
        self, moved: Iterable[ox.Triple], retyped: Iterable[Subject]
    ) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """The triples that count as something else, before and after."""
        sides: tuple[set[ox.Triple], set[ox.Triple]] = (set(), set())
        for triple in moved:
            for side, there in zip(sides, self._sides.exist(*triple), strict=True):
                if there:
                    side.add(triple)
        for thing in retyped:
            for pattern in ((thing, None, None), (None, None, thing)):
                before, after = self._sides.triples(*pattern)
                sides[0].update(before)
                sides[1].update(after)
        return sides

    def _enter_classes(
        self, retyped: Iterable[Subject], pairs: Iterable[tuple[Subject, ox.NamedNode]]
    ) -> None:
        """Things of classes, and those of them that have a property."""
        for thing in retyped:
            for at, step in ((0, -1), (1, 1)):
                for name in self._classes_of(thing)[at]:
                    number = self._number(name)
                    self._touched[1].add(number)
                    things, parts = self._counted.classes.get(number, (0, {}))
                    self._counted.classes[number] = (things + step, parts)
        for subject, property_ in pairs:
            for at, step in ((0, -1), (1, 1)):
                if self._sides.exist(subject, property_, None)[at]:
                    for part in self._parts(subject, property_, at, of_classes_only=True):
                        part[_SUBJECTS] += step

    def _parts(
        self, subject: Subject, property_: ox.NamedNode, at: int, *, of_classes_only: bool = False
    ) -> Iterator[Part]:
        """The property itself, and within each class of a subject before (0) or after (1)."""
        if not of_classes_only:
            yield self._property(property_)
        for name in self._classes_of(subject)[at]:
            number = self._number(name)
            self._touched[1].add(number)
            _, parts = self._counted.classes.setdefault(number, (0, {}))
            yield parts.setdefault(self._number(property_.value), [0, 0, 0, {}, {}])

    def _kinds(self, value: Value, at: int) -> Iterator[tuple[int, str]]:
        """What a value counts as: the column of a part, and the number of class or datatype."""
        if isinstance(value, ox.Literal):
            yield _DATATYPES, self._number(value.datatype.value)
            return
        if isinstance(value, ox.Triple):
            return
        for name in self._classes_of(value)[at]:
            yield _CLASSES, self._number(name)

    def _property(self, property_: ox.NamedNode) -> Part:
        number = self._number(property_.value)
        self._touched[0].add(number)
        return self._counted.properties.setdefault(number, [0, 0, 0, {}, {}])

    def _classes_of(self, thing: Subject) -> tuple[frozenset[str], frozenset[str]]:
        if thing not in self._classes:
            self._classes[thing] = self._sides.classes(thing)
        return self._classes[thing]

    def _number(self, iri: str) -> str:
        if iri not in self._numbers:
            self._numbers[iri] = str(len(self._counted.iris))
            self._counted.iris.append(iri)
        return self._numbers[iri]

    def _drop_empty(self) -> None:
        counted = self._counted
        properties, classes = self._touched
        for number in properties:
            left = _left({number: counted.properties.pop(number)})
            counted.properties.update(left)
        for number in classes:
            things, parts = counted.classes.pop(number)
            if things:
                counted.classes[number] = things, _left(parts)


def _left(parts: dict[str, Part]) -> dict[str, Part]:
    for part in parts.values():
        for column in (_CLASSES, _DATATYPES):
            if 0 in part[column].values():
                part[column] = {number: n for number, n in part[column].items() if n}
    return {number: part for number, part in parts.items() if part[_TRIPLES]}
