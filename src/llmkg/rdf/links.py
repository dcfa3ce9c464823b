"""What parts say under some predicates, as numbers on the disk: followed without reading a line.

Both ways stand ready: what a thing is linked to, and what is linked to it, each as one slice of a
mapped column. A thing takes 3 to 4 µs, where cutting and parsing its lines takes 20.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.errors import OutsideError
from llmkg.rdf.distinct import distinct
from llmkg.rdf.mapped import let_go
from llmkg.rdf.numbered import BLANK, IRI, TRIPLE, Marks, mark
from llmkg.rdf.part import NUMBERS, Part
from llmkg.rdf.view import is_authored, named

Numbers: TypeAlias = NDArray[np.uint32]
Codes: TypeAlias = NDArray[np.uint8]

_NO_CODE: Final = 255
_NOTHING: Final[Marks] = np.empty(0, dtype=np.uint64)
_PREDICATES: Final = "predicates"
_TEXTS: Final = "texts.npy"


def write_links(folder: Path, parts: Sequence[Part], predicates: Iterable[str]) -> None:
    """Write what is authored in parts under these predicates (fewer than 255), between names.

    What has no name is left out, values that are literals are not. Terms are numbered by the first
    part that says anything of them: what is looked at together lies together, so that few pages
    are touched. Columns::

        marks, numbers            of each term, in the order of marks
        starts, texts             of each term, by its number
        first                     the first part that says anything of a term; 0 where none does
        out, out-links, out-to    where the links of each term begin; predicates, and values
        into, into-links, into-to the same the other way
    """
    listed = sorted(predicates)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _PREDICATES).write_text("\n".join(listed), encoding="utf-8")
    marks = distinct(np.concatenate([_used(part, listed) for part in parts] or [_NOTHING]))
    np.save(folder / "marks.npy", marks)
    said = [_said(part, listed, marks) for part in parts]
    first = np.zeros(len(marks), dtype=np.uint32)
    for place in range(len(parts) - 1, -1, -1):
        first[said[place][0]] = place
    order = np.argsort(first, kind="stable")
    np.save(folder / "first.npy", first[order])
    number = np.empty(len(marks), dtype=np.uint32)
    number[order] = np.arange(len(marks), dtype=np.uint32)
    np.save(folder / "numbers.npy", number)
    _write_terms(folder, marks, number, parts)
    subjects, values = (
        number[np.concatenate([each[at] for each in said] or [np.empty(0, dtype=np.uint32)])]
        for at in (0, 1)
    )
    codes = np.concatenate([each[2] for each in said] or [np.empty(0, dtype=np.uint8)])
    del said
    for name, here, there in (("out", subjects, values), ("into", values, subjects)):
        order = np.argsort(here, kind="stable")
        np.save(folder / f"{name}-links.npy", codes[order])
        np.save(folder / f"{name}-to.npy", there[order])
        begins = np.searchsorted(here[order], np.arange(len(marks) + 1))
        np.save(folder / f"{name}.npy", begins)


def _rows(part: Part, predicates: Sequence[str]) -> tuple[Numbers, Codes]:
    """The rows of a part that count, and the place of the predicate of each."""
    folder = part.folder / NUMBERS
    kinds = np.load(folder / "kinds.npy")
    code = np.full(len(kinds), _NO_CODE, dtype=np.uint8)
    for place, iri in enumerate(predicates):
        if iri in part.predicates:
            code[part.predicates[iri]] = place
    rows = np.load(folder / "rows.npy", mmap_mode="r")
    codes = code[rows[:, 1]]
    at = np.flatnonzero(codes != _NO_CODE)
    written = np.array([_is_authored(iri) for iri in part.graphs], dtype=np.bool_)
    at = at[written[np.load(folder / "of.npy", mmap_mode="r")[at]]]
    found = rows[at]
    kept = (kinds[found[:, 0]] == IRI) & ~np.isin(kinds[found[:, 2]], (BLANK, TRIPLE))
    return found[kept], codes[at[kept]]


def _is_authored(graph: str) -> bool:
    node = named(graph)
    return node is None or is_authored(node)


def _used(part: Part, predicates: Sequence[str]) -> Marks:
    rows, _ = _rows(part, predicates)
    marks: Marks = np.load(part.folder / NUMBERS / "marks.npy", mmap_mode="r")
    return marks[distinct(rows[:, ::2])]


def _said(part: Part, predicates: Sequence[str], marks: Marks) -> tuple[Numbers, Numbers, Codes]:
    """Subjects and values, as the places of their marks, and predicates."""
    rows, codes = _rows(part, predicates)
    place = np.searchsorted(marks, np.load(part.folder / NUMBERS / "marks.npy"))
    found = place.astype(np.uint32)[rows[:, ::2]]
    return found[:, 0], found[:, 1], codes


def _write_terms(folder: Path, marks: Marks, numbers: Numbers, parts: Sequence[Part]) -> None:
    """Write texts by numbers. Raises OutsideError for two terms that cannot be told apart."""
    checks = np.zeros(len(marks), dtype=np.uint64)
    sizes = np.zeros(len(marks), dtype=np.int64)
    owner = np.full(len(marks), -1, dtype=np.int32)
    places: list[tuple[Numbers, NDArray[np.int64]]] = []
    for number, part in enumerate(parts):
        its: Marks = np.load(part.folder / NUMBERS / "marks.npy")
        at = np.searchsorted(marks, its)
        at[at == len(marks)] = 0
        here = np.flatnonzero(marks[at] == its) if len(marks) else at[:0]
        place = numbers[at[here]]
        check = np.load(part.folder / NUMBERS / "checks.npy")[here]
        fresh = owner[place] < 0
        if np.any(checks[place[~fresh]] != check[~fresh]):
            raise OutsideError("Two terms have the same hash", mend="Rename one of the last added.")
        place, here = place[fresh], here[fresh]
        owner[place] = number
        checks[place] = check[fresh]
        sizes[place] = np.load(part.folder / NUMBERS / "sizes.npy")[here]
        places.append((place, here))
    starts = np.zeros(len(marks) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    np.save(folder / "starts.npy", starts)
    texts = np.zeros(int(starts[-1]), dtype=np.uint8)
    for part, (place, here) in zip(parts, places, strict=True):
        lengths = np.load(part.folder / NUMBERS / "sizes.npy").astype(np.int64)
        begins = np.cumsum(lengths) - lengths
        text = np.frombuffer((part.folder / NUMBERS / "texts").read_bytes(), dtype=np.uint8)
        count = lengths[here]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        texts[np.repeat(starts[place], count) + within] = text[
            np.repeat(begins[here], count) + within
        ]
    np.save(folder / _TEXTS, texts)


class Links:
    """Links that were written into a folder. For one process and thread; each opens its own."""

    def __init__(self, folder: Path) -> None:
        self._predicates = (folder / _PREDICATES).read_text(encoding="utf-8").split("\n")
        self._columns: dict[str, Any] = {
            path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")
        }
        # Numbers of a memoryview are found ten times faster than those of an array of numpy.
        self._views = {name: memoryview(column) for name, column in self._columns.items()}
        self._ways = {
            way: tuple(self._views[f"{way}{of}"] for of in ("", "-links", "-to"))
            for way in ("out", "into")
        }
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    def out(self, thing: str) -> Iterator[tuple[str, str]]:
        """Predicate and value of each link of a thing: a name, or the text of a literal."""
        return self._of("out", thing)

    def into(self, thing: str) -> Iterator[tuple[str, str]]:
        """Predicate and subject of each link to what has this name."""
        return self._of("into", thing)

    def values(self, predicates: Iterable[str]) -> list[tuple[int, Numbers]]:
        """What has a link with one of these predicates to it: by its first part, as numbers."""
        codes = [self._predicates.index(each) for each in predicates]
        here = np.isin(self._columns["out-links"], codes)
        found: Numbers = distinct(self._columns["out-to"][here])
        first = self._columns["first"][found]
        order = np.argsort(first, kind="stable")
        parts, begins = np.unique(first[order], return_index=True)
        return list(zip(parts.tolist(), np.split(found[order], begins[1:]), strict=False))

    def names(self, numbers: Iterable[int]) -> list[str]:
        """The names of things with these numbers, in order; literals have none."""
        return sorted(self._name(each) for each in numbers if self._raw(each).startswith(b"<"))

    def forget(self) -> None:
        """Keep nothing of what was looked up, and give back the memory of what is mapped."""
        self._names.clear()
        self._numbers.clear()
        for column in self._columns.values():
            let_go(column)

    def _of(self, way: str, thing: str) -> Iterator[tuple[str, str]]:
        number = self._number(thing)
        if number >= 0:
            begins, links, to = self._ways[way]
            names = self._names
            for at in range(begins[number], begins[number + 1]):
                other = to[at]
                yield self._predicates[links[at]], names.get(other) or self._name(other)

    def _number(self, thing: str) -> int:
        """That of what has this name; -1: there is none."""
        number = self._numbers.get(thing)
        if number is None:
            term = f"<{thing}>".encode()
            marks, its = self._views["marks"], mark(term)
            at = bisect_left(marks, its)
            number = self._views["numbers"][at] if at < len(marks) and marks[at] == its else -1
            if number >= 0 and self._raw(number) != term:
                number = -1
            self._numbers[thing] = number
        return number

    def _name(self, number: int) -> str:
        name = self._names.get(number)
        if name is None:
            raw = self._raw(number)
            if raw.startswith(b"<"):
                name = raw[1:-1].decode()
                self._numbers[name] = number
            else:
                name = _text_of(raw)
            self._names[number] = name
        return name

    def _raw(self, number: int) -> bytes:
        starts = self._views["starts"]
        return bytes(self._views["texts"][starts[number] : starts[number + 1]])


def _text_of(literal: bytes) -> str:
    """The text of a literal in N-Triples."""
    (triple,) = ox.parse(b"<x:s> <x:p> " + literal + b" .", ox.RdfFormat.N_TRIPLES, lenient=True)
    value = triple.object
    assert isinstance(value, ox.Literal)  # noqa: S101 - nothing else was written
    return value.value
