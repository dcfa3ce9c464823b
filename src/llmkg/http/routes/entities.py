"""Things at their own addresses: a page, or RDF in any format, by Accept or ``?format=``."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from llmkg.export.export import export_graph, export_thing
from llmkg.export.formats import GRAPH_FORMATS, GraphFormat
from llmkg.export.neighbourhood import neighbourhood
from llmkg.http.negotiate import choose
from llmkg.http.openapi import RDF_ANSWERS
from llmkg.http.pages import Pages
from llmkg.http.params import HTML, checked_slug, only_known
from llmkg.http.service import Service
from llmkg.vocab import Kind, thing

FormatName: TypeAlias = Annotated[
    str | None,
    Query(alias="format", description="Goes before the Accept header.", examples=["turtle"]),
]
_FORMATS: tuple[Any, ...] = (HTML, *GRAPH_FORMATS)


class KindConvertor(Convertor[str]):
    """The first part of a thing's address."""

    regex = "|".join(Kind)

    def convert(self, value: str) -> str:
        """From the address."""
        return value

    def to_string(self, value: str) -> str:
        """To the address."""
        return value


def routes(service: Service, pages: Pages) -> APIRouter:
    """``/{kind}/{slug}``."""
    register_url_convertor("kind", KindConvertor())
    router = APIRouter(tags=["things"], dependencies=[Depends(only_known)])

    @router.get(
        "/{kind:kind}/{slug:path}",
        responses=RDF_ANSWERS,
        summary="A thing with its neighbourhood, as a page or as RDF",
    )
    async def entity(
        request: Request,
        kind: Annotated[Kind, Path(description="The kind.", examples=["model"])],
        slug: Annotated[str, Path(description="The slug.", examples=["text-davinci-003"])],
        named: FormatName = None,
    ) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), _FORMATS, named=named)
        iri = thing(kind, checked_slug(kind, slug))

        def make() -> Response:
            if isinstance(choice.format, GraphFormat):
                export = export_graph if kind is Kind.GRAPH else export_thing
                data = export(service.kb.store, iri, choice.format, service.context)
            elif kind is Kind.GRAPH:
                data = pages.graph(request, iri, service.kb.store)
            else:
                data = pages.thing(request, iri, neighbourhood(service.kb.store, iri))
            response = Response(data, media_type=choice.content_type)
            response.headers["Link"] = links(request, iri)
            response.headers["Content-Location"] = located(request, choice.format.name)
            return response

        return await service.answer(request, choice.media_type, make)

    return router


def links(request: Request, iri: str) -> str:
    """The Link header of a thing: itself in the other formats, and its permanent name."""
    alternates = [
        f'<{located(request, format_.name)}>; rel="alternate"; type="{format_.media_type}"'
        for format_ in _FORMATS
    ]
    return ", ".join([f'<{iri}>; rel="canonical"', *alternates])


def located(request: Request, name: str) -> str:
    """The address at which this has this format whatever the Accept header says."""
    return f"{request.url.path}?format={name}"
