"""Propositions, each with the whole argument for and against it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import checked_slug, only_known
from llmkg.http.service import Service
from llmkg.vocab import Kind

Slug: TypeAlias = Annotated[
    str, Path(description="The proposition.", examples=["code-training-gives-chain-of-thought"])
]

AsOf: TypeAlias = Annotated[
    str | None,
    Query(description="Only what sources said by this date.", examples=["2022-12-31"]),
]


def routes(service: Service) -> APIRouter:
    """``/api/propositions/{slug}``."""
    router = APIRouter(
        prefix="/api/propositions", tags=["propositions"], dependencies=[Depends(only_known)]
    )

    @router.get(
        "/{slug}",
        responses=answers("Argument"),
        summary="A proposition: who asserts, denies or leaves it open, and on what evidence",
    )
    async def proposition(request: Request, slug: Slug, as_of: AsOf = None) -> Response:
        def make(facade: Facade) -> Json:
            checked = checked_slug(Kind.PROPOSITION, slug)
            return facade.argument(service.kb.proposition(checked, as_of=as_of))

        return await service.json(request, make)

    return router
