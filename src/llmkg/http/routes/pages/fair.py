"""The page at ``/fair``, and the same as JSON: what `llmkg fair --keep` has found."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from llmkg.fair import kept
from llmkg.http.openapi import PAGE, Responses, answers
from llmkg.http.pages import Pages, page_router
from llmkg.http.registry import Site
from llmkg.http.views.fair import JSON, fair

SITE: Final = Site("fair", "/fair")
_NONE: Final = {"measured": None, "mend": "Run `llmkg fair --keep` where the service runs."}
_ANSWERS: Final[Responses] = {
    200: {
        "description": "The report; `measured` is null where nobody has measured yet.",
        "content": {"application/json": {}},
    },
    "default": answers("Problem")["default"],
}


def routes(pages: Pages) -> APIRouter:
    """``/fair`` and ``/fair.json``."""
    router = page_router()
    out = pages.service.settings.out

    @router.get(SITE.path, responses=PAGE, summary="How FAIR the service is, as last measured")
    async def page(request: Request) -> Response:
        report = await pages.service.workers.run(lambda: kept(out))
        return await pages.answer(
            request, lambda kb: fair(report, kb.manifest.digest), beside=json.dumps(report)
        )

    @router.get(JSON, responses=_ANSWERS, summary="The same, every check with what is missing")
    async def found() -> Response:
        report = await pages.service.workers.run(lambda: kept(out))
        return JSONResponse(report or _NONE, headers={"Cache-Control": "no-cache"})

    return router
