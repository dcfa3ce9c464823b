"""What our names lead to beside things: versions, mappings, contexts, frames."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

from llmkg.errors import NotFoundError
from llmkg.export.context import CONTEXT_IRI
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.export.frames import CLASSES, frame
from llmkg.export.write import write
from llmkg.http.facade.words import dump
from llmkg.http.negotiate import choose
from llmkg.http.openapi import RDF_ANSWERS, Responses, answers
from llmkg.http.params import only_known
from llmkg.http.routes.entities import FormatName, KindName
from llmkg.http.service import Service
from llmkg.store.port import GraphStore
from llmkg.vocab import ONTOLOGY, ONTOLOGY_GRAPH, OWL, RDF

Version: TypeAlias = Annotated[str, Path(description="Of the ontology.", examples=["0.1.0"])]

_JSON_LD: Final = "application/ld+json"
_MAPPINGS: Final = f"{ONTOLOGY}/mappings"
_FRAME: Final[Responses] = {
    200: {"description": "A JSON-LD frame.", "content": {_JSON_LD: {}}},
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}
_RDF: Final[Responses] = {
    200: {"description": "RDF.", "content": {each.media_type: {} for each in GRAPH_FORMATS}},
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}
_API: Final[Responses] = {303: {"description": "To the description of the REST interface."}}
_MOVED: Final[Responses] = {
    308: {"description": "To the ontology, which has this version."},
    "default": RDF_ANSWERS["default"],
}


def routes(service: Service) -> APIRouter:
    """``/ontology/{version}``, ``/ontology/mappings``, ``/context/…``, ``/frames/…``."""
    router = APIRouter(tags=["ontology"], dependencies=[Depends(only_known)])
    _ontology(router, service)
    _json_ld(router, service)

    @router.get("/api", responses=_API, status_code=303, summary="To the REST description")
    async def api() -> Response:
        return RedirectResponse("/api/openapi.json", 303)

    return router


def _ontology(router: APIRouter, service: Service) -> None:
    @router.get("/ontology/mappings", responses=_RDF, summary="The mapping set, as SSSOM in RDF")
    async def mappings(request: Request, named: FormatName = None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), GRAPH_FORMATS, named=named)

        def make() -> Response:
            data = write(mapping_set(service.kb.store), choice.format, service.context)
            return Response(data, media_type=choice.content_type)

        return await service.answer(request, choice.media_type, make)

    @router.get(
        "/ontology/{version}",
        responses=_MOVED,
        status_code=308,
        summary="A version of the ontology by its version IRI",
    )
    async def version(version: Version) -> Response:
        await service.workers.run(lambda: known(service, version))
        return RedirectResponse("/ontology", 308)


def _json_ld(router: APIRouter, service: Service) -> None:
    @router.get(
        "/context/{version}.jsonld",
        responses=answers("Context"),
        summary="The JSON-LD context of a version of the ontology",
    )
    async def context(request: Request, version: Version) -> Response:
        def make() -> Response:
            known(service, version)
            return Response(service.context.text(), media_type=_JSON_LD)

        return await service.answer(request, _JSON_LD, make)

    @router.get("/frames/{kind}.jsonld", responses=_FRAME, summary="The JSON-LD frame of a kind")
    async def framing(request: Request, kind: KindName) -> Response:
        if kind not in CLASSES:
            raise NotFoundError("There is no frame for graphs", mend="Graphs come as they are.")

        def make() -> Response:
            return Response(dump(frame(kind, CONTEXT_IRI)), media_type=_JSON_LD)

        return await service.answer(request, _JSON_LD, make)


def known(service: Service, version: str) -> None:
    """Raises NotFoundError for a version of the ontology that is not here."""
    found = service.kb.store.quads(ox.NamedNode(ONTOLOGY), ox.NamedNode(OWL["versionInfo"]))
    here = sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))
    if version not in here:
        raise NotFoundError(
            f"There is no version {version} of the ontology here",
            mend=f"There is: {', '.join(here)}.",
        )


def mapping_set(store: GraphStore) -> list[ox.Quad]:
    """The mappings to other vocabularies: the set, the mappings, the axioms that annotate them."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    found = list(store.quads(ox.NamedNode(_MAPPINGS), graph=graph))
    axiom = ox.NamedNode(OWL["Axiom"])
    for each in store.quads(None, ox.NamedNode(RDF["type"]), axiom, graph):
        about = store.quads(each.subject, graph=graph)
        parts = {quad.predicate.value: quad.object for quad in about}
        source, relation, target = (
            parts.get(OWL[name])
            for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
        )
        found += about
        if isinstance(source, ox.NamedNode) and isinstance(relation, ox.NamedNode):
            found += store.quads(source, relation, target, graph)
    return found
