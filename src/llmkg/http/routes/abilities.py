"""Abilities, and where they come from."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, checked_slug, cut, only_known
from llmkg.http.service import Service
from llmkg.model.page import Page
from llmkg.model.thing import Thing
from llmkg.vocab import Kind

Slug: TypeAlias = Annotated[str, Path(description="The ability.", examples=["chain-of-thought"])]
MinConfidence: TypeAlias = Annotated[
    str | None,
    Query(
        description="Only what some claim asserts at this confidence level or a better one.",
        examples=["Conjectural"],
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    Query(description="Only what sources said by this date.", examples=["2022-12-31"]),
]


def routes(service: Service) -> APIRouter:
    """``/api/abilities`` and below."""
    router = APIRouter(
        prefix="/api/abilities", tags=["abilities"], dependencies=[Depends(only_known)]
    )

    @router.get("", responses=answers("ThingPage"), summary="All abilities")
    async def abilities(request: Request, offset: Offset = 0, limit: Limit = 100) -> Response:
        def make(facade: Facade) -> tuple[Page[Thing], list[Json]]:
            page = cut(service.kb.things(Kind.ABILITY), offset, limit)
            return page, [facade.thing(thing) for thing in page.items]

        return await service.page(request, make)

    @router.get(
        "/{slug}", responses=answers("ThingCard"), summary="An ability and what is said of it"
    )
    async def ability(request: Request, slug: Slug) -> Response:
        def make(facade: Facade) -> Json:
            return facade.card(service.kb.thing(Kind.ABILITY, checked_slug(Kind.ABILITY, slug)))

        return await service.json(request, make)

    @router.get(
        "/{slug}/origins",
        responses=answers("Origins"),
        summary="Where an ability comes from: who says so, on what evidence, how sure",
    )
    async def origins(
        request: Request, slug: Slug, min_confidence: MinConfidence = None, as_of: AsOf = None
    ) -> Response:
        def make(facade: Facade) -> Json:
            found = service.kb.ability_origins(
                checked_slug(Kind.ABILITY, slug), min_confidence=min_confidence, as_of=as_of
            )
            return facade.origins(found)

        return await service.json(request, make)

    return router
