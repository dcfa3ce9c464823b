"""The check of a large build: slice by slice over columns on the disk, by several processes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llmkg.build.place import Spread
from llmkg.build.reading import FILES
from llmkg.build.stages import Work
from llmkg.check.apart import Slice, check_slice, forget, join, slices
from llmkg.check.result import Result
from llmkg.check.rules import Shapes, load_shapes
from llmkg.check.telling import told
from llmkg.errors import CheckFailed
from llmkg.model.finding import Report, Severity
from llmkg.rdf.corpus import Corpus, Document, load_files
from llmkg.rdf.part import NUMBERS

_FOUND: Final = "found.json"
_COLUMNS: Final = "columns"


@dataclass(frozen=True, slots=True)
class _Found:
    """In a slice: all that is wrong, and how often it is no more than a warning."""

    faults: tuple[Result, ...]
    warnings: int


def check(work: Work, small: Corpus, limit_bytes: int) -> int:
    """How many warnings there are; raises CheckFailed where there is more.

    `small`: ontology, shapes and contributions.
    """
    shapes = load_shapes(small.shapes)

    def write(folder: Path) -> None:
        parts = work.authored.parts
        join(folder / _COLUMNS, [part / NUMBERS for part in parts])
        warnings, faults = 0, list[Result]()
        for found in work.crew.each(_check, slices(folder / _COLUMNS, small.shapes)):
            warnings += found.warnings
            faults += found.faults
        if faults:
            raise CheckFailed(_report(work, faults, shapes, small, limit_bytes))
        (folder / _FOUND).write_text(json.dumps(warnings), encoding="utf-8")
        # As large as all that was read: who comes next has more room for what it maps.
        forget()
        shutil.rmtree(folder / _COLUMNS)

    folder = work.place.once("checked", write)
    return int(json.loads((folder / _FOUND).read_text(encoding="utf-8")))


def _check(one: Slice) -> _Found:
    shapes = load_shapes(one.shapes)
    faults: list[Result] = []
    warnings = 0
    for result in dict.fromkeys(check_slice(one)):
        severity = shapes.rules[result.rule].severity
        if severity is Severity.VIOLATION:
            faults.append(result)
        elif severity is Severity.WARNING:
            warnings += 1
    return _Found(tuple(faults), warnings)


def _report(
    work: Work, faults: Sequence[Result], shapes: Shapes, small: Corpus, limit_bytes: int
) -> Report:
    """The faults with their places; warnings are left to `llmkg check`."""
    names = sorted(_files(work.authored, {result.focus for result in faults}))
    read = load_files(work.root, names, limit_bytes=limit_bytes)
    documents: tuple[Document, ...] = (*small.documents, *read.documents)
    return Report(told(faults, shapes, documents, view=work.authored.open()))


def _files(spread: Spread, focuses: Iterable[str]) -> Iterator[str]:
    """The files that may speak of these things, by name."""
    lines = spread.open()
    for number in {number for focus in focuses for number in lines.parts_about(focus.encode())}:
        listed = spread.parts[number] / FILES
        if listed.exists():
            yield from json.loads(listed.read_text(encoding="utf-8"))
