"""Open questions: what sources say is unknown."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, cut, only_known
from llmkg.http.service import Service
from llmkg.model.page import Page
from llmkg.model.question import OpenQuestion


def routes(service: Service) -> APIRouter:
    """``/api/open-questions``."""
    router = APIRouter(tags=["open questions"], dependencies=[Depends(only_known)])

    @router.get(
        "/api/open-questions",
        responses=answers("QuestionPage"),
        summary="What sources say is unknown, and what would settle it",
    )
    async def questions(request: Request, offset: Offset = 0, limit: Limit = 100) -> Response:
        def make(facade: Facade) -> tuple[Page[OpenQuestion], list[Json]]:
            page = cut(service.kb.open_questions(), offset, limit)
            return page, [facade.question(question) for question in page.items]

        return await service.page(request, make)

    return router
