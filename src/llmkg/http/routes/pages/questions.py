"""The page at ``/questions``, and that of each one."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import KindPage, Site
from llmkg.http.views.tensions import Wanted, question, questions
from llmkg.vocab import Kind

SITE: Final = Site("questions", "/questions", order=60, examples=("/questions?source=fu2022-zh",))
KIND: Final = KindPage(
    kinds=(Kind.QUESTION,),
    view=question,
    examples=("/question/fu2022-zh-source-of-in-context-learning",),
)
_LONGEST: Final = 200


def routes(pages: Pages) -> APIRouter:
    """``/questions``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="What is not known")
    async def page(
        request: Request,
        source: Annotated[str, Query(description="Slug of a source.", max_length=_LONGEST)] = "",
        topic: Annotated[
            str,
            Query(description="What it is about: kind and slug of a thing.", max_length=_LONGEST),
        ] = "",
        offset: Offset = 0,
    ) -> Response:
        wanted = Wanted(source=source, topic=topic, offset=offset)
        return await pages.answer(request, lambda kb: questions(kb, wanted))

    return router
