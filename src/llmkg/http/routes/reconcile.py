"""``/reconcile``: the Reconciliation API, version 0.2 at the root and 1.0 (draft) below it.

Version 0.2 posts forms to the root, 1.0 JSON to ``/match`` and ``/extend``; what only reads is the
same for both. A client of 1.0 that wants a manifest to its letter has it at
``/reconcile/1.0-draft``, below which all of this is found again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from llmkg.engine.faults import DeadlineError
from llmkg.errors import InputError, NotFoundError, ParameterError
from llmkg.http import body
from llmkg.http.address import address, base_address
from llmkg.http.pages import Pages, local
from llmkg.http.params import HTML
from llmkg.http.problems import MediaTypeError
from llmkg.http.reconciling import (
    JSON_ANSWERS,
    LIMIT_MOST,
    PREVIEW_ANSWERS,
    Few,
    Id,
    Limit,
    Prefix,
    Skip,
    Text,
    Typed,
    TypeOf,
    form_body,
    json_body,
)
from llmkg.http.secure import PREVIEW_POLICY
from llmkg.http.service import Service, language_of
from llmkg.kb import KnowledgeBase
from llmkg.link import Linker, extension, reading, suggest, writing
from llmkg.link.manifest import manifest_02, manifest_10
from llmkg.model.claim import ClaimFilter
from llmkg.vocab import Kind, split

T = TypeVar("T")
Json: TypeAlias = dict[str, Any]
Answer: TypeAlias = Callable[[Linker, str], Json]

LIMIT_BYTES: Final = 1_000_000
"""Largest batch."""

_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_ROOT: Final = "/reconcile"
_DRAFT: Final = f"{_ROOT}/1.0-draft"
_SHOWN_NAMES: Final = 6
_PROPOSED: Final = 20


def routes(service: Service, pages: Pages) -> APIRouter:
    """Both versions."""
    router = APIRouter(tags=["reconcile"])
    _root(router, service)
    for root, described in ((_ROOT, True), (_DRAFT, False)):
        _posts(router, service, root, described=described)
        _suggestions(router, service, root, described=described)
        _views(router, service, pages, root, described=described)
    return router


def _root(router: APIRouter, service: Service) -> None:
    @router.get(
        _ROOT,
        responses=JSON_ANSWERS,
        summary="The manifest of the Reconciliation API 0.2; with queries or extend, their answer",
    )
    async def root(request: Request, queries: Text = None, extend: Text = None) -> Response:
        make = _asked(service, queries, extend) or (
            lambda linker, language: manifest_02(
                linker, base_address(request, service.settings), language
            )
        )
        return await _answer(service, request, make)

    @router.post(
        _ROOT,
        responses=JSON_ANSWERS,
        summary="Reconciliation API 0.2: a batch of queries, or a data extension, as a form",
        openapi_extra={"requestBody": form_body()},
    )
    async def batch(request: Request) -> Response:
        _is(request, _FORM, also=f" JSON of version 1.0 goes to {_ROOT}/match.")
        given = dict(body.fields(await body.read(request, LIMIT_BYTES)))
        make = _asked(service, given.get("queries"), given.get("extend"))
        if make is None:
            raise ParameterError(
                "The form has neither queries nor extend", mend='Send queries={"q0": { … }}.'
            )
        return await _run(service, request, make)

    @router.get(
        _DRAFT,
        responses=JSON_ANSWERS,
        summary="The manifest of the Reconciliation API 1.0 (draft), by its own endpoint",
    )
    async def draft(request: Request) -> Response:
        return await _answer(
            service,
            request,
            lambda linker, language: manifest_10(
                linker, base_address(request, service.settings), language
            ),
        )


def _posts(router: APIRouter, service: Service, root: str, *, described: bool) -> None:
    @router.post(
        f"{root}/match",
        responses=JSON_ANSWERS,
        summary="Reconciliation API 1.0 (draft): a batch of queries as JSON",
        openapi_extra={"requestBody": json_body("match")},
        include_in_schema=described,
    )
    async def match(request: Request) -> Response:
        wanted = reading.batch_10(await _json(request))
        return await _run(
            service,
            request,
            lambda linker, language: {
                "results": [
                    writing.candidates_10(linker.candidates(each), language)
                    for each in _timely(wanted, service.settings.query_seconds)
                ]
            },
        )

    @router.post(
        f"{root}/extend",
        responses=JSON_ANSWERS,
        summary="Reconciliation API 1.0 (draft): values of properties of things",
        openapi_extra={"requestBody": json_body("extend")},
        include_in_schema=described,
    )
    async def extend(request: Request) -> Response:
        given = await _json(request)
        return await _run(
            service,
            request,
            lambda linker, language: extension.Extension(linker, language).answer_10(
                extension.asked(given, linker)
            ),
        )


def _suggestions(router: APIRouter, service: Service, root: str, *, described: bool) -> None:
    @router.get(
        f"{root}/suggest/entity",
        responses=JSON_ANSWERS,
        summary="Things whose name begins so, while one types",
        include_in_schema=described,
    )
    async def entity(
        request: Request,
        prefix: Prefix = "",
        type_: Annotated[TypeOf, Query(alias="type")] = None,
        limit: Limit = 10,
        cursor: Skip = 0,
        offset: Skip = 0,
    ) -> Response:
        def make(linker: Linker, language: str) -> Json:
            found = suggest.entities(linker, prefix, types=(type_,) if type_ else ())
            chosen = found[cursor + offset :][:limit]
            return {
                "result": [
                    writing.entity(each, linker.types.of(each.id), language) for each in chosen
                ]
            }

        return await _answer(service, request, make)

    @router.get(
        f"{root}/suggest/type",
        responses=JSON_ANSWERS,
        summary="Types whose name begins so",
        include_in_schema=described,
    )
    async def type_(
        request: Request,
        prefix: Prefix = "",
        limit: Limit = 10,
        cursor: Skip = 0,
        offset: Skip = 0,
    ) -> Response:
        def make(linker: Linker, language: str) -> Json:
            chosen = suggest.types(linker, prefix)[cursor + offset :][:limit]
            return {"result": [writing.type_(each, linker.types, language) for each in chosen]}

        return await _answer(service, request, make)

    @router.get(
        f"{root}/suggest/property",
        responses=JSON_ANSWERS,
        summary="Properties whose name begins so",
        include_in_schema=described,
    )
    async def property_(
        request: Request,
        prefix: Prefix = "",
        limit: Limit = 10,
        cursor: Skip = 0,
        offset: Skip = 0,
    ) -> Response:
        def make(linker: Linker, language: str) -> Json:
            chosen = suggest.properties(linker, prefix)[cursor + offset :][:limit]
            return {"result": [writing.described(each, language) for each in chosen]}

        return await _answer(service, request, make)

    @router.get(
        f"{root}/extend/propose",
        responses=JSON_ANSWERS,
        summary="Properties that things of a type have, the usual ones first",
        include_in_schema=described,
    )
    async def propose(
        request: Request,
        type_: Typed,
        limit: Few = None,
    ) -> Response:
        def make(linker: Linker, language: str) -> Json:
            wanted = linker.types.find_any(type_)
            # Of all types together names and identifiers come first: 20 would hold little else.
            most = limit or (_PROPOSED if wanted else LIMIT_MOST)
            found = linker.properties.proposed(wanted)[:most]
            return {
                "type": type_,
                "limit": most,
                "properties": [writing.described(each, language) for each in found],
            }

        return await _answer(service, request, make)


def _views(
    router: APIRouter, service: Service, pages: Pages, root: str, *, described: bool
) -> None:
    @router.get(
        f"{root}/preview",
        responses=PREVIEW_ANSWERS,
        summary="A thing in a few lines of HTML, for a frame of another program",
        include_in_schema=described,
    )
    async def preview(request: Request, id_: Id) -> Response:
        def make() -> Response:
            linker = service.kb.linker
            thing = _existing(linker, id_)
            others = [name.text for name in linker.names.of(thing.id)]
            names = [each for each in others if each not in thing.label.values()]
            claims = _spoken(service.kb, thing.id)
            content = pages.fragment(
                request,
                "preview.html",
                thing=thing,
                types=linker.types.of(thing.id),
                names=names[:_SHOWN_NAMES],
                claims=claims,
                address=address(request, service.settings, local(thing.id)),
            )
            headers = {"Content-Security-Policy": PREVIEW_POLICY}
            return Response(content, headers=headers, media_type=HTML.content_type())

        return await service.answer(request, HTML.media_type, make)

    @router.get(
        f"{root}/view",
        status_code=303,
        responses={303: {"description": "Its page."}},
        summary="To the page of a thing, whether or not its identifier came encoded",
        include_in_schema=described,
    )
    async def view(request: Request, id_: Id) -> Response:
        def make() -> Response:
            thing = _existing(service.kb.linker, id_)
            where = address(request, service.settings, local(thing.id))
            return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-cache"})

        return await service.workers.run(make)


def _asked(service: Service, queries: str | None, extend: str | None) -> Answer | None:
    """What answers a form of version 0.2; None when it asks for nothing."""
    if queries is not None:
        wanted = reading.batch_02(_parsed(queries.encode()))
        seconds = service.settings.query_seconds
        return lambda linker, language: {
            key: writing.candidates_02(linker.candidates(wanted[key]), language)
            for key in _timely(wanted, seconds)
        }
    if extend is not None:
        given = _parsed(extend.encode())
        return lambda linker, language: extension.Extension(linker, language).answer_02(
            extension.asked(given, linker)
        )
    return None


def _timely(queries: Iterable[T], seconds: float) -> Iterator[T]:
    """The queries of a batch, as long as there is time; DeadlineError beyond."""
    start = time.monotonic()
    for each in queries:
        elapsed = time.monotonic() - start
        if elapsed > seconds:
            raise DeadlineError(elapsed, seconds)
        yield each


def _spoken(kb: KnowledgeBase, iri: str) -> int | None:
    """How many claims speak of a thing; None of what is a claim itself."""
    kind, slug = split(iri) or (None, "")
    if kind is Kind.CLAIM:
        return None
    if kind is Kind.PROPOSITION:
        return len(kb.proposition(slug).claims)
    return kb.claims(ClaimFilter(about=iri), limit=1).total


def _existing(linker: Linker, given: str) -> Any:
    thing = linker.thing(given)
    if thing is None:
        raise NotFoundError(f"There is no thing {given!r}")
    return thing


async def _json(request: Request) -> object:
    _is(request, _JSON, also=f" Forms of version 0.2 go to {_ROOT}.")
    return _parsed(await body.read(request, LIMIT_BYTES))


def _is(request: Request, wanted: str, also: str) -> None:
    given = body.media_type(request)
    if given != wanted:
        raise MediaTypeError(
            f"A body of type {given or '(none)'} is not read here",
            mend=f"Send {wanted}.{also}",
            reads={"Accept-Post": wanted},
        )


def _parsed(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InputError(f"This is not JSON: {error}", mend="Send JSON in UTF-8.") from None


async def _run(service: Service, request: Request, make: Answer) -> Response:
    """The answer to a POST."""

    def call() -> Response:
        language = language_of(request)
        found = orjson.dumps(make(service.kb.linker, language))
        headers = {
            "Cache-Control": "no-store",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return Response(found, headers=headers, media_type=_JSON)

    return await service.workers.run(call)


async def _answer(service: Service, request: Request, make: Answer) -> Response:
    """The answer to a GET, tagged."""

    def call() -> Response:
        found = orjson.dumps(make(service.kb.linker, language_of(request)))
        return Response(found, media_type=_JSON)

    return await service.answer(request, _JSON, call, spoken=True)
