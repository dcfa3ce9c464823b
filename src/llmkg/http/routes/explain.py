"""Why a triple follows, or what keeps it from following."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from llmkg.http.facade.explanations import Explanations
from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.openapi import answers
from llmkg.http.params import only_known
from llmkg.http.service import Service

Subject: TypeAlias = Annotated[
    str, Query(description="IRI or CURIE.", examples=["model:text-davinci-003"])
]
Predicate: TypeAlias = Annotated[
    str, Query(description="IRI or CURIE.", examples=["llmkg:derivedFrom"])
]
Object: TypeAlias = Annotated[
    str, Query(description="IRI or CURIE.", examples=["model:code-davinci-002"])
]
Limit: TypeAlias = Annotated[int, Query(description="The most explanations.", ge=1, le=20)]


def routes(service: Service) -> APIRouter:
    """``/api/explain``."""
    router = APIRouter(prefix="/api", tags=["explain"], dependencies=[Depends(only_known)])

    @router.get(
        "/explain",
        responses=answers("Explained"),
        summary="How sure a triple is and why: minimal sets of claims; or what it lacks",
    )
    async def explain(
        request: Request,
        subject: Subject,
        predicate: Predicate,
        object: Object,  # noqa: A002 - the name the term has in RDF
        limit: Limit = 3,
    ) -> Response:
        def make(facade: Facade) -> Json:
            found = service.kb.explain(subject, predicate, object, limit=limit)
            return Explanations.of(facade).explained(found)

        return await service.json(request, make)

    return router
