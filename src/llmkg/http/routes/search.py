"""Search over names and definitions, in both languages; also what suggests while one types."""

from __future__ import annotations

from collections.abc import Collection
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
from llmkg.search import KINDS, STATUSES


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
        level: Annotated[
            str | None,
            Query(
                description="Only propositions and claims of these confidence levels, by commas.",
                examples=["WellSupported,Established"],
            ),
        ] = None,
        status: Annotated[
            str | None,
            Query(
                description="Only propositions of these statuses, by commas; or what was taken "
                "back: Retracted, Superseded.",
                examples=["Contested"],
            ),
        ] = None,
        unfinished: Annotated[
            bool, Query(description="Whether the last word may go on, as while one types.")
        ] = False,
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Response:
        kinds = kinds_of(kind)
        statuses = chosen(status, STATUSES, "status")

        def make(facade: Facade) -> tuple[Page[Hit], list[Json], Json]:
            levels = chosen(level, [each.name for each in service.kb.levels()], "confidence level")
            found = service.kb.search(
                q,
                kinds=kinds,
                levels=levels,
                statuses=statuses,
                offset=offset,
                limit=limit,
                unfinished=unfinished,
            )
            counts = [{"kind": name, "count": count} for name, count in found.kinds.items()]
            said = {"exact": found.exact, "kinds": counts}
            return found.page, [facade.hit(hit) for hit in found.page.items], said

        return await service.listing(request, make)

    return router


def kinds_of(given: str | None) -> tuple[str, ...]:
    """The kinds in a list with commas; ParameterError for one that there is not."""
    return chosen(given, KINDS, "kind")


def chosen(given: str | None, choices: Collection[str], what: str) -> tuple[str, ...]:
    """The choices in a list with commas; ParameterError for one that there is not."""
    found = tuple(each.strip() for each in (given or "").split(",") if each.strip())
    for each in found:
        if each not in choices:
            raise ParameterError(
                f"There is no {what} {each!r}", mend=f"Choose from: {', '.join(choices)}."
            )
    return found
