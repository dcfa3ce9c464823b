"""The list of all abilities."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.views.catalogue import catalogue

SITE: Final = Site("abilities", "/abilities", order=25, examples=("/abilities?state=contested",))


def routes(pages: Pages) -> APIRouter:
    """``/abilities``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="All abilities, by what is claimed of them")
    async def abilities(
        request: Request,
        level: Annotated[str, Query(description="Name of a confidence level.")] = "",
        state: Annotated[str, Query(description="How a statement about it stands.")] = "",
        under: Annotated[str, Query(description="IRI of a broader ability.")] = "",
        offset: Offset = 0,
    ) -> Response:
        asked = {"level": level, "state": state, "under": under}
        return await pages.answer(request, lambda kb: catalogue(kb, SITE.name, asked, offset))

    return router
