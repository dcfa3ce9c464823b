"""Things at their own addresses: a page or RDF, after a profile, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeAlias
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from llmkg.errors import ParameterError
from llmkg.export.alternates import representations
from llmkg.export.export import named_graph
from llmkg.export.formats import GraphFormat
from llmkg.export.profiles import ALTERNATES, DEFAULT, profiled
from llmkg.export.triple_terms import with_triple_terms
from llmkg.export.write import write
from llmkg.http.address import address, base_address
from llmkg.http.links import PLAIN, links, located, memento_links, plain_links
from llmkg.http.negotiate import choose, is_versioned
from llmkg.http.openapi import THING_ANSWERS
from llmkg.http.pages import Pages, page_params
from llmkg.http.params import checked_slug, only_known
from llmkg.http.representation import (
    MARKDOWN,
    Representation,
    asked_day,
    formats_of,
    http_date,
    view,
)
from llmkg.http.service import Service, language_of
from llmkg.http.signposting import header
from llmkg.quote.markdown import markdown
from llmkg.vocab import Kind, thing

FormatName: TypeAlias = Annotated[
    str | None,
    Query(alias="format", description="Goes before the Accept header.", examples=["turtle"]),
]
OtherFormat: TypeAlias = Annotated[
    str | None, Query(alias="format", description="Goes before the Accept header.")
]
MediaType: TypeAlias = Annotated[
    str | None,
    Query(alias="_mediatype", description="As `format`, by media type."),
]
ProfileName: TypeAlias = Annotated[
    str | None,
    Query(
        alias="_profile",
        description="Token or IRI; goes before Accept-Profile. `alt` lists what there is.",
        examples=["alt"],
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    Query(
        alias="as_of",
        description="The thing as it was believed on this day (YYYY-MM-DD).",
        examples=["2022-12-31"],
    ),
]
KindName: TypeAlias = Annotated[Kind, Path(description="The kind.", examples=["model"])]
Slug: TypeAlias = Annotated[str, Path(description="The slug.", examples=["text-davinci-003"])]

TWIN = ".md"
"""What makes a thing's address that of its twin in Markdown, as https://llmstxt.org/ has it."""
_VARY = "Accept-Profile, Accept-Datetime"


class KindConvertor(Convertor[str]):
    """The first part of a thing's address."""

    regex = "|".join(Kind)

    def convert(self, value: str) -> str:
        """From the address."""
        return value

    def to_string(self, value: str) -> str:
        """To the address."""
        return value


register_url_convertor("kind", KindConvertor())  # whose names the framework keeps in one table


def routes(service: Service, pages: Pages) -> APIRouter:
    """``/{kind}/{slug}``."""
    router = APIRouter(tags=["things"], dependencies=[Depends(page_params), Depends(only_known)])

    @router.get(
        "/{kind:kind}/{slug:path}",
        responses={**THING_ANSWERS, 302: {"description": "As of the day of Accept-Datetime."}},
        summary="A thing with its neighbourhood, as a page or as RDF",
        openapi_extra=pages.kind_params(),
    )
    async def entity(
        request: Request,
        kind: KindName,
        slug: Slug,
        named: FormatName = None,
        media_type: MediaType = None,
        profile: ProfileName = None,
        as_of: AsOf = None,
    ) -> Response:
        request.state.negotiated = True
        if slug.endswith(TWIN) and kind is not Kind.GRAPH:
            slug, named = slug.removesuffix(TWIN), named or MARKDOWN.name
        iri = thing(kind, checked_slug(kind, slug))
        if kind is Kind.GRAPH:
            if profile is not None or as_of is not None:
                raise ParameterError(
                    "A named graph comes whole", mend="Leave out _profile and as_of."
                )
            return await graph(service, pages, request, iri, named or media_type)
        day = asked_day(request) if as_of is None else None
        if day is not None:
            return to_day(request, day)
        asked = view(request, named=named, media_type=media_type, profile=profile, as_of=as_of)

        def make() -> Response:
            data = body(service, pages, request, iri, asked)
            response = Response(data, media_type=asked.choice.content_type)
            response.headers["Link"] = header(links(service, request, iri, asked))
            response.headers["Content-Profile"] = f"<{asked.profile.iri}>"
            if asked.day is not None:
                response.headers["Memento-Datetime"] = http_date(asked.day)
            return response

        spoken = asked.choice.format is MARKDOWN
        response = await service.answer(request, asked.key, make, spoken=spoken)
        # A 304 says it, too (RFC 9110, 15.4.5).
        response.headers["Content-Location"] = located(request, asked)
        response.headers["Vary"] = f"{response.headers.get('vary', 'Accept')}, {_VARY}"
        return response

    return router


def to_day(request: Request, day: str) -> Response:
    """302: to the state of a day, as Accept-Datetime asks for (RFC 7089, 4.1.1)."""
    moved = request.url.include_query_params(as_of=day)
    return Response(
        status_code=302,
        headers={
            "Location": f"{moved.path}?{moved.query}",
            "Vary": f"Accept, {_VARY}",
            "Link": header(memento_links(request.url.path, None)),
        },
    )


async def graph(
    service: Service, pages: Pages, request: Request, iri: str, named: str | None
) -> Response:
    """A named graph, whole."""
    choice = choose(request.headers.get("accept"), PLAIN, named=named, versions=True)

    def make() -> Response:
        store = service.kb.store
        if isinstance(choice.format, GraphFormat):
            quads: Iterable[ox.Quad] = named_graph(store, iri)
            if is_versioned(choice.media_type):
                quads = with_triple_terms(quads)
            data = write(quads, choice.format, service.context)
        else:
            data = pages.graph(request, iri, store)
        response = Response(data, media_type=choice.content_type)
        response.headers["Link"] = plain_links(service, request, iri)
        return response

    response = await service.answer(request, choice.media_type, make)
    response.headers["Content-Location"] = f"{request.url.path}?format={quote(choice.name)}"
    return response


def body(
    service: Service, pages: Pages, request: Request, iri: str, asked: Representation
) -> bytes:
    """A thing as it was asked for. Raises NotFoundError."""
    kb, format_ = service.kb, asked.choice.format
    if format_ is MARKDOWN:
        home = base_address(request, service.settings)
        return markdown(kb, iri, language_of(request), home=home, day=asked.day).encode()

    def found() -> Iterable[ox.Quad]:
        if asked.profile is ALTERNATES:
            kb.entity(iri)
            where = address(request, service.settings, request.url.path)
            return representations(iri, where, formats_of)
        return profiled(kb.store, kb.queries, iri, asked.profile, asked.day)

    if isinstance(format_, GraphFormat):
        quads = found()
        if is_versioned(asked.choice.media_type):
            quads = with_triple_terms(quads)
        return write(quads, format_, service.context, root=iri)
    # Of another day or profile the quads themselves are shown, unless the page knows of days.
    past = asked.day is not None and not pages.registry.is_dated(iri)
    plain = asked.profile is not DEFAULT or past
    return pages.thing(request, iri, found, plain=plain)
