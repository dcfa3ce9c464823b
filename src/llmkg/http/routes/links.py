"""The links of a thing, whole: its linkset, and the days on which it changed."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from llmkg.export.moment import days_of_change
from llmkg.export.neighbourhood import neighbourhood
from llmkg.http.address import base_address
from llmkg.http.facade.words import dump
from llmkg.http.links import all_links
from llmkg.http.negotiate import choose
from llmkg.http.openapi import RDF_ANSWERS, Responses
from llmkg.http.params import checked_slug, only_known
from llmkg.http.representation import http_date
from llmkg.http.routes.entities import KindName, OtherFormat, Slug
from llmkg.http.service import Service
from llmkg.http.signposting import (
    LINKSET_JSON,
    LINKSET_TEXT,
    Link,
    linkset_json,
    linkset_text,
)
from llmkg.vocab import Kind, thing

LINK_FORMAT = "application/link-format"
_LINKSETS: Responses = {
    200: {
        "description": "Links with what they start at.",
        "content": {each.media_type: {} for each in (LINKSET_JSON, LINKSET_TEXT)},
    },
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}
_TIMEMAP: Responses = {
    200: {"description": "Links with dates.", "content": {LINK_FORMAT: {}}},
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}


def routes(service: Service) -> APIRouter:
    """``/linkset/{kind}/{slug}`` and ``/timemap/{kind}/{slug}``."""
    router = APIRouter(tags=["things"], dependencies=[Depends(only_known)])

    @router.get(
        "/linkset/{kind:kind}/{slug:path}",
        responses=_LINKSETS,
        summary="Every typed link of a thing (RFC 9264)",
    )
    async def linkset(
        request: Request, kind: KindName, slug: Slug, named: OtherFormat = None
    ) -> Response:
        request.state.negotiated = True
        iri = thing(kind, checked_slug(kind, slug))
        choice = choose(request.headers.get("accept"), (LINKSET_JSON, LINKSET_TEXT), named=named)

        def make() -> Response:
            if kind is not Kind.GRAPH:
                service.kb.entity(iri)
            home = base_address(request, service.settings)
            page = f"{home}{kind.value}/{slug}"
            found = all_links(service, iri, home, page, kind)
            if choice.format is LINKSET_TEXT:
                return Response(linkset_text(page, found), media_type=choice.content_type)
            return Response(dump(linkset_json(page, found)), media_type=choice.content_type)

        return await service.answer(request, choice.media_type, make)

    @router.get(
        "/timemap/{kind:kind}/{slug:path}",
        responses=_TIMEMAP,
        summary="The days on which something was said of a thing (RFC 7089)",
    )
    async def timemap(request: Request, kind: KindName, slug: Slug) -> Response:
        iri = thing(kind, checked_slug(kind, slug))

        def make() -> Response:
            store = service.kb.store
            days = days_of_change(store, neighbourhood(store, iri))
            home = base_address(request, service.settings)
            page = f"{home}{kind.value}/{slug}"
            found = [
                Link(page, "original timegate"),
                Link(f"{home}timemap/{kind.value}/{slug}", "self", {"type": LINK_FORMAT}),
                *(
                    Link(f"{page}?as_of={day}", _rel(at, len(days)), {"datetime": http_date(day)})
                    for at, day in enumerate(days)
                ),
            ]
            text = ",\n".join(link.text() for link in found) + "\n"
            return Response(text, media_type=LINK_FORMAT)

        return await service.answer(request, LINK_FORMAT, make)

    return router


def _rel(at: int, count: int) -> str:
    ends = ["first"] * (at == 0) + ["last"] * (at == count - 1)
    return " ".join([*ends, "memento"])
