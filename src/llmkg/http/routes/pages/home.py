"""The page at ``/``: what this is, how much there is, what can be asked."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.registry import Site
from llmkg.http.views.home import home as view

SITE: Final = Site("home", "/")


def routes(pages: Pages) -> APIRouter:
    """``/``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="What this is")
    async def home(request: Request) -> Response:
        return await pages.answer(request, view)

    return router
