"""Statistics of quads that do not go into memory: counted in parts on the disk, and exact.

A term is told from others by 128 bits of its BLAKE2b digest, as the engine's own store does it. By
the first bits of their subjects triples are dealt into parts, and once more by those of their
objects; all that has a term in common is in one part, where numbers are sorted and compared. In
memory are one part, the names of properties, classes and graphs, and a number for each pair of
graph and property.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, starmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self, TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.export.counted import graph_count, vocabularies
from llmkg.model.statistics import ClassCount, PropertyCount, Share, Statistics
from llmkg.vocab import RDF

PARTS: Final = 64
"""Parts that triples are dealt into, a power of two: 40 MB each at fifty million quads."""

_TYPE: Final = RDF.type
_AT_ONCE: Final = 50_000
_KEY: Final = [("high", "<u8"), ("low", "<u8")]
_OTHER: Final = [("high2", "<u8"), ("low2", "<u8")]
_BY_SUBJECT: Final = np.dtype(
    [*_KEY, *_OTHER, ("property", "<u4"), ("graph", "<u4"), ("kind", "<u4"), ("iri", "?")]
)
_BY_OBJECT: Final = np.dtype([*_KEY, ("property", "<u4"), ("of", "<u4"), ("kind", "<u4")])
_IN_GRAPH: Final = np.dtype([*_KEY, ("property", "<u4"), ("graph", "<u4")])
_TYPED: Final = np.dtype([*_KEY, ("class", "<u4")])

_Rows: TypeAlias = NDArray[Any]
_Numbers: TypeAlias = NDArray[np.int64]


def count_in_parts(quads: Iterable[ox.Quad], scratch: Path | None = None) -> Statistics:
    """As `count`, of quads of which none comes twice but in the default graph, which is left out.

    Parts are written below `scratch`, or where temporary files are; 110 bytes a quad.
    """
    with TemporaryDirectory(dir=scratch, prefix="count-") as folder:
        parts = _Parts(Path(folder))
        parts.deal(quads)
        for part in range(PARTS):
            parts.by_subject(part)
        for part in range(PARTS):
            parts.by_object(part)
        return parts.statistics()


class _Names:
    """Numbers for strings of which there are few; 0 is none."""

    def __init__(self) -> None:
        self.all: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}

    def number(self, name: str) -> int:
        found = self._numbers.setdefault(name, len(self.all))
        if found == len(self.all):
            self.all.append(name)
        return found


class _Kinds:
    """Numbers for what a term may be: the classes that it has, or its datatype; 0 is neither."""

    def __init__(self) -> None:
        self.all: list[tuple[tuple[int, ...], str]] = [((), "")]
        self._numbers: dict[tuple[tuple[int, ...], str], int] = {((), ""): 0}

    def number(self, classes: tuple[int, ...], datatype: str = "") -> int:
        kind = (classes, datatype)
        found = self._numbers.setdefault(kind, len(self.all))
        if found == len(self.all):
            self.all.append(kind)
        return found


class _Dealer:
    """Writes rows to the files of their parts."""

    def __init__(self, folder: Path, name: str) -> None:
        self._files = ExitStack()
        self._parts = [
            self._files.enter_context((folder / f"{name}{part}").open("ab"))
            for part in range(PARTS)
        ]

    def deal(self, rows: _Rows) -> None:
        part = rows["high"] >> np.uint64(65 - PARTS.bit_length())  # its first bits
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(1, PARTS + 1, dtype=np.uint64))
        begin = 0
        for file, end in zip(self._parts, ends.tolist(), strict=True):
            file.write(rows[order[begin:end]].tobytes())
            begin = end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._files.close()


class _Parts:
    """Quads in their parts, and what has been counted of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._properties = _Names()
        self._graphs = _Names()
        self._classes = _Names()
        self._kinds = _Kinds()
        self._whole: Counter[str] = Counter()
        self._subjects: Counter[int] = Counter()
        self._objects: Counter[int] = Counter()
        self._things: Counter[int] = Counter()
        self._having: Counter[tuple[int, int]] = Counter()
        self._triples: Counter[tuple[int, int, int]] = Counter()
        self._in_graph: tuple[Counter[tuple[int, int]], ...] = (Counter(), Counter(), Counter())
        self._typed_in_graph: Counter[tuple[int, int]] = Counter()

    def deal(self, quads: Iterable[ox.Quad]) -> None:
        """Deal all quads by their subjects."""
        digest = lru_cache(_AT_ONCE)(_digest)
        stream = (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
        folder = self._folder
        with (
            _Dealer(folder, "subject") as by_subject,
            _Dealer(folder, "graph") as in_graph,
            _Dealer(folder, "type") as typed,
        ):
            while some := list(islice(stream, _AT_ONCE)):
                rows = np.empty(len(some), _BY_SUBJECT)
                _put(rows, "high", "low", [digest(each.subject) for each in some])
                _put(rows, "high2", "low2", [digest(each.object) for each in some])
                rows["property"] = [self._properties.number(q.predicate.value) for q in some]
                rows["graph"] = [self._graphs.number(str(q.graph_name)[1:-1]) for q in some]
                rows["kind"] = [self._datatype(each.object) for each in some]
                rows["iri"] = [isinstance(each.subject, ox.NamedNode) for each in some]
                by_subject.deal(rows)
                by_object = np.empty(len(some), _IN_GRAPH)
                by_object["high"], by_object["low"] = rows["high2"], rows["low2"]
                by_object["property"], by_object["graph"] = rows["property"], rows["graph"]
                in_graph.deal(by_object)
                typed.deal(self._types(some, rows))

    def by_subject(self, part: int) -> None:
        """Count what hangs on subjects, and deal triples on by their objects."""
        types = self._read("type", part, _TYPED)
        rows = self._read("subject", part, _BY_SUBJECT)
        types, things = self._kinds_of(types, rows)
        np.save(self._folder / f"kinds{part}.npy", types)
        of_thing = np.zeros(int(things.max(initial=-1)) + 1, dtype=np.int64)
        of_thing[things[: len(types)]] = types["kind"]
        subjects, properties = things[len(types) :], rows["property"].astype(np.int64)
        kinds = of_thing[subjects]
        graphs = rows["graph"].astype(np.int64)
        _tally(self._in_graph[0], graphs, properties)
        _tally(self._in_graph[1], *_different(graphs, properties, subjects)[:2])
        order = np.lexsort((rows["low2"], rows["high2"], properties, subjects))
        fresh = _fresh(
            *(each[order] for each in (subjects, properties, rows["high2"], rows["low2"]))
        )
        once = order[fresh]
        self._whole["triples"] += len(once)
        found, first = np.unique(subjects, return_index=True)
        self._whole["subjects"] += len(found)
        self._whole["entities"] += int(rows["iri"][first].sum())
        have, having = _different(subjects, properties)
        _tally(self._subjects, having)
        _tally(self._having, of_thing[have], having)
        on = np.empty(len(once), _BY_OBJECT)
        on["high"], on["low"] = rows["high2"][once], rows["low2"][once]
        on["property"], on["of"], on["kind"] = properties[once], kinds[once], rows["kind"][once]
        with _Dealer(self._folder, "object") as by_object:
            by_object.deal(on)

    def by_object(self, part: int) -> None:
        """Count what hangs on objects."""
        kinds = np.load(self._folder / f"kinds{part}.npy")
        rows = self._read("object", part, _BY_OBJECT)
        values = _numbered(kinds, rows)
        of_value = np.zeros(int(values.max(initial=-1)) + 1, dtype=np.int64)
        of_value[values[: len(kinds)]] = kinds["kind"]
        objects, properties = values[len(kinds) :], rows["property"].astype(np.int64)
        # A literal has a datatype; it is nobody's subject.
        kind = np.maximum(rows["kind"].astype(np.int64), of_value[objects])
        self._whole["objects"] += len(np.unique(objects))
        _tally(self._objects, _different(objects, properties)[1])
        _tally(self._triples, rows["of"].astype(np.int64), properties, kind)
        rows = self._read("graph", part, _IN_GRAPH)
        objects, properties = _numbered(rows), rows["property"].astype(np.int64)
        graphs = rows["graph"].astype(np.int64)
        _tally(self._in_graph[2], *_different(graphs, properties, objects)[:2])

    def statistics(self) -> Statistics:
        """What was counted."""
        properties = tuple(sorted(self._property_counts(), key=lambda each: each.iri))
        classes = tuple(sorted(self._class_counts(), key=lambda each: each.iri))
        used = {each.iri for each in properties} | {each.iri for each in classes}
        triples, subjects, objects = self._in_graph
        graphs: dict[str, tuple[dict[str, tuple[int, int, int]], dict[str, int]]] = {
            name: ({}, {}) for name in sorted(self._graphs.all[1:])
        }
        for (graph, property_), n in triples.items():
            pair = (graph, property_)
            parts = graphs[self._graphs.all[graph]][0]
            parts[self._properties.all[property_]] = (n, subjects[pair], objects[pair])
        for (graph, class_), n in self._typed_in_graph.items():
            graphs[self._graphs.all[graph]][1][self._classes.all[class_]] = n
        return Statistics(
            triples=self._whole["triples"],
            entities=self._whole["entities"],
            subjects=self._whole["subjects"],
            objects=self._whole["objects"],
            vocabularies=vocabularies(used),
            graphs=tuple(graph_count(iri, *found) for iri, found in graphs.items()),
            classes=classes,
            properties=properties,
        )

    def _property_counts(self) -> Iterator[PropertyCount]:
        triples: dict[int, Counter[int]] = {}
        for (_, property_, kind), n in self._triples.items():
            triples.setdefault(property_, Counter())[kind] += n
        for property_, kinds in triples.items():
            iri = self._properties.all[property_]
            number = (kinds.total(), self._subjects[property_], self._objects[property_])
            yield PropertyCount(iri, *number, *self._shares(kinds))

    def _class_counts(self) -> Iterator[ClassCount]:
        parts: dict[int, dict[int, Counter[int]]] = {class_: {} for class_ in self._things}
        for (of, property_, kind), n in self._triples.items():
            for class_ in self._kinds.all[of][0]:
                parts[class_].setdefault(property_, Counter())[kind] += n
        having: Counter[tuple[int, int]] = Counter()
        for (of, property_), n in self._having.items():
            for class_ in self._kinds.all[of][0]:
                having[class_, property_] += n
        for class_, things in self._things.items():
            counts = [
                PropertyCount(
                    self._properties.all[property_],
                    kinds.total(),
                    having[class_, property_],
                    None,
                    *self._shares(kinds),
                )
                for property_, kinds in parts[class_].items()
            ]
            counts.sort(key=lambda each: each.iri)
            total = sum(each.triples for each in counts)
            yield ClassCount(self._classes.all[class_], things, total, tuple(counts))

    def _shares(self, kinds: Mapping[int, int]) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
        classes: Counter[str] = Counter()
        datatypes: Counter[str] = Counter()
        for kind, n in kinds.items():
            several, datatype = self._kinds.all[kind]
            for class_ in several:
                classes[self._classes.all[class_]] += n
            if datatype:
                datatypes[datatype] += n
        return (
            tuple(starmap(Share, sorted(classes.items()))),
            tuple(starmap(Share, sorted(datatypes.items()))),
        )

    def _datatype(self, value: object) -> int:
        return self._kinds.number((), value.datatype.value) if isinstance(value, ox.Literal) else 0

    def _types(self, quads: Sequence[ox.Quad], rows: _Rows) -> _Rows:
        """The classes that these quads give to their subjects."""
        at, classes = [], []
        for number, quad in enumerate(quads):
            if quad.predicate.value == _TYPE and isinstance(quad.object, ox.NamedNode):
                at.append(number)
                classes.append(self._classes.number(quad.object.value))
        typed = np.empty(len(at), _TYPED)
        typed["high"], typed["low"], typed["class"] = rows["high"][at], rows["low"][at], classes
        _tally(self._typed_in_graph, rows["graph"][at].astype(np.int64), np.array(classes, int))
        return typed

    def _kinds_of(self, types: _Rows, rows: _Rows) -> tuple[_Rows, _Numbers]:
        """The things that have classes, each once with its kind; numbers for them and all rows."""
        things = _numbered(types)
        thing, classes = _different(things, types["class"].astype(np.int64))
        _tally(self._things, classes)
        ends = np.flatnonzero(np.diff(thing, append=-1)) + 1
        listed, begin = classes.tolist(), 0
        _, first = np.unique(things, return_index=True)
        found = np.empty(len(ends), np.dtype([*_KEY, ("kind", "<u4")]))
        found["high"], found["low"] = types["high"][first], types["low"][first]
        for at, end in enumerate(ends.tolist()):
            found["kind"][at] = self._kinds.number(tuple(listed[begin:end]))
            begin = end
        return found, _numbered(found, rows)

    def _read(self, name: str, part: int, kind: np.dtype[Any]) -> _Rows:
        path = self._folder / f"{name}{part}"
        rows = np.fromfile(path, kind) if path.exists() else np.empty(0, kind)
        path.unlink(missing_ok=True)
        return rows


def _digest(term: object) -> bytes:
    return blake2b(str(term).encode(), digest_size=16).digest()


def _put(rows: _Rows, high: str, low: str, digests: Sequence[bytes]) -> None:
    numbers = np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2)
    rows[high], rows[low] = numbers[:, 0], numbers[:, 1]


def _numbered(*several: _Rows) -> _Numbers:
    """Numbers for the keys of rows, the same for the same key; one array after the other."""
    high = np.concatenate([rows["high"] for rows in several])
    low = np.concatenate([rows["low"] for rows in several])
    order = np.lexsort((low, high))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(_fresh(high[order], low[order])) - 1
    return numbers


def _fresh(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a sorted row differs from the one before."""
    fresh = np.zeros(len(columns[0]), dtype=bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= column[1:] != column[:-1]
    return fresh


def _different(*columns: _Numbers) -> tuple[_Numbers, ...]:
    """The different rows of these columns, sorted."""
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    fresh = _fresh(*ordered)
    return tuple(column[fresh] for column in ordered)


def _tally(counter: Counter[Any], *columns: _Numbers) -> None:
    """Count rows in."""
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    begins = np.flatnonzero(_fresh(*ordered))
    numbers = np.diff(begins, append=len(order)).tolist()
    found = [column[begins].tolist() for column in ordered]
    keys = found[0] if len(found) == 1 else zip(*found, strict=True)
    for key, n in zip(keys, numbers, strict=True):
        counter[key] += n
