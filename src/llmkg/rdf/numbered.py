"""Quads as numbers on the disk: each term of some lines of N-Quads has one.

A term is known by 128 bits of a hash. Half of it, its mark, is what it is found by and says where
it stands among the terms, and so is its number; the other half tells two terms of one mark apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.vocab import RDF, XSD

Marks = NDArray[np.uint64]
Small = NDArray[np.uint32]

IRI: Final = 0
BLANK: Final = 1
TRIPLE: Final = 2
_KINDS: Final = 3  # what has a higher number is a literal

_MIXED: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # SplitMix64's


def mark(term: bytes) -> int:
    """The 64 bits by which a term in N-Quads is found."""
    return int.from_bytes(_hash(term)[:8], "little")


def _hash(term: bytes) -> bytes:
    return blake2b(term, digest_size=16).digest()


def hashes(terms: Iterable[bytes]) -> Marks:
    """The two halves of the hash of each term, row by row."""
    return np.frombuffer(b"".join(map(_hash, terms)), dtype="<u8").reshape(-1, 2)


def marks_of_triples(rows: NDArray[np.int64], marks: Marks) -> Marks:
    """The marks of triples, from those of their terms."""
    found = np.zeros(len(rows), dtype=np.uint64)
    for column, factor in enumerate(_MIXED):
        found += marks[rows[:, column]]
        found *= np.uint64(factor)
        found ^= found >> np.uint64(29)
    return found


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines, cut to their terms.

    terms   each once; `rows` has their places: subject, predicate, value of each line
    graphs  each once; `of` has their places
    ends    how long the triple of each line is
    """

    terms: Sequence[bytes]
    rows: NDArray[np.int64]
    graphs: Sequence[bytes]
    of: NDArray[np.int64]
    ends: Sequence[int]


def cut(lines: Iterable[bytes]) -> Cut:
    """Cut lines of N-Quads, each with a graph and an end of line, as a serialiser writes them."""
    terms: defaultdict[bytes, int] = defaultdict(count().__next__)
    graphs: defaultdict[bytes, int] = defaultdict(count().__next__)
    said: list[int] = []
    of: list[int] = []
    ends: list[int] = []
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        end = rest.rindex(b" ", 0, -3)
        said += (terms[subject], terms[predicate], terms[rest[:end]])
        of.append(graphs[rest[end + 1 : -3]])
        ends.append(len(line) - len(rest) + end)
    rows = np.array(said, dtype=np.int64).reshape(-1, 3)
    return Cut(list(terms), rows, list(graphs), np.array(of, dtype=np.int64), ends)


def write_numbers(folder: Path, terms: Sequence[bytes], halves: Marks) -> Small:
    """Write terms in the order of their marks into a folder; gives the new place of each.

    Columns::

        marks, checks    the halves of each term's hash
        sizes, texts     how long each term is in N-Triples, and all of them one after the other
    """
    order = np.argsort(halves[:, 0], kind="stable")
    place = np.empty(len(order), dtype=np.uint32)
    place[order] = np.arange(len(order), dtype=np.uint32)
    ordered = [terms[at] for at in order.tolist()]
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "marks.npy", halves[order, 0])
    np.save(folder / "checks.npy", halves[order, 1])
    np.save(folder / "sizes.npy", np.fromiter(map(len, ordered), np.uint32, len(ordered)))
    (folder / "texts").write_bytes(b"".join(ordered))
    return place


def kinds_of(terms: Sequence[bytes]) -> tuple[NDArray[np.uint16], list[str]]:
    """What each term is: IRI, BLANK, TRIPLE, or the number of its datatype in the list, plus 3."""
    datatypes: defaultdict[str, int] = defaultdict(count(_KINDS).__next__)
    by_end: dict[bytes, int] = {}  # what stands behind the text of a literal, of which few differ
    found: list[int] = []
    for term in terms:
        if term[:1] == b"<":
            found.append(TRIPLE if term[:2] == b"<<" else IRI)
            continue
        end = term[term.rfind(b'"') :]
        kind = by_end.get(end) if end[:1] == b'"' else BLANK
        if kind is None:
            kind = by_end[end] = datatypes[_datatype(end[1:])]
        found.append(kind)
    return np.array(found, dtype=np.uint16), list(datatypes)


def datatype_of(kind: int, datatypes: Sequence[str]) -> str:
    """The datatype of a literal; "" of anything else."""
    return datatypes[kind - _KINDS] if kind >= _KINDS else ""


def _datatype(end: bytes) -> str:
    """The datatype of a literal, by what stands behind its text."""
    if not end:
        return XSD.string
    if end[:1] == b"@":
        return f"{RDF}dirLangString" if b"--" in end else f"{RDF}langString"
    return end[3:-1].decode()
