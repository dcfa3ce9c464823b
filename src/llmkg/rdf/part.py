"""A part: quads as sorted lines of N-Quads in a folder, with columns that say what stands where.

Columns are of marks (hashes of 64 bits) of terms and triples, and of places in the lines. What was
reckoned of the lines when they were written need not be reckoned again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.model.manifest import GraphInfo
from llmkg.rdf.distinct import distinct
from llmkg.rdf.graphdigest import SMALL
from llmkg.rdf.numbered import (
    IRI,
    Cut,
    Marks,
    cut,
    hashes,
    kinds_of,
    marks_of_triples,
    write_numbers,
)
from llmkg.rdf.setdigest import SetDigest
from llmkg.vocab import RDF

LINES: Final = "lines.nq"
NUMBERS: Final = "numbers"
_AT_ONCE: Final = 500
_COLUMNS: Final = "columns"
_FACTS: Final = "facts.json"
_TYPE: Final = f"<{RDF.type}>".encode()


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a folder of lines.

    graphs   by IRI: how many triples, and of more than SMALL the sum of their digest, of fewer the
             sha256 of their canonical document (see `graphdigest`)
    predicates, classes  by IRI their numbers in its own columns
    datatypes  as in `kinds_of`
    size     bytes of its lines
    """

    folder: Path
    graphs: Mapping[str, tuple[int, str]]
    predicates: Mapping[str, int]
    classes: Mapping[str, int]
    datatypes: Sequence[str]
    size: int

    @property
    def quads(self) -> int:
        """How many lines there are."""
        return sum(count for count, _ in self.graphs.values())

    def triples(self, graph: str) -> list[bytes]:
        """The triples of one graph, as canonical lines without their ends."""
        end = f" <{graph}> .\n".encode()
        return [line[: -len(end)] + b" ." for line in self.lines() if line.endswith(end)]

    @classmethod
    def at(cls, folder: Path) -> Part:
        """The part in this folder. Raises FileNotFoundError."""
        given = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        graphs = {iri: (count, total) for iri, (count, total) in given["graphs"].items()}
        given.pop("graphs")
        return cls(folder, graphs, **given)

    def lines(self) -> list[bytes]:
        """Its lines, sorted, with their ends."""
        return (self.folder / LINES).read_bytes().splitlines(keepends=True)

    def having(self, predicates: Iterable[str]) -> Iterator[bytes]:
        """The lines with one of these predicates."""
        wanted = [self.predicates[iri] for iri in predicates if iri in self.predicates]
        if not wanted:
            return
        folder = self.folder / NUMBERS
        starts = np.load(folder / "starts.npy")
        found = np.isin(np.load(folder / "rows.npy", mmap_mode="r")[:, 1], wanted)
        places = np.flatnonzero(found)
        with (self.folder / LINES).open("rb") as file:
            text = mmap(file.fileno(), 0, access=ACCESS_READ)
        with text:
            for begin, end in zip(
                starts[places].tolist(), starts[places + 1].tolist(), strict=True
            ):
                yield text[begin:end]

    def column(self, name: str) -> Marks:
        """One of its columns; see `write_part`."""
        found: Marks = np.load(self.folder / f"{_COLUMNS}-{name}.npy")
        return found


def write_part(folder: Path, lines: Iterable[bytes]) -> Part:
    """Write lines of N-Quads, in whatever order and however often, as a part into a folder.

    Columns::

        subjects, begins    each subject's mark, and where its lines begin
        objects, having     the mark of each value that is an IRI, and where its line begins
        classes, members    the mark of each class, and that of the thing that it is said of
        triples             the mark of each triple, line by line

    And in the folder `NUMBERS` what `write_numbers` writes of all terms, with::

        rows, of            by line subject, predicate and value, as numbers; that of the graph
        starts              where each line begins, and where the last one ends
        kinds               by term what it is, see `kinds_of`
    """
    listed = sorted(set(lines))
    said = cut(listed)
    halves = hashes(said.terms)
    folder.mkdir(parents=True, exist_ok=True)
    size = _write_columns(folder, listed, said, halves[:, 0])
    (folder / LINES).write_bytes(b"".join(listed))
    place = write_numbers(folder / NUMBERS, said.terms, halves)
    np.save(folder / NUMBERS / "rows.npy", place[said.rows])
    np.save(folder / NUMBERS / "of.npy", said.of.astype(np.uint32))
    starts = np.zeros(len(listed) + 1, dtype=np.min_scalar_type(size))
    np.cumsum([len(line) for line in listed], out=starts[1:])
    np.save(folder / NUMBERS / "starts.npy", starts)
    kinds, datatypes = kinds_of(said.terms)
    by_place = np.empty_like(kinds)
    by_place[place] = kinds
    np.save(folder / NUMBERS / "kinds.npy", by_place)
    order = np.argsort(said.of, kind="stable")
    graphs = np.split(order, np.searchsorted(said.of[order], np.arange(1, len(said.graphs))))

    def triples(places: NDArray[np.int64]) -> Iterator[bytes]:
        return (listed[at][: said.ends[at]] + b" ." for at in places.tolist())

    def numbered(some: NDArray[np.int64]) -> dict[str, int]:
        return {said.terms[at][1:-1].decode(): int(place[at]) for at in distinct(some).tolist()}

    typed = said.rows[_typed(said)]
    facts = {
        "graphs": {
            name[1:-1].decode(): _summed(triples(its), len(its))
            # Nothing at all is one piece of no graph.
            for name, its in zip(said.graphs, graphs, strict=False)
        },
        "predicates": numbered(said.rows[:, 1]),
        "classes": numbered(typed[kinds[typed[:, 2]] == IRI, 2]),
        "datatypes": datatypes,
        "size": size,
    }
    (folder / _FACTS).write_text(json.dumps(facts), encoding="utf-8")
    return Part.at(folder)


