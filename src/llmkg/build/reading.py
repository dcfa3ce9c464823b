"""Files of claims, read by several processes into parts that a build that begins again takes.

A part has the quads of some files. Its name is a digest of these files and of the program, so one
that is there need not be made. Blank nodes are named file by file; where two files speak of the
parts of one thing, or one has names that the other's parts could take, they are read together:
the numbers of the parts must not hang on the order of files.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyoxigraph as ox

from llmkg import __version__
from llmkg.build.crew import Crew
from llmkg.errors import LlmkgError
from llmkg.rdf.corpus import graph_of_path, read_bytes
from llmkg.rdf.distinct import distinct
from llmkg.rdf.numbered import Marks, mark
from llmkg.rdf.part import Part, write_part
from llmkg.rdf.skolem import UnnamableBlankNode, names_of, skolemise
from llmkg.rdf.turtle import parse_triples
from llmkg.store.embedded import as_stored

FORMAT: Final = "4"
"""Of parts: another one where they are made otherwise, so that older ones are not taken."""

_BYTES: Final = 4_000_000  # of files in a part, at least where there are so many
_PARTS: Final = 128  # and no more parts than about so many: a process has a file open for each
_FILES: Final = 300
_BASES: Final = "bases.npy"
FILES: Final = "files.json"
"""The names of the files of a part."""


@dataclass(frozen=True, slots=True)
class Order:
    """A part to be made: of files by name and digest, each by itself or all of them together."""

    root: Path
    place: Path
    files: tuple[tuple[str, str], ...]
    limit_bytes: int
    together: bool = False

    @property
    def folder(self) -> Path:
        """Where the part is, once it is whole."""
        said = [FORMAT, __version__, ox.__version__, str(self.together)]
        said += [f"{digest} {name}" for name, digest in self.files]
        return self.place / sha256("\n".join(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an order: a part, or the names of files that cannot be read."""

    order: Order
    faulty: tuple[str, ...] = ()


def read_files(  # noqa: PLR0913, PLR0917 - each is a matter of its own
    crew: Crew,
    root: Path,
    place: Path,
    inputs: Mapping[str, str],
    limit_bytes: int,
    told: Callable[[int], None],
) -> tuple[list[Part], list[str]]:
    """The parts of these files, by name with their digests, and the names of those with faults.

    `place` is the folder of parts; `told` is called with the number of bytes that were done.
    """
    files = [(name, digest) for name, digest in sorted(inputs.items())]
    orders = list(_orders(root, place, files, limit_bytes))
    faulty = _make(crew, orders, told)
    if faulty:
        return [], sorted(faulty)
    sharing = _sharing(orders)
    if sharing:
        shared = {file for some in sharing for file in some}
        alone = [
            Order(root, place, left, limit_bytes)
            for order in orders
            if (left := tuple(file for file in order.files if file not in shared))
        ]
        joint = [
            Order(root, place, tuple(sorted(some)), limit_bytes, together=True) for some in sharing
        ]
        orders = [*alone, *joint]
        _make(crew, orders, lambda _bytes: None)
    return [Part.at(order.folder) for order in orders], []


