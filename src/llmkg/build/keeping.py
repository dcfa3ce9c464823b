"""Answers that are kept, of a large build: slice by slice, and what has to be added up in heaps.

A slice reckons what is kept of its own things. Numbers to which several slices add something are
dealt into heaps by the thing; each heap is added up, and tells where its things stand in lists.
What stands on shelves is added up the same way. So a process has a slice or a heap in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import orjson

from llmkg.build.beside import beside
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.rdf.part import Part, write_part
from llmkg.reason.kept import FORMAT, keys_of, listed_places, reckoned
from llmkg.reason.listed import Listed
from llmkg.reason.near import Far, Near
from llmkg.reason.scales import Scales
from llmkg.reason.shelving import Key, Said, Shelves, as_line

HEAP: Final = 4_000_000
"""Quads of the graph for each heap."""


@dataclass(frozen=True, slots=True)
class Job:
    """A slice, or a heap.

    number  of the part that is the slice, or of the heap
    beside  more parts with what is said of its things, by their numbers
    heaps   how many there are
    before  folders of what was found in slices, and in heaps
    """

    place: Place
    named: Spread
    number: int
    heaps: int
    beside: tuple[int, ...] = ()
    before: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Sums:
    """What is to be added up in a heap.

    listed  things that stand in lists, numbers or no
    """

    numbers: list[tuple[str, str, int]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    shelves: list[tuple[str, str, int]] = field(default_factory=list)
    within: list[tuple[str, str]] = field(default_factory=list)


def keep(crew: Crew, place: Place, named: Spread, meter: Meter) -> Iterator[Part]:
    """The parts of what is kept of everything that was authored and assessed, as they come."""
    heaps = 1 << (sum(Part.at(each).quads for each in named.parts) // HEAP).bit_length()
    slices = [
        Job(place, named, number, heaps, beside(named, number))
        for number in range(len(named.parts))
    ]
    meter.stage("keeping answers", len(slices) + 2 * heaps)
    before: list[Path] = []

    def each(work: Callable[[Job], Path | None], jobs: Iterable[Job]) -> Iterator[Part]:
        found = []
        for folder in crew.each(work, jobs):
            meter.done(1)
            if folder is not None:
                found.append(folder)
                yield Part.at(_lines(folder))
        before.extend(sorted(found))

    yield from each(_slice, slices)
    for work in (_things, _shelves):
        yield from each(work, _heaps(place, named, heaps, before))


def _heaps(place: Place, named: Spread, heaps: int, before: Sequence[Path]) -> Iterable[Job]:
    return [Job(place, named, at, heaps, before=tuple(before)) for at in range(heaps)]


def _slice(job: Job) -> Path | None:
    """What is kept of the things that a part is the first one to name."""
    lines = job.named.open()
    if Near.is_empty(lines, job.number):
        return None

    def write(folder: Path) -> None:
        facts = Near(lines, (job.number, *job.beside))
        numbers: Counter[Key] = Counter()
        shelves = Shelves()
        keys = keys_of(facts)
        said = reckoned(_scales(job.named), facts, keys, numbers, shelves)
        write_part(_lines(folder), map(as_line, said))
        _deal(folder, job.heaps, shelves, numbers, keys.listed)
        lines.let_go()

    return job.place.once(f"kept-{job.number}", write)


def _things(job: Job) -> Path:
    """What is kept of the things of a heap, all slices together, and where they stand in lists."""

    def write(folder: Path) -> None:
        numbers: Counter[Key] = Counter()
        listed: set[str] = set()
        for sums in _read(job):
            for thing, predicate, number in sums.numbers:
                numbers[thing, predicate] += number
            listed.update(sums.listed)
        lines = job.named.open()
        shelves = Shelves()
        lists = Listed(Far(lines), lambda iri, predicate: numbers[iri, predicate])

        def said() -> Iterator[Said]:
            yield from shelves.put(listed_places(lists, listed, list(numbers)))
            yield from ((*key, number) for key, number in numbers.items() if number)

        write_part(_lines(folder), map(as_line, said()))
        _deal(folder, job.heaps, shelves)
        lines.let_go()

    return job.place.once(f"kept-things-{job.number}", write)


def _shelves(job: Job) -> Path:
    """What is kept of the shelves of a heap."""

    def write(folder: Path) -> None:
        shelves = Shelves()
        for sums in _read(job):
            for shelf, predicate, number in sums.shelves:
                shelves.numbers[shelf, predicate] += number
            shelves.within.update(sums.within)
        said = [*shelves.said()] if job.number else [FORMAT, *shelves.said()]
        write_part(_lines(folder), map(as_line, said))

    return job.place.once(f"kept-shelves-{job.number}", write)


@lru_cache(maxsize=1)
def _scales(named: Spread) -> Scales:
    return Scales.of(named.open())


def _lines(folder: Path) -> Path:
    """The folder of the part, which has a name of its own: whoever loads parts goes by names."""
    return folder / f"{folder.name}-lines"


def _deal(
    folder: Path,
    heaps: int,
    shelves: Shelves,
    numbers: Counter[Key] | None = None,
    listed: Iterable[str] = (),
) -> None:
    dealt = [_Sums() for _ in range(heaps)]

    def of(iri: str) -> _Sums:
        return dealt[crc32(iri.encode()) % heaps]

    for (thing, predicate), number in (numbers or {}).items():
        of(thing).numbers.append((thing, predicate, number))
    for thing in listed:
        of(thing).listed.append(thing)
    for (shelf, predicate), number in shelves.numbers.items():
        of(shelf).shelves.append((shelf, predicate, number))
    for shelf, above in shelves.within.items():
        of(shelf).within.append((shelf, above))
    for heap, sums in enumerate(dealt):
        (folder / str(heap)).write_bytes(orjson.dumps(sums))


def _read(job: Job) -> Iterator[_Sums]:
    for folder in job.before:
        given: dict[str, Any] = orjson.loads((folder / str(job.number)).read_bytes())
        yield _Sums(**given)
