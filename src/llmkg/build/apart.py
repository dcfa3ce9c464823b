"""Parts that have no quad in common, and whether graphs share a triple.

All triples' marks are sorted, 8 bytes each; where two are the same, the triples are looked at.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from llmkg.build.loading import LABELLED
from llmkg.build.reading import FILES
from llmkg.rdf.distinct import distinct
from llmkg.rdf.lines import Lines
from llmkg.rdf.mapped import let_go
from llmkg.rdf.numbered import Marks, mark
from llmkg.rdf.part import Part, write_part

_MARKS: Final = "triples.npy"


def tell_apart(parts: Sequence[Part]) -> tuple[list[Part], bool]:
    """The parts without quads that an earlier one has; and whether two graphs share a triple."""
    marks = np.concatenate([part.column("triples") for part in parts])
    marks.sort()
    twice = distinct(marks[1:][marks[1:] == marks[:-1]])
    del marks
    if not len(twice):
        return list(parts), False
    graphs: dict[bytes, set[bytes]] = defaultdict(set)
    found: list[Part] = []
    for part in parts:
        rows = np.flatnonzero(np.isin(part.column("triples"), twice)).tolist()
        again: set[bytes] = set()
        if rows:
            lines = part.lines()
            for row in rows:
                triple, graph = _cut(lines[row])
                if graph in graphs[triple]:
                    again.add(lines[row])
                graphs[triple].add(graph)
        found.append(_without(part, again) if again else part)
    return found, any(len(each) > 1 for each in graphs.values())


def _cut(line: bytes) -> tuple[bytes, bytes]:
    end = line.rindex(b" ", 0, -3)
    return line[:end], line[end + 1 : -3]


def _without(part: Part, lines: set[bytes]) -> Part:
    """A part that was made again without some lines."""
    said = b"".join((part.folder.name.encode(), *sorted(lines)))
    folder = part.folder.with_name(sha256(said).hexdigest()[:32])
    if not folder.exists():
        new = folder.with_name(f"{folder.name}.new")
        write_part(new, [line for line in part.lines() if line not in lines])
        for name in (LABELLED, FILES):
            if (part.folder / name).exists():
                shutil.copy(part.folder / name, new / name)
        new.rename(folder)
    return Part.at(folder)


class Known:
    """Tells which triples stand in some parts already: twice in the union they count twice."""

    def __init__(self, marks: Path, lines: Lines) -> None:
        """`marks`: the folder into which `write_marks` wrote those of the parts."""
        self._marks: Marks = np.load(marks / _MARKS, mmap_mode="r")
        self._lines = lines

    def again(self, part: Part) -> set[bytes]:
        """The lines of another part whose triple stands in one of these already."""
        marks = part.column("triples")
        if not len(marks) or not len(self._marks):
            return set()
        # In order, so that one page after the other is touched, and then given back.
        order = np.argsort(marks)
        ordered = marks[order]
        at = np.minimum(np.searchsorted(self._marks, ordered), len(self._marks) - 1)
        maybe = np.sort(order[self._marks[at] == ordered]).tolist()
        let_go(self._marks)
        lines = part.lines() if maybe else []
        return {lines[row] for row in maybe if self._has(_cut(lines[row])[0])}

    def _has(self, triple: bytes) -> bool:
        subject = triple[: triple.index(b" ")]
        return any(
            _cut(line)[0] == triple
            for text in self._lines.texts(mark(subject))
            for line in text.splitlines(keepends=True)
        )


def write_marks(folder: Path, parts: Iterable[Part]) -> None:
    """Write the marks of all triples, sorted."""
    marks = np.concatenate([part.column("triples") for part in parts])
    marks.sort()
    np.save(folder / _MARKS, marks)
