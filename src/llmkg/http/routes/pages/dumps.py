"""The page at ``/dumps/``: the dataset as files."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.registry import Site
from llmkg.http.routes.dumps import current
from llmkg.http.views.dumps import dumps

SITE: Final = Site("dumps", "/dumps/", order=90)


def routes(pages: Pages) -> APIRouter:
    """``/dumps/``, and ``/dumps`` that leads there."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="The dataset as files")
    async def page(request: Request) -> Response:
        return await pages.answer(
            request, lambda kb: dumps(kb.manifest.digest, current(pages.service))
        )

    @router.get(
        "/dumps",
        responses={308: {"description": "To the same with a slash."}},
        status_code=308,
        summary="To the dataset as files",
    )
    async def without_slash() -> Response:
        return RedirectResponse(SITE.path, 308)

    return router
