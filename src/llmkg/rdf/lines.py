"""N-Quads on the disk in which quads are found by subject and by object, without a store.

A part is a folder with sorted lines and columns of marks (hashes of 64 bits) that say where in it
the lines of a thing begin, and those that have it as a value. What a mark finds is compared with
what was asked, so that two things with one mark are never taken for each other. `Lines` looks into
all parts at once: a subject of ten quads takes 20 µs, where a store on the disk takes 100.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.model.manifest import GraphInfo
from llmkg.rdf.graphdigest import SMALL
from llmkg.rdf.setdigest import SetDigest
from llmkg.rdf.view import GraphName, Subject, Value
from llmkg.vocab import RDF

Marks = NDArray[np.uint64]

LINES: Final = "lines.nq"
_COLUMNS: Final = "columns"
_FACTS: Final = "facts.json"
_TYPE: Final = f"<{RDF.type}>".encode()
_IRI: Final = b"<"
_FORMAT: Final = ox.RdfFormat.N_QUADS
_NAMES: Final = ("subjects", "begins", "objects", "having", "classes", "members", "triples", "of")
_CACHED: Final = 20_000


def mark(term: bytes) -> int:
    """The 64 bits by which a term in N-Quads is found."""
    return int.from_bytes(blake2b(term, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a folder of lines.

    graphs   by IRI: how many triples, and of more than SMALL the sum of their digest, of fewer the
             sha256 of their canonical document (see `graphdigest`)
    size     bytes of its lines
    """

    folder: Path
    graphs: Mapping[str, tuple[int, str]]
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
        return cls(folder, graphs, given["size"])

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
            if line[first + 1 : second] == _TYPE:
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
    (folder / _FACTS).write_text(json.dumps({"graphs": said, "size": at}), encoding="utf-8")
    return Part(folder, said, at)


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


def write_lookup(folder: Path, parts: Sequence[Part]) -> None:
    """Write what `Lines` needs to look into all of these parts at once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, places in (("subjects", "begins"), ("objects", "having"), ("classes", "members")):
        marks = np.concatenate([part.column(name) for part in parts] or [_NOTHING])
        order = np.argsort(marks, kind="stable")
        np.save(folder / f"{name}.npy", marks[order])
        values = [part.column(places) for part in parts]
        sizes = [len(each) for each in values]
        owners = np.repeat(np.arange(len(parts), dtype=np.uint64), sizes)
        np.save(folder / f"{places}.npy", np.concatenate(values or [_NOTHING])[order])
        np.save(folder / f"{name}-of.npy", owners[order])
        if name == "subjects":
            ends = [_ends(part) for part in parts]
            np.save(folder / "ends.npy", np.concatenate(ends or [_NOTHING])[order])


def _ends(part: Part) -> Marks:
    """Where the lines of each subject end."""
    begins = part.column("begins")
    ends = np.full(len(begins), part.size, dtype=np.uint64)
    ends[:-1] = begins[1:]
    return ends


_NOTHING: Final[Marks] = np.empty(0, dtype=np.uint64)


class Lines:
    """All quads of some parts: a view. For one process and thread; each opens its own."""

    def __init__(self, folder: Path, parts: Sequence[Path]) -> None:
        """`folder`: what `write_lookup` wrote of these parts, in this order."""
        self._parts = tuple(parts)
        self._files = [_opened(part / LINES) for part in parts]
        self._columns: dict[str, Any] = {
            path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")
        }
        # Numbers of a memoryview are found ten times faster than those of an array of numpy.
        self._views = {name: memoryview(column) for name, column in self._columns.items()}
        self._graphs: dict[str, set[int]] | None = None
        self._cache: OrderedDict[bytes, tuple[ox.Quad, ...]] = OrderedDict()

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """See `View`. A pattern without subject and with no IRI as its object reads all lines."""
        if subject is not None:
            found: Iterable[ox.Quad] = self.about(str(subject).encode())
        elif isinstance(object, ox.NamedNode) and (
            predicate is None or predicate.value != RDF.type
        ):
            of = self._parts_of(graph_name)
            found = self._with(str(object).encode(), of, types=predicate is None)
        elif isinstance(object, ox.NamedNode):
            found = self._members(str(object).encode())
        else:
            found = self.all()
        for quad in found:
            if (
                (subject is None or quad.subject == subject)
                and (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
                and (graph_name is None or quad.graph_name == graph_name)
            ):
                yield quad

    def about(self, subject: bytes) -> tuple[ox.Quad, ...]:
        """What is said of a term in N-Quads; those that are asked for again are kept."""
        found = self._cache.get(subject)
        if found is not None:
            self._cache.move_to_end(subject)
            return found
        found = tuple(
            quad
            for text in self.texts(mark(subject))
            for quad in ox.parse(text, _FORMAT, lenient=True)
            if str(quad.subject).encode() == subject
        )
        self._cache[subject] = found
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return found

    def texts(self, its: int) -> Iterator[bytes]:
        """The lines about what has this mark, part by part."""
        begins, ends, of = (self._views[name] for name in ("begins", "ends", "subjects-of"))
        for at in self._range("subjects", its):
            yield self._files[of[at]][begins[at] : ends[at]]

    def first(self, subject: bytes) -> int:
        """The number of the first part that says anything of a subject; -1: none does."""
        found = self._range("subjects", mark(subject))
        return min((self._views["subjects-of"][at] for at in found), default=-1)

    def mentions(self, term: bytes) -> int:
        """How many quads have this IRI as a value, those that tell the class of it left out."""
        return len(self._range("objects", mark(term)))

    def all(self) -> Iterator[ox.Quad]:
        """Every quad."""
        for file in self._files:
            yield from ox.parse(bytes(file), _FORMAT, lenient=True)

    def _parts_of(self, graph: GraphName | None) -> AbstractSet[int] | None:
        """The parts that have quads of a graph; None: it may be any."""
        if not isinstance(graph, ox.NamedNode):
            return None
        if self._graphs is None:
            self._graphs = defaultdict(set)
            for number, folder in enumerate(self._parts):
                for iri in Part.at(folder).graphs:
                    self._graphs[iri].add(number)
        return self._graphs.get(graph.value, set())

    def _with(
        self, value: bytes, among: AbstractSet[int] | None, *, types: bool
    ) -> Iterator[ox.Quad]:
        its = mark(value)
        having, of = self._views["having"], self._views["objects-of"]
        for at in self._range("objects", its):
            if among is not None and of[at] not in among:
                continue
            file, begin = self._files[of[at]], having[at]
            line = file[begin : file.find(b"\n", begin) + 1]
            yield from ox.parse(line, _FORMAT, lenient=True)
        if types:
            yield from self._members(value)

    def _members(self, value: bytes) -> Iterator[ox.Quad]:
        """What says of anything that it is of this class."""
        members, met = self._views["members"], set[int]()
        wanted = ox.NamedNode(value[1:-1].decode())
        for at in self._range("classes", mark(value)):
            if members[at] in met:
                continue
            met.add(members[at])
            for text in self.texts(members[at]):
                for quad in ox.parse(text, _FORMAT, lenient=True):
                    if quad.object == wanted and quad.predicate.value == RDF.type:
                        yield quad

    def _range(self, name: str, its: int) -> range:
        column = self._views[name]
        first = bisect_left(column, its)
        last = first
        size = len(column)
        if first < size and column[first] == its:
            last = bisect_left(column, its + 1, first)
        return range(first, last)


def _opened(path: Path) -> Any:
    if not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


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
