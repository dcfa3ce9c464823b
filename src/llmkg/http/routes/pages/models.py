"""The list of all models."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.views.catalogue import catalogue

SITE: Final = Site("models", "/models", order=30, examples=("/models?kind=family",))


def routes(pages: Pages) -> APIRouter:
    """``/models``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="All models, by what is claimed of them")
    async def models(
        request: Request,
        kind: Annotated[str, Query(description="model or family.")] = "",
        level: Annotated[str, Query(description="Name of a confidence level.")] = "",
        state: Annotated[str, Query(description="How a statement about it stands.")] = "",
        offset: Offset = 0,
    ) -> Response:
        asked = {"kind": kind, "level": level, "state": state}
        return await pages.answer(request, lambda kb: catalogue(kb, SITE.name, asked, offset))

    return router
