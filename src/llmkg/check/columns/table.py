"""All triples as columns of numbers: what rules are asked of when they are asked of everything.

Terms are numbered; a property is a sorted array of (subject, object) pairs, as in the closure
(`llmkg.reason.relation`). A pattern with a known end is then a search in a sorted array, for all
targets of a rule in one step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableSequence
from typing import Final, TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.reason.relation import NONE, SHIFT, Keys, Relation, firsts, seconds
from llmkg.vocab import RDF, RDFS

Numbers: TypeAlias = NDArray[np.int64]
EMPTY: Final[Numbers] = np.empty(0, dtype=np.int64)


class Table:
    """The triples of some quads, graphs put together.

    terms    N-Triples of each number
    passed   what conditions on one term said of the terms so far: 1, 0, or -1 for not asked
    targets  the nodes that have been found to be targets, by what makes them that
    """

    def __init__(self, quads: Iterable[ox.Quad | ox.Triple]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        pairs: defaultdict[str, list[int]] = defaultdict(list)
        for quad in quads:
            key = numbers[str(quad.subject)] << 32 | numbers[str(quad.object)]
            pairs[quad.predicate.value].append(key)
        self._relations = {
            numbers[f"<{predicate}>"]: Relation(distinct(np.array(keys, dtype=np.int64)))
            for predicate, keys in pairs.items()
        }
        numbers.default_factory = None
        self._numbers: dict[str, int] = numbers
        self.terms: MutableSequence[str] = list(numbers)
        self._columns: tuple[Numbers, Numbers, Numbers] | None = None
        self._ordered: dict[int, Numbers] = {}
        self._instances: dict[int, Numbers] = {}
        self.passed: dict[str, NDArray[np.int8]] = {}
        self._fans: dict[tuple[int, bool], float] = {}
        self._masks: dict[int, NDArray[np.bool_]] = {}
        self.targets: dict[tuple[tuple[str, str], ...], Numbers] = {}

    def number(self, term: str) -> int:
        """The number of a term in N-Triples; -1 for one that occurs nowhere."""
        return self._numbers.get(term, -1)

    def numbered(self, term: str) -> int:
        """The number of a term in N-Triples, which gets one if it occurs nowhere."""
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return number

    def texts(self, numbers: Numbers) -> Iterator[str]:
        """The terms of these numbers, in N-Triples."""
        return map(self.terms.__getitem__, numbers.tolist())

    @property
    def predicates(self) -> Numbers:
        """The numbers of all predicates."""
        return np.fromiter(self._relations, dtype=np.int64, count=len(self._relations))

    def relation(self, predicate: int) -> Relation:
        """The pairs of a property; empty for a term that is none."""
        return self._relations.get(predicate, _NOTHING)

    def of(self, iri: str) -> Relation:
        """The pairs of the property with this IRI."""
        return self.relation(self.number(f"<{iri}>"))

    @property
    def columns(self) -> tuple[Numbers, Numbers, Numbers]:
        """Subjects, predicates and objects of all triples."""
        if self._columns is None:
            keys = [relation.keys for relation in self._relations.values()]
            every: Keys = np.concatenate(keys) if keys else NONE
            links = np.repeat(self.predicates, [len(each) for each in keys])
            self._columns = (firsts(every), links, seconds(every))
        return self._columns

    def fan(self, predicate: int, *, inverse: bool) -> float:
        """How many values a subject has on average (inversely: how many subjects a value)."""
        known = self._fans.get((predicate, inverse))
        if known is None:
            relation = self.relation(predicate)
            heads = firsts(relation.swapped if inverse else relation.keys)
            different = np.count_nonzero(heads[1:] != heads[:-1]) + 1
            known = self._fans[predicate, inverse] = len(heads) / different
        return known

    def rows_with(self, column: int, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """For each wanted number, the triples with it in a column (0 or 2).

        Given as positions in `wanted` and rows of `columns`, side by side.
        """
        order = self._ordered.get(column)
        values = self.columns[column]
        if order is None:
            order = self._ordered[column] = np.argsort(values, kind="stable")
            self._ordered[column + 4] = values[order]
        at, found = matches(self._ordered[column + 4], wanted)
        return at, order[found]

    def subjects(self) -> Numbers:
        """Everything of which something is said."""
        return np.flatnonzero(self.seen(0))

    def seen(self, column: int) -> NDArray[np.bool_]:
        """For each number, and one more that stands for no term, whether it is in a column."""
        mask = self._masks.get(column)
        if mask is None or len(mask) <= len(self.terms):
            mask = np.zeros(len(self.terms) + 64, dtype=np.bool_)
            mask[self.columns[column]] = True
            self._masks[column] = mask
        return mask

    def instances(self, iri: str) -> Numbers:
        """The SHACL instances of a class: those of its subclasses as well."""
        top = self.number(f"<{iri}>")
        if top not in self._instances:
            below = self.of(RDFS.subClassOf)
            classes, frontier = {top}, [top]
            while frontier:
                new = set(below.firsts_of(frontier.pop())) - classes
                classes |= new
                frontier.extend(new)
            wanted = np.array(sorted(classes), dtype=np.int64)
            types = self.of(RDF.type).swapped
            _, found = matches_of(types, wanted)
            self._instances[top] = distinct(seconds(types)[found])
        return self._instances[top]


def distinct(numbers: Numbers) -> Numbers:
    """Sorted, each once. numpy's `unique` looks them up in a table first, which takes longer."""
    ordered = np.sort(numbers)
    if not len(ordered):
        return ordered
    kept = np.empty(len(ordered), dtype=np.bool_)
    kept[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=kept[1:])
    return ordered[kept]


def matches(ordered: Numbers, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """Where wanted numbers stand in sorted ones: positions in `wanted`, and in `ordered`."""
    low = np.searchsorted(ordered, wanted, side="left")
    return _spread(low, np.searchsorted(ordered, wanted, side="right") - low)


def matches_of(keys: Keys, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """Where wanted numbers are the first of sorted pairs: positions in `wanted`, and in `keys`."""
    return _spread(*bounds(keys, wanted))


def bounds(keys: Keys, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """For each wanted number where the sorted pairs begin of which it is the first, how many."""
    low = np.searchsorted(keys, wanted << SHIFT)
    return low, np.searchsorted(keys, (wanted + 1) << SHIFT) - low


def cut(numbers: Numbers, among: Numbers | None) -> Numbers:
    """Those of sorted numbers that are among others, sorted too; all where there are none."""
    if among is None:
        return numbers
    if len(among) and int(among[-1]) - int(among[0]) + 1 == len(among):
        low, high = np.searchsorted(numbers, [among[0], among[-1] + 1])
        return numbers[low:high]
    return np.intersect1d(numbers, among, assume_unique=True)


def _spread(low: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    at = np.repeat(np.arange(len(low)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(at)) - np.repeat(ends - counts, counts)
    return at, np.repeat(low, counts) + within


_NOTHING: Final = Relation()
