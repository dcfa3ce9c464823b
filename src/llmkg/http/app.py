"""The application: routes, errors and what holds for every answer, put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from llmkg import __version__
from llmkg.engine.limits import Limits, for_machine
from llmkg.errors import EndpointError, SnapshotError
from llmkg.http import openapi, problems
from llmkg.http.answers import Answers, Header
from llmkg.http.assistants import Assistants
from llmkg.http.behind import Behind, plan_for
from llmkg.http.coding import Compressed
from llmkg.http.edge import EXPOSED, PREFLIGHT_SECONDS, EveryAnswer, HeadAsGet, NoTraceback
from llmkg.http.faultpages import FaultPages
from llmkg.http.front import Front
from llmkg.http.gate import Gate
from llmkg.http.pages import Pages
from llmkg.http.preconditions import Preconditions
from llmkg.http.room import Room
from llmkg.http.routes import (
    abilities,
    assistants,
    claims,
    dataset,
    dumps,
    entities,
    evidence,
    explain,
    graphs,
    health,
    links,
    models,
    ontology,
    propositions,
    queries,
    questions,
    reconcile,
    search,
    site,
    sparql,
    tensions,
    validate,
    vocabulary,
)
from llmkg.http.routes import problems as problem_pages
from llmkg.http.routes.pages.sparql import editor
from llmkg.http.secure import STRICT_TRANSPORT, StrictTransport
from llmkg.http.service import Service
from llmkg.http.texts import Texts
from llmkg.http.watch import watching
from llmkg.settings import Settings

log = logging.getLogger(__name__)


def create_app(
    settings: Settings, limits: Limits | None = None, texts: Mapping[str, str] | None = None
) -> FastAPI:
    """The HTTP face of the snapshot in ``settings.out``.

    The snapshot is opened at start. Where there is none yet, the server starts all the same,
    answers 503 to whatever needs it, and opens it once it is there.

    Queries run in an engine room: in processes that are killed at their `limits` (without any,
    those that fit this machine), and new snapshots are switched to as they come. Where the system
    is not Linux, they run on threads of this process instead, which is not for strangers. `texts`
    as in `create_server`.
    """
    service = Service(settings, Texts.read(texts or {}))
    room = _room(service, limits)
    app = assembled(service, room)
    if room is not None:
        app.add_middleware(Front, service=service, room=room)
    app.add_middleware(Preconditions)
    app.add_middleware(Compressed)
    if settings.base.startswith("https:"):
        app.add_middleware(StrictTransport)
    return app


@dataclass(frozen=True, slots=True)
class Served:
    """What a server process serves.

    answers  what is at hand, for the connections; None without an engine room
    also     headers that every answer gets at the last
    """

    app: ASGIApp
    answers: Answers | None
    also: tuple[Header, ...]


def create_server(
    settings: Settings,
    limits: Limits,
    *,
    log_queries: bool = False,
    texts: Mapping[str, str] | None = None,
) -> Served:
    """As `create_app`, with ``/sparql`` before the framework instead of in it, and workers behind.

    `log_queries`: whether the text of queries goes into the log. `texts`: files with the texts of
    sources, by slug.
    """
    service = Service(settings, Texts.read(texts or {}))
    room = _room(service, limits)
    app = assembled(service, room)
    front = None
    if room is not None:
        room.plan = partial(plan_for, settings, service.texts.paths)
        front = Front(Behind(app, service, room), service, room, queries=log_queries)
    server = Compressed(Preconditions(front or app))
    answers = front.answers if front is not None else None
    if not settings.base.startswith("https:"):
        return Served(server, answers, ())
    strict = (b"strict-transport-security", STRICT_TRANSPORT.encode())
    return Served(StrictTransport(server), answers, (strict,))


def _room(service: Service, limits: Limits | None) -> Room | None:
    if service.settings.store:
        return None  # what is slow is so at the other end, which is told how long it may be
    if not Room.works_here():
        log.warning("queries cannot be killed on this system: serve nobody that you do not know")
        return None
    room = Room(service.readings, limits or for_machine(service.settings.query_seconds))
    service.room = room
    return room


def assembled(service: Service, room: Room | None) -> FastAPI:
    """The routes with what holds for every answer; `room` is opened and closed with it."""
    asked = Assistants(service)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            try:
                if room is not None:
                    room.start()
                    await room.ready()
                else:
                    await service.workers.run(lambda: service.kb)
            except (SnapshotError, EndpointError) as error:
                log.warning("nothing to serve yet: %s", error)
            async with watching(service):
                yield
        finally:  # also where the start failed, or what runs between fails
            await asked.close()
            if room is not None:
                await room.close()
            await service.writing.close()
            service.close()

    app = FastAPI(
        title="llmkg",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,  # the framework's pages load their scripts from third parties
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    problems.install(app)
    pages = Pages(service)
    app.state.sparql_page = editor(pages)
    for part in (
        sparql,
        models,
        abilities,
        claims,
        propositions,
        evidence,
        tensions,
        questions,
        search,
        explain,
        queries,
        validate,
        graphs,
        health,
        links,
        dataset,
        dumps,
        vocabulary,
        site,
    ):
        app.include_router(part.routes(service))
    for part_of_site in pages.registry.routers:
        app.include_router(part_of_site(pages))
    app.include_router(reconcile.routes(service, pages))
    for page in (ontology, entities):
        app.include_router(page.routes(service, pages))
    app.include_router(pages.assets.routes())
    app.include_router(assistants.routes(service, asked))
    app.include_router(problem_pages.routes(service))
    openapi.install(app)
    # The last one added is the outermost.
    app.add_middleware(NoTraceback)
    app.add_middleware(FaultPages, pages=pages)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Gate)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY", "OPTIONS"],
        allow_headers=["*"],
        allow_credentials=False,
        expose_headers=EXPOSED.split(", "),
        max_age=PREFLIGHT_SECONDS,
    )
    app.add_middleware(EveryAnswer)
    return app
