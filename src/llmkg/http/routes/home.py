"""The page at ``/``: what this is, how much there is, what can be asked."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages
from llmkg.http.params import HTML
from llmkg.http.routes.queries import public
from llmkg.http.service import Service


def routes(service: Service, pages: Pages) -> APIRouter:
    """``/``."""
    router = APIRouter(tags=["pages"])

    @router.get("/", responses=PAGE, summary="What this is")
    async def home(request: Request) -> Response:
        def make() -> Response:
            data = pages.home(request, service.kb.counts(), public(service))
            return Response(data, media_type=HTML.content_type())

        return await service.answer(request, HTML.media_type, make)

    return router
