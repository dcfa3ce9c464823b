"""The index of texts of a large build: each process puts documents together and indexes them.

What a thing is called stands in the lines about it; how often it is mentioned is told by columns;
and how sure one can be of a proposition was written down by the assessment. Nothing is asked of the
store, which may still be loading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.build.beside import beside
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.rdf.distinct import distinct
from llmkg.rdf.lines import Lines
from llmkg.rdf.numbered import IRI, Marks, mark
from llmkg.rdf.part import Part
from llmkg.rdf.table import Table
from llmkg.search.documents import (
    ASSESSED,
    ASSESSMENT,
    MOST_MENTIONS,
    NO_NAMES,
    SAID,
    TERM,
    Document,
    Gathered,
    document,
    kind_of,
)
from llmkg.search.index import SEARCH_FOLDER, join_shards, write_shard
from llmkg.vocab import Kind

_SHARDS: Final = 6  # with eight the engine would merge them at once, alone
_LEAST: Final = 250_000  # quads of the parts of a shard, rather than fewer
_HEAP: Final = 200
_HEAPS: Final = (50_000_000, 1_500_000_000)
"""Bytes of a writer for each quad of a shard, twice of what it takes; and the least and the most.

With less it would write several segments, which the engine merges in the end, alone.
"""


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that are indexed together: those of some parts, by their numbers."""

    place: Place
    texts: Spread
    number: int
    parts: Sequence[int]


def write_texts(crew: Crew, place: Place, texts: Spread, meter: Meter) -> Path:
    """A folder with the index."""
    jobs = [
        Shard(place, texts, number, parts)
        for number, parts in enumerate(_dealt([Part.at(each).quads for each in texts.parts]))
    ]
    meter.stage("indexing texts", len(jobs))
    shards: list[Path] = []
    for shard in crew.each(_write, jobs):
        shards.append(shard)
        meter.done(1)
    return place.once("texts", lambda at: join_shards(at / SEARCH_FOLDER, sorted(shards)))


def _dealt(sizes: Sequence[int]) -> list[list[int]]:
    """The numbers of parts in shards of about one size."""
    number = max(1, min(_SHARDS, sum(sizes) // _LEAST + 1))
    shards: list[tuple[int, list[int]]] = [(0, []) for _ in range(number)]
    for part in sorted(range(len(sizes)), key=lambda each: (-sizes[each], each)):
        at = min(range(number), key=lambda each: shards[each][0])
        shards[at] = (shards[at][0] + sizes[part], [*shards[at][1], part])
    return [sorted(parts) for _, parts in shards if parts]


def _write(job: Shard) -> Path:
    def write(folder: Path) -> None:
        found = (each for part in job.parts for each in documents_of(job.texts, part))
        quads = sum(Part.at(job.texts.parts[part]).quads for part in job.parts)
        least, most = _HEAPS
        heap = min(max(_HEAP * quads, least), most)
        write_shard(folder / SEARCH_FOLDER, found, heap=heap)

    return job.place.once(f"texts-{job.number}", write) / SEARCH_FOLDER


def documents_of(texts: Spread, number: int) -> Iterator[Document]:
    """The documents of all things that a part is the first one to name."""
    lines = texts.open()
    read = _Read(texts.parts[number])
    others = [_Beside(texts.parts[at], lines) for at in beside(texts, number)]
    whole = lines.numbers_of_parts(read.marks) == sum(each.has(read.marks) for each in others) + 1
    mentions = np.minimum(lines.numbers_of_mentions(read.marks), MOST_MENTIONS).tolist()
    firsts, several = lines.spread(read.marks)
    marks = read.marks.tolist()
    for at in np.flatnonzero(read.named & (several | (firsts == number))).tolist():
        iri = read.iri(at)
        kind = kind_of(iri)
        term = f"<{iri}>".encode()
        # Another thing with its mark may be what an earlier part speaks of.
        if kind is None or (firsts[at] != number and lines.first(term) != number):
            continue
        said = Gathered()
        if kind == TERM or not whole[at]:
            made = document(lines, iri, mentions=None if kind == TERM else mentions[at])
        else:  # most things are spoken of in one part, and in that of their assessments
            add = said.add
            for predicate, value in read.said(at):
                add(predicate, value)
            for each in others:
                for predicate, value in each.told(term, marks[at]):
                    add(predicate, value)
            assessment = _assessment(others, iri) if kind == Kind.PROPOSITION else None
            made = said.document(lines, iri, kind, mentions[at], assessment)
        if made is not None:
            yield made
    lines.let_go()


def _assessment(others: Sequence[_Beside], iri: str) -> Iterable[tuple[str, str]] | None:
    """What is said of the assessment of a proposition; None where it has to be looked up."""
    term = f"<{iri}{ASSESSMENT}>".encode()
    its = mark(term)
    return next((each.told(term, its) for each in others if each.is_alone(term, its)), None)


class _Read:
    """What a part says of its subjects, in order, as far as documents are made from it."""

    def __init__(self, folder: Path) -> None:
        self._table = table = Table(Part.at(folder))
        begins = table.subjects()
        self._subjects = table.rows[begins, 0]
        self.marks = table.marks(self._subjects)
        self.named = table.kinds[self._subjects] == IRI
        things = table.having(ASSESSED) & (table.kinds[table.rows[:, 2]] == IRI)
        told = (table.having(SAID) & table.plain()) | things
        told &= table.outside(NO_NAMES)
        places = np.flatnonzero(told)
        self._bounds = np.searchsorted(places, np.append(begins, len(table))).tolist()
        predicates = table.rows[places, 1]
        names = {each: table.value(each) for each in distinct(predicates).tolist()}
        self._predicates = [names[each] for each in predicates.tolist()]
        self._values = table.rows[places, 2].tolist()

    def iri(self, at: int) -> str:
        """The name of a subject."""
        return self._table.value(int(self._subjects[at]))

    def said(self, at: int) -> Iterator[tuple[str, str]]:
        """Predicates and values."""
        begin, end = self._bounds[at], self._bounds[at + 1]
        return zip(
            self._predicates[begin:end],
            map(self._table.value, self._values[begin:end]),
            strict=True,
        )

    def is_term(self, at: int, term: bytes) -> bool:
        """Whether a subject is this term."""
        return self._table.raw(int(self._subjects[at])) == term

    def has(self, marks: Marks) -> NDArray[np.int64]:
        """1 for each mark that one of the subjects has, else 0."""
        return np.isin(marks, self.marks).astype(np.int64)


class _Beside(_Read):
    """The same of a part in which subjects are found by their marks."""

    def __init__(self, folder: Path, lines: Lines) -> None:
        super().__init__(folder)
        # Of two with one mark only one is found; then `numbers_of_parts` counts both, and who
        # asks looks it up.
        self._places = {its: at for at, its in enumerate(self.marks.tolist())}
        self._alone = (lines.numbers_of_parts(self.marks) == 1).tolist()

    def told(self, term: bytes, its: int) -> Iterator[tuple[str, str]]:
        """Predicates and values of a term with this mark."""
        at = self._find(term, its)
        return iter(()) if at is None else self.said(at)

    def is_alone(self, term: bytes, its: int) -> bool:
        """Whether it is spoken of here, and in no other part."""
        at = self._find(term, its)
        return at is not None and bool(self._alone[at])

    def _find(self, term: bytes, its: int) -> int | None:
        at = self._places.get(its)
        return at if at is not None and self.is_term(at, term) else None
