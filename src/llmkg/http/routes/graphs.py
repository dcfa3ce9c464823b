"""``/rdf-graph-store``: the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by ``?graph=``, the default graph by ``?default``; a graph whose IRI lies below
the address of the store is found there, too. Reading is for all, writing for those with a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response
from werkzeug.http import parse_etags

from llmkg.contribute.faults import PayloadTypeError, RefusedByCheckError
from llmkg.contribute.job import Change, Do, Job
from llmkg.contribute.payload import Part, format_of
from llmkg.contribute.tags import graph_tag
from llmkg.errors import NotFoundError
from llmkg.export.formats import GRAPH_FORMATS, TRIPLE_FORMATS
from llmkg.http import body
from llmkg.http.address import address
from llmkg.http.asking import Asked, accepted, is_absolute, one_format
from llmkg.http.multipart import parts_of
from llmkg.http.negotiate import Choice, choose, is_known
from llmkg.http.openapi import (
    GRAPH_ANSWERS,
    WRITE_ANSWERS,
    graph_parameters,
    graph_request_body,
)
from llmkg.http.problems import MediaTypeError, ProtocolError
from llmkg.http.service import Service, not_modified
from llmkg.http.writing import LIMIT_BYTES, WRITE_SECONDS, refused, report_type, timing_of
from llmkg.model.manifest import Manifest
from llmkg.queries import bind, find_query
from llmkg.store.manifest import graph_of
from llmkg.vocab import CONTRIBUTED_GRAPH

PATH: Final = "/rdf-graph-store"
UPDATE: Final = "application/sparql-update"
MULTIPART: Final = "multipart/form-data"
_READS: Final = tuple(known.media_type for known in GRAPH_FORMATS)
_METHODS: Final = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
_WAYS: Final = {
    "Allow": _METHODS,
    "Accept-Post": ", ".join((*_READS, MULTIPART)),
    "Accept-Put": ", ".join(_READS),
    "Accept-Patch": UPDATE,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about; without an IRI the default graph."""

    iri: str | None

    @property
    def written(self) -> str:
        """The IRI of the graph that writes go to."""
        return self.iri or CONTRIBUTED_GRAPH


