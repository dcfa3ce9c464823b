"""How a page, and the source that it is about, are cited.

A page is cited as what it is: a part of this dataset, by the project, bound to the snapshot that it
showed. The source behind it is somebody else's work, and is cited as theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from llmkg.http.bibliography import Entry, bibtex, csl, key
from llmkg.http.chrome import Chrome
from llmkg.http.language import pick
from llmkg.model.reference import Name, Reference

AUTHORS: Final = "The llmkg contributors"
_SITE: Final = "llmkg"
_TYPES: Final = {"article": "article-journal", "preprint": "article", "blog": "post-weblog"}
_WHOLE: Final = {"preprint": "arXiv"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference: where it is found, and two formats that reference managers read."""

    permalink: str
    bibtex: str
    csl: str


def citation(page: Chrome, title: str) -> Citation:
    """The reference to a page with this title. The page has a manifest."""
    assert page.manifest is not None  # noqa: S101 - what has no snapshot cannot be cited
    entry = Entry(
        key=f"llmkg-{key(page.path)}",
        type="dataset" if page.path == "/" else "entry",
        title=title,
        authors=(Name(AUTHORS, is_person=False),),
        issued=page.manifest.built[:10],
        language=page.lang,
        whole=_SITE,
        version=f"{page.version}, snapshot {page.manifest.digest}",
        url=page.permalink,
        accessed=datetime.now(UTC).date().isoformat(),
    )
    return Citation(page.permalink, bibtex(entry), csl([entry]))


def cited_source(source: Reference, language: str, passage: str | None = None) -> Citation:
    """The reference to a source itself, perhaps to a passage of it (in words)."""
    found = pick(source.title, source.language or language)
    entry = Entry(
        key=key(source.slug),
        type=_TYPES.get(source.form, "document"),
        title=found.value or source.slug,
        authors=source.authors,
        is_whole=source.is_whole or not source.authors,
        issued=source.issued,
        language=source.language or found.language or None,
        whole=_WHOLE.get(source.form),
        publisher=source.publisher,
        doi=source.doi,
        arxiv=source.arxiv,
        url=source.url,
        note=passage,
    )
    return Citation(entry.url or "", bibtex(entry), csl([entry]))
