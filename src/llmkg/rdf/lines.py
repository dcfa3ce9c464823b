"""Lines of N-Quads on the disk in which quads are found by subject and by object, without a store.

What a mark finds is compared with what was asked, so that two things with one mark are never taken
for each other. A subject of ten quads takes 20 µs, where a store on the disk takes 100.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.rdf.numbered import Marks, mark
from llmkg.rdf.part import LINES, Part
from llmkg.rdf.view import GraphName, Subject, Value
from llmkg.vocab import RDF

_FORMAT: Final = ox.RdfFormat.N_QUADS
_CACHED: Final = 20_000
_AT_ONCE: Final = 5_000
_BITS: Final = 3  # of a number of eight marks


def write_lookup(folder: Path, parts: Sequence[Part]) -> None:
    """Write what `Lines` needs to look into all of these parts at once.

    Places take as many bytes as they need; marks are found from where their first bits begin.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = np.min_scalar_type(max((part.size for part in parts), default=0))
    owner = np.min_scalar_type(len(parts))
    for name, places in (("subjects", "begins"), ("objects", "having"), ("classes", "members")):
        marks = np.concatenate([part.column(name) for part in parts] or [_NOTHING])
        order = np.argsort(marks, kind="stable")
        marks = marks[order]
        np.save(folder / f"{name}.npy", marks)
        np.save(folder / f"{name}-at.npy", _beginnings(marks))
        values = [part.column(places) for part in parts]
        sizes = [len(each) for each in values]
        owners = np.repeat(np.arange(len(parts), dtype=owner), sizes)
        found = np.concatenate(values or [_NOTHING])[order]
        # Members are marks; all else is a place in the lines of a part.
        kind = found.dtype if places == "members" else place
        np.save(folder / f"{places}.npy", found.astype(kind))
        np.save(folder / f"{name}-of.npy", owners[order])
        if name == "subjects":
            ends = [_ends(part) for part in parts]
            found = np.concatenate(ends or [_NOTHING])[order]
            np.save(folder / "ends.npy", found.astype(place))


