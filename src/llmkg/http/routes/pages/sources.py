"""The list of all sources."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.views.catalogue import catalogue

SITE: Final = Site("sources", "/sources", order=40, examples=("/sources?role=claims&offset=20",))


def routes(pages: Pages) -> APIRouter:
    """``/sources``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="All sources, by what is claimed of them")
    async def sources(
        request: Request,
        role: Annotated[str, Query(description="claims or cited.")] = "",
        year: Annotated[str, Query(description="of issue.")] = "",
        language: Annotated[str, Query(description="of the text.")] = "",
        level: Annotated[str, Query(description="Name of a confidence level.")] = "",
        offset: Offset = 0,
    ) -> Response:
        asked = {"role": role, "year": year, "language": language, "level": level}
        return await pages.answer(request, lambda kb: catalogue(kb, SITE.name, asked, offset))

    return router
