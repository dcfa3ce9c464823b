"""The page of a source: what it is, how sure it sounds, what it says, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmkg.export.citation import Citation, cited_source
from llmkg.gather import things
from llmkg.gather.references import reference
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.catalogue import Choice, Facet
from llmkg.http.views.grouping import Section, opened, sections
from llmkg.http.views.ledger import Ledger, Vote, ledger
from llmkg.http.views.thing import downloads, offset_of
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.reference import Reference
from llmkg.model.source import Source
from llmkg.model.text import Ref
from llmkg.vocab import DCTERMS, LLMKG, PROV, Kind

SHOWN: Final = 25
ONLY: Final = "only"
_EDITIONS: Final = (
    ("revision-of", PROV.wasRevisionOf),
    ("version-of", DCTERMS.isVersionOf),
    ("derived-from", PROV.wasDerivedFrom),
    ("translation-of", LLMKG.translationOf),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in the list, and whether nobody else says anything on what it is about."""

    claim: Claim
    is_only: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """Everything that the page shows.

    editions  the same text in other forms: (how it is related, which)
    levels    claims by the level at which they are stated, all levels, best first
    hedged    how many have a hedge
    only      on how many statements nobody else speaks
    reports   evidence that it reports; `cites` what its claims cite from elsewhere
    about     what is said about it
    """

    source: Source
    reference: Reference
    citation: Citation
    editions: tuple[tuple[str, Ref], ...]
    levels: tuple[tuple[Level, int], ...]
    stances: Mapping[str, int]
    hedged: int
    only: int
    claims: Page[Row]
    facets: tuple[Facet, ...]
    evidence: tuple[Ref, ...]
    reports: tuple[Ref, ...]
    tensions: tuple[Ref, ...]
    questions: tuple[Ref, ...]
    about: tuple[Section, ...]


def source(kb: KnowledgeBase, iri: str, asked: Mapping[str, str]) -> Sheet:
    """The page of a source. Raises NotFoundError, ParameterError."""
    book = ledger(kb)
    votes = book.by_source.get(iri, [])
    found = things.source(book.reader, iri, {iri: len(votes)})
    offset = offset_of(asked.get("offset", "0"))
    of = reference(book.reader, iri)
    chosen = {name: asked[name] for name in ("level", "stance", "section", ONLY) if asked.get(name)}
    alone = {vote.claim for vote in votes if book.standings[vote.proposition].sources == {iri}}
    fitting = [vote for vote in votes if _fits(vote, alone, chosen)]
    levels = Counter(vote.level for vote in votes)
    view = SourceView(
        source=found,
        reference=of,
        citation=cited_source(of, found.language or "en"),
        editions=tuple(_editions(book, iri)),
        levels=tuple((level, levels[level]) for level in kb.levels()),
        stances=Counter(vote.stance.value for vote in votes),
        hedged=sum(vote.hedged for vote in votes),
        only=len({vote.proposition for vote in votes if vote.claim in alone}),
        claims=Page(
            tuple(
                Row(book.claim(vote.claim), vote.claim in alone)
                for vote in fitting[offset : offset + SHOWN]
            ),
            len(fitting),
            offset,
            SHOWN,
        ),
        facets=tuple(_facets(kb, votes, alone, chosen)),
        evidence=book.refs(
            each
            for each in book.reader.subjects(LLMKG.statedIn, iri)
            if f"/{Kind.EVIDENCE.value}/" in each
        ),
        reports=book.refs(book.reader.subjects(LLMKG.reportedIn, iri)),
        tensions=_inside(book, votes),
        questions=book.refs(
            each
            for each in book.reader.subjects(LLMKG.statedIn, iri)
            if f"/{Kind.QUESTION.value}/" in each
        ),
        about=sections(book, iri, Kind.SOURCE.value, opened(asked)),
    )
    return Sheet(
        template="source.html",
        view=view,
        title=found.title or found.label or {"en": found.slug},
        description="source-description",
        iri=iri,
        kind="Article" if of.form != "text" else "CreativeWork",
        facts=_facts(of),
        crumbs=(Crumb("nav-home", "/"), Crumb("nav-sources", "/sources")),
        downloads=downloads(iri),
        queries=(shown(kb.queries["kb/claims"], source=iri, section=chosen.get("section")),),
    )


def _fits(vote: Vote, alone: set[str], chosen: Mapping[str, str], but: str = "") -> bool:
    has = {
        "level": vote.level.name,
        "stance": vote.stance.value,
        "section": vote.section,
        ONLY: "yes" if vote.claim in alone else "no",
    }
    return all(has[name] == value for name, value in chosen.items() if name != but)


def _facets(
    kb: KnowledgeBase, votes: list[Vote], alone: set[str], chosen: Mapping[str, str]
) -> Iterable[Facet]:
    left = {
        name: [vote for vote in votes if _fits(vote, alone, chosen, name)]
        for name in ("section", "level", "stance", ONLY)
    }
    by_section = Counter(vote.section for vote in left["section"] if vote.section)
    yield Facet(
        "section",
        tuple(
            Choice(name, {"": name}, by_section[name])
            for name in dict.fromkeys(vote.section for vote in votes if vote.section)
        ),
        chosen.get("section", ""),
    )
    by_level = Counter(vote.level.name for vote in left["level"])
    yield Facet(
        "level",
        tuple(Choice(each.name, each.label, by_level[each.name]) for each in kb.levels()),
        chosen.get("level", ""),
    )
    by_stance = Counter(vote.stance.value for vote in left["stance"])
    yield Facet(
        "stance",
        tuple(Choice(e.value, f"stance-{e.value}", by_stance[e.value]) for e in Stance),
        chosen.get("stance", ""),
    )
    count = sum(vote.claim in alone for vote in left[ONLY])
    yield Facet(
        ONLY,
        (
            Choice("yes", "source-only-yes", count),
            Choice("no", "source-only-no", len(left[ONLY]) - count),
        ),
        chosen.get(ONLY, ""),
    )


def _editions(book: Ledger, iri: str) -> Iterable[tuple[str, Ref]]:
    """Other forms of the text, on either side of the relation; each once."""
    said = book.reader.said(iri)
    seen = {iri}
    for name, predicate in _EDITIONS:
        for ref in book.reader.refs(said.get(predicate, ())):
            if ref.iri not in seen:
                seen.add(ref.iri)
                yield name, ref
    for name, predicate in _EDITIONS:
        for each in book.reader.subjects(predicate, iri):
            if each not in seen:
                seen.add(each)
                yield f"{name}-this", book.reader.ref(each)


def _inside(book: Ledger, votes: Iterable[Vote]) -> tuple[Ref, ...]:
    """Tensions of which two sides or more are claims of this source."""
    sides = Counter(each for vote in votes for each in book.tensions.get(vote.claim, ()))
    return book.refs(sorted(each for each, count in sides.items() if count > 1))


def _facts(of: Reference) -> Mapping[str, Any]:
    return {
        **({"datePublished": of.issued} if of.issued else {}),
        **({"inLanguage": of.language} if of.language else {}),
        **({"identifier": f"https://doi.org/{of.doi}"} if of.doi else {}),
        "author": [
            {"@type": "Person" if name.is_person else "Organization", "name": name.text}
            for name in of.authors
        ],
    }