def _beginnings(marks: Marks) -> Marks:
    """Where those begin that have the same first bits, of which there are a few each; and the end.

    Halving all of a column would look at twenty places all over it.
    """
    bits = max(1, len(marks).bit_length() - _BITS)
    firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    begins = np.searchsorted(marks, firsts)
    return np.append(begins, len(marks)).astype(np.min_scalar_type(len(marks)))


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
        self.parts = tuple(parts)
        self._files = [_opened(part / LINES) for part in parts]
        self._columns: dict[str, Any] = {
            path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")
        }
        # Numbers of a memoryview are found ten times faster than those of an array of numpy.
        self._views = {name: memoryview(column) for name, column in self._columns.items()}
        # How far to shift a mark to have its first bits.
        self._shifts = {
            name: 65 - (len(self._columns[f"{name}-at"]) - 1).bit_length()
            for name in ("subjects", "objects", "classes")
        }
        self._graphs: dict[str, set[int]] = {}
        self._cache: OrderedDict[bytes, tuple[ox.Quad, ...]] = OrderedDict()

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name the term has in RDF
        graph_name: GraphName | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """See `View`. Without a subject, and with no IRI as object, it reads parts through."""
        if subject is not None:
            found: Iterable[ox.Quad] = self.about(str(subject).encode())
        elif isinstance(object, ox.NamedNode) and (
            predicate is None or predicate.value != RDF.type
        ):
            among = self._parts_of(graph_name)
            found = self._with(str(object).encode(), among, types=predicate is None)
        elif isinstance(object, ox.NamedNode):
            found = self._members(str(object).encode(), self._parts_of(graph_name))
        elif predicate is not None:
            found = self.having({predicate.value})
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
        begin = subject + b" "
        found = tuple(
            quad
            for text in self.texts(mark(subject))
            if text.startswith(begin)
            for quad in ox.parse(text, _FORMAT, lenient=True)
        )
        self._cache[subject] = found
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return found

    def texts(self, its: int, only: int | None = None) -> Iterator[bytes]:
        """The lines about what has this mark, part by part, or in `only` one."""
        begins, ends, of = (self._views[name] for name in ("begins", "ends", "subjects-of"))
        for at in self._range("subjects", its):
            if only is None or of[at] == only:
                yield self._files[of[at]][begins[at] : ends[at]]

    def first(self, subject: bytes) -> int:
        """The number of the first part that says anything of a subject; -1: none does."""
        return min(self.parts_about(subject), default=-1)

    def parts_about(self, subject: bytes) -> list[int]:
        """The numbers of the parts that say anything of a subject."""
        begins, of = self._views["begins"], self._views["subjects-of"]
        begin = subject + b" "
        return [
            of[at]
            for at in self._range("subjects", mark(subject))
            if self._files[of[at]][begins[at] : begins[at] + len(begin)] == begin
        ]

    def mentions(self, term: bytes) -> int:
        """How many quads have this IRI as a value, those that tell the class of it left out."""
        return len(self._range("objects", mark(term)))

    def numbers_of_mentions(self, marks: Marks) -> NDArray[np.int64]:
        """As `mentions`, of many things by their marks."""
        column = self._columns["objects"]
        found: NDArray[np.int64] = np.searchsorted(column, marks, side="right")
        return found - np.searchsorted(column, marks)

    def numbers_of_parts(self, marks: Marks) -> NDArray[np.int64]:
        """How many parts say something of each of many subjects, by their marks."""
        column = self._columns["subjects"]
        found: NDArray[np.int64] = np.searchsorted(column, marks, side="right")
        return found - np.searchsorted(column, marks)

    def spread(self, marks: Marks) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Of each mark of a subject, the first part that has it, and whether several have it."""
        column, of = self._columns["subjects"], self._columns["subjects-of"]
        first = np.searchsorted(column, marks)
        several = np.searchsorted(column, marks, side="right") - first > 1
        return of[first].astype(np.int64), several

    def let_go(self) -> None:
        """Give back the memory in which files are mapped; what is asked for again comes again.

        Who goes through all parts would at last have all of them in memory.
        """
        files = [*self._files, *(getattr(each, "_mmap", None) for each in self._columns.values())]
        for file in files:
            if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
                file.madvise(mmap.MADV_DONTNEED)

    def all(self) -> Iterator[ox.Quad]:
        """Every quad."""
        for file in self._files:
            yield from ox.parse(bytes(file), _FORMAT, lenient=True)

    def of_graph(self, graph: str) -> Iterator[ox.Quad]:
        """Every quad of a graph: reads the parts that have any."""
        for number in sorted(self._parts_of(ox.NamedNode(graph)) or ()):
            for quad in ox.parse(bytes(self._files[number]), _FORMAT, lenient=True):
                if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == graph:
                    yield quad

    def having(self, predicates: AbstractSet[str], only: int | None = None) -> Iterator[ox.Quad]:
        """Every quad with one of these predicates: reads the parts that have any, or `only` one."""
        for number, part in enumerate(self._told):
            if only not in (None, number):
                continue
            lines = part.having(predicates)
            while text := b"".join(islice(lines, _AT_ONCE)):
                yield from ox.parse(text, _FORMAT, lenient=True)

    def links_to(self, value: bytes) -> Iterator[tuple[str, str, str]]:
        """Subject, predicate and graph of what has this IRI as a value, but what tells its class.

        As IRIs; what has no name is left out.
        """
        having, of = self._views["having"], self._views["objects-of"]
        for at in self._range("objects", mark(value)):
            file, begin = self._files[of[at]], having[at]
            subject, predicate, rest = file[begin : file.find(b"\n", begin)].split(b" ", 2)
            end = rest.rindex(b" ", 0, -2)
            # Else another thing has this mark.
            if rest[:end] == value and subject.startswith(b"<"):
                graph = rest[end + 1 : -2]
                yield subject[1:-1].decode(), predicate[1:-1].decode(), graph[1:-1].decode()

    @cached_property
    def predicates(self) -> AbstractSet[str]:
        """All that are used."""
        return {iri for part in self._told for iri in part.predicates}

    @cached_property
    def _told(self) -> list[Part]:
        return [Part.at(folder) for folder in self.parts]

    def _parts_of(self, graph: GraphName | None) -> AbstractSet[int] | None:
        """The parts that have quads of a graph; None: it may be any."""
        if not isinstance(graph, ox.NamedNode):
            return None
        if not self._graphs:
            for number, part in enumerate(self._told):
                for iri in part.graphs:
                    self._graphs.setdefault(iri, set()).add(number)
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
            yield from self._members(value, among)

    def _members(self, value: bytes, among: AbstractSet[int] | None) -> Iterator[ox.Quad]:
        """What says of anything that it is of this class."""
        members, of = self._views["members"], self._views["classes-of"]
        wanted = ox.NamedNode(value[1:-1].decode())
        met: set[tuple[int, int]] = set()
        for at in self._range("classes", mark(value)):
            place = members[at], of[at]
            if place in met or (among is not None and of[at] not in among):
                continue
            met.add(place)
            for text in self.texts(*place):
                for quad in ox.parse(text, _FORMAT, lenient=True):
                    if quad.object == wanted and quad.predicate.value == RDF.type:
                        yield quad

    def _range(self, name: str, its: int) -> range:
        column, begins = self._views[name], self._views[f"{name}-at"]
        first = its >> self._shifts[name]
        low, end = begins[first], begins[first + 1]
        first = bisect_left(column, its, low, end)
        last = first
        if first < end and column[first] == its:
            last = bisect_right(column, its, first, end)
        return range(first, last)


def _opened(path: Path) -> Any:
    if not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
