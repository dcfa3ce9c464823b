"""Statistics of parts on the disk (`rdf/part.py`): counted by several processes, and exact.

A term is told from others by 128 bits of its hash, which parts have beside them as columns. By the
first bits of their subjects triples are dealt into heaps, and once more by those of their objects;
all that has a term in common is in one heap, where numbers are sorted and compared. In memory are
one heap for each process, the names of properties, classes and graphs, and three numbers for each
pair of graph and property.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import starmap
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from llmkg.export.counted import graph_count, vocabularies
from llmkg.export.heaps import (
    Dealing,
    Heap,
    Kind,
    Tally,
    by_object,
    by_subject,
    deal,
)
from llmkg.model.statistics import ClassCount, GraphCount, PropertyCount, Share, Statistics
from llmkg.rdf.part import Part
from llmkg.vocab import KEPT_GRAPH

HEAP: Final = 1_000_000
"""Quads of a heap, at most about: 100 MB of memory."""

_AT_ONCE: Final = 1_000_000  # quads that are dealt at once

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


class Each(Protocol):
    """Does some work for each of what is given, in any order: `map`, or several processes."""

    def __call__(
        self, work: Callable[[_Given], _Found], given: Iterable[_Given], /
    ) -> Iterable[_Found]:
        """What comes of each."""
        ...


def count_in_parts(parts: Sequence[Part], scratch: Path, each: Each = map) -> Statistics:
    """As `count`, of parts none of which has a quad of another, nor what is kept beside others.

    Heaps are written below `scratch`, a folder that is there; 60 bytes a quad.
    """
    kept = [part for part in parts if KEPT_GRAPH in part.graphs]
    others = [part for part in parts if KEPT_GRAPH not in part.graphs]
    whole, apart = (
        _count(some, scratch / name, each) for some, name in ((others, "whole"), (kept, "kept"))
    )
    graphs = sorted((*whole.graphs, *apart.graphs), key=lambda graph: graph.iri)
    return replace(whole, graphs=tuple(graphs))


def _count(parts: Sequence[Part], scratch: Path, each: Each) -> Statistics:
    scratch.mkdir()
    names = _Names()
    heaps = 1 << max(0, (sum(part.quads for part in parts) // HEAP).bit_length())
    dealings = [
        Dealing(scratch, number, heaps, tuple(part.folder for part in some), names.of(some))
        for number, some in enumerate(_groups(parts))
    ]
    for _ in each(deal, dealings):
        pass
    counts = _Counts(names)
    groups = len(dealings)
    kinds: list[tuple[Kind, ...]] = [()] * heaps
    for found in each(by_subject, (Heap(scratch, at, heaps, groups) for at in range(heaps))):
        kinds[found.heap] = found.kinds
        counts.add(found.tallies, found.whole)
    tables = counts.number(kinds)
    for heap, table in enumerate(tables):
        np.save(scratch / f"table-{heap}.npy", table)
    for found in each(by_object, (Heap(scratch, at, heaps, groups) for at in range(heaps))):
        counts.add(found.tallies, found.whole)
    return counts.statistics()


def _groups(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Parts that are dealt together."""
    some: list[Part] = []
    size = 0
    for part in parts:
        some.append(part)
        size += part.quads
        if size >= _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


class _Names:
    """Numbers for names of which there are few; 0 is none."""

    def __init__(self) -> None:
        self.properties: dict[str, int] = {"": 0}
        self.classes: dict[str, int] = {"": 0}
        self.graphs: dict[str, int] = {"": 0}
        self.datatypes: dict[str, int] = {"": 0}

    def of(self, parts: Iterable[Part]) -> tuple[Mapping[str, Mapping[str, int]], ...]:
        """By part the numbers of the names in it."""
        return tuple(
            {
                "properties": _numbers(self.properties, part.predicates),
                "classes": _numbers(self.classes, part.classes),
                "graphs": _numbers(self.graphs, part.graphs),
                "datatypes": _numbers(self.datatypes, part.datatypes),
            }
            for part in parts
        )


