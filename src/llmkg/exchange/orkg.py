"""Comparisons of the Open Research Knowledge Graph, as its exports have them.

A comparison is a table: contributions of papers on one side, properties on the other. Which
property means which of ours is told by its name; the others are named in the remarks and left out.
What a contribution says is of the model that it names. A path such as "base model - organization"
speaks of something else than the model and is left out as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from llmkg.errors import EmptyInputError, InputError, LoadFailed, RecordError
from llmkg.exchange.circles import circles, circular
from llmkg.exchange.inputs import Input
from llmkg.exchange.orkg_table import Comparison, Said, comparison
from llmkg.exchange.reading import (
    date_of,
    hedge_in,
    makers,
    one_line,
    says_nothing,
    size_of,
    slug,
)
from llmkg.exchange.said import Amount, Draft, Name, Origin, Place, Sort, Statement, Value
from llmkg.model.location import Location

WHAT: Final = "comparison (.csv)"
_SUBJECTS: Final = ("model name", "model", "language model", "name of model", "has model", "llm")
_TITLES: Final = ("title", "paper", "contribution", "contributions", "property", "properties", "")
_NAMELESS: Final = frozenset({"orkg contribution comparison", "orkg comparison"})
_ENDING: Final = re.compile(r"\s+-\s+ORKG Comparison$", re.IGNORECASE)
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


def wanted(path: PurePosixPath) -> bool:
    """Whether a file may be a comparison."""
    return path.suffix.lower() in (".csv", ".tsv") and not any(
        p.startswith(".") for p in path.parts
    )


def read(inputs: tuple[Input, ...], progress: Callable[[int, int], None]) -> Draft:
    """All statements of all comparisons. Faults are gathered in the draft."""
    title = _title(inputs[0].name) if len(inputs) == 1 else "comparisons"
    stem = slug(title)
    draft = Draft(
        Origin(
            slug=f"orkg-{stem}",
            label=(f"ORKG comparison {stem}", f"ORKG 比较表 {stem}"),
            title=f"Comparison {title} of the Open Research Knowledge Graph",
            creator=("orkg", "Open Research Knowledge Graph"),
            url="https://orkg.org/comparisons",
        )
    )
    for number, each in enumerate(inputs, 1):
        draft.files.append(each.name)
        if _title(each.name).casefold() in _NAMELESS:
            draft.warn(
                "The file has the name that all comparisons have, and its claims would be written "
                "over by the next one's",
                Location(each.name),
                "Name the file by what is compared.",
            )
        try:
            _Reader(each.name, comparison(each, _is_known), draft).read()
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


def _title(name: str) -> str:
    """What is compared, by the name of the file."""
    return _ENDING.sub("", PurePosixPath(name).stem)


def _is_known(name: str) -> bool:
    return name in _SUBJECTS or _is_read(name)


def _is_read(name: str) -> bool:
    return name in _THINGS or name in (*_DATES, *_SIZES, *_LICENCES)


class _Reader:
    """Turns the contributions of one comparison into statements."""

    def __init__(self, file: str, table: Comparison, draft: Draft) -> None:
        self._file = file
        self._table = table
        self._draft = draft

    def read(self) -> None:
        names = self._table.names
        subject = next((name for name in _SUBJECTS if name in names), None)
        if subject is None:
            raise RecordError(
                "No column names the models",
                where=Location(self._file, 1),
                mend=f"Call one of the columns {', '.join(_SUBJECTS)}.",
            )
        for name in dict.fromkeys(names):
            if name not in _TITLES and not _is_known(name):
                self._draft.note(f"The property {name!r} is not read", Location(self._file, 1))
        for number, (line, said) in enumerate(self._table.rows, 1):
            self._contribution(subject, number, line, said)

    def _contribution(self, subject: str, number: int, line: int, said: tuple[Said, ...]) -> None:
        named = [each for each in said if each.name == subject and not says_nothing(each.text)]
        if not named:
            self._draft.errors.append(
                RecordError(
                    f"Contribution {number} names an unknown model: its cell is empty",
                    where=Location(self._file, line),
                    mend="Name the model, or delete the contribution.",
                )
            )
            return
        if len(named) > 1 or (self._table.joined and ", " in named[0].text):
            self._draft.warn(
                f"Contribution {number} names several models, and which of them the rest is said "
                "of cannot be told; it is left out",
                self._place(named[0]).location,
                "Part it into a contribution for each model.",
            )
            return
        model = Name(one_line(named[0].text), Sort.MODEL)
        self._draft.records += 1
        self._draft.things.append((model, self._place(named[0])))
        sized = ""
        for each in said:
            # One size column is another said differently: "340M", and "maximum (in million) 340".
            if each.name in _SIZES and sized not in {"", each.name}:
                continue
            for text in self._parts(each):
                if self._say(model, each, text) and each.name in _SIZES:
                    sized = each.name

    def _parts(self, said: Said) -> Iterator[str]:
        """The values of a cell, those that say something."""
        parts: Iterable[str] = _SEPARATOR.split(said.text)
        if self._table.joined and ", " in said.text and said.name in _THINGS:
            if _THINGS[said.name][0] != "developedBy":
                self._draft.note(
                    f"{said.name}: {one_line(said.text)!r} may be one value or several, and is "
                    "left out: this export puts commas between values that have commas",
                    self._place(said).location,
                )
                return
            parts = makers(said.text)
        for part in parts:
            if not says_nothing(part):
                yield one_line(part)

    def _say(self, model: Name, said: Said, text: str) -> bool:
        """Add what one value says; whether it says anything that we have a property for."""
        value: Name | Value | Amount | None = None
        relation, hedge, column, place = "", hedge_in(text), said.name, self._place(said)
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
            return True
        elif relation:
            self._draft.note(f"{column}: {text!r} is not understood", place.location)
        return False

    def _place(self, said: Said) -> Place:
        return Place(self._file, said.line, said.key)
