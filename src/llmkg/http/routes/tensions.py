"""Tensions: claims that do not sit together."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, cut, only_known
from llmkg.http.service import Service
from llmkg.model.page import Page
from llmkg.model.tension import Tension


def routes(service: Service) -> APIRouter:
    """``/api/tensions``."""
    router = APIRouter(tags=["tensions"], dependencies=[Depends(only_known)])

    @router.get(
        "/api/tensions",
        responses=answers("TensionPage"),
        summary="Contradictions, hedge drift, number mismatches, misprints and ambiguities",
    )
    async def tensions(request: Request, offset: Offset = 0, limit: Limit = 100) -> Response:
        def make(facade: Facade) -> tuple[Page[Tension], list[Json]]:
            page = cut(service.kb.tensions(), offset, limit)
            return page, [facade.tension(tension) for tension in page.items]

        return await service.page(request, make)

    return router
