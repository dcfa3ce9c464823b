"""The page of a claim: what is said, how surely, where exactly, and how that compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from llmkg.export.citation import Citation, cited_source
from llmkg.gather import assessments, standing, statements
from llmkg.gather.reader import labels
from llmkg.gather.references import reference
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.ledger import Ledger, Said, ledger, states, voices
from llmkg.http.views.thing import downloads
from llmkg.kb import KnowledgeBase
from llmkg.model.anchor import Anchor
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Evidence
from llmkg.model.level import Level
from llmkg.model.text import Labels, Ref
from llmkg.model.weighing import Fate
from llmkg.quote.citing import place
from llmkg.vocab import LLMKG, SKOS, Kind

_AGAINST: Final = {
    Stance.ASSERTS: (Stance.DENIES,),
    Stance.DENIES: (Stance.ASSERTS,),
    Stance.LEAVES_OPEN: (Stance.ASSERTS, Stance.DENIES),
}


@dataclass(frozen=True, slots=True)
class Check:
    """How anybody who has the text can hold an anchor to it: commands, as they are typed."""

    command: str
    by_hand: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """Everything that the page shows.

    fate       how it stands today; `replaced_by` what took its place, `why` if somebody says it
    warranted  what the evidence warrants on the side of the claim; None where nothing does
    cited      evidence that it cites; `basis_of` evidence that rests on it
    against    claims that take the other side of the same; `beside` those that take its own
    states     what became of those of them, and of evidence, that no longer stand
    passage    the reference to the source, with the place; `language` of the source
    """

    claim: Claim
    said: Said
    fate: Fate
    replaced_by: tuple[Ref, ...]
    why: Labels
    assessment: Assessment | None
    warranted: Level | None
    levels: tuple[Level, ...]
    cited: tuple[Evidence, ...]
    basis_of: tuple[Ref, ...]
    against: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    states: Mapping[str, str]
    tensions: tuple[Ref, ...]
    check: Check | None
    passage: Citation
    language: str | None


def claim(kb: KnowledgeBase, iri: str, _asked: Mapping[str, str]) -> Sheet:
    """The page of a claim. Raises NotFoundError."""
    book = ledger(kb)
    found = statements.claim(book.reader, iri)
    about = found.proposition.iri
    span = kb.weighing(about).span(iri)
    fate = span.at(datetime.now(UTC).date().isoformat())
    assessment = assessments.current(book.reader, about)
    work = reference(book.reader, found.source.iri)
    votes = book.standings[about].votes
    view = ClaimView(
        claim=found,
        said=book.said(about),
        fate=fate,
        replaced_by=span.by,
        why=labels(book.reader.said(iri), SKOS.changeNote),
        assessment=assessment,
        warranted=standing.warranted(found.stance, assessment),
        levels=kb.levels(),
        cited=tuple(statements.evidence(book.reader, ref.iri) for ref in found.cites),
        basis_of=book.refs(book.reader.subjects(LLMKG.basedOn, iri)),
        against=voices(book, (v.claim for v in votes if v.stance in _AGAINST[found.stance])),
        beside=voices(
            book, (v.claim for v in votes if v.stance is found.stance and v.claim != iri)
        ),
        states=states(book, (*(vote.claim for vote in votes), *(ref.iri for ref in found.cites))),
        tensions=book.refs(book.tensions.get(iri, ())),
        check=_check(found.source, found.anchor) if found.anchor else None,
        passage=cited_source(work, "en", place(found.section, found.anchor)),
        language=work.language,
    )
    return Sheet(
        template="claim.html",
        view=view,
        title=found.label or found.proposition.label or {"en": found.slug},
        description="claim-description",
        iri=iri,
        kind="Claim",
        facts={"appearance": {"@type": "CreativeWork", "@id": found.source.iri}},
        crumbs=_crumbs(book, found),
        downloads=downloads(iri),
        queries=(shown(kb.queries["argument-about-proposition"], proposition=about),),
    )


def _check(source: Ref, anchor: Anchor) -> Check:
    slug = source.slug or ""
    return Check(
        f"llmkg anchors verify --source {slug}=PATH",
        "python3 -c \"import hashlib; text = open('PATH', encoding='utf-8', newline='').read(); "
        f'print(hashlib.sha256(text[{anchor.start}:{anchor.end}].encode()).hexdigest())"',
    )


def _crumbs(book: Ledger, found: Claim) -> tuple[Crumb, ...]:
    source = book.reader.ref(found.source.iri)
    return (
        Crumb("nav-home", "/"),
        Crumb("nav-sources", "/sources"),
        Crumb(source.label or {"en": source.slug or ""}, f"/{Kind.SOURCE.value}/{source.slug}"),
    )
