"""The ontology at its own address, and the JSON-LD context."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from llmkg.export.export import export_graph
from llmkg.export.formats import GRAPH_FORMATS, GraphFormat
from llmkg.http.links import plain_links
from llmkg.http.negotiate import choose
from llmkg.http.openapi import RDF_ANSWERS, answers
from llmkg.http.pages import Pages, page_params
from llmkg.http.params import HTML, only_known
from llmkg.http.routes.entities import FormatName
from llmkg.http.service import Service
from llmkg.vocab import ONTOLOGY, ONTOLOGY_GRAPH

_FORMATS: tuple[Any, ...] = (HTML, *GRAPH_FORMATS)


def routes(service: Service, pages: Pages) -> APIRouter:
    """``/ontology`` and ``/context.jsonld``."""
    router = APIRouter(tags=["ontology"], dependencies=[Depends(page_params), Depends(only_known)])

    @router.get("/ontology", responses=RDF_ANSWERS, summary="The ontology, as a page or as RDF")
    async def ontology(request: Request, named: FormatName = None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), _FORMATS, named=named)

        def make() -> Response:
            store = service.kb.store
            if isinstance(choice.format, GraphFormat):
                data = export_graph(store, ONTOLOGY_GRAPH, choice.format, service.context)
            else:
                data = pages.ontology(request)
            response = Response(data, media_type=choice.content_type)
            response.headers["Link"] = plain_links(service, request, ONTOLOGY)
            return response

        response = await service.answer(request, choice.media_type, make)
        response.headers["Content-Location"] = f"{request.url.path}?format={choice.format.name}"
        return response

    @router.get(
        "/context.jsonld",
        responses=answers("Context"),
        summary="The JSON-LD context of the answers",
    )
    async def context(request: Request) -> Response:
        def make() -> Response:
            return Response(service.context.text(), media_type="application/ld+json")

        return await service.answer(request, "application/ld+json", make)

    return router