def _numbers(all_: dict[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: all_.setdefault(name, len(all_)) for name in names}


class _Counts:
    """What has been counted."""

    def __init__(self, names: _Names) -> None:
        self._properties = list(names.properties)
        self._classes = list(names.classes)
        self._graphs = list(names.graphs)
        self._datatypes = list(names.datatypes)
        self._kinds: dict[Kind, int] = {}
        self._all_kinds: list[Kind] = []
        self._whole: Counter[str] = Counter()
        self._sums: dict[str, Counter[Any]] = {}
        # By graph and property, or graph and class: there are many, and each heap may have any.
        pairs = len(self._graphs), len(self._properties)
        self._triples, self._subjects, self._objects = (
            np.zeros(pairs, dtype=np.int64) for _ in range(3)
        )
        self._typed = np.zeros((len(self._graphs), len(self._classes)), dtype=np.int64)
        self._waiting: list[tuple[int, Tally]] = []

    def add(self, tallies: Mapping[str, Tally], whole: Mapping[str, int]) -> None:
        """A heap was counted."""
        self._whole.update(whole)
        into = {
            "graph triples": self._triples,
            "graph subjects": self._subjects,
            "graph objects": self._objects,
            "graph classes": self._typed,
        }
        for name, tally in tallies.items():
            if name in into:
                into[name][tally.keys[0], tally.keys[1]] += tally.numbers
                continue
            counter = self._sums.setdefault(name, Counter())
            keys = zip(*(each.tolist() for each in tally.keys), strict=True)
            for key, n in zip(keys, tally.numbers.tolist(), strict=True):
                counter[key] += n

    def number(self, kinds: Sequence[Sequence[Kind]]) -> list[NDArray[np.uint32]]:
        """Numbers for the kinds of all heaps together; by heap that of each of its own."""
        tables = []
        for its in kinds:
            found = [self._kinds.setdefault(kind, len(self._kinds)) for kind in its]
            tables.append(np.array(found, dtype=np.uint32))
        self._all_kinds = list(self._kinds)
        having: Counter[tuple[int, int]] = Counter()
        for (heap, kind, property_), n in self._sums.pop("having", {}).items():
            having[int(tables[heap][kind]), property_] += n
        self._having = having
        return tables

    def statistics(self) -> Statistics:
        """What was counted."""
        properties = tuple(sorted(self._property_counts(), key=lambda each: each.iri))
        classes = tuple(sorted(self._class_counts(), key=lambda each: each.iri))
        used = {each.iri for each in properties} | {each.iri for each in classes}
        return Statistics(
            triples=self._whole["triples"],
            entities=self._whole["entities"],
            subjects=self._whole["subjects"],
            objects=self._whole["objects"],
            vocabularies=vocabularies(used),
            graphs=tuple(self._graph_counts()),
            classes=classes,
            properties=properties,
        )

    def _graph_counts(self) -> Iterator[GraphCount]:
        for iri, graph in sorted((iri, number) for number, iri in enumerate(self._graphs) if iri):
            properties = {
                self._properties[at]: (
                    int(self._triples[graph, at]),
                    int(self._subjects[graph, at]),
                    int(self._objects[graph, at]),
                )
                for at in np.flatnonzero(self._triples[graph]).tolist()
            }
            typed = self._typed[graph]
            classes = {self._classes[at]: int(typed[at]) for at in np.flatnonzero(typed).tolist()}
            yield graph_count(iri, properties, classes)

    def _property_counts(self) -> Iterator[PropertyCount]:
        triples: dict[int, Counter[int]] = {}
        for (_, property_, kind), n in self._sums.get("triples", {}).items():
            triples.setdefault(property_, Counter())[kind] += n
        for property_, kinds in triples.items():
            iri = self._properties[property_]
            subjects, objects = self._sums["subjects"], self._sums["objects"]
            number = (kinds.total(), subjects[property_,], objects[property_,])
            yield PropertyCount(iri, *number, *self._shares(kinds))

    def _class_counts(self) -> Iterator[ClassCount]:
        things = {class_: n for (class_,), n in self._sums.get("things", {}).items()}
        parts: dict[int, dict[int, Counter[int]]] = {class_: {} for class_ in things}
        for (of, property_, kind), n in self._sums.get("triples", {}).items():
            for class_ in self._all_kinds[of]:
                parts[class_].setdefault(property_, Counter())[kind] += n
        having: Counter[tuple[int, int]] = Counter()
        for (of, property_), n in self._having.items():
            for class_ in self._all_kinds[of]:
                having[class_, property_] += n
        for class_, number in things.items():
            counts = [
                PropertyCount(
                    self._properties[property_],
                    kinds.total(),
                    having[class_, property_],
                    None,
                    *self._shares(kinds),
                )
                for property_, kinds in parts[class_].items()
            ]
            counts.sort(key=lambda each: each.iri)
            total = sum(each.triples for each in counts)
            yield ClassCount(self._classes[class_], number, total, tuple(counts))

    def _shares(self, kinds: Mapping[int, int]) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
        classes: Counter[str] = Counter()
        datatypes: Counter[str] = Counter()
        for kind, n in kinds.items():
            if kind < 0:
                datatypes[self._datatypes[-kind]] += n
                continue
            for class_ in self._all_kinds[kind]:
                classes[self._classes[class_]] += n
        return (
            tuple(starmap(Share, sorted(classes.items()))),
            tuple(starmap(Share, sorted(datatypes.items()))),
        )