def _orders(
    root: Path, place: Path, files: Sequence[tuple[str, str]], limit_bytes: int
) -> Iterator[Order]:
    some: list[tuple[str, str]] = []
    sizes = [(root / name).stat().st_size for name, _ in files]
    most, number = max(_BYTES, sum(sizes) // _PARTS), max(_FILES, len(files) // _PARTS)
    size = 0
    for (name, digest), its in zip(files, sizes, strict=True):
        if some and (size + its > most or len(some) == number):
            yield Order(root, place, tuple(some), limit_bytes)
            some, size = [], 0
        some.append((name, digest))
        size += its
    if some:
        yield Order(root, place, tuple(some), limit_bytes)


def _make(crew: Crew, orders: Iterable[Order], told: Callable[[int], None]) -> set[str]:
    """Make the parts that are not there; gives the names of files with faults."""
    waiting = []
    for order in orders:
        if order.folder.exists():
            told(_size(order))
        else:
            waiting.append(order)
    faulty: set[str] = set()
    for made in crew.each(read, waiting):
        faulty.update(made.faulty)
        told(_size(made.order))
    return faulty


def _size(order: Order) -> int:
    return sum((order.root / name).stat().st_size for name, _ in order.files)


def read(order: Order) -> Made:
    """Make a part."""
    reader = _Files(order)
    lines, faulty = reader.lines()
    if not faulty:
        new = order.folder.with_name(f"{order.folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)  # of a build that was killed
        write_part(new, lines)
        np.save(new / _BASES, np.array(reader.bases, dtype=np.uint64).reshape(-1, 3))
        names = [name for name, _ in order.files]
        (new / FILES).write_text(json.dumps(names), encoding="utf-8")
        new.rename(order.folder)
    return Made(order, tuple(faulty))


class _Files:
    """Reads the files of an order.

    bases  for each file whose blank nodes belong to a thing (1), or that has a name with a # below
           it (0): the mark of the thing, the number of the file, and which of both
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self.bases: list[tuple[int, int, int]] = []

    def lines(self) -> tuple[list[bytes], list[str]]:
        """The quads of all files as N-Quads, and the names of files that cannot be read."""
        lines: list[bytes] = []
        faulty: list[str] = []
        together: list[ox.Quad] = []
        for number, (name, digest) in enumerate(self._order.files):
            try:
                triples = self._read(name, digest)
                graph = graph_of_path(name)
            except LlmkgError:
                faulty.append(name)
                continue
            if self._order.together:
                self._find_bases(triples, number)
                into = ox.NamedNode(str(graph))
                together += [ox.Quad(q.subject, q.predicate, q.object, into) for q in triples]
                continue
            dealt = _Dealt(triples)
            self._find_bases(dealt.bearing, number)
            try:
                lines += dealt.named(f" <{graph}> .\n".encode())
            except UnnamableBlankNode:
                faulty.append(name)
        if together:
            named = list(as_stored(skolemise(together)))
            text = ox.serialize(named, format=ox.RdfFormat.N_QUADS) or b""
            lines += text.splitlines(keepends=True)
        return lines, faulty

    def _read(self, name: str, digest: str) -> list[ox.Quad]:
        limit = self._order.limit_bytes
        data = read_bytes(self._order.root / name, name, limit)
        if sha256(data).hexdigest() != digest:
            raise ChangedMeanwhile(name)
        return parse_triples(data, name, limit_bytes=limit)

    def _find_bases(self, triples: Iterable[ox.Quad], number: int) -> None:
        found: set[tuple[str, int]] = set()
        for quad in triples:
            subject = quad.subject
            if isinstance(subject, ox.NamedNode):
                if isinstance(quad.object, ox.BlankNode):
                    found.add((subject.value.partition("#")[0], 1))
                if "#" in subject.value:
                    found.add((subject.value.partition("#")[0], 0))
        self.bases += [(mark(base.encode()), number, which) for base, which in found]


class ChangedMeanwhile(LlmkgError):
    """A file was written while the build read it."""


class _Dealt:
    """The triples of a file: most as lines, what naming hangs on, and what a store rewrites.

    Naming hangs on blank nodes, and on names with a #, which may be taken; a few others that look
    so do no harm.
    """

    def __init__(self, triples: Sequence[ox.Quad]) -> None:
        self.bearing: list[ox.Quad] = []
        self._plain: list[bytes] = []
        self._bearing: list[bytes] = []
        self._typed: list[bytes] = []
        # Bytes are looked at in a fifth of the time of terms.
        text = ox.serialize(triples, format=ox.RdfFormat.N_QUADS) or b""
        for line, quad in zip(text.split(b"\n"), triples, strict=False):  # the last one is empty
            if line.startswith(b"_") or b" _:" in line or b"#" in line[: line.index(b" ")]:
                self.bearing.append(quad)
                self._bearing.append(line)
            elif line.endswith(b"> .") and b'"^^<' in line:
                self._typed.append(line)
            else:
                self._plain.append(line)

    def named(self, end: bytes) -> Iterator[bytes]:
        """All lines, with names for blank nodes, and another end. Raises UnnamableBlankNode."""
        for line in self._plain:
            yield line[:-2] + end
        found = names_of(self.bearing).items()
        names = {str(node).encode(): str(name).encode() for node, name in found}
        typed = self._typed
        for line in self._bearing:
            subject, predicate, value = line[:-2].split(b" ", 2)
            triple = b"%b %b %b" % (names.get(subject, subject), predicate, names.get(value, value))
            if triple.endswith(b">") and b'"^^<' in triple:
                typed.append(triple + b" .")
            else:
                yield triple + end
        # All that a store rewrites.
        read = ox.parse(b"\n".join(typed), ox.RdfFormat.N_TRIPLES, lenient=True)
        stored = (quad.triple for quad in as_stored(read))
        text = ox.serialize(stored, format=ox.RdfFormat.N_TRIPLES) or b""
        for line in text.splitlines():
            yield line[:-2] + end


def _sharing(orders: Sequence[Order]) -> list[set[tuple[str, str]]]:
    """Files whose blank nodes have to be named together."""
    rows: list[Marks] = []
    files: list[tuple[str, str]] = []
    for order in orders:
        row: Marks = np.load(order.folder / _BASES)
        row[:, 1] += np.uint64(len(files))
        rows.append(row)
        files += order.files
    if not rows:
        return []
    table = np.concatenate(rows)
    table = table[np.argsort(table[:, 0], kind="stable")]
    same = np.flatnonzero(table[1:, 0] == table[:-1, 0])
    several = distinct(table[same, 0])
    meant = table[np.isin(table[:, 0], several)]
    by_base: dict[int, set[int]] = defaultdict(set)
    blank: set[int] = set()
    for base, file, which in meant.tolist():
        by_base[base].add(file)
        if which:
            blank.add(base)
    return [
        {files[number] for number in some}
        for some in _hanging_together(by_base[base] for base in blank if len(by_base[base]) > 1)
    ]


def _hanging_together(sets: Iterable[set[int]]) -> list[set[int]]:
    """Sets that have anything in common as one."""
    above: dict[int, int] = {}

    def root(of: int) -> int:
        while above.setdefault(of, of) != of:
            above[of] = above[above[of]]
            of = above[of]
        return of

    for some in sets:
        first, *others = sorted(some)
        for other in others:
            above[root(other)] = root(first)
    found: dict[int, set[int]] = defaultdict(set)
    for each in above:
        found[root(each)].add(each)
    return sorted(found.values(), key=min)
