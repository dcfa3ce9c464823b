"""What describes the whole dataset: VoID and DCAT, the RO-Crate, the profiles."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from llmkg.export.alternates import profiles
from llmkg.export.crate import crate
from llmkg.export.dataset import Described, describe
from llmkg.export.formats import GRAPH_FORMATS, TURTLE
from llmkg.export.statistics import statistics
from llmkg.export.write import write
from llmkg.http.address import base_address
from llmkg.http.facade.words import dump
from llmkg.http.kept import Recent
from llmkg.http.negotiate import choose
from llmkg.http.openapi import RDF_ANSWERS, Responses
from llmkg.http.params import only_known
from llmkg.http.routes.dumps import current
from llmkg.http.routes.entities import FormatName, OtherFormat
from llmkg.http.service import Service
from llmkg.http.signposting import (
    LINKSET_JSON,
    LINKSET_TEXT,
    Link,
    header,
    linkset_json,
    linkset_text,
    signposts,
)
from llmkg.vocab import BASE

_KEPT: Final = 8
"""Descriptions that are kept as bytes: one has a megabyte, and takes a second of a processor."""

CRATE_TYPE: Final = "application/ld+json"
CRATE_PROFILE: Final = 'application/ld+json; profile="https://w3id.org/ro/crate"'
_CRATE: Final[Responses] = {
    200: {"description": "A detached RO-Crate 1.2.", "content": {CRATE_TYPE: {}}},
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}
_VOID: Final[Responses] = {
    200: {
        "description": "The description.",
        "content": {format_.media_type: {} for format_ in GRAPH_FORMATS},
    },
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}
_LINKSET: Final[Responses] = {
    200: {
        "description": "Links with what they start at.",
        "content": {each.media_type: {} for each in (LINKSET_JSON, LINKSET_TEXT)},
    },
    **{code: RDF_ANSWERS[code] for code in (304, "default")},
}


def routes(service: Service) -> APIRouter:
    """``/.well-known/void``, ``/void``, ``/profiles``, ``/linkset`` and the RO-Crate."""
    router = APIRouter(tags=["dataset"], dependencies=[Depends(only_known)])
    _descriptions(router, service)
    _links(router, service)
    return router


def _descriptions(router: APIRouter, service: Service) -> None:
    written = Recent[bytes](_KEPT)

    @router.get("/.well-known/void", responses=_VOID, summary="The dataset by VoID and DCAT")
    async def well_known(request: Request, named: FormatName = None) -> Response:
        return await description(request, named)

    @router.get("/void", responses=_VOID, summary="The dataset by VoID and DCAT")
    async def void(request: Request, named: FormatName = None) -> Response:
        return await description(request, named)

    async def description(request: Request, named: str | None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), GRAPH_FORMATS, named=named)

        def make() -> Response:
            asked = (base_address(request, service.settings), choice.format.name)
            data = written.get((service.kb.manifest.digest, *asked))
            if data is None:
                of = described(service, request)
                data = write(describe(of), choice.format, service.context)
                written.put((of.manifest.digest, *asked), data)
            return Response(data, media_type=choice.content_type)

        return await service.answer(request, choice.media_type, make)

    @router.get("/ro-crate-metadata.json", responses=_CRATE, summary="The dataset as an RO-Crate")
    async def metadata(request: Request) -> Response:
        def make() -> Response:
            return Response(dump(crate(described(service, request))), media_type=CRATE_TYPE)

        return await service.answer(request, CRATE_TYPE, make)


def _links(router: APIRouter, service: Service) -> None:
    @router.get("/profiles", responses=_VOID, summary="The profiles that things come in")
    async def views(request: Request, named: FormatName = None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), GRAPH_FORMATS, named=named)

        def make() -> Response:
            data = write(profiles(), choice.format, service.context)
            return Response(data, media_type=choice.content_type)

        return await service.answer(request, choice.media_type, make)

    @router.get("/linkset", responses=_LINKSET, summary="Every typed link of the dataset")
    async def linkset(request: Request, named: OtherFormat = None) -> Response:
        request.state.negotiated = True
        choice = choose(request.headers.get("accept"), (LINKSET_JSON, LINKSET_TEXT), named=named)

        def make() -> Response:
            home = base_address(request, service.settings)
            found = [*home_links(home), *items(service, home)]
            if choice.format is LINKSET_TEXT:
                return Response(linkset_text(home, found), media_type=choice.content_type)
            return Response(dump(linkset_json(home, found)), media_type=choice.content_type)

        return await service.answer(request, choice.media_type, make)


def described(service: Service, request: Request) -> Described:
    """What the descriptions are made of. Makes the dumps where they are not there yet."""
    reading = service.readings.get()
    return Described(
        base_address(request, service.settings),
        reading.kb.manifest,
        statistics(reading.folder, reading.kb.store),
        current(service),
    )


def home_links(home: str) -> list[Link]:
    """The signposts of the dataset's page."""
    found = [
        each if each.target != "https://schema.org/DefinedTermSet" else _DATASET
        for each in signposts(BASE, home)
        if each.rel != "collection"
    ]
    return [
        *found,
        Link(f"{home}.well-known/void", "describedby", {"type": TURTLE.media_type}),
        Link(f"{home}ro-crate-metadata.json", "describedby", {"type": CRATE_TYPE}),
    ]


def items(service: Service, home: str) -> list[Link]:
    """The files that the dataset consists of."""
    digest = service.kb.manifest.digest
    return [
        Link(f"{home}dumps/{digest}/{file.name}", "item", {"type": "application/gzip"})
        for file in current(service)
    ]


def home_header(home: str, digest: str) -> str:
    """The Link header of the page at ``/``."""
    whole = Link(f"{home}dumps/{digest}/llmkg.nq.gz", "item", {"type": "application/gzip"})
    sets = [
        Link(f"{home}linkset?format={each.name}", "linkset", {"type": each.media_type})
        for each in (LINKSET_JSON, LINKSET_TEXT)
    ]
    return header([*home_links(home), whole, *sets])


_DATASET: Final = Link("https://schema.org/Dataset", "type")
