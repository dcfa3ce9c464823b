"""The reader at ``/read/{source}``."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import HTML, checked_slug
from llmkg.http.registry import Site
from llmkg.http.views.read import read
from llmkg.vocab import Kind

SITE: Final = Site(
    "read",
    "/read/fu2022-zh",
    examples=("/read/fu2022-zh?section=3.1", "/read/zhao2026-beyond-code"),
)
_LONGEST: Final = 200


def routes(pages: Pages) -> APIRouter:
    """``/read/{source}``."""
    router = page_router()

    @router.get("/read/{source}", responses=PAGE, summary="A source with its claims in the margin")
    async def page(
        request: Request,
        source: Annotated[str, Path(description="Slug of the source.", examples=["fu2022-zh"])],
        section: Annotated[
            str, Query(description="The first one unless named.", max_length=_LONGEST)
        ] = "",
        claim: Annotated[
            str, Query(description="Slug of a claim: its section is shown.", max_length=_LONGEST)
        ] = "",
    ) -> Response:
        slug = checked_slug(Kind.SOURCE, source)
        texts = pages.service.texts

        def make() -> Response:
            kb = pages.service.kb
            sheet = read(kb, slug, section, claim, texts.of(kb.source(slug)))
            return Response(pages.render(request, sheet), media_type=HTML.content_type())

        # The same address shows another page once the text is there.
        key = f"{HTML.media_type} {texts.mark(slug)}".rstrip()
        return await pages.service.answer(request, key, make)

    return router
