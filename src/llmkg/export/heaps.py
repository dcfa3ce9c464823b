"""Heaps of triples on the disk, all that has a term in common in one: dealt and counted.

Numbers of properties, classes, graphs and datatypes are the same everywhere. A kind is what a thing
may be: the classes that it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from llmkg.rdf.distinct import distinct
from llmkg.rdf.numbered import BLANK, TRIPLE, datatype_of
from llmkg.rdf.part import NUMBERS, Part
from llmkg.vocab import RDF

_KEY: Final = [("high", "<u8"), ("low", "<u8")]
_OTHER: Final = [("high2", "<u8"), ("low2", "<u8")]
_PROPERTY: Final = [("property", "<u4")]
# A value's kind: its datatype below 0, for a literal; 0 for what else it may be.
_BY_SUBJECT: Final = np.dtype(
    [*_KEY, *_OTHER, *_PROPERTY, ("graph", "<u4"), ("kind", "<i4"), ("iri", "?")]
)
_BY_OBJECT: Final = np.dtype([*_KEY, *_PROPERTY, ("of", "<u4"), ("kind", "<i4")])
_IN_GRAPH: Final = np.dtype([*_KEY, *_PROPERTY, ("graph", "<u4")])
_TYPED: Final = np.dtype([*_KEY, ("class", "<u4"), ("graph", "<u4")])

_Rows: TypeAlias = NDArray[Any]
_Numbers: TypeAlias = NDArray[np.int64]
Kind: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dealing:
    """Parts that are dealt together.

    heaps   into how many, a power of two
    names   by part the numbers of properties, classes, graphs and datatypes
    """

    scratch: Path
    number: int
    heaps: int
    parts: tuple[Path, ...]
    names: tuple[Mapping[str, Mapping[str, int]], ...]


@dataclass(frozen=True, slots=True)
class Heap:
    """One of `heaps`, into which `dealings` were dealt."""

    scratch: Path
    number: int
    heaps: int
    dealings: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each key was met; a key is a row of the columns."""

    keys: tuple[_Numbers, ...]
    numbers: _Numbers


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted in a heap, and which kinds of things there are."""

    heap: int
    tallies: Mapping[str, Tally]
    whole: Mapping[str, int]
    kinds: tuple[Kind, ...] = ()


def deal(job: Dealing) -> None:
    """Deal parts by subject, what gives classes once more, and values by themselves."""
    dealt = [_rows(Part.at(at), its) for at, its in zip(job.parts, job.names, strict=True)]
    rows = np.concatenate([found for found, _ in dealt])
    typed = np.concatenate([found for _, found in dealt])
    values = np.empty(len(rows), _IN_GRAPH)
    values["high"], values["low"] = rows["high2"], rows["low2"]
    values["property"], values["graph"] = rows["property"], rows["graph"]
    for name, some in (("subject", rows), ("type", typed), ("graph", values)):
        _write(job.scratch, f"{name}-{job.number}", some, job.heaps)


def _rows(part: Part, names: Mapping[str, Mapping[str, int]]) -> tuple[_Rows, _Rows]:
    folder = part.folder / NUMBERS
    lines, of, kinds = (np.load(folder / f"{name}.npy") for name in ("rows", "of", "kinds"))
    marks, checks = np.load(folder / "marks.npy"), np.load(folder / "checks.npy")
    properties, classes = (np.zeros(len(marks), dtype=np.uint32) for _ in range(2))
    for iri, at in part.predicates.items():
        properties[at] = names["properties"][iri]
    for iri, at in part.classes.items():
        classes[at] = names["classes"][iri]
    graphs = np.array([names["graphs"][iri] for iri in part.graphs], dtype=np.uint32)
    types = range(int(kinds.max(initial=0)) + 1)
    datatypes = np.array(
        [-names["datatypes"].get(datatype_of(kind, part.datatypes), 0) for kind in types],
        dtype=np.int32,
    )
    subjects, values = lines[:, 0], lines[:, 2]
    rows = np.empty(len(lines), _BY_SUBJECT)
    rows["high"], rows["low"] = marks[subjects], checks[subjects]
    rows["high2"], rows["low2"] = marks[values], checks[values]
    rows["property"], rows["graph"] = properties[lines[:, 1]], graphs[of]
    rows["kind"] = datatypes[kinds[values]]
    rows["iri"] = (kinds[subjects] != BLANK) & (kinds[subjects] != TRIPLE)
    # Classes are values of rdf:type; as values of others they are nothing but things.
    its = lines[:, 1] == part.predicates.get(RDF.type, -1)
    its &= classes[values] > 0
    typed = np.empty(int(its.sum()), _TYPED)
    typed["high"], typed["low"] = rows["high"][its], rows["low"][its]
    typed["class"], typed["graph"] = classes[values[its]], rows["graph"][its]
    return rows, typed


def by_subject(heap: Heap) -> Found:
    """Count what hangs on subjects, and deal triples on by their objects."""
    types, rows = _read(heap, "type", _TYPED), _read(heap, "subject", _BY_SUBJECT)
    tallies = {"graph classes": _tally(_wide(types["graph"]), _wide(types["class"]))}
    kinds, found, things = _kinds_of(types, rows, tallies)
    np.save(heap.scratch / f"kinds-{heap.number}.npy", found)
    of_thing = np.zeros(int(things.max(initial=-1)) + 1, dtype=np.int64)
    of_thing[things[: len(found)]] = found["kind"]
    subjects, properties = things[len(found) :], _wide(rows["property"])
    graphs = _wide(rows["graph"])
    tallies["graph triples"] = _tally(graphs, properties)
    tallies["graph subjects"] = _tally(*_different(graphs, properties, subjects)[:2])
    values = _numbered([(rows["high2"], rows["low2"])])
    order = _sorted(subjects, properties, values)
    once = order[_fresh(*(each[order] for each in (subjects, properties, values)))]
    found_subjects, first = np.unique(subjects, return_index=True)
    whole = {
        "triples": len(once),
        "subjects": len(found_subjects),
        "entities": int(rows["iri"][first].sum()),
    }
    have, having = _different(subjects, properties)
    tallies["subjects"] = _tally(having)
    of_have = of_thing[have]
    tallies["having"] = _tally(np.full(len(have), heap.number), of_have, having)
    on = np.empty(len(once), _BY_OBJECT)
    on["high"], on["low"] = rows["high2"][once], rows["low2"][once]
    on["property"], on["kind"] = properties[once], rows["kind"][once]
    on["of"] = of_thing[subjects[once]]
    _write(heap.scratch, f"object-{heap.number}", on, heap.heaps)
    return Found(heap.number, tallies, whole, kinds)


def by_object(heap: Heap) -> Found:
    """Count what hangs on objects, once all heaps were counted by subject.

    Beside them lies by heap the number of each of its kinds among all kinds.
    """
    tables = [np.load(heap.scratch / f"table-{at}.npy") for at in range(heap.heaps)]
    found = np.load(heap.scratch / f"kinds-{heap.number}.npy")
    pieces = [_piece(heap, f"object-{at}", _BY_OBJECT) for at in range(heap.heaps)]
    rows = np.concatenate(pieces)
    of = np.concatenate(
        [table[piece["of"]] for table, piece in zip(tables, pieces, strict=True)]
    ).astype(np.int64)
    values = _numbered([(each["high"], each["low"]) for each in (found, rows)])
    none = tables[heap.number][0]  # each heap's first kind has no class
    of_value = np.full(int(values.max(initial=-1)) + 1, none, dtype=np.int64)
    of_value[values[: len(found)]] = tables[heap.number][found["kind"]]
    objects, properties = values[len(found) :], _wide(rows["property"])
    # A literal has a datatype; it is nobody's subject.
    kind = np.where(rows["kind"] < 0, rows["kind"], of_value[objects])
    tallies = {
        "objects": _tally(_different(objects, properties)[1]),
        "triples": _tally(of, properties, kind),
    }
    whole = {"objects": len(distinct(objects))}
    rows = _read(heap, "graph", _IN_GRAPH)
    objects = _numbered([(rows["high"], rows["low"])])
    several = _different(_wide(rows["graph"]), _wide(rows["property"]), objects)
    tallies["graph objects"] = _tally(*several[:2])
    return Found(heap.number, tallies, whole)


def _kinds_of(
    types: _Rows, rows: _Rows, tallies: dict[str, Tally]
) -> tuple[tuple[Kind, ...], _Rows, _Numbers]:
    """All kinds; the things that have classes, once each with their kind; numbers for all rows."""
    things = _numbered([(types["high"], types["low"])])
    thing, classes = _different(things, _wide(types["class"]))
    tallies["things"] = _tally(classes)
    ends = np.flatnonzero(np.diff(thing, append=-1)) + 1
    _, first = np.unique(things, return_index=True)
    found = np.empty(len(ends), np.dtype([*_KEY, ("kind", "<u4")]))
    found["high"], found["low"] = types["high"][first], types["low"][first]
    kinds: dict[Kind, int] = {(): 0}
    listed, begin = classes.tolist(), 0
    for at, end in enumerate(ends.tolist()):
        found["kind"][at] = kinds.setdefault(tuple(listed[begin:end]), len(kinds))
        begin = end
    numbers = _numbered([(each["high"], each["low"]) for each in (found, rows)])
    return tuple(kinds), found, numbers


# -- files ---------------------------------------------------------------------------------------


def _write(scratch: Path, name: str, rows: _Rows, heaps: int) -> None:
    """Write rows by heap, and where each heap ends."""
    heap = np.zeros(len(rows), dtype=np.uint16)
    if heaps > 1:
        heap = (rows["high"] >> np.uint64(65 - heaps.bit_length())).astype(np.uint16)
    order = np.argsort(heap, kind="stable")
    np.save(scratch / f"{name}.npy", rows[order])
    ends = np.cumsum(np.bincount(heap, minlength=heaps))
    np.save(scratch / f"{name}-ends.npy", ends)


def _piece(heap: Heap, name: str, kind: np.dtype[Any]) -> _Rows:
    ends = np.load(heap.scratch / f"{name}-ends.npy")
    begin = int(ends[heap.number - 1]) if heap.number else 0
    end = int(ends[heap.number])
    if begin == end:
        return np.empty(0, kind)
    whole = np.load(heap.scratch / f"{name}.npy", mmap_mode="r")
    return np.array(whole[begin:end])


def _read(heap: Heap, name: str, kind: np.dtype[Any]) -> _Rows:
    pieces = [_piece(heap, f"{name}-{at}", kind) for at in range(heap.dealings)]
    return np.concatenate([*pieces, np.empty(0, kind)])


# -- rows ----------------------------------------------------------------------------------------


def _wide(column: NDArray[Any]) -> _Numbers:
    return column.astype(np.int64)


def _numbered(keys: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> _Numbers:
    """Numbers for keys of two halves, the same for the same key; one array after the other."""
    high = np.concatenate([each for each, _ in keys])
    low = np.concatenate([each for _, each in keys])
    order = np.argsort(high)
    ordered = high[order]
    same = ordered[1:] == ordered[:-1]
    if np.any(same & (low[order[1:]] != low[order[:-1]])):  # hardly ever
        order = np.lexsort((low, high))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(_fresh(high[order], low[order])) - 1
    return numbers


def _sorted(*columns: _Numbers) -> _Numbers:
    """The order of rows, by the first column first: by one number where they fit into it."""
    least = [int(column.min(initial=0)) for column in columns]
    sizes = [int(each.max(initial=0)) - low + 1 for each, low in zip(columns, least, strict=True)]
    if prod(sizes) >= 1 << 62:
        return np.lexsort(columns[::-1])
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column, low, size in zip(columns, least, sizes, strict=True):
        key = key * size + (column - low)
    return np.argsort(key)


def _fresh(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a sorted row differs from the one before."""
    fresh = np.zeros(len(columns[0]), dtype=bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= column[1:] != column[:-1]
    return fresh


def _different(*columns: _Numbers) -> tuple[_Numbers, ...]:
    """The different rows of these columns, sorted."""
    order = _sorted(*columns)
    ordered = [column[order] for column in columns]
    fresh = _fresh(*ordered)
    return tuple(column[fresh] for column in ordered)


def _tally(*columns: _Numbers) -> Tally:
    """Count rows."""
    order = _sorted(*columns)
    ordered = [column[order] for column in columns]
    begins = np.flatnonzero(_fresh(*ordered))
    numbers = np.diff(begins, append=len(order)).astype(np.int64)
    return Tally(tuple(column[begins] for column in ordered), numbers)
