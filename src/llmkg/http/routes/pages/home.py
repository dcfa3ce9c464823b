"""The page at ``/``: what this is, how much there is, what can be asked."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.export.formats import GRAPH_FORMATS
from llmkg.http.address import base_address
from llmkg.http.negotiate import choose
from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import HTML
from llmkg.http.registry import Site
from llmkg.http.routes.dataset import home_header
from llmkg.http.views.home import home as view

SITE: Final = Site("home", "/")
_FORMATS: Final[tuple[Any, ...]] = (HTML, *GRAPH_FORMATS)


def routes(pages: Pages) -> APIRouter:
    """``/``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="What this is")
    async def home(request: Request) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), _FORMATS)
        if choice.format is not HTML:
            # The address of this page is the name of the dataset: its description is the data.
            where = f"/void?format={choice.format.name}"
            headers = {"Location": where, "Vary": "Accept", "Cache-Control": "no-cache"}
            return Response(status_code=303, headers=headers)
        service = pages.service
        base = base_address(request, service.settings)
        response = await pages.answer(request, lambda kb: view(kb, base))
        response.headers["Link"] = home_header(base, service.kb.manifest.digest)
        return response

    return router
