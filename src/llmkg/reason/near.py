"""Facts of some parts of a large graph, from their numbers; what stands elsewhere is looked up.

Most things are spoken of in one part, and in the one with their assessments. Their facts are taken
from the columns of these parts, without a quad being made of any line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.rdf.lines import Lines
from llmkg.rdf.numbered import IRI
from llmkg.rdf.part import Part
from llmkg.rdf.table import Table
from llmkg.reason.facts import Column, Lookups, all_of, is_told_in, put_into, turned
from llmkg.vocab import ENTAILED_GRAPHS, KEPT_GRAPH, RDF

_NONE: Final[frozenset[str]] = frozenset()
_UNTOLD: Final = (ENTAILED_GRAPHS, KEPT_GRAPH)


class Far(Lookups):
    """What all parts say; of a thing that is asked for all is noted at once."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines)
        self._lines = lines
        self._known: dict[str, dict[str, set[str]]] = {}

    def objects(self, subject: str, predicate: str) -> AbstractSet[str]:
        """See `Facts`."""
        found = self._known.get(subject)
        if found is None:
            found = self._known[subject] = self.told(subject)
        return found.get(predicate, _NONE)

    def subjects(self, predicate: str, value: str) -> AbstractSet[str]:
        """See `Facts`. No quad is made of what else says something of the value: it may be much."""
        if predicate == RDF.type:
            return super().subjects(predicate, value)
        return {
            subject
            for subject, its, graph in self._lines.links_to(f"<{value}>".encode())
            if its == predicate and is_told_in(graph)
        }


class Near:
    """What some parts say, and all else: `Whole`. For one process and thread.

    Gone through are the things of which the first of these parts is the first of all to say
    something, so that each thing is met in one slice of a graph.
    """

    def __init__(self, lines: Lines, numbers: Sequence[int]) -> None:
        """`numbers` are those of the parts among `lines`, that of the slice first."""
        self._lines = lines
        self._tables = [Table(Part.at(lines.parts[number])) for number in numbers]
        self._rows = [_by_predicate(table) for table in self._tables]
        self._far = Far(lines)
        self._forth: dict[str, Column] = {}
        self._several: dict[tuple[str, ...], Column] = {}
        self._back: dict[str, Column] = {}
        self._own: set[str] = set()
        self._abroad: list[str] = []
        self._here = self._spoken_of_here(numbers[0])
        self._pointed = self._pointed_from_here()

    @staticmethod
    def is_empty(lines: Lines, number: int) -> bool:
        """Whether a part is not the first to say anything of any thing."""
        firsts, _ = lines.spread(Part.at(lines.parts[number]).column("subjects"))
        return not bool(np.any(firsts == number))

    def objects(self, subject: str, predicate: str) -> AbstractSet[str]:
        """See `Facts`."""
        if subject in self._here:
            column = self._forth.get(predicate)
            found = (self._column(predicate) if column is None else column).get(subject)
            if found is None:
                return _NONE
            return {found} if isinstance(found, str) else found
        return self._far.objects(subject, predicate)

    def values(self, subject: str, predicates: tuple[str, ...]) -> AbstractSet[str]:
        """See `Facts`."""
        if subject not in self._here:
            return self._far.values(subject, predicates)
        found = self._several.get(predicates)
        if found is None:
            found = self._several[predicates] = self._read(predicates)
        return all_of(found, subject)

    def subjects(self, predicate: str, value: str) -> AbstractSet[str]:
        """See `Facts`."""
        if value not in self._pointed:
            return self._far.subjects(predicate, value)
        if predicate not in self._back:
            self._back[predicate] = turned(self._column(predicate))
        return all_of(self._back[predicate], value)

    def having(self, predicate: str) -> Collection[str]:
        """See `Whole`."""
        here = [each for each in self._column(predicate) if each in self._own]
        return here + [each for each in self._abroad if self.objects(each, predicate)]

    def is_used(self, predicate: str) -> bool:
        """See `Facts`."""
        return predicate in self._lines.predicates

    def _column(self, predicate: str) -> Column:
        """What these parts say: all of it that there is, of things of which others say nothing."""
        found = self._forth.get(predicate)
        if found is None:
            found = self._forth[predicate] = self._read((predicate,))
        return found

    def _read(self, wanted: Sequence[str]) -> Column:
        """What these parts say under any of some predicates."""
        found: Column = {}
        for table, (predicates, rows) in zip(self._tables, self._rows, strict=True):
            value = table.value
            for number in map(table.number, wanted):
                begin, end = np.searchsorted(predicates, (number, number + 1)).tolist()
                its = rows[begin:end]
                for subject, at, is_iri in zip(
                    its[:, 0].tolist(),
                    its[:, 1].tolist(),
                    (table.kinds[its[:, 1]] == IRI).tolist(),
                    strict=True,
                ):
                    text = value(at)
                    put_into(found, value(subject), text if is_iri else f'"{text}')
        return found

    def _spoken_of_here(self, first: int) -> set[str]:
        """The things of which nothing is said elsewhere; notes which are gone through."""
        marks: list[int] = []
        names: list[str] = []
        often: list[int] = []
        owned: list[bool] = []
        for table in self._tables:
            subjects = table.rows[table.subjects(), 0]
            subjects = subjects[table.kinds[subjects] == IRI]
            its = table.marks(subjects)
            marks += its.tolist()
            names += map(table.value, subjects.tolist())
            often += self._lines.numbers_of_parts(its).tolist()
            firsts, _ = self._lines.spread(its)
            owned += (firsts == first).tolist() if table is self._tables[0] else [False] * len(its)
        met = Counter(marks)
        here: set[str] = set()
        for name, its_mark, number, own in zip(names, marks, often, owned, strict=True):
            if met[its_mark] == number:
                here.add(name)
                if own:
                    self._own.add(name)
            # Another thing with this mark may be what the first part speaks of.
            elif self._lines.first(f"<{name}>".encode()) == first:
                self._abroad.append(name)
        self._abroad = sorted(set(self._abroad))
        return here

    def _pointed_from_here(self) -> set[str]:
        """What is no value of anything elsewhere."""
        met: Counter[int] = Counter()
        names: dict[int, str] = {}
        for table in self._tables:
            numbers, often = table.pointed()
            marks = table.marks(numbers)
            all_ = self._lines.numbers_of_mentions(marks)
            for number, its_mark, here, everywhere in zip(
                numbers.tolist(), marks.tolist(), often.tolist(), all_.tolist(), strict=True
            ):
                met[its_mark] += here
                if met[its_mark] == everywhere:
                    names[its_mark] = table.value(number)
        return set(names.values())


def _by_predicate(table: Table) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The rows that count by predicate: that of each, and subject and value."""
    rows = table.rows[table.outside(_UNTOLD) & table.named(0) & table.plain()]
    rows = rows[np.argsort(rows[:, 1], kind="stable")]
    return rows[:, 1].astype(np.int64), rows[:, ::2]
