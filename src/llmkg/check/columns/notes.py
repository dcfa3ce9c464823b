"""Triples as numbers on the disk: part by part as they are read, and then all together.

A part may be any lines of N-Quads; parts may repeat each other and speak of the same things. A term
is known by 128 bits of a hash: half of it says where the term stands among all terms, and so is its
number, and the other half is there to notice two terms with the same first half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from llmkg.check.columns.table import Numbers, distinct
from llmkg.errors import OutsideError
from llmkg.rdf.numbered import hashes, write_numbers
from llmkg.reason.relation import firsts, pair, seconds, swap

_SMALL: Final = np.uint32


def note(folder: Path, lines: Iterable[bytes]) -> None:
    """Write what some lines of N-Quads say, graphs left out, into a folder of its own.

    Columns::

        rows             the triples, as three numbers of the part's own
        marks, checks    by number the halves of each term's hash, in the order of the first
        sizes, texts     how long each term is in N-Triples, and all of them one after the other
    """
    numbers: dict[bytes, int] = {}
    said: list[int] = []
    subject, its = b"", 0
    for line in lines:
        first = line.index(b" ")
        second = line.index(b" ", first + 1)
        end = _end_of_triple(line, second)
        if line[:first] != subject:
            subject = line[:first]
            its = numbers.setdefault(subject, len(numbers))
        link = numbers.setdefault(line[first + 1 : second], len(numbers))
        said += (its, link, numbers.setdefault(line[second + 1 : end], len(numbers)))
    terms = list(numbers)
    place = write_numbers(folder, terms, hashes(terms))
    np.save(folder / "rows.npy", place[np.array(said, dtype=np.int64).reshape(-1, 3)])


def _end_of_triple(line: bytes, second: int) -> int:
    """Where the object ends: before the graph, if there is one."""
    close = line.rindex(b" .")
    end = line.rindex(b" ", 0, close)
    graph = line[end + 1 : close]
    # The last word of a literal has a quotation mark.
    return end if end > second and graph[:1] in b"<_" and b'"' not in graph else close


def join(folder: Path, parts: Sequence[Path]) -> None:
    """Put noted parts together into a folder that `Stored` opens.

    Raises OutsideError for terms that cannot be told apart, which nobody will ever see.
    """
    folder.mkdir(parents=True, exist_ok=True)
    marks = _distinct([np.load(part / "marks.npy") for part in parts])
    np.save(folder / "marks.npy", marks)
    places = _join_terms(folder, parts, marks)
    _join_triples(folder, parts, places)


def _distinct(several: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    every = np.sort(np.concatenate([*several, np.empty(0, dtype=np.uint64)]))
    fresh = np.ones(len(every), dtype=np.bool_)
    np.not_equal(every[1:], every[:-1], out=fresh[1:])
    return every[fresh]


def _join_terms(
    folder: Path, parts: Sequence[Path], marks: NDArray[np.uint64]
) -> list[NDArray[Any]]:
    """Write the texts of all terms; gives by part the number of each of its terms."""
    checks = np.zeros(len(marks), dtype=np.uint64)
    sizes = np.zeros(len(marks), dtype=np.int64)
    owner = np.full(len(marks), -1, dtype=np.int32)
    places: list[NDArray[Any]] = []
    for number, part in enumerate(parts):
        place = np.searchsorted(marks, np.load(part / "marks.npy")).astype(_SMALL)
        its = np.load(part / "checks.npy")
        fresh = owner[place] < 0
        if np.any(checks[place[~fresh]] != its[~fresh]):
            raise OutsideError("Two terms have the same hash", mend="Rename one of the last added.")
        owner[place[fresh]] = number
        checks[place[fresh]] = its[fresh]
        sizes[place[fresh]] = np.load(part / "sizes.npy")[fresh]
        places.append(place)
    starts = np.zeros(len(marks) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    np.save(folder / "starts.npy", starts)
    texts = np.lib.format.open_memmap(
        folder / "texts.npy", mode="w+", dtype=np.uint8, shape=(int(starts[-1]),)
    )
    for number, (part, place) in enumerate(zip(parts, places, strict=True)):
        mine = owner[place] == number
        lengths = np.load(part / "sizes.npy").astype(np.int64)
        begins = np.cumsum(lengths) - lengths
        text = np.frombuffer((part / "texts").read_bytes(), dtype=np.uint8)
        count = lengths[mine]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        to = np.repeat(starts[place[mine]], count) + within
        texts[to] = text[np.repeat(begins[mine], count) + within]
    texts.flush()
    return places


def _join_triples(folder: Path, parts: Sequence[Path], places: Sequence[NDArray[Any]]) -> None:
    keys: list[Numbers] = []
    links: list[NDArray[Any]] = []
    for part, place in zip(parts, places, strict=True):
        rows = place[np.load(part / "rows.npy")]
        keys.append(pair(rows[:, 0].astype(np.int64), rows[:, 2].astype(np.int64)))
        links.append(rows[:, 1])
    every = np.concatenate([*keys, np.empty(0, dtype=np.int64)])
    link = np.concatenate([*links, np.empty(0, dtype=_SMALL)])
    del keys, links
    order = np.argsort(link, kind="stable")
    every, link = every[order], link[order]
    del order
    predicates, begins = np.unique(link, return_index=True)
    ends = [*begins[1:].tolist(), len(link)]
    by_link = [distinct(every[low:high]) for low, high in zip(begins.tolist(), ends, strict=True)]
    np.save(folder / "predicates.npy", predicates.astype(np.int64))
    np.save(folder / "counts.npy", np.array([len(each) for each in by_link], dtype=np.int64))
    every = np.concatenate([*by_link, np.empty(0, dtype=np.int64)])
    link = np.repeat(predicates.astype(np.int64), [len(each) for each in by_link])
    np.save(folder / "keys.npy", every)
    swapped = [np.sort(swap(each)) for each in by_link]
    np.save(folder / "swapped.npy", np.concatenate([*swapped, np.empty(0, dtype=np.int64)]))
    del by_link, swapped
    order = np.argsort(every, kind="stable")
    every, link = every[order], link[order]
    np.save(folder / "subjects.npy", firsts(every))
    np.save(folder / "links.npy", link)
    objects = seconds(every)
    np.save(folder / "objects.npy", objects)
    order = np.argsort(objects, kind="stable")
    np.save(folder / "by-object.npy", order)
    np.save(folder / "ordered.npy", objects[order])
