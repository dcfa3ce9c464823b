"""``/sparql``: the query half of the SPARQL 1.1 Protocol, by GET, both kinds of POST, and QUERY.

A bare GET gets the service description, or the editor where a browser asks. A query whose reader
likes a page best (``Accept`` names ``text/html`` before every format of results) gets the editor,
too, with the query in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.errors import InputError
from llmkg.export.formats import TRIPLE_FORMATS, Format
from llmkg.http import body
from llmkg.http.address import address
from llmkg.http.asking import (
    FORM,
    UPDATE,
    UPDATE_SENT,
    WAYS,
    Asked,
    UpdateSentError,
    accepted,
    ask,
    choose_format,
    posted,
    prefers_page,
)
from llmkg.http.negotiate import Choice, choose
from llmkg.http.openapi import SPARQL_ANSWERS, sparql_parameters, sparql_request_body
from llmkg.http.params import HTML
from llmkg.http.problems import MediaTypeError, ProtocolError
from llmkg.http.routes.updates import Updates, refuse_in_address
from llmkg.http.service import Service
from llmkg.store.deadline import within
from llmkg.store.guard import inspect
from llmkg.store.services import has_service

ALLOW: Final = "GET, HEAD, OPTIONS, POST, QUERY"
_MEANT: Final = frozenset(
    {"query", "update", "default-graph-uri", "named-graph-uri"}
    | {"using-graph-uri", "using-named-graph-uri"}
)
"""Parameters that make a GET a request of the protocol."""


class Endpoint:
    """Answers what the routes have read."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def answer(self, request: Request, asked: Asked) -> Response:
        """The answer to a query, on a thread of this process."""
        service, federation = self._service, self._service.federation
        settings = service.settings

        def look() -> Choice[Format]:
            form = inspect(
                asked.query,
                limit_bytes=settings.query_bytes,
                services=federation is not None,
            )
            return choose_format(form, accepted(request), asked.format)

        choice = await service.workers.query(look)
        text = asked.query
        if federation is not None and has_service(text):
            text, _ = await federation.filled(text, asked.seconds(settings.query_seconds))

        def call() -> Response:
            reading = service.readings.get()
            media_type = choice.format.media_type
            with within(asked.seconds(settings.query_seconds)):
                found = reading.kb.store.query(text, media_type, dataset=asked.dataset)
            headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
            hint = reading.hint(asked.query)
            if hint:
                headers["X-Llmkg-Hint"] = hint
            return Response(found.body, headers=headers, media_type=choice.content_type)

        return await service.workers.query(call)

    async def described(self, request: Request, named: str | None) -> Response:
        """The service description: what this endpoint is and holds."""
        service = self._service
        choice: Choice[Any] = choose(accepted(request), (*TRIPLE_FORMATS, HTML), named=named)
        if choice.format is HTML:
            return await self.page(request)

        def make() -> Response:
            endpoint = address(request, service.settings, "/sparql")
            reading = service.readings.get()
            data = service.descriptions.text(reading, endpoint, choice.format)
            return Response(data, media_type=choice.content_type)

        key = f"{choice.media_type} {service.descriptions.abilities()}"
        response = await service.answer(request, key, make)
        response.headers.update(WAYS)
        return response

    async def page(self, request: Request) -> Response:
        """The editor, with the answer of the query that the address has."""
        editor: Callable[[Request], Awaitable[Response]] = request.app.state.sparql_page
        return await editor(request)


def routes(service: Service) -> APIRouter:
    """``/sparql``."""
    router = APIRouter(tags=["sparql"])
    endpoint = Endpoint(service)
    updates = Updates(service)

    @router.get(
        "/sparql",
        summary="A SPARQL query; the service description without one",
        responses=SPARQL_ANSWERS,
        openapi_extra={"parameters": sparql_parameters()},
    )
    async def get(request: Request) -> Response:
        request.state.negotiated = True
        fields = body.fields(request.scope["query_string"])
        formats = [value for name, value in fields if name == "format"]
        refuse_in_address(fields)
        if not any(name in _MEANT for name, _ in fields):
            return await endpoint.described(request, formats[0] if formats else None)
        if prefers_page(accepted(request)) and not formats:
            return await endpoint.page(request)
        return await endpoint.answer(request, ask(fields))

    @router.post(
        "/sparql",
        summary="A SPARQL query or update, as a form or as it is",
        responses={**SPARQL_ANSWERS, 204: {"description": "The update is done."}},
        openapi_extra={"requestBody": sparql_request_body()},
    )
    async def post(request: Request) -> Response:
        request.state.negotiated = True
        fields = await updates.fields(request)
        if fields is None:
            asked = await posted(request, service.settings.query_bytes)
            return await endpoint.answer(request, asked)
        if updates.meant(fields):
            return await updates.run(request, fields)
        return await endpoint.answer(request, ask(fields))

    # OpenAPI has no place for this method yet. It is safe, so that its answer may be cached.
    @router.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
    async def query(request: Request) -> Response:
        request.state.negotiated = True
        return await endpoint.answer(request, await _queried(request, service.settings.query_bytes))

    @router.options("/sparql", include_in_schema=False)
    async def options() -> Response:
        return Response(status_code=204, headers={"Allow": ALLOW, **WAYS})

    return router


async def _queried(request: Request, limit: int) -> Asked:
    """What a request by the method QUERY asks. Raises what `posted` does, but takes no updates."""
    if request.scope.get(UPDATE_SENT):  # whoever found it has read the body
        raise _unsafe(request)
    try:
        return await posted(request, limit)
    except UpdateSentError:
        raise _unsafe(request) from None


def _unsafe(request: Request) -> InputError:
    what = "An update is not sent by QUERY, which changes nothing"
    if body.media_type(request) == UPDATE:
        return MediaTypeError(what, mend=f"POST it as {UPDATE}.", reads=WAYS)
    return ProtocolError(what, mend=f"POST it as {UPDATE}, or as a form ({FORM}).")
