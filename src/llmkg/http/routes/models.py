"""Models, and from what they descend."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, checked_slug, cut, only_known
from llmkg.http.service import Service
from llmkg.model.page import Page
from llmkg.model.thing import Thing
from llmkg.vocab import Kind

Slug: TypeAlias = Annotated[str, Path(description="The model.", examples=["text-davinci-003"])]


def routes(service: Service) -> APIRouter:
    """``/api/models`` and below."""
    router = APIRouter(prefix="/api/models", tags=["models"], dependencies=[Depends(only_known)])

    @router.get("", responses=answers("ThingPage"), summary="All models")
    async def models(request: Request, offset: Offset = 0, limit: Limit = 100) -> Response:
        def make(facade: Facade) -> tuple[Page[Thing], list[Json]]:
            page = cut(service.kb.models(), offset, limit)
            return page, [facade.thing(thing) for thing in page.items]

        return await service.page(request, make)

    @router.get("/{slug}", responses=answers("ThingCard"), summary="A model and what is said of it")
    async def model(request: Request, slug: Slug) -> Response:
        def make(facade: Facade) -> Json:
            return facade.card(service.kb.model(checked_slug(Kind.MODEL, slug)))

        return await service.json(request, make)

    @router.get(
        "/{slug}/lineage",
        responses=answers("Lineage"),
        summary="From what a model descends, with the claims on each step",
    )
    async def lineage(request: Request, slug: Slug) -> Response:
        def make(facade: Facade) -> Json:
            return facade.lineage(service.kb.lineage(checked_slug(Kind.MODEL, slug)))

        return await service.json(request, make)

    return router