class GraphStore:
    """Answers what the routes have read."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def target(self, request: Request, name: str | None = None) -> Target | None:
        """The graph that is meant; None for the store itself. Raises ProtocolError."""
        fields = body.fields(request.scope["query_string"])
        graphs = [value for key, value in fields if key == "graph"]
        defaults = [key for key, _ in fields if key == "default"]
        if name is not None:
            if graphs or defaults:
                raise ProtocolError(
                    "The address names a graph by itself", mend="Leave `graph` and `default` out."
                )
            return Target(address(request, self._service.settings, request.url.path))
        if len(graphs) + len(defaults) > 1:
            raise ProtocolError(
                "The request names more than one graph",
                mend="Give either one `graph` or `default`.",
            )
        if graphs:
            if not is_absolute(graphs[0]):
                raise ProtocolError(
                    f"{graphs[0]!r} is not an absolute IRI", mend="Give the graph's whole IRI."
                )
            return Target(graphs[0])
        return Target(None) if defaults else None

    async def read(self, request: Request, name: str | None = None) -> Response:
        """The triples of a graph. Raises NotFoundError."""
        target = _needed(self.target(request, name))
        formats = [v for k, v in body.fields(request.scope["query_string"]) if k == "format"]
        named = one_format(formats)
        choice: Choice[Any] = choose(accepted(request), TRIPLE_FORMATS, named=named, versions=True)
        manifest = await self._service.workers.run(lambda: self._service.kb.manifest)
        digest = _digest(manifest, target)
        tag = f'"{graph_tag(digest, choice.media_type)}"'
        if is_known(request.headers.get("if-none-match"), tag, exists=True):
            return not_modified(tag)
        queries = await self._service.workers.run(lambda: self._service.kb.queries)
        text = (
            bind(find_query(queries, "kb/graph"), {"graph": target.iri})
            if target.iri is not None
            else bind(find_query(queries, "kb/merge"), {})
        )
        asked = Asked(text, None, None)
        return await self._service.strangers(request, asked, choice, headers={"ETag": tag})

    async def put(self, request: Request, name: str | None = None) -> Response:
        """Replace a graph."""
        who = await self._service.writing.owner(request)
        target = _needed(self.target(request, name))
        if "content-range" in request.headers:  # RFC 9110, 14.5
            raise ProtocolError("A graph is not put in parts", mend="Send the whole of it.")
        return await self._write(request, who, target, Do.PUT, await self._sent(request))

    async def post(self, request: Request, name: str | None = None) -> Response:
        """Add to a graph; to the store itself: make a new one."""
        who = await self._service.writing.owner(request)
        target = self.target(request, name)
        parts = await self._sent(request, forms=True)
        if target is not None:
            return await self._write(request, who, target, Do.POST, parts)
        made = address(request, self._service.settings, f"{PATH}/{uuid4()}")
        return await self._write(request, who, Target(made), Do.PUT, parts, made)

    async def delete(self, request: Request, name: str | None = None) -> Response:
        """Remove a graph."""
        who = await self._service.writing.owner(request)
        target = _needed(self.target(request, name))
        return await self._write(request, who, target, Do.DELETE, ())

    async def patch(self, request: Request, name: str | None = None) -> Response:
        """Change a graph by SPARQL Update, which sees and writes nothing else."""
        who = await self._service.writing.owner(request)
        target = _needed(self.target(request, name))
        if body.media_type(request) != UPDATE:
            raise MediaTypeError(
                f"A patch of type {body.media_type(request) or '(none)'} is not read here",
                mend=f"Send {UPDATE}.",
                reads={"Accept-Patch": UPDATE},
            )
        text = body.text(await body.read(request, LIMIT_BYTES))
        return await self._write(request, who, target, Do.PATCH, (Part("", text.encode()),))

    async def _sent(self, request: Request, *, forms: bool = False) -> tuple[Part, ...]:
        """The documents of the body; of a type that is read, or MediaTypeError."""
        media_type = body.media_type(request)
        charset = body.charset(request)
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise MediaTypeError(f"A body in {charset} is not read here", mend="Send UTF-8.")
        if forms and media_type == MULTIPART:
            return await parts_of(request, LIMIT_BYTES)
        try:
            format_of(media_type)
        except PayloadTypeError as error:
            name = f"Accept-{request.method.capitalize()}"
            raise MediaTypeError(error.what, mend=error.mend, reads={name: _WAYS[name]}) from None
        return (Part(media_type, await body.read(request, LIMIT_BYTES)),)

    async def _write(
        self,
        request: Request,
        who: str,
        target: Target,
        do: Do,
        parts: tuple[Part, ...],
        made: str | None = None,
    ) -> Response:
        match = request.headers.get("if-match")
        none_match = request.headers.get("if-none-match")
        job = Job(
            do,
            graph=target.written,
            parts=parts,
            base=target.iri or address(request, self._service.settings, PATH),
            who=who,
            match=_tags(match) if match is not None else None,
            none_match=_tags(none_match),
            report=report_type(request) or "text/turtle",
            seconds=WRITE_SECONDS,
        )
        try:
            outcome = await self._service.writing.write(request, job)
        except RefusedByCheckError as error:
            return refused(request, error)
        change = next(iter(outcome.changes), None)
        here = address(request, self._service.settings, PATH)
        status, headers = _done(target, change, made, here)
        headers = {"Cache-Control": "no-store", **timing_of(outcome), **headers}
        return Response(status_code=status, headers=headers)


def routes(service: Service) -> APIRouter:
    """``/rdf-graph-store`` and the graphs below it."""
    router = APIRouter(tags=["graphs"])
    store = GraphStore(service)
    below = f"{PATH}/{{name:path}}"

    @router.get(
        PATH,
        summary="The triples of a graph",
        responses=GRAPH_ANSWERS,
        openapi_extra={"parameters": graph_parameters()},
    )
    async def get(request: Request) -> Response:
        request.state.negotiated = True
        return await store.read(request)

    @router.put(PATH, summary="Replace a graph", openapi_extra=_SENT, **_DONE)
    async def put(request: Request) -> Response:
        return await store.put(request)

    @router.post(
        PATH,
        summary="Add to a graph, or make a new one",
        **_DONE,
        openapi_extra=_SENT,
    )
    async def post(request: Request) -> Response:
        return await store.post(request)

    @router.delete(
        PATH,
        summary="Remove a graph",
        **_DONE,
        openapi_extra={"parameters": graph_parameters()},
    )
    async def delete(request: Request) -> Response:
        return await store.delete(request)

    @router.patch(
        PATH,
        summary="Change a graph by SPARQL Update",
        **_DONE,
        openapi_extra={
            "parameters": graph_parameters(),
            "requestBody": {"required": True, "content": {UPDATE: {}}},
        },
    )
    async def patch(request: Request) -> Response:
        return await store.patch(request)

    # The same for graphs whose IRIs are addresses below the store.
    @router.api_route(
        below, methods=["GET", "PUT", "POST", "DELETE", "PATCH"], include_in_schema=False
    )
    async def direct(request: Request, name: str) -> Response:
        request.state.negotiated = request.method == "GET"
        does = {
            "GET": store.read,
            "PUT": store.put,
            "POST": store.post,
            "DELETE": store.delete,
            "PATCH": store.patch,
        }
        return await does[request.method](request, name)

    @router.options(PATH, include_in_schema=False)
    @router.options(below, include_in_schema=False)
    async def options() -> Response:
        return Response(status_code=204, headers=_WAYS)

    return router


def _needed(target: Target | None) -> Target:
    if target is None:
        raise ProtocolError(
            "The request names no graph", mend="Give `?graph=` with its IRI, or `?default`."
        )
    return target


def _digest(manifest: Manifest, target: Target) -> str:
    """What tells apart two states of a graph. Raises NotFoundError."""
    if target.iri is None:
        return manifest.digest
    info = graph_of(manifest, target.iri)
    if info is not None:
        return info.digest
    raise NotFoundError(
        f"There is no graph {target.iri}", mend="/sparql tells which there are: GRAPH ?g { }."
    )


def _tags(header: str | None) -> tuple[str, ...]:
    """The strong tags of a precondition; a weak one never fits a write (RFC 9110, 13.1.1)."""
    if header is None:
        return ()
    tags = parse_etags(header)
    return ("*",) if tags.star_tag else tuple(tags.as_set())


def _done(
    target: Target, change: Change | None, made: str | None, here: str
) -> tuple[int, Mapping[str, str]]:
    if made is not None:
        return 201, {"Location": made}
    if change is not None and change.exists and not change.existed and target.iri is not None:
        return 201, {"Location": f"{here}?graph={quote(target.iri, safe='')}"}
    return 204, {}


_DONE: Final[dict[str, Any]] = {
    "status_code": 204,
    "response_class": Response,  # it has no body
    "responses": WRITE_ANSWERS,
}
_SENT: Final[dict[str, Any]] = {
    "parameters": graph_parameters(),
    "requestBody": graph_request_body(),
}
