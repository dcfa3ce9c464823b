"""The page at ``/explain``: why a statement follows, or what it lacks."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.registry import Site
from llmkg.http.views.explain import explain as view

Term: TypeAlias = Annotated[
    str, Query(description="A short name, an IRI or words.", max_length=300)
]

SITE: Final = Site(
    "explain",
    "/explain",
    examples=(
        "/explain?subject=text-davinci-003&predicate=llmkg:inheritsAbility&object=chain-of-thought",
        "/explain?subject=model:text-davinci-003&predicate=llmkg:derivedFrom&object=model:davinci",
        "/explain?subject=nothing-is-called-so&predicate=llmkg:derivedFrom&object=davinci",
    ),
)


def routes(pages: Pages) -> APIRouter:
    """``/explain``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="Why a statement follows, or what it lacks")
    async def explain(
        request: Request,
        subject: Term = "",
        predicate: Term = "",
        object: Term = "",  # noqa: A002 - the name the term has in RDF
    ) -> Response:
        return await pages.answer(request, lambda kb: view(kb, subject, predicate, object))

    return router
