"""Search over names and definitions, in both languages; also what suggests while one types."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from llmkg.errors import ParameterError
from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import Limit, Offset, only_known
from llmkg.http.service import Service
from llmkg.model.found import Hit
from llmkg.model.page import Page
from llmkg.search import KINDS


def routes(service: Service) -> APIRouter:
    """``/api/search``."""
    router = APIRouter(tags=["search"], dependencies=[Depends(only_known)])

    @router.get(
        "/api/search",
        responses=answers("HitPage"),
        summary="Things by name, in English or Chinese; slips of the pen are forgiven",
    )
    async def search(
        request: Request,
        q: Annotated[
            str,
            Query(
                max_length=1_000,
                description="Words of a name or a definition.",
                examples=["chain of thought"],
            ),
        ],
        kind: Annotated[
            str | None,
            Query(
                description="Only these kinds, by commas: model, ability … or term.",
                examples=["model,ability"],
            ),
        ] = None,
        unfinished: Annotated[
            bool, Query(description="Whether the last word may go on, as while one types.")
        ] = False,
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Response:
        kinds = kinds_of(kind)

        def make(facade: Facade) -> tuple[Page[Hit], list[Json], Json]:
            found = service.kb.search(
                q, kinds=kinds, offset=offset, limit=limit, unfinished=unfinished
            )
            counts = [{"kind": name, "count": count} for name, count in found.kinds.items()]
            said = {"exact": found.exact, "kinds": counts}
            return found.page, [facade.hit(hit) for hit in found.page.items], said

        return await service.listing(request, make)

    return router


def kinds_of(given: str | None) -> tuple[str, ...]:
    """The kinds in a list with commas; ParameterError for one that there is not."""
    kinds = tuple(each.strip() for each in (given or "").split(",") if each.strip())
    for each in kinds:
        if each not in KINDS:
            raise ParameterError(
                f"There is no kind {each!r}", mend=f"Choose from: {', '.join(KINDS)}."
            )
    return kinds
