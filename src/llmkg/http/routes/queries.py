"""The stored queries: what there is, and running one with its typed parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from llmkg.errors import ParameterError, UnknownQueryError
from llmkg.http.asking import Asked, choose_format
from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json
from llmkg.http.language import Language, pick
from llmkg.http.openapi import SPARQL_ANSWERS, answers
from llmkg.http.params import once
from llmkg.http.service import Service, language_of
from llmkg.queries import NamedQuery, Param, ParamType, bind

Name: TypeAlias = Annotated[
    str, Path(description="The name of the query.", examples=["code-training-evidence"])
]
Lang: TypeAlias = Annotated[
    Language | None,
    Query(description="The language of texts; the header Accept-Language says it otherwise."),
]
FORMAT = "format"


def routes(service: Service) -> APIRouter:
    """``/api/queries`` and below."""
    router = APIRouter(prefix="/api/queries", tags=["queries"])

    @router.get("", responses=answers("Queries"), summary="The stored queries and their parameters")
    async def queries(request: Request, lang: Lang = None) -> Response:  # noqa: ARG001 - described
        once(request, ["lang"])
        language = language_of(request)

        def make(_facade: Facade) -> Json:
            found = [describe(query, language) for query in public(service)]
            return {"total": len(found), "items": found}

        return await service.json(request, make, spoken=True)

    @router.get(
        "/{name:path}",
        responses=SPARQL_ANSWERS,
        summary="Run a stored query",
        description="The parameters are those that /api/queries lists for it, and `format`.",
    )
    async def run(request: Request, name: Name) -> Response:
        request.state.negotiated = True

        def prepare() -> tuple[NamedQuery, dict[str, str]]:
            query = find(service, name)
            given = once(request, [*query.params, FORMAT])
            check_levels(service, query, given)
            return query, given

        query, given = await service.workers.run(prepare)
        choice = choose_format(query.form, request.headers.get("accept"), given.pop(FORMAT, None))
        asked = Asked(bind(query, given), None, None)
        return await service.strangers(request, asked, choice, tagged=True)

    return router


def public(service: Service) -> list[NamedQuery]:
    """The stored queries for readers, by name."""
    return [query for _, query in sorted(service.kb.queries.items()) if not query.internal]


def find(service: Service, name: str) -> NamedQuery:
    """A stored query for readers; UnknownQueryError, which lists them."""
    for query in public(service):
        if query.name == name:
            return query
    raise UnknownQueryError(
        f"There is no stored query {name!r}",
        mend=f"Choose one of: {', '.join(query.name for query in public(service))}.",
    )


def check_levels(service: Service, query: NamedQuery, given: Mapping[str, str]) -> None:
    """Refuse a level that there is not: it would fit nothing, which looks like an answer."""
    names = [level.name for level in service.kb.levels()]
    for name, value in given.items():
        param = query.params.get(name)
        if param is not None and param.type is ParamType.LEVEL and value not in names:
            raise ParameterError(
                f"{name} is {value!r}, which is no level of confidence",
                mend=f"Choose from: {', '.join(names)}.",
            )


def describe(query: NamedQuery, language: str) -> Json:
    """A stored query as JSON, in words of this language where it has any."""
    return {
        "name": query.name,
        "summary": pick(query.summaries, language).value,
        "description": pick(query.descriptions, language).value,
        "tags": list(query.tags),
        "form": query.form.value,
        "params": {name: describe_param(param, language) for name, param in query.params.items()},
        "sparql": query.text,
    }


def describe_param(param: Param, language: str) -> Json:
    """A parameter of a stored query as JSON, as :func:`describe` does."""
    return {
        "type": param.type.value,
        "kind": param.kind,
        "required": param.required,
        "default": param.default,
        "example": param.example,
        "description": pick(param.descriptions, language).value,
    }
