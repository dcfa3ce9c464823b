"""Claims: filtered, by pages, and each alone."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.export.formats import RESULTS_CSV, Format
from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.names import term_iri, thing_iri
from llmkg.http.negotiate import choose
from llmkg.http.openapi import Responses, answers
from llmkg.http.params import REST, Limit, Offset, checked_slug, only_known
from llmkg.http.routes.entities import OtherFormat
from llmkg.http.service import Service
from llmkg.http.tables import claim_table
from llmkg.model.claim import Claim, ClaimFilter, Stance
from llmkg.model.page import Page
from llmkg.vocab import Kind, thing

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


_PAGE: Final = answers("ClaimPage")
_LISTED: Final[Responses] = {
    **_PAGE,
    200: {
        "description": "JSON that is JSON-LD too, or a table.",
        "content": {**_PAGE[200]["content"], RESULTS_CSV.media_type: {}},
    },
}

NANOPUB: Final = Format(
    name="nanopub",
    aliases=("trig",),
    media_types=("application/trig",),
    extension="trig",
    charset=False,
)
"""A nanopublication: TriG with the four graphs that it has, under its trusty URI."""
ClaimFormat: TypeAlias = Annotated[
    str | None,
    Query(alias="format", description="Before the Accept header.", examples=["nanopub"]),
]
_CLAIM: Final = answers("Claim")
_ONE: Final[Responses] = {
    **_CLAIM,
    200: {
        "description": "JSON that is JSON-LD too, or a nanopublication in TriG.",
        "content": {**_CLAIM[200]["content"], NANOPUB.media_type: {}},
    },
}


def routes(service: Service) -> APIRouter:
    """``/api/claims`` and below."""
    router = APIRouter(prefix="/api/claims", tags=["claims"], dependencies=[Depends(only_known)])

    @router.get("", responses=_LISTED, summary="Claims, by source and place in it")
    async def claims(
        request: Request,
        which: Annotated[ClaimFilter, Depends(wanted)],
        offset: Offset = 0,
        limit: Limit = 50,
        named: OtherFormat = None,
    ) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), (REST, RESULTS_CSV), named=named)
        if choice.format is RESULTS_CSV:

            def table() -> Response:
                page = service.kb.claims(which, offset=offset, limit=limit)
                rows = service.facade(request).claims(page.items)
                return Response(claim_table(rows), media_type=choice.content_type)

            return await service.answer(request, choice.media_type, table)

        def make(facade: Facade) -> tuple[Page[Claim], list[Json]]:
            page = service.kb.claims(which, offset=offset, limit=limit)
            return page, facade.claims(page.items)

        return await service.page(request, make)

    @router.get("/{slug}", responses=_ONE, summary="One claim, also as a nanopublication")
    async def claim(request: Request, slug: Slug, named: ClaimFormat = None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), (REST, NANOPUB), named=named)
        if choice.format is NANOPUB:

            def published() -> Response:
                from llmkg.exchange.nanopub import Press, trig  # noqa: PLC0415 - few ask for it

                kb = service.kb
                iri = thing(Kind.CLAIM, checked_slug(Kind.CLAIM, slug))
                made = Press(kb.store, kb.manifest.built).of(iri)
                return Response(trig([made]), media_type=choice.content_type)

            return await service.answer(request, choice.media_type, published)

        def make(facade: Facade) -> Json:
            return facade.claim(service.kb.claim(checked_slug(Kind.CLAIM, slug)))

        return await service.json(request, make)

    return router
