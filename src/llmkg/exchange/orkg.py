"""Comparisons of the Open Research Knowledge Graph, as their CSV export has them.

A comparison is a table: contributions of papers on one side, properties on the other. Which
property means which of ours is told by its name; the others are named in the remarks and left out.
The subject of a row is the model that its column of models names.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Final

from llmkg.errors import EmptyInputError, ForeignSyntaxError, InputError, LoadFailed, RecordError
from llmkg.exchange.circles import circles, circular
from llmkg.exchange.inputs import Input
from llmkg.exchange.reading import date_of, hedge_in, one_line, says_nothing, size_of, slug
from llmkg.exchange.said import Amount, Draft, Name, Origin, Place, Sort, Statement, Value
from llmkg.model.location import Location

WHAT: Final = "comparison (.csv)"
_SUBJECTS: Final = ("model name", "model", "language model", "name of model", "has model", "llm")
_TITLES: Final = ("title", "paper", "contribution", "contributions", "property", "properties", "")
_THINGS: Final = {
    "base model": ("derivedFrom", Sort.MODEL),
    "has base model": ("derivedFrom", Sort.MODEL),
    "derived from": ("derivedFrom", Sort.MODEL),
    "extends": ("derivedFrom", Sort.MODEL),
    "fine-tuned from": ("fineTunedFrom", Sort.MODEL),
    "finetuned from": ("fineTunedFrom", Sort.MODEL),
    "model family": ("memberOf", Sort.FAMILY),
    "family": ("memberOf", Sort.FAMILY),
    "organization": ("developedBy", Sort.ORGANISATION),
    "organisation": ("developedBy", Sort.ORGANISATION),
    "developer": ("developedBy", Sort.ORGANISATION),
    "training corpus": ("trainedOn", Sort.DATASET),
    "training data": ("trainedOn", Sort.DATASET),
    "training dataset": ("trainedOn", Sort.DATASET),
    "dataset": ("trainedOn", Sort.DATASET),
    "benchmark": ("testedOn", Sort.BENCHMARK),
    "evaluated on": ("testedOn", Sort.BENCHMARK),
}
_DATES: Final = ("date created", "release date", "date", "year", "publication year")
_SIZES: Final = (
    "number of parameters",
    "parameters",
    "model size",
    "size",
    "maximum number of parameters (in million)",
    "number of parameters (in million)",
    "number of parameters (in billion)",
)
_LICENCES: Final = ("license", "licence")
_SEPARATOR: Final = re.compile(r"\s*(?:;|\||<br\s*/?>|\n)\s*")
_MOST_CELLS: Final = 1_000_000


def wanted(path: PurePosixPath) -> bool:
    """Whether a file may be a comparison."""
    return path.suffix.lower() in (".csv", ".tsv") and not any(
        p.startswith(".") for p in path.parts
    )


def read(inputs: tuple[Input, ...], progress: Callable[[int, int], None]) -> Draft:
    """All statements of all comparisons. Faults are gathered in the draft."""
    stem = slug(PurePosixPath(inputs[0].name).stem) if len(inputs) == 1 else "comparisons"
    draft = Draft(
        Origin(
            slug=f"orkg-{stem}",
            label=(f"ORKG comparison {stem}", f"ORKG 比较表 {stem}"),
            title=f"Comparison {stem} of the Open Research Knowledge Graph",
            creator=("orkg", "Open Research Knowledge Graph"),
            url="https://orkg.org/comparisons",
        )
    )
    for number, each in enumerate(inputs, 1):
        draft.files.append(each.name)
        try:
            _Table(each, draft).read()
        except InputError as error:
            draft.errors.append(error)
        progress(number, len(inputs))
    if not draft.statements and not draft.errors:
        raise LoadFailed(
            [
                EmptyInputError(
                    "No cell of the comparison says anything that we have a property for",
                    where=Location(inputs[0].name),
                    mend=f"Columns that are read: {', '.join((*_THINGS, *_DATES, *_SIZES))}.",
                )
            ]
        )
    for circle in circles(draft.statements, {"fineTunedFrom", "derivedFrom"}):
        draft.errors.append(circular(circle))
    return draft


class _Table:
    """One comparison, with the contributions in rows."""

    def __init__(self, given: Input, draft: Draft) -> None:
        self._draft = draft
        self._file = given.name
        self._rows = _upright(_cells(given))

    def read(self) -> None:
        header = [one_line(text).casefold() for text, _ in self._rows[0]]
        subject = next((header.index(name) for name in _SUBJECTS if name in header), None)
        if subject is None:
            raise RecordError(
                "No column names the models",
                where=Location(self._file, 1),
                mend=f"Call one of the columns {', '.join(_SUBJECTS)}.",
            )
        for name in header:
            if name not in (*_SUBJECTS, *_TITLES, *_THINGS, *_DATES, *_SIZES, *_LICENCES):
                self._draft.note(f"The property {name!r} is not read", Location(self._file, 1))
        for row in self._rows[1:]:
            text, line = row[subject]
            if says_nothing(text):
                self._draft.errors.append(
                    RecordError(
                        "The row names an unknown model: its cell is empty",
                        where=Location(self._file, line),
                        mend="Name the model, or delete the row.",
                    )
                )
                continue
            model = Name(one_line(text), Sort.MODEL)
            self._draft.records += 1
            self._draft.things.append((model, Place(self._file, line, header[subject])))
            for name, (cell, at) in zip(header, row, strict=False):
                for part in _SEPARATOR.split(cell):
                    if not says_nothing(part):
                        self._cell(model, name, one_line(part), Place(self._file, at, name))

    def _cell(self, model: Name, column: str, text: str, place: Place) -> None:
        value: Name | Value | Amount | None = None
        relation, hedge = "", hedge_in(text)
        if column in _THINGS:
            relation, sort = _THINGS[column]
            value = Name(text, sort)
        elif column in _LICENCES:
            relation, value = "licensedUnder", Value(text)
        elif column in _DATES:
            relation, value = "releasedOn", date_of(text)
        elif column in _SIZES:
            times = next((each for each in ("million", "billion") if each in column), "")
            found = size_of(f"{text} {times}".strip(), model=True)
            relation, (value, about) = "hasQuantity", found or (None, "")
            hedge = about or hedge
        if value == model:
            self._draft.warn("A model is said of itself, which is left out", place.location)
        elif value is not None:
            self._draft.statements.append(Statement(model, relation, value, place, hedge=hedge))
        elif relation:
            self._draft.note(f"{column}: {text!r} is not understood", place.location)


_Row = list[tuple[str, int]]


def _cells(given: Input) -> list[_Row]:
    """The rows, each cell with the line at which its row begins."""
    delimiter = "\t" if given.name.lower().endswith(".tsv") else ","
    reader = csv.reader(io.StringIO(given.text, newline=""), delimiter=delimiter, strict=True)
    return list(_lines(reader, given.name))


def _lines(reader: Iterator[list[str]], name: str) -> Iterator[_Row]:
    width, cells, before = 0, 0, 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise ForeignSyntaxError(
                f"This is no CSV: {error}",
                where=Location(name, before + 1),
                mend="Close every quotation mark; nothing was stored.",
            ) from error
        line, before = before + 1, getattr(reader, "line_num", before + 1)
        if not any(text.strip() for text in row):
            continue
        width = width or len(row)
        if len(row) != width:
            raise ForeignSyntaxError(
                f"The row has {len(row)} cells, and the first has {width}",
                where=Location(name, line),
                mend="Give each row as many cells as the first.",
            )
        cells += len(row)
        if cells > _MOST_CELLS:
            raise ForeignSyntaxError(
                "The table is too large", where=Location(name, line), mend="Split it."
            )
        yield [(text, line) for text in row]


def _upright(rows: list[_Row]) -> list[_Row]:
    """The table with its properties across: exports have them down the first column as well."""
    if not rows:
        return [[("", 1)]]
    known = {*_SUBJECTS, *_THINGS, *_DATES, *_SIZES, *_LICENCES}
    across = sum(one_line(text).casefold() in known for text, _ in rows[0])
    down = sum(one_line(row[0][0]).casefold() in known for row in rows)
    return rows if across >= down else [list(column) for column in zip(*rows, strict=True)]
