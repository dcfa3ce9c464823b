"""What all routes share: the open snapshot, the threads, the published context."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response

from llmkg import __version__
from llmkg.engine.faults import BusyError
from llmkg.engine.federate import Federation
from llmkg.engine.frames import Job
from llmkg.engine.outside import Outside
from llmkg.export.context import Context, load_context
from llmkg.http.address import address, own_address
from llmkg.http.described import Descriptions
from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json, dump
from llmkg.http.language import negotiate
from llmkg.http.negotiate import entity_tag, is_known
from llmkg.http.params import HTML, page_links, rest_choice
from llmkg.http.ran import Ran
from llmkg.http.reading import Readings
from llmkg.http.texts import NO_TEXTS, Texts
from llmkg.http.workers import Workers
from llmkg.http.writing import Writing
from llmkg.kb import KnowledgeBase
from llmkg.model.page import Page
from llmkg.settings import Settings

if TYPE_CHECKING:
    from llmkg.export.formats import Format
    from llmkg.http.asking import Asked
    from llmkg.http.negotiate import Choice
    from llmkg.http.room import Room


class Service:
    """Opens the snapshot when it is first asked for; until there is one, asking raises."""

    def __init__(self, settings: Settings, texts: Texts = NO_TEXTS) -> None:
        self.settings = settings
        self.texts = texts
        self.workers = Workers(settings.query_seconds)
        self.readings = Readings(settings)
        self.federation = Federation(Outside(settings.services)) if settings.services else None
        self.descriptions = Descriptions(settings)
        self.writing = Writing(settings, self.readings)
        self.room: Room | None = None
        self._context: Context | None = None

    @property
    def kb(self) -> KnowledgeBase:
        """The open snapshot; NoSnapshotError, SnapshotDamagedError. May read the disk."""
        return self.readings.get().kb

    @property
    def context(self) -> Context:
        """The published JSON-LD context; LayoutError when it is missing."""
        if self._context is None:
            self._context = load_context(self.settings.root)
        return self._context

    async def strangers(
        self,
        request: Request,
        asked: Asked,
        choice: Choice[Format],
        *,
        tagged: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to a query that may take long, whoever thought it up.

        It runs where it can be killed, if this system can do that. `tagged`: the address of the
        request says all of what is asked. Raises what becomes of the query instead.
        """
        headers = {"Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
        if tagged:
            headers["ETag"] = tag = await self.workers.run(
                lambda: self.tag(request, choice.media_type)
            )
            if is_known(request.headers.get("if-none-match"), tag, exists=True):
                return not_modified(tag)
        media_type = choice.format.media_type
        if self.room is None:

            def call() -> Response:
                found = self.kb.query(asked.query, media_type, dataset=asked.dataset)
                return Response(found.body, headers=headers, media_type=choice.content_type)

            return await self.workers.query(call)
        reading = await asyncio.to_thread(self.readings.get)
        if reading.pool is None or not reading.pool.alive:
            await self.room.ready()
        if reading.pool is None:
            raise BusyError("Another snapshot is being switched to", mend="Ask again.")
        seconds = asked.seconds(self.room.limits.seconds)
        job = Job(asked.query, media_type, asked.dataset, seconds)
        return Ran(reading.pool, job, choice.content_type, headers)

    def close(self) -> None:
        """Let go of the snapshot."""
        self.readings.close()

    def facade(self, request: Request) -> Facade:
        """What writes values as JSON for this request."""
        return Facade(self.kb.store, self.context_url(request))

    def context_url(self, request: Request) -> str:
        """Where this server publishes the JSON-LD context."""
        return address(request, self.settings, "context.jsonld")

    def tag(
        self, request: Request, media_type: str, *, spoken: bool = False, beside: str = ""
    ) -> str:
        """The entity tag of the answer to this request in this media type.

        An answer depends on the snapshot, on this program, on the address it was asked at, and
        where it is `spoken`, as pages are, on the reader's language. `beside`: what it depends on
        besides.
        """
        here = own_address(request, self.settings)
        language = language_of(request) if spoken or _is_page(media_type) else ""
        digest = self.kb.manifest.digest
        return entity_tag(__version__, digest, here, media_type, language, *filter(None, (beside,)))

    async def answer(
        self,
        request: Request,
        media_type: str,
        make: Callable[[], Response],
        *,
        spoken: bool = False,
        beside: str = "",
    ) -> Response:
        """Run `make` on a thread and tag what it gives, unless the client holds it already.

        `spoken`: the answer is in the reader's language, which that of a page always is.
        `beside`: what it depends on besides the snapshot.
        """
        spoken = spoken or _is_page(media_type)

        def call() -> Response:
            tag = self.tag(request, media_type, spoken=spoken, beside=beside)
            vary = "Accept, Accept-Language" if spoken else "Accept"
            known = request.headers.get("if-none-match")
            if is_known(known, tag):
                return not_modified(tag, vary)
            response = make()
            if is_known(known, tag, exists=True):
                return not_modified(tag, vary)
            response.headers.update({"ETag": tag, "Cache-Control": "no-cache", "Vary": vary})
            if spoken:
                response.headers["Content-Language"] = language_of(request)
            return response

        return await self.workers.run(call)

    async def json(
        self, request: Request, make: Callable[[Facade], Json], *, spoken: bool = False
    ) -> Response:
        """A REST answer: the JSON object that `make` writes, as JSON or JSON-LD."""
        choice = rest_choice(request)

        def call() -> Response:
            facade = self.facade(request)
            body = dump(facade.document(make(facade)))
            return Response(body, media_type=choice.content_type)

        return await self.answer(request, choice.media_type, call, spoken=spoken)

    async def page(
        self, request: Request, make: Callable[[Facade], tuple[Page[Any], list[Json]]]
    ) -> Response:
        """A REST answer that is a page of a list; `make` gives the page and its items as JSON."""
        return await self.listing(request, lambda facade: (*make(facade), {}))

    async def listing(
        self, request: Request, make: Callable[[Facade], tuple[Page[Any], list[Json], Json]]
    ) -> Response:
        """As `page`; what else there is to say of the list comes last of what `make` gives."""
        choice = rest_choice(request)

        def call() -> Response:
            facade = self.facade(request)
            page, items, said = make(facade)
            links = page_links(request, page)
            whole = {
                "@id": own_address(request, self.settings),
                "total": page.total,
                "offset": page.offset,
                "limit": page.limit,
                **said,
                **links,
                "items": items,
            }
            response = Response(dump(facade.document(whole)), media_type=choice.content_type)
            if links:
                rels = {"next": "next", "previous": "prev"}
                response.headers["Link"] = ", ".join(
                    f'<{address}>; rel="{rels[name]}"' for name, address in links.items()
                )
            return response

        return await self.answer(request, choice.media_type, call)


def _is_page(key: str) -> bool:
    """Whether the key of an answer (a media type, perhaps with more) is that of a page."""
    return key.partition(" ")[0] in HTML.media_types


def language_of(request: Request) -> str:
    """The language of the page that this request gets."""
    named = request.query_params.get("lang")
    return negotiate(named, request.headers.get("accept-language")).value


def not_modified(tag: str, vary: str = "Accept") -> Response:
    """304: what the client holds under this tag is what it would get."""
    return Response(
        status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache", "Vary": vary}
    )
