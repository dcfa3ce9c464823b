"""The page of a person or an organisation: what they made, what they are said to have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.gather import things
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.grouping import Section, opened, sections
from llmkg.http.views.ledger import ledger, states, voices
from llmkg.http.views.lines import SCOPE
from llmkg.http.views.thing import downloads, offset_of
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim
from llmkg.model.page import Page
from llmkg.model.source import Source
from llmkg.model.text import Ref
from llmkg.model.thing import Thing
from llmkg.vocab import DCTERMS, LLMKG, RDF, SCHEMA, Kind

SHOWN: Final = 20
_ROLES: Final = (
    ("creator", DCTERMS.creator),
    ("contributor", DCTERMS.contributor),
    ("publisher", DCTERMS.publisher),
    ("organisation", SCHEMA.sourceOrganization),
)


@dataclass(frozen=True, slots=True)
class AgentView:
    """Everything that the page shows.

    works       sources by the part that the agent had in them
    attributed  claims that a source puts down to the agent
    states      what became of those of them that no longer stand
    """

    thing: Thing
    is_person: bool
    works: tuple[tuple[str, tuple[Source, ...]], ...]
    attributed: Page[Claim]
    states: Mapping[str, str]
    about: tuple[Section, ...]
    tensions: tuple[Ref, ...]


def agent(kb: KnowledgeBase, iri: str, asked: Mapping[str, str]) -> Sheet:
    """The page of a person or an organisation. Raises NotFoundError, ParameterError."""
    book = ledger(kb)
    found = things.thing(book.reader, iri, {})
    types = book.reader.said(iri).get(RDF.type, ())
    offset = offset_of(asked.get("offset", "0"))
    works = []
    for role, predicate in _ROLES:
        made = [each for each in book.reader.subjects(predicate, iri) if _is_source(each)]
        counts = {each: len(book.by_source.get(each, ())) for each in made}
        sources = [things.source(book.reader, each, counts) for each in made]
        if sources:
            newest = sorted(sources, key=lambda each: (each.issued or "", each.iri), reverse=True)
            works.append((role, tuple(newest)))
    claims = voices(book, book.reader.subjects(LLMKG.attributedTo, iri))
    shown_claims = claims[offset : offset + SHOWN]
    view = AgentView(
        thing=found,
        is_person=ox.NamedNode(LLMKG.Organisation) not in types,
        works=tuple(works),
        attributed=Page(shown_claims, len(claims), offset, SHOWN),
        states=states(book, (each.iri for each in shown_claims)),
        about=sections(book, iri, Kind.AGENT.value, opened(asked)),
        tensions=book.refs(
            book.tensions_of(
                claim for line in book.lines(iri) if line.side != SCOPE for claim in line.speaking
            )
        ),
    )
    return Sheet(
        template="agent.html",
        view=view,
        title=found.label or {"en": found.slug},
        description="agent-description",
        iri=iri,
        kind="Person" if view.is_person else "Organization",
        facts={"sameAs": list(found.same_as)} if found.same_as else {},
        crumbs=(Crumb("nav-home", "/"),),
        downloads=downloads(iri),
        queries=(shown(kb.queries["claims-about-entity"], entity=iri),),
    )


def _is_source(iri: str) -> bool:
    return f"/{Kind.SOURCE.value}/" in iri
