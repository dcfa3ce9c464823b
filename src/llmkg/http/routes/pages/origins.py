"""The page at ``/origins``, and the matrix as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.service import language_of
from llmkg.http.views.origins import Wanted, as_csv, origins, origins_view

SITE: Final = Site(
    "origins",
    "/origins",
    order=20,
    examples=(
        "/origins?by=stage",
        "/origins?by=concept&as_of=2022-12-31",
        "/origins?cell=complex-reasoning~code-training",
        "/origins?family=complex-reasoning&min_confidence=WellSupported&empty=show",
    ),
)
_LONGEST: Final = 200
_CSV: Final = "text/csv"


def wanted(
    by: Annotated[
        str, Query(description="The columns: method, stage, dataset or concept.", max_length=20)
    ] = "method",
    min_confidence: Annotated[
        str, Query(description="Name of a level; statements below it are left out.", max_length=40)
    ] = "",
    as_of: Annotated[
        str, Query(description="The last day (month, year) that counts.", max_length=10)
    ] = "",
    family: Annotated[
        str,
        Query(description="Slug of an ability: it and all narrower ones.", max_length=_LONGEST),
    ] = "",
    empty: Annotated[
        str,
        Query(description="`show`: also abilities and factors without a word.", max_length=20),
    ] = "",
    cell: Annotated[
        str,
        Query(
            description="`ability~factor`: what is said in this cell is listed.",
            max_length=2 * _LONGEST,
        ),
    ] = "",
) -> Wanted:
    """A dependency: what of the matrix is asked for."""
    return Wanted(
        by=by or "method",
        least=min_confidence,
        as_of=as_of,
        family=family,
        empty=empty,
        cell=cell,
    )


WantedMatrix: TypeAlias = Annotated[Wanted, Depends(wanted)]


def routes(pages: Pages) -> APIRouter:
    """``/origins`` and ``/origins.csv``."""
    router = page_router()

    @router.get(SITE.path, responses=PAGE, summary="Which abilities come from where")
    async def page(
        request: Request, asked: WantedMatrix, offset: Offset = 0, column: Offset = 0
    ) -> Response:
        part = replace(asked, offset=offset, column=column)
        return await pages.answer(request, lambda kb: origins(kb, part))

    @router.get(
        "/origins.csv",
        responses={200: {"description": "The matrix as a table.", "content": {_CSV: {}}}},
        summary="Which abilities come from where, as a table",
    )
    async def file(request: Request, asked: WantedMatrix) -> Response:
        language = language_of(request)

        def make() -> Response:
            body = as_csv(origins_view(pages.service.kb, asked, whole=True), language)
            return Response(body, media_type=_CSV)

        response = await pages.service.answer(request, f"{_CSV} {language}", make)
        response.headers["Vary"] = "Accept-Language"
        response.headers["Content-Language"] = language
        response.headers["Content-Disposition"] = 'attachment; filename="llmkg-origins.csv"'
        return response

    return router
