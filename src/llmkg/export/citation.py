"""How a part of this dataset, and the source behind it, are cited.

A thing of ours is cited as what it is: a part of this dataset, by the project, bound to the
snapshot that was read. The source behind it is somebody else's work, and is cited as theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from llmkg.export.bibliography import Entry, bibtex, csl, key
from llmkg.model.manifest import Manifest
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


def cited_part(  # noqa: PLR0913 - what a reference says
    path: str,
    title: str,
    language: str,
    *,
    version: str,
    manifest: Manifest,
    permalink: str,
    accessed: bool = True,
    remark: str | None = None,
) -> Citation:
    """The reference to what is at this path of the site, as the snapshot has it.

    accessed  whether it names today, as the day on which it was read
    remark    what nobody may take the title without
    """
    entry = Entry(
        key=f"llmkg-{key(path)}",
        type="dataset" if path == "/" else "entry",
        title=title,
        authors=(Name(AUTHORS, is_person=False),),
        issued=manifest.built[:10],
        language=language,
        whole=_SITE,
        version=f"{version}, snapshot {manifest.digest}",
        url=permalink,
        accessed=datetime.now(UTC).date().isoformat() if accessed else None,
        note=remark,
    )
    return Citation(permalink, bibtex(entry), csl([entry]))


def cited_source(source: Reference, language: str, passage: str | None = None) -> Citation:
    """The reference to a source itself, perhaps to a passage of it (in words)."""
    tags = (source.language or language, language, "en", "zh", *source.title)
    tag = next((each for each in tags if each in source.title), "")
    entry = Entry(
        key=key(source.slug),
        type=_TYPES.get(source.form, "document"),
        title=source.title.get(tag) or source.slug,
        authors=source.authors,
        is_whole=source.is_whole or not source.authors,
        issued=source.issued,
        language=source.language or tag or None,
        whole=_WHOLE.get(source.form),
        publisher=source.publisher,
        doi=source.doi,
        arxiv=source.arxiv,
        url=source.url,
        note=passage,
    )
    return Citation(entry.url or "", bibtex(entry), csl([entry]))
