"""``/sparql`` without a framework: the cache, the inline path and the workers.

It stands before everything else, as most of the time of a cheap query goes to what surrounds it.
What it answers is what :mod:`llmkg.http.routes.sparql` describes, header for header; whatever it
does not know (other methods, other addresses) it passes on.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmkg.engine.cache import Kept, Key
from llmkg.engine.faults import BusyError, GoneError
from llmkg.engine.frames import Job
from llmkg.engine.metrics import CONTENT_TYPE
from llmkg.engine.places import household
from llmkg.engine.pool import Run, Why
from llmkg.errors import LlmkgError
from llmkg.export.formats import Format
from llmkg.http import body, problems
from llmkg.http.answers import CHECK, NEVER, PLAIN, VARY, Answers, head, hint
from llmkg.http.asking import UPDATE_SENT, Asked, UpdateSentError, ask, posted, prefers_page
from llmkg.http.edge import EveryAnswer, HeadAsGet
from llmkg.http.logs import Story
from llmkg.http.negotiate import Choice
from llmkg.http.reading import Reading
from llmkg.http.room import Room
from llmkg.http.service import Service
from llmkg.store.guard import inspect
from llmkg.store.services import has_service

_ALIVE: Final = frozenset({"/healthz", "/metrics"})
"""What is answered though the snapshot that is read is out of date."""

_AT_ONCE: Final = 4_000
"""Longest query, in characters, that is looked at on the event loop (it takes a millisecond)."""


@dataclass(slots=True)
class Exchange:
    """One request to ``/sparql`` and where its answer goes."""

    scope: Scope
    receive: Receive
    send: Send
    reading: Reading
    story: Story
    accept: str | None = None
    known: str | None = None
    name: tuple[str, bytes, str] | None = None

    @property
    def is_head(self) -> bool:
        """Whether only the head of the answer is wanted."""
        return bool(self.scope["method"] == "HEAD")

    async def whole(self, kept: Kept) -> None:
        """Send a whole answer, or 304 when the client holds it."""
        status, headers = head(kept, self.known)
        start = {"status": status, "headers": [self.story.header, *headers]}
        await self.send({"type": "http.response.start", **start})
        gone = status == HTTPStatus.NOT_MODIFIED
        self.story.size = 0 if gone else len(kept.body)
        sent = b"" if gone or self.is_head else kept.body
        await self.send({"type": "http.response.body", "body": sent})


class Front:
    """ASGI middleware: ``/sparql`` and ``/metrics`` here, the rest behind it.

    Every request behind it sees one snapshot, from its first look to its last.
    """

    def __init__(
        self, app: ASGIApp, service: Service, room: Room, *, queries: bool = False
    ) -> None:
        """`queries`: whether the text of queries goes into the log."""
        self._app = app
        self._service = service
        self._room = room
        self._queries = queries
        self.answers = Answers(service, room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        story = Story(scope)
        watched = story.watch(send)
        try:
            if scope["path"] not in _ALIVE and not await self._room.caught_up():
                error = BusyError("What was written last is not here yet", mend="Ask again.")
                await EveryAnswer(HeadAsGet(problems.of_error(error)))(scope, receive, watched)
            elif scope["path"] == "/sparql" and _asks(scope):
                await self._sparql(scope, receive, watched, story)
            elif scope["path"] == "/metrics" and scope["method"] in ("GET", "HEAD"):
                await self._metrics(scope, watched)
            else:
                await self._behind(scope, receive, watched)
        finally:
            story.end(self._room.metrics)

    async def _behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        borrowed = self._service.readings.borrow()
        try:
            await self._app(scope, receive, send)
        finally:
            self._service.readings.give_back(borrowed)

    async def _metrics(self, scope: Scope, send: Send) -> None:
        text = self._room.figures()
        headers = [
            (b"content-type", CONTENT_TYPE.encode()),
            (b"content-length", b"%d" % len(text)),
            NEVER,
            *PLAIN,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        head = scope["method"] == "HEAD"
        await send({"type": "http.response.body", "body": b"" if head else text})

    async def _sparql(self, scope: Scope, receive: Receive, send: Send, story: Story) -> None:
        story.route = "/sparql"
        reading = None
        try:
            reading = await self._room.ready()
            reading.readers += 1
            exchange = Exchange(scope, receive, send, reading, story)
            for name, value in scope["headers"]:
                if name == b"accept":
                    more = value.decode("latin-1")
                    exchange.accept = f"{exchange.accept}, {more}" if exchange.accept else more
                elif name == b"if-none-match" and scope["method"] != "POST":
                    exchange.known = value.decode("latin-1")
            if scope["method"] in ("GET", "HEAD") and prefers_page(exchange.accept):
                await self._behind(scope, receive, send)
                return
            await self._answer(exchange)
        except UpdateSentError:
            scope[UPDATE_SENT] = True
            await self._behind(scope, receive, send)
        except GoneError:
            # Nobody receives it; the number is the one that others use.
            await send({"type": "http.response.start", "status": 499, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        except Exception as error:  # noqa: BLE001 - the client is told, and the log
            if story.started:
                # Too late for a problem document. Returning here leaves the answer without its
                # end, and the server closes the connection.
                story.broken = str(error)
                return
            story.problem = type(error).__name__
            vary = {"Vary": "Accept", "X-Request-Id": story.id}
            response = (
                problems.of_error(error, vary)
                if isinstance(error, LlmkgError)
                else problems.unexpected(error)
            )
            await EveryAnswer(HeadAsGet(response))(scope, receive, send)
        finally:
            if reading is not None:
                self._service.readings.leave(reading)

    async def _answer(self, exchange: Exchange) -> None:
        cache = self._room.cache
        scope, reading, story = exchange.scope, exchange.reading, exchange.story
        request: tuple[str, bytes, str] | None = None
        if scope["method"] in ("POST", "QUERY"):
            asked = await posted(
                Request(scope, exchange.receive), self._service.settings.query_bytes
            )
        else:
            request = (reading.digest, scope["query_string"], exchange.accept or "")
            kept = cache.asked(request)
            if kept is not None:
                await self._from_cache(exchange, kept)
                return
            asked = ask(body.fields(scope["query_string"]))
        story.query = asked.query if self._queries else None
        choice = await self._chosen(exchange, asked)
        key = Key(reading.digest, asked.query, asked.dataset, choice.content_type)
        exchange.name = request
        kept = cache.get(key)
        if kept is not None:
            if request is not None:
                cache.name(request, key)
            await self._from_cache(exchange, kept)
            return
        self._room.metrics.miss.inc()
        found = self.answers.inline(reading, self.answers.plain(asked), choice)
        if found is not None:
            story.way = "inline"
            kept = self.answers.keep(key, found.body, request, cheap=True, said=found.hint)
            await exchange.whole(kept)
            return
        story.way = "worker"
        federation = self._service.federation
        if federation is not None and has_service(asked.query):
            seconds = asked.seconds(self._room.limits.seconds)
            text, left = await federation.filled(asked.query, seconds)
            asked = replace(asked, query=text, timeout=left)
        await self._work(exchange, asked, choice, key)

    async def _from_cache(self, exchange: Exchange, kept: Kept) -> None:
        self._room.metrics.hit.inc()
        exchange.story.way = "cache"
        await exchange.whole(kept)

    async def _chosen(self, exchange: Exchange, asked: Asked) -> Choice[Format]:
        """The format of the answer. Raises what the guard has against the query."""
        settings = self._service.settings
        text = asked.query
        form = self.answers.form(text)
        if form is None:

            def look() -> None:
                nonlocal form
                services = self._service.federation is not None
                form = inspect(text, limit_bytes=settings.query_bytes, services=services)

            if len(text) <= _AT_ONCE:
                look()
            else:
                await self._service.workers.run(look)
        assert form is not None  # noqa: S101 - inspect gives one or raises
        return self.answers.choose(form, exchange.accept, asked.format)

    async def _work(
        self, exchange: Exchange, asked: Asked, choice: Choice[Format], key: Key
    ) -> None:
        pool = exchange.reading.pool
        assert pool is not None  # noqa: S101 - a reading that is ready has one
        seconds = asked.seconds(self._room.limits.seconds)
        job = Job(asked.query, choice.format.media_type, asked.dataset, seconds)
        watching: list[asyncio.Task[None]] = []

        def watch(run: Run) -> None:
            watching.append(asyncio.create_task(_kill_when_gone(exchange.receive, run)))

        try:
            async with pool.run(job, watch, client=_client(exchange.scope)) as run:
                found, complete = await run.answer()
                if complete:
                    # The worker is free while the client reads.
                    run.give_back()
                    await exchange.whole(self.answers.keep(key, found, exchange.name))
                else:
                    if not watching:
                        watch(run)
                    await self._stream(exchange, run, key)
        finally:
            for task in watching:
                task.cancel()

    async def _stream(self, exchange: Exchange, run: Run, key: Key) -> None:
        """Send parts as they come. Where one fails to come, nothing marks the answer as ended."""
        exchange.story.way = "stream"
        send = exchange.send
        headers = [
            (b"content-type", key.content_type.encode()),
            CHECK,
            *hint(exchange.reading.hint(key.text)),
            exchange.story.header,
            *VARY,
        ]
        start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
        if exchange.is_head:
            await send(start)
            await send({"type": "http.response.body", "body": b""})
            return
        if exchange.scope.get("http_version") == "1.0":
            # Without chunks an end that is missing would not be seen.
            everything = b"".join([part async for part in run.parts()])
            headers.append((b"content-length", b"%d" % len(everything)))
            await send(start)
            await send({"type": "http.response.body", "body": everything})
            return
        started = False
        async for part in run.parts():
            if not started:
                await send(start)
                started = True
            exchange.story.size += len(part)
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _asks(scope: Scope) -> bool:
    """Whether this is a query; what else may be meant by the address is told behind the front."""
    if scope["method"] == "POST":
        return not _may_update(scope)
    return scope["method"] == "QUERY" or (
        scope["method"] in ("GET", "HEAD") and b"query=" in scope["query_string"]
    )


def _may_update(scope: Scope) -> bool:
    """Whether this may be an update that is to be done: it says so, or it has a token."""
    return any(
        name == b"authorization" or (name == b"content-type" and b"sparql-update" in value.lower())
        for name, value in scope["headers"]
    )


def _client(scope: Scope) -> str:
    """Who asks; behind a proxy that is trusted, uvicorn has put its client here."""
    client = scope.get("client")
    return household(client[0] if client else None)


async def _kill_when_gone(receive: Receive, run: Run) -> None:
    """Stop a query as soon as its client has hung up."""
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        run.kill(Why.GONE)
