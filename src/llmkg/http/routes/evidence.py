"""Evidence, each piece alone."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import checked_slug, only_known
from llmkg.http.service import Service
from llmkg.vocab import Kind

Slug: TypeAlias = Annotated[
    str, Path(description="The evidence.", examples=["fu2022-zh-gpt3-no-code-no-cot"])
]


def routes(service: Service) -> APIRouter:
    """``/api/evidence/{slug}``."""
    router = APIRouter(
        prefix="/api/evidence", tags=["evidence"], dependencies=[Depends(only_known)]
    )

    @router.get(
        "/{slug}",
        responses=answers("Evidence"),
        summary="Evidence: what it bears on, its type and ceilings, who reports and cites it",
    )
    async def evidence(request: Request, slug: Slug) -> Response:
        def make(facade: Facade) -> Json:
            return facade.evidence(service.kb.evidence(checked_slug(Kind.EVIDENCE, slug)))

        return await service.json(request, make)

    return router
