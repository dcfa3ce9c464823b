"""The page at ``/tensions``, and that of each one."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import KindPage, Site
from llmkg.http.views.tensions import Wanted, tension, tensions
from llmkg.vocab import Kind

SITE: Final = Site(
    "tensions",
    "/tensions",
    order=50,
    examples=("/tensions?kind=HedgeDrift", "/tensions?topic=ability/chain-of-thought&offset=0"),
)
KIND: Final = KindPage(
    kinds=(Kind.TENSION,),
    view=tension,
    examples=("/tension/code-training-as-cause-of-chain-of-thought",),
)
_LONGEST: Final = 200


def routes(pages: Pages) -> APIRouter:
    """``/tensions``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="What does not sit together")
    async def page(
        request: Request,
        kind: Annotated[str, Query(description="Name of the kind.", max_length=_LONGEST)] = "",
        source: Annotated[str, Query(description="Slug of a source.", max_length=_LONGEST)] = "",
        topic: Annotated[
            str,
            Query(description="What it is about: kind and slug of a thing.", max_length=_LONGEST),
        ] = "",
        offset: Offset = 0,
    ) -> Response:
        wanted = Wanted(kind=kind, source=source, topic=topic, offset=offset)
        return await pages.answer(request, lambda kb: tensions(kb, wanted))

    return router
