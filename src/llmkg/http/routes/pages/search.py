"""The page of what a search finds."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.errors import ParameterError
from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.views.search import search as view
from llmkg.search import KINDS, STATUSES

SITE: Final = Site(
    "search",
    "/search",
    examples=(
        "/search?q=code&status=Contested&level=CorrelationNotCausation",
        "/search?q=chain+of+thought",
        "/search?q=%E6%80%9D%E7%BB%B4%E9%93%BE&kind=proposition",
        "/search?q=chian+of+thougt+zebra",
        "/search?q=xyzzy",
    ),
)


def routes(pages: Pages) -> APIRouter:
    """``/search``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="Things by name, in English or Chinese")
    async def search(
        request: Request,
        q: Annotated[
            str,
            Query(
                description="Words of a name or a definition; slips of the pen are forgiven.",
                examples=["chain of thought"],
            ),
        ] = "",
        kind: Annotated[
            str, Query(description="Only things of this kind: model, ability … or term.")
        ] = "",
        level: Annotated[
            str, Query(description="Only propositions and claims of this confidence level.")
        ] = "",
        status: Annotated[
            str,
            Query(
                description="Only propositions of this status; or what was taken back: Retracted, "
                "Superseded."
            ),
        ] = "",
        offset: Offset = 0,
    ) -> Response:
        if kind and kind not in KINDS:
            raise ParameterError(
                f"There is no kind {kind!r}", mend=f"Leave it out, or choose: {', '.join(KINDS)}."
            )
        if status and status not in STATUSES:
            raise ParameterError(
                f"There is no status {status!r}",
                mend=f"Leave it out, or choose: {', '.join(STATUSES)}.",
            )
        response = await pages.answer(
            request, lambda kb: view(kb, q, kind, offset, level=level, status=status)
        )
        # Addresses like these are without number; what they list is found by its own.
        response.headers["X-Robots-Tag"] = "noindex, follow"
        return response

    return router
