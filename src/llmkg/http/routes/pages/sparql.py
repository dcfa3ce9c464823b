"""The pages of asking: ``/sparql`` for a browser, ``/queries``, and what the editor completes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.errors import LlmkgError
from llmkg.export.executables import NAMES, QUERIES, executables, listed
from llmkg.export.formats import GRAPH_FORMATS, GraphFormat
from llmkg.export.write import write
from llmkg.http import body
from llmkg.http.address import base_address
from llmkg.http.asking import Asked, ask
from llmkg.http.chrome import LANG, SNAPSHOT
from llmkg.http.kept import Kept
from llmkg.http.negotiate import Choice, choose
from llmkg.http.openapi import RDF_ANSWERS, Responses
from llmkg.http.pages import Pages, page_params, page_router
from llmkg.http.params import HTML, once
from llmkg.http.registry import Site
from llmkg.http.routes.entities import FormatName
from llmkg.http.routes.queries import FORMAT, check_levels, find
from llmkg.http.secure import EDITOR_POLICY
from llmkg.http.service import Service, language_of
from llmkg.http.sheet import Sheet
from llmkg.http.shown import Outcome, Shown
from llmkg.http.views import console as view
from llmkg.http.views.completion import completion
from llmkg.http.views.stored import Forms, usual
from llmkg.kb import KnowledgeBase
from llmkg.queries import bind

SITE: Final = Site(
    "sparql",
    "/sparql",
    order=70,
    examples=(
        "/sparql?query=SELECT+*+WHERE+%7B%3Fmodel+a+llmkg%3AModel+%3B+rdfs%3Alabel+%3Fname%7D",
        "/sparql?query=DESCRIBE+ability%3Achain-of-thought",
        "/queries",
        "/queries?q=ability",
        "/queries/hedges-of-proposition",
    ),
)
Words: TypeAlias = Annotated[str, Query(description="Words to look for.", max_length=200)]
Name: TypeAlias = Annotated[
    str, Path(description="The name of the query.", examples=["hedges-of-proposition"])
]
OFFSET: Final = "offset"
_OWN: Final = frozenset({LANG, SNAPSHOT, OFFSET, FORMAT})
_DIGITS: Final = 7
_TERMS: Final[Responses] = {
    200: {"description": "Prefixes, classes and properties.", "content": {"application/json": {}}}
}


def routes(pages: Pages) -> APIRouter:
    """``/queries``, ``/queries/{name}``, ``/sparql/terms``."""
    router = page_router()
    # A stored query has its own parameters, which it checks itself.
    asking = APIRouter(tags=["pages"], dependencies=[Depends(page_params)])
    service = pages.service
    forms = Forms()
    terms = Kept(
        lambda kb: orjson.dumps(
            completion(kb, service.descriptions.statistics(service.readings.get()).uses())
        )
    )

    @router.get(
        "/queries",
        responses=RDF_ANSWERS,
        summary="The stored queries, as a page or as SHACL executables",
    )
    async def queries(request: Request, q: Words = "", named: FormatName = None) -> Response:
        choice = _chosen(request, named)
        if isinstance(choice.format, GraphFormat):
            return await _described(service, request, choice, "")
        return await pages.answer(request, lambda kb: view.listed(kb, q))

    @asking.get(
        "/queries/{name}",
        responses=RDF_ANSWERS,
        summary="A stored query: form and answer, or as a SHACL executable",
    )
    async def query(request: Request, name: Name, named: FormatName = None) -> Response:
        choice = _chosen(request, named)
        if isinstance(choice.format, GraphFormat):
            return await _described(service, request, choice, name)
        return await service.workers.run(lambda: _stored(pages, forms, request, name))

    @router.get("/sparql/terms", responses=_TERMS, summary="What an editor of queries completes")
    async def completing(request: Request) -> Response:
        def make() -> Response:
            return Response(terms.of(service.kb), media_type="application/json")

        return await service.answer(request, "application/json", make)

    both = APIRouter()
    both.include_router(router)
    both.include_router(asking)
    return both


def _chosen(request: Request, named: str | None) -> Choice[Any]:
    request.state.negotiated = True
    return choose(request.headers.get("accept"), (HTML, *GRAPH_FORMATS), named=named)


async def _described(
    service: Service, request: Request, choice: Choice[Any], name: str
) -> Response:
    """One stored query as RDF, or all of them where no name is given."""

    def make() -> Response:
        home = base_address(request, service.settings)
        if name:
            once(request, [FORMAT, LANG, SNAPSHOT])
            quads = executables([find(service, name)], home)
        else:
            quads = listed(service.kb.queries.values(), home)
        body = write(quads, choice.format, service.context, also=NAMES)
        response = Response(body, media_type=choice.content_type)
        response.headers["Link"] = f'<{QUERIES}{"/" if name else ""}{name}>; rel="canonical"'
        return response

    return await service.answer(request, choice.media_type, make)


def editor(pages: Pages) -> Callable[[Request], Awaitable[Response]]:
    """What ``/sparql`` gives to a browser: the page, with the answer where there is a query."""
    service = pages.service

    async def page(request: Request) -> Response:
        given = body.fields(request.scope["query_string"])
        query = dict(given).get("query", "")
        kept = [(name, value) for name, value in given if name not in _OWN]
        offset = _offset(dict(given).get(OFFSET, ""))
        asked: Asked | LlmkgError | None = None
        if query.strip():
            try:
                asked = ask(given)
            except LlmkgError as error:
                asked = error

        def sheet(kb: KnowledgeBase, outcome: Outcome) -> Sheet:
            return view.console(
                kb,
                outcome,
                query=query,
                fields=kept,
                offset=offset,
                seconds=service.settings.query_seconds,
                hint=service.readings.get().hint(query),
            )

        return Shown(pages, request, asked, sheet, policy=EDITOR_POLICY)

    return page


def _stored(pages: Pages, forms: Forms, request: Request, name: str) -> Response:
    """The page of a stored query. Raises UnknownQueryError, ParameterError."""
    service = pages.service
    query = find(service, name)
    known = [*query.params, LANG, SNAPSHOT, OFFSET, FORMAT]
    given = {key: value for key, value in once(request, known).items() if key in query.params}
    language = language_of(request)
    values = usual(query, given, language)
    offset = _offset(request.query_params.get(OFFSET, ""))
    asked: Asked | LlmkgError
    try:
        check_levels(service, query, values)
        asked = Asked(bind(query, values), None, None)
    except LlmkgError as error:
        asked = error

    def sheet(kb: KnowledgeBase, outcome: Outcome) -> Sheet:
        fields = forms.fields(kb, query, values)
        return view.stored(kb, outcome, query=query, fields=fields, values=values, offset=offset)

    return Shown(pages, request, asked, sheet)


def _offset(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
