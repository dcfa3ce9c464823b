"""References in the two formats that reference managers read: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmkg.model.reference import Name

_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts braces, also those with a backslash before them.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}
"""What TeX reads as something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One reference before it is written.

    type      of CSL: article-journal, article (a preprint), post-weblog, dataset, entry
    issued    YYYY, YYYY-MM or YYYY-MM-DD; `accessed` a whole day
    is_whole  whether all authors are there
    whole     what it is part of (a journal, a site)
    note      more in words: the passage that is cited, the snapshot
    """

    key: str
    type: str
    title: str
    authors: tuple[Name, ...]
    issued: str | None
    is_whole: bool = True
    language: str | None = None
    whole: str | None = None
    publisher: str | None = None
    version: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    accessed: str | None = None
    note: str | None = None


def bibtex(entry: Entry) -> str:
    """The reference in BibTeX; what TeX would read as something else is escaped."""
    year, month, _ = _parts(entry.issued)
    is_article = entry.type == "article-journal"
    fields = {
        "title": f"{{{_tex(entry.title)}}}",
        "author": " and ".join(
            [*map(_bibtex_name, entry.authors), *([] if entry.is_whole else ["others"])]
        ),
        "year": year,
        "month": str(int(month)) if month else "",
        "journal" if is_article else "howpublished": _tex(entry.whole or ""),
        "publisher": _tex(entry.publisher or ""),
        "doi": entry.doi or "",
        "eprint": entry.arxiv or "",
        "archiveprefix": "arXiv" if entry.arxiv else "",
        "url": entry.url or "",
        "urldate": entry.accessed or "",
        "language": entry.language or "",
        "version": entry.version or "",
        "note": _tex(entry.note or ""),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{'article' if is_article else 'misc'}{{{entry.key},\n{lines}\n}}"


def csl(entries: Iterable[Entry]) -> str:
    """References in CSL-JSON."""
    return json.dumps([_csl(entry) for entry in entries], ensure_ascii=False, indent=2)


def key(text: str) -> str:
    """What names a reference in a text: Latin letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "home"


def _csl(entry: Entry) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "id": entry.key,
        "type": entry.type,
        "title": entry.title,
        "author": [_csl_name(name) for name in entry.authors],
        "issued": _csl_date(entry.issued),
        "accessed": _csl_date(entry.accessed),
        "container-title": entry.whole,
        "publisher": entry.publisher or ("arXiv" if entry.arxiv else None),
        "number": f"arXiv:{entry.arxiv}" if entry.arxiv else None,
        "version": entry.version,
        "DOI": entry.doi,
        "URL": entry.url,
        "language": entry.language,
        "note": entry.note,
    }
    return {name: value for name, value in found.items() if value}


def _csl_name(name: Name) -> Mapping[str, str]:
    """A person by given and family name (the last word, with what leads it); others as one."""
    words = name.text.split()
    if not name.is_person or len(words) < 2:  # noqa: PLR2004 - a family name alone is no full name
        return {"literal": name.text}
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].islower():
        cut -= 1
    family, particles = words[-1], words[cut:-1]
    found = {"given": " ".join(words[:cut]), "family": family}
    return {**found, "non-dropping-particle": " ".join(particles)} if particles else found


def _bibtex_name(name: Name) -> str:
    # Braces keep the words of an organisation, and an "and" among them, together.
    return _tex(name.text) if name.is_person else f"{{{_tex(name.text)}}}"


def _csl_date(date: str | None) -> Mapping[str, Any] | None:
    parts = [int(each) for each in _parts(date) if each]
    return {"date-parts": [parts]} if parts else None


def _parts(date: str | None) -> tuple[str, str, str]:
    year, _, rest = (date or "").partition("-")
    month, _, day = rest.partition("-")
    return year, month, day


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in text)
