"""How a thing of ours, and the source behind it, are cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from llmkg import __version__
from llmkg.export.citation import Citation, cited_part, cited_source
from llmkg.gather.reader import Reader, text
from llmkg.gather.references import reference
from llmkg.kb import KnowledgeBase
from llmkg.library.frames import words
from llmkg.model.reference import Reference
from llmkg.model.text import LANGUAGES
from llmkg.vocab import BASE, LLMKG, Kind, split

_DIGITS: Final = 16
_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Cited:
    """References to a thing, and to the source behind it.

    thing      as a part of this dataset, bound to the snapshot that was read
    source     the work of somebody else that says it; None where no source does
    written    the source as a sentence; that of the dataset where there is none
    permalink  where the thing is found as it was read
    """

    thing: Citation
    source: Citation | None
    written: str
    permalink: str

    @property
    def bibtex(self) -> str:
        """Both references in BibTeX, the source first."""
        return "\n\n".join(each.bibtex for each in (self.source, self.thing) if each)

    def _repr_markdown_(self) -> str:
        return f"{escaped(self.written)}\n\n```bibtex\n{self.bibtex}\n```"


def cite(kb: KnowledgeBase, iri: str, lang: str) -> Cited:
    """The references to a thing that there is."""
    reader = Reader(kb.store)
    path = f"/{iri.removeprefix(BASE)}"
    digest = kb.manifest.digest
    bound = f"?snapshot={digest[:_DIGITS]}" if digest.isalnum() else ""
    permalink = f"{BASE}{path.removeprefix('/')}{bound}"
    title = reader.ref(iri).text(lang, *LANGUAGES)
    part = cited_part(
        path,
        title,
        lang,
        version=__version__,
        manifest=kb.manifest,
        permalink=permalink,
    )
    source, section = _source(reader, iri)
    if source is None:
        return Cited(part, None, f"The llmkg contributors. {title}. {permalink}", permalink)
    work = reference(reader, source)
    passage = f"section {section}" if section else None
    return Cited(part, cited_source(work, lang, passage), written(work, lang, passage), permalink)


def written(work: Reference, lang: str, passage: str | None = None) -> str:
    """A source as a sentence: authors (year). Title. Where it is found, passage."""
    names = [each.text for each in work.authors]
    shown = ", ".join(names[:_MANY])
    if len(names) > _MANY or (names and not work.is_whole):
        shown += " et al."
    year = f" ({work.issued[:4]})" if work.issued else ""
    address = f"https://doi.org/{work.doi}" if work.doi else (work.url or "")
    title = words(work.title, work.language or lang) or work.slug
    head = f"{shown}{year}. " if shown or year else ""
    return f"{head}{title}. {', '.join(each for each in (address, passage) if each)}".strip()


def escaped(plain: str) -> str:
    """Text in which no sign of Markdown or HTML means anything."""
    marked = "".join(f"\\{mark}" if mark in r"\`*_{}[]#|~" else mark for mark in plain)
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _source(reader: Reader, iri: str) -> tuple[str | None, str | None]:
    named = split(iri)
    if named is not None and named[0] is Kind.SOURCE:
        return iri, None
    said = reader.said(iri)
    stated = reader.one_ref(said, LLMKG.statedIn)
    return (stated.iri, text(said, LLMKG.section)) if stated is not None else (None, None)
