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
import pyoxigraph as ox

from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.rdf.lines import Lines
from llmkg.rdf.part import NUMBERS, Part
from llmkg.rdf.view import GraphName, Subject, Value
from llmkg.search.documents import MOST_MENTIONS, SAID, TERM, Document, document, kind_of
from llmkg.search.index import SEARCH_FOLDER, join_shards, write_shard

_SHARDS: Final = 6  # with eight the engine would merge them at once, alone
_LEAST: Final = 250_000  # quads of the parts of a shard, rather than fewer


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
        write_shard(folder / SEARCH_FOLDER, found)

    return job.place.once(f"texts-{job.number}", write) / SEARCH_FOLDER


def documents_of(texts: Spread, number: int) -> Iterator[Document]:
    """The documents of all things that a part is the first one to name."""
    lines = texts.open()
    part = Part.at(texts.parts[number])
    marks = part.column("subjects")
    mentions = np.minimum(lines.numbers_of_mentions(marks), MOST_MENTIONS).tolist()
    firsts, several = (each.tolist() for each in lines.spread(marks))
    for at, (subject, quads) in enumerate(_subjects(part)):
        if firsts[at] != number or not subject.startswith(b"<"):
            continue
        iri = subject[1:-1].decode()
        kind = kind_of(iri)
        if kind is None or (several[at] and lines.first(subject) != number):
            continue
        # Most things are spoken of in one part, which is read as a whole.
        view = lines if several[at] or kind == TERM else _Said(lines, iri, quads)
        made = document(view, iri, mentions=None if kind == TERM else mentions[at])
        if made is not None:
            yield made
    lines.let_go()


def _subjects(part: Part) -> Iterator[tuple[bytes, Sequence[ox.Quad]]]:
    """Each subject of a part, in order, with what a document may need of it."""
    rows = np.load(part.folder / NUMBERS / "rows.npy")
    lines = part.lines()
    wanted = [number for iri, number in part.predicates.items() if iri in SAID]
    read = np.isin(rows[:, 1], wanted)
    text = b"".join([lines[at] for at in np.flatnonzero(read).tolist()])
    quads = list(ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True))
    begins = np.flatnonzero(np.diff(rows[:, 0].astype(np.int64), prepend=-1))
    ends = np.cumsum(read)
    before = np.concatenate([[0], ends[begins[1:] - 1], [len(quads)]]).tolist()
    for at, begin in enumerate(begins.tolist()):
        line = lines[begin]
        yield line[: line.index(b" ")], quads[before[at] : before[at + 1]]


class _Said:
    """All lines, where what is said of one thing need not be looked up: a view."""

    def __init__(self, lines: Lines, iri: str, quads: Sequence[ox.Quad]) -> None:
        self._lines = lines
        self._iri = iri
        self._quads = quads

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterable[ox.Quad]:
        """See `View`."""
        rest = (predicate, object, graph_name)
        if isinstance(subject, ox.NamedNode) and subject.value == self._iri and not any(rest):
            return self._quads
        return self._lines.quads_for_pattern(subject, *rest)
