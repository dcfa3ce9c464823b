"""Claims: filtered, by pages, and each alone."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.names import term_iri, thing_iri
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, checked_slug, only_known
from llmkg.http.service import Service
from llmkg.model.claim import Claim, ClaimFilter, Stance
from llmkg.model.page import Page
from llmkg.vocab import Kind

Slug: TypeAlias = Annotated[
    str,
    Path(
        description="The claim.", examples=["fu2022-zh-1-batch-ordering-gives-in-context-learning"]
    ),
]


def wanted(
    *,
    source: Annotated[
        str | None, Query(description="The source, by slug or IRI.", examples=["fu2022-zh"])
    ] = None,
    section: Annotated[
        str | None, Query(description="The section of the source.", examples=["3.1"])
    ] = None,
    confidence: Annotated[
        str | None, Query(description="Exactly this level.", examples=["WellSupported"])
    ] = None,
    min_confidence: Annotated[
        str | None, Query(description="This level or a better one.", examples=["Conjectural"])
    ] = None,
    stance: Annotated[
        Stance | None, Query(description="How the claim stands to its proposition.")
    ] = None,
    about: Annotated[
        str | None,
        Query(
            description="A thing that the proposition is about, by CURIE or IRI.",
            examples=["ability:chain-of-thought"],
        ),
    ] = None,
    predicate: Annotated[
        str | None, Query(description="The predicate of the proposition.", examples=["givesRiseTo"])
    ] = None,
    hedged: Annotated[
        bool | None, Query(description="Whether the claim has a hedging word.")
    ] = None,
) -> ClaimFilter:
    """The filter that the parameters describe; ParameterError for a name that names nothing."""
    return ClaimFilter(
        source=source and thing_iri("source", source, [Kind.SOURCE]),
        section=section,
        confidence=confidence and term_iri("confidence", confidence),
        min_confidence=min_confidence and term_iri("min_confidence", min_confidence),
        stance=stance,
        about=about and thing_iri("about", about),
        predicate=predicate and term_iri("predicate", predicate),
        hedged=hedged,
    )


def routes(service: Service) -> APIRouter:
    """``/api/claims`` and below."""
    router = APIRouter(prefix="/api/claims", tags=["claims"], dependencies=[Depends(only_known)])

    @router.get("", responses=answers("ClaimPage"), summary="Claims, by source and place in it")
    async def claims(
        request: Request,
        which: Annotated[ClaimFilter, Depends(wanted)],
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Response:
        def make(facade: Facade) -> tuple[Page[Claim], list[Json]]:
            page = service.kb.claims(which, offset=offset, limit=limit)
            return page, facade.claims(page.items)

        return await service.page(request, make)

    @router.get("/{slug}", responses=answers("Claim"), summary="One claim")
    async def claim(request: Request, slug: Slug) -> Response:
        def make(facade: Facade) -> Json:
            return facade.claim(service.kb.claim(checked_slug(Kind.CLAIM, slug)))

        return await service.json(request, make)

    return router
