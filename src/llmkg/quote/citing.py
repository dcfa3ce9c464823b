"""How a thing of ours, and the source behind it, are cited: on pages, in files, by assistants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg import __version__
from llmkg.export.citation import AUTHORS, Citation, cited_part, cited_source
from llmkg.gather import standing, statements
from llmkg.gather.reader import Reader, text
from llmkg.gather.references import reference
from llmkg.kb import KnowledgeBase
from llmkg.model.anchor import Anchor
from llmkg.model.reference import Reference
from llmkg.model.text import LANGUAGES
from llmkg.quote.cautions import Cautions
from llmkg.quote.cautions import text as words
from llmkg.quote.marks import escaped, fenced
from llmkg.quote.reading import reader_of
from llmkg.vocab import BASE, LLMKG, RDF, Kind, split

DIGITS: Final = 16
"""Hex digits of a snapshot's digest that a permalink has."""
_MANY: Final = 3
_TYPE: Final = ox.NamedNode(RDF["type"])
_STATEMENTS: Final = {
    Kind.CLAIM: ox.NamedNode(LLMKG["Claim"]),
    Kind.PROPOSITION: ox.NamedNode(LLMKG["Proposition"]),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """References to a thing, and to the source behind it.

    thing      as a part of this dataset, bound to the snapshot that was read
    source     the work of somebody else that says it; None where no source does
    written    the source as a sentence; that of the dataset where there is none
    permalink  where the thing is found as it was read
    behind     the IRI of the source
    """

    thing: Citation
    source: Citation | None
    written: str
    permalink: str
    behind: str | None = None

    @property
    def bibtex(self) -> str:
        """Both references in BibTeX, the source first."""
        return "\n\n".join(each.bibtex for each in (self.source, self.thing) if each)

    def _repr_markdown_(self) -> str:
        return f"{escaped(self.written)}\n\n{fenced(self.bibtex, 'bibtex')}"


def cite(
    kb: KnowledgeBase, iri: str, lang: str, *, home: str = BASE, accessed: bool = True
) -> Cited:
    """The references to a thing that there is.

    home      address of the server's root, ending in a slash, where the permalink is to lead there
    accessed  whether they name the day on which it was read: a file does not know it
    """
    reader = reader_of(kb)
    path = f"/{iri.removeprefix(BASE)}"
    said = remark(kb, iri, lang)
    digest = kb.manifest.digest
    bound = f"?snapshot={digest[:DIGITS]}" if digest.isalnum() else ""
    permalink = f"{home.rstrip('/')}{path}{bound}"
    title = reader.ref(iri).text(lang, *LANGUAGES)
    part = cited_part(
        path,
        title,
        lang,
        version=__version__,
        manifest=kb.manifest,
        permalink=permalink,
        accessed=accessed,
        remark=said,
    )
    source, section, anchor = _source(reader, iri)
    if source is None:
        named = f"{title} [{said}]" if said else f"{title}."
        return Cited(part, None, f"{AUTHORS}. {named} {permalink}", permalink)
    work = reference(reader, source)
    theirs = cited_source(work, lang, place(section, anchor))
    passage = place(section, None)
    return Cited(part, theirs, written(work, lang, passage), permalink, source)


def is_defined(kb: KnowledgeBase, iri: str, kind: Kind) -> bool:
    """Whether this is a claim or a proposition, and not only spoken of as one."""
    class_ = _STATEMENTS.get(kind)
    return class_ is not None and bool(kb.store.quads(ox.NamedNode(iri), _TYPE, class_))


def remark(kb: KnowledgeBase, iri: str, lang: str) -> str | None:
    """What a reference to a statement says beside its title, which by itself reads like a fact."""
    named, reader, cautions = split(iri), reader_of(kb), Cautions(lang)
    kind = named[0] if named is not None else None
    if kind is None or not is_defined(kb, iri, kind):
        return None
    if kind is Kind.PROPOSITION:
        about = statements.proposition(reader, iri)
        return cautions.proposition(standing.assessed(reader, iri), causal=about.causal)
    claim = statements.claim(reader, iri)
    stance = reader.ref(LLMKG[claim.stance.value]).text(lang, *LANGUAGES)
    assessment = standing.assessed(reader, claim.proposition.iri)
    return cautions.claim(claim, stance, standing.standing(reader, iri), assessment)


def place(section: str | None, anchor: Anchor | None) -> str | None:
    """The passage of a source, as a reference to it says: section, span of its text, digest."""
    parts = [f"section {section}"] if section else []
    if anchor is not None:
        parts.append(f"characters {anchor.start}-{anchor.end}")
        parts.append(f"sha256 {anchor.digest}")
    return ", ".join(parts) or None


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


def _source(reader: Reader, iri: str) -> tuple[str | None, str | None, Anchor | None]:
    """The source behind a thing, and the place in it."""
    named = split(iri)
    if named is not None and named[0] is Kind.SOURCE:
        return iri, None, None
    said = reader.said(iri)
    stated = reader.one_ref(said, LLMKG.statedIn)
    if stated is None:
        return None, None, None
    return stated.iri, text(said, LLMKG.section), reader.anchor(said, LLMKG.anchor)