def _typed(said: Cut) -> NDArray[np.bool_]:
    """The lines that tell the class of something."""
    try:
        found: NDArray[np.bool_] = said.rows[:, 1] == said.terms.index(_TYPE)
    except ValueError:
        return np.zeros(len(said.rows), dtype=np.bool_)
    return found


def _write_columns(folder: Path, listed: Sequence[bytes], said: Cut, marks: Marks) -> int:
    """Write the columns by which lines are found; gives the bytes of all lines."""
    sizes = np.fromiter(map(len, listed), np.uint64, len(listed))
    begins = np.cumsum(sizes) - sizes
    subjects, values = said.rows[:, 0], said.rows[:, 2]
    fresh = np.ones(len(listed), dtype=np.bool_)
    fresh[1:] = subjects[1:] != subjects[:-1]
    named = np.fromiter((term[:1] == b"<" for term in said.terms), np.bool_, len(said.terms))
    iri = named[values]
    typed = _typed(said)
    for name, column in (
        ("subjects", marks[subjects[fresh]]),
        ("begins", begins[fresh]),
        ("objects", marks[values[iri & ~typed]]),
        ("having", begins[iri & ~typed]),
        ("classes", marks[values[iri & typed]]),
        ("members", marks[subjects[iri & typed]]),
        ("triples", marks_of_triples(said.rows, marks)),
    ):
        np.save(folder / f"{_COLUMNS}-{name}.npy", column)
    return int(sizes.sum())


def _summed(lines: Iterable[bytes], count: int) -> tuple[int, str]:
    if count <= SMALL:
        return count, sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    digest = SetDigest()
    waiting = iter(lines)
    while some := list(islice(waiting, _AT_ONCE)):  # for a number is kept of each of them
        digest.add(some)
    return digest.count, digest.value()


def _info(iri: str, parts: Sequence[Part]) -> GraphInfo:
    count = sum(part.graphs[iri][0] for part in parts)
    if count <= SMALL:
        if len(parts) == 1:
            return GraphInfo(iri, count, parts[0].graphs[iri][1])
        # The order of triples is that of their lines with the graph behind: it is the same.
        lines = sorted(line for part in parts for line in part.triples(iri))
        return GraphInfo(iri, *_summed(lines, count))
    whole = SetDigest()
    for part in parts:
        its, said = part.graphs[iri]
        if its > SMALL:
            whole.merge(SetDigest.of(said, its))
        else:
            whole.add(part.triples(iri))
    return GraphInfo(iri, count, whole.hexdigest(), whole.value())


def members_of(parts: Iterable[Part], wanted: Mapping[int, str]) -> dict[str, Marks]:
    """The marks of the things that are said to be of each class, by the marks of classes."""
    found: dict[int, list[Marks]] = defaultdict(list)
    for part in parts:
        classes, members = part.column("classes"), part.column("members")
        for its in distinct(classes).tolist():
            if its in wanted:
                found[its].append(members[classes == its])
    return {wanted[its]: distinct(np.concatenate(each)) for its, each in found.items()}


def graph_infos(parts: Iterable[Part], without: Container[str] = ()) -> dict[str, GraphInfo]:
    """What is known of the graphs of parts, none of which has a line of another, or blank nodes."""
    by_graph: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        for iri in part.graphs:
            if iri not in without:
                by_graph[iri].append(part)
    return {iri: _info(iri, listed) for iri, listed in by_graph.items()}
