"""Bibliographies: BibTeX (read by pybtex) and CSL-JSON.

A record of a text is identity: title, day, identifiers go into the catalogue where nobody has them.
Who wrote it is said by the bibliography. A known text is found by DOI, arXiv number or title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from pybtex.database import BibliographyData, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text as Rich

from llmkg.errors import EmptyInputError, ForeignSyntaxError, InputError, LoadFailed, RecordError
from llmkg.exchange.inputs import Input
from llmkg.exchange.reading import date_of, one_line, says_nothing, slug
from llmkg.exchange.said import Draft, Name, Origin, Place, Sort, Statement
from llmkg.model.location import Location

WHAT: Final = "bibliography (.bib, or .json as CSL-JSON)"
_ENTRY: Final = re.compile(r"@\s*\w+\s*[{(]\s*([^,\s{}()]+)\s*,")
_ARXIV: Final = re.compile(r"(?:arxiv[:./ ]*|abs/)?(\d{4}\.\d{4,5})", re.IGNORECASE)
_SKIPPED: Final = 5
_CSL_FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "id": (str, int),
    "title": (str,),
    "author": (list,),
    "editor": (list,),
    "issued": (dict, str),
    "DOI": (str,),
    "URL": (str,),
}
"""What the fields that are read are, by the schema of CSL-JSON; a date is also taken as text."""
_JSON_KINDS: Final[Mapping[type, str]] = {
    str: "a text",
    list: "a list",
    dict: "a mapping",
    type(None): "nothing",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


def wanted(path: PurePosixPath) -> bool:
    """Whether a file may be a bibliography."""
    return path.suffix.lower() in (".bib", ".json") and not any(
        p.startswith(".") for p in path.parts
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """One text, whichever form it was in."""

    key: str
    title: str
    authors: tuple[str, ...]
    date: str
    doi: str
    arxiv: str
    url: str
    place: Place


def read(inputs: tuple[Input, ...], progress: Callable[[int, int], None]) -> Draft:
    """All records of all files. Faults are gathered in the draft."""
    stem = slug(PurePosixPath(inputs[0].name).stem) if len(inputs) == 1 else "collected"
    draft = Draft(
        Origin(
            slug=f"bibliography-{stem}",
            label=(f"Bibliography {stem}", f"文献目录 {stem}"),
            title=f"Bibliography {stem}",
            creator=(f"keeper-of-{stem}", f"keeper of the bibliography {stem}"),
        )
    )
    for number, each in enumerate(inputs, 1):
        draft.files.append(each.name)
        try:
            records = list(_bibtex(each) if each.name.lower().endswith(".bib") else _csl(each))
        except InputError as error:
            draft.errors.append(error)
            continue
        for record in records:
            _take(record, draft)
        progress(number, len(inputs))
    if not draft.records and not draft.errors:
        raise LoadFailed(
            [
                EmptyInputError(
                    "There is no record in these files",
                    where=Location(inputs[0].name),
                    mend="Write at least one entry with a title.",
                )
            ]
        )
    return draft


def _take(record: _Record, draft: Draft) -> None:
    if says_nothing(record.title):
        draft.errors.append(
            RecordError(
                f"The record {record.key} has no title",
                where=record.place.location,
                mend="Add the title, or leave the record out.",
            )
        )
        return
    date = date_of(record.date) if record.date else None
    if record.date and date is None:
        draft.note(f"{record.key}: this is no date: {record.date!r}", record.place.location)
    facts = [("dcterms:title", record.title, "")]
    if date is not None:
        facts.append(("dcterms:issued", date.text, f"^{date.datatype}"))
    if record.doi:
        facts.append(("dcterms:identifier", f"https://doi.org/{record.doi}", "iri"))
    if record.arxiv:
        facts.append(("fabio:hasArXivId", record.arxiv, ""))
    ids = [record.url] if record.url.startswith(("https://", "http://")) else []
    ids += [record.doi] if record.doi else []
    ids += [record.arxiv, f"10.48550/arXiv.{record.arxiv}"] if record.arxiv else []
    draft.records += 1
    text = Name(record.title, Sort.SOURCE, tuple(ids), facts=tuple(facts), slug=slug(record.key))
    draft.things.append((text, record.place))
    for number, author in enumerate(record.authors):
        place = Place(record.place.file, record.place.line, f"{record.key}.author[{number}]")
        draft.statements.append(Statement(text, "authoredBy", Name(author, Sort.PERSON), place))


def _bibtex(given: Input) -> Iterator[_Record]:
    lines: dict[str, int] = {}
    for entry in _ENTRY.finditer(given.text):
        line = given.text.count("\n", 0, entry.start()) + 1
        first = lines.setdefault(entry[1], line)
        if first != line:
            raise _twice(entry[1], given.name, line, first)
    try:
        data: BibliographyData = parse_string(given.text, "bibtex")
    except PybtexError as error:
        told = getattr(error, "lineno", None)
        # It tells of a field that stands twice in words alone.
        named = next((key for key in lines if f"with key {key} " in str(error)), "")
        raise ForeignSyntaxError(
            f"This is no BibTeX: {one_line(str(error))}",
            where=Location(given.name, told or lines.get(named)),
            mend="Close every brace and name every entry once; nothing was stored.",
        ) from error
    for key, found_entry in data.entries.items():
        fields: Mapping[str, str] = found_entry.fields
        people = found_entry.persons.get("author") or found_entry.persons.get("editor") or ()
        authors = [
            _plain(
                " ".join(
                    (
                        *p.first_names,
                        *p.middle_names,
                        *p.prelast_names,
                        *p.last_names,
                        *p.lineage_names,
                    )
                )
            )
            for p in people
        ]
        date = fields.get("date") or "-".join(
            filter(None, (fields.get("year"), _month(fields.get("month"))))
        )
        found = _ARXIV.match(fields.get("eprint", "") or fields.get("journal", ""))
        doi = fields.get("doi", "")
        yield _Record(
            key,
            _plain(fields.get("title", "")),
            tuple(a for a in authors if a != "others"),
            date,
            _doi(doi),
            found[1] if found else _arxiv_of(doi),
            fields.get("url", ""),
            Place(given.name, lines.get(key, 1), key),
        )


def _twice(key: str, name: str, line: int, first: int) -> RecordError:
    return RecordError(
        f"The record {key} stands twice (the other: line {first})",
        where=Location(name, line),
        mend="Keep one, or give the other a key of its own; nothing was stored.",
    )


def _csl(given: Input) -> Iterator[_Record]:
    try:
        data = json.loads(given.text)
    except json.JSONDecodeError as error:
        raise ForeignSyntaxError(
            f"This is no JSON: {error.msg}",
            where=Location(given.name, error.lineno, error.colno),
            mend="Correct the file at this place; nothing was stored.",
        ) from error
    except ValueError as error:
        raise ForeignSyntaxError(
            "This is no JSON that can be read: it has a number of thousands of digits",
            where=Location(given.name, 1),
            mend="Write it as text; nothing was stored.",
        ) from error
    except RecursionError as error:
        raise ForeignSyntaxError(
            "It nests too deep",
            where=Location(given.name, 1),
            mend="A record has three levels at most.",
        ) from error
    items = (
        data
        if isinstance(data, list)
        else data.get("items", [data])
        if isinstance(data, dict)
        else None
    )
    if not isinstance(items, list):
        raise RecordError(
            "CSL-JSON is a list of records, and this is none",
            where=Location(given.name, 1),
            mend="Export it as CSL-JSON.",
        )
    at = 0
    lines: dict[str, int] = {}
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordError(
                f"Record {number} is no mapping",
                where=Location(given.name, 1),
                mend="Export it as CSL-JSON.",
            )
        key = str(item.get("id") or item.get("citation-key") or f"record-{number}")
        found = re.compile(
            r'"(?:id|citation-key)"\s*:\s*"?'
            + re.escape(json.dumps(key, ensure_ascii=False).strip('"'))
        ).search(given.text, at)
        line = given.text.count("\n", 0, found.start() if found else at) + 1
        at = found.end() if found else at
        if key in lines:
            raise _twice(key, given.name, line, lines[key])
        lines[key] = line
        for field, value, kinds in _typed(item):
            if not isinstance(value, kinds):
                raise RecordError(
                    f"{key}: {field} is {_JSON_KINDS[type(value)]}, where CSL-JSON has "
                    f"{_JSON_KINDS[kinds[0]]}",
                    where=Location(given.name, line),
                    mend="Export it as CSL-JSON; nothing was stored.",
                )
        yield _csl_record(item, key, Place(given.name, line, f"[{number}]"))


def _typed(item: Mapping[str, Any]) -> Iterator[tuple[str, object, tuple[type, ...]]]:
    """The fields that are read, with their values and what these have to be."""
    for field, kinds in _CSL_FIELDS.items():
        value = item.get(field)
        if value is None:
            continue
        yield field, value, kinds
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield f"{field}[{number}]", each, (dict,)


def _csl_record(item: Mapping[str, Any], key: str, place: Place) -> _Record:
    people = item.get("author") or item.get("editor") or []
    authors = (
        [
            one_line(
                str(
                    p.get("literal") or " ".join(str(p[k]) for k in ("given", "family") if p.get(k))
                )
            )
            for p in people
            if isinstance(p, dict)
        ]
        if isinstance(people, list)
        else []
    )
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    date = str(issued.get("raw", "")) if isinstance(issued, dict) else str(issued or "")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        date = "-".join(str(each) for each in parts[0][:3])
    url, doi = str(item.get("URL") or ""), _doi(str(item.get("DOI") or ""))
    return _Record(
        key,
        one_line(str(item.get("title") or "")),
        tuple(filter(None, authors)),
        date,
        doi,
        _arxiv_of(doi) or _arxiv_of(url),
        url,
        place,
    )


def _doi(text: str) -> str:
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return found[0] if found else ""


def _arxiv_of(text: str) -> str:
    found = re.search(r"arxiv[./:](?:org/abs/)?(\d{4}\.\d{4,5})", text, re.IGNORECASE)
    return found[1] if found else ""


def _month(text: str | None) -> str:
    """The number of a month; nothing for what is none."""
    value = date_of(f"{text} 2000") if text and not text.isdigit() else None
    return text if text and text.isdigit() else value.text[_SKIPPED:] if value else ""


def _plain(latex: str) -> str:
    """LaTeX as text."""
    try:
        return one_line(str(Rich.from_latex(latex)))
    except PybtexError:
        return one_line(latex.replace("{", "").replace("}", ""))
