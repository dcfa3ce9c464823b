"""A part: quads as sorted lines of N-Quads in a folder, with columns that say what stands where.

Columns are of marks (hashes of 64 bits) of terms and triples, and of places in the lines. What was
reckoned of the lines when they were written need not be reckoned again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.model.manifest import GraphInfo
from llmkg.rdf.graphdigest import SMALL
from llmkg.rdf.setdigest import SetDigest
from llmkg.vocab import RDF

Marks = NDArray[np.uint64]

LINES: Final = "lines.nq"
_COLUMNS: Final = "columns"
_FACTS: Final = "facts.json"
_TYPE: Final = f"<{RDF.type}>".encode()
_IRI: Final = b"<"
_NAMES: Final = ("subjects", "begins", "objects", "having", "classes", "members", "triples", "of")


def mark(term: bytes) -> int:
    """The 64 bits by which a term in N-Quads is found."""
    return int.from_bytes(blake2b(term, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a folder of lines.

    graphs   by IRI: how many triples, and of more than SMALL the sum of their digest, of fewer the
             sha256 of their canonical document (see `graphdigest`)
    predicates  their IRIs
    size     bytes of its lines
    """

    folder: Path
    graphs: Mapping[str, tuple[int, str]]
    predicates: frozenset[str]
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
        return cls(folder, graphs, frozenset(given["predicates"]), given["size"])

    def lines(self) -> list[bytes]:
        """Its lines, sorted, with their ends."""
        return (self.folder / LINES).read_bytes().splitlines(keepends=True)

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
        triples, of         the mark of each triple, line by line, and the number of its graph
    """
    listed = sorted(set(lines))
    columns: dict[str, list[int]] = {name: [] for name in _NAMES}
    subjects, begins = columns["subjects"], columns["begins"]
    objects, having = columns["objects"], columns["having"]
    classes, members = columns["classes"], columns["members"]
    triples, of = bytearray(), columns["of"]
    graphs: dict[bytes, list[bytes]] = {}
    numbers: dict[bytes, int] = {}
    predicates: set[bytes] = set()
    known: dict[bytes, int] = {}
    at, subject, mine = 0, b"", 0
    for line in listed:
        first = line.index(b" ")
        second = line.index(b" ", first + 1)
        end = line.rindex(b" ", second, -3)
        if line[:first] != subject:
            subject = line[:first]
            mine = mark(subject)
            subjects.append(mine)
            begins.append(at)
        predicate = line[first + 1 : second]
        predicates.add(predicate)
        graph = line[end + 1 : -3]
        if graph not in numbers:
            numbers[graph] = len(numbers)
            graphs[graph] = []
        triple = line[:end]
        graphs[graph].append(triple + b" .")
        of.append(numbers[graph])
        triples += blake2b(triple, digest_size=8).digest()
        if line.startswith(_IRI, second + 1):
            value = line[second + 1 : end]
            its = known.get(value)
            if its is None:
                its = known[value] = mark(value)
            if predicate == _TYPE:
                classes.append(its)
                members.append(mine)
            else:
                objects.append(its)
                having.append(at)
        at += len(line)
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in columns.items():
        array = (
            np.frombuffer(triples, dtype="<u8")
            if name == "triples"
            else np.array(column, dtype=np.uint64)
        )
        np.save(folder / f"{_COLUMNS}-{name}.npy", array)
    (folder / LINES).write_bytes(b"".join(listed))
    said = {name[1:-1].decode(): _summed(its) for name, its in graphs.items()}
    names = sorted(name[1:-1].decode() for name in predicates)
    facts = {"graphs": said, "predicates": names, "size": at}
    (folder / _FACTS).write_text(json.dumps(facts), encoding="utf-8")
    return Part(folder, said, frozenset(names), at)


def _summed(lines: Sequence[bytes]) -> tuple[int, str]:
    if len(lines) <= SMALL:
        return len(lines), sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    digest = SetDigest()
    digest.add(lines)
    return digest.count, digest.value()


def _info(iri: str, parts: Sequence[Part]) -> GraphInfo:
    count = sum(part.graphs[iri][0] for part in parts)
    if count <= SMALL:
        if len(parts) == 1:
            return GraphInfo(iri, count, parts[0].graphs[iri][1])
        # The order of triples is that of their lines with the graph behind: it is the same.
        lines = sorted(line for part in parts for line in part.triples(iri))
        return GraphInfo(iri, *_summed(lines))
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
        for its in np.unique(classes).tolist():
            if its in wanted:
                found[its].append(members[classes == its])
    return {wanted[its]: np.unique(np.concatenate(each)) for its, each in found.items()}


def graph_infos(parts: Iterable[Part], without: Container[str] = ()) -> dict[str, GraphInfo]:
    """What is known of the graphs of parts, none of which has a line of another, or blank nodes."""
    by_graph: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        for iri in part.graphs:
            if iri not in without:
                by_graph[iri].append(part)
    return {iri: _info(iri, listed) for iri, listed in by_graph.items()}
