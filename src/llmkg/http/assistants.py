"""Assistants over HTTP: the house that answers them, and the SDK's side of their requests.

Nothing of the SDK is imported before the first request of an assistant: it takes most of a second,
and most servers never get one. Each request stands alone, so that any server process may answer it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from llmkg.engine.faults import BusyError
from llmkg.engine.frames import Call
from llmkg.http.address import address, base_address
from llmkg.http.ran import client_of
from llmkg.http.reading import Reading
from llmkg.http.service import Service

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from llmkg.engine.frames import Job as Query

LIMIT_BYTES: Final = 2_000_000
"""Largest message of an assistant."""

_MOST: Final = 64
"""Requests that one server process has under way."""

_ANSWER_BYTES: Final = 32_000_000
_asking: ContextVar[Request] = ContextVar("asking")


class ServerHouse:
    """Answers from the snapshot that the server reads; see `llmkg.mcp.house.House`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def home(self) -> str:
        """The address of this server."""
        return base_address(_asking.get(), self._service.settings)

    @property
    def root(self) -> Path:
        """The folder with the data's files."""
        return self._service.settings.root

    async def ask(self, name: str, arguments: Mapping[str, Any]) -> bytes:
        """On a thread; of a large snapshot by a worker, which can be killed."""
        from llmkg.mcp.desk import answer  # noqa: PLC0415 - see above
        from llmkg.mcp.house import collected  # noqa: PLC0415 - see above

        reading = await self._entered()
        try:
            room = self._service.room
            if room is not None and reading.pages is not None and reading.pages.alive:
                payload = orjson.dumps({"question": name, "arguments": dict(arguments)})
                call = Call(payload, room.limits.seconds)
                found, _ = await collected(
                    reading.pages, call, _ANSWER_BYTES, client=client_of(_asking.get().scope)
                )
                return found
            return await self._service.workers.run(lambda: answer(reading.kb, name, arguments))
        finally:
            self._service.readings.leave(reading)

    async def query(self, query: Query, most: int) -> tuple[bytes, bool]:
        """By a worker that can be killed, where this system has such."""
        from llmkg.mcp.house import collected  # noqa: PLC0415 - see above

        reading = await self._entered()
        try:
            room = self._service.room
            if room is None:
                kb = reading.kb
                found = await self._service.workers.query(
                    lambda: kb.query(query.text, query.media_type).body
                )
                return found[:most], len(found) <= most
            if reading.pool is None or not reading.pool.alive:
                await room.ready()
            if reading.pool is None:
                raise BusyError("Another snapshot is being switched to", mend="Ask again.")
            client = client_of(_asking.get().scope)
            bounded = replace(query, seconds=min(query.seconds, room.limits.seconds))
            return await collected(reading.pool, bounded, most, client=client)
        finally:
            self._service.readings.leave(reading)

    async def check(self, media_type: str, data: bytes) -> list[dict[str, Any]]:
        """By the process that writes."""
        from llmkg.mcp.checking import checking  # noqa: PLC0415 - see above

        request = _asking.get()
        base = address(request, self._service.settings, "api/validate")
        outcome = await self._service.writing.ask(request, checking(media_type, data, (), base))
        return list((outcome.findings or {})["findings"])

    async def _entered(self) -> Reading:
        """The current snapshot, which stays open until it is left."""
        readings = self._service.readings
        reading = await asyncio.to_thread(readings.get)
        reading.readers += 1
        return reading


class Assistants:
    """The SDK's server, once somebody has asked it something."""

    def __init__(self, service: Service) -> None:
        self._house = ServerHouse(service)
        self._starting = asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._running: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._under_way = 0

    async def answer(self, request: Request, body: bytes, receive: Receive, send: Send) -> None:
        """Answer one message; it is given up when its client goes. Raises BusyError."""
        if self._under_way >= _MOST:
            raise BusyError("Too many assistants ask at this moment", mend="Ask again later.")
        self._under_way += 1
        try:
            manager = await self._started()
            _asking.set(request)
            answering = asyncio.create_task(
                manager.handle_request(dict(request.scope), _replayed(body), send)
            )
            leaving = asyncio.create_task(_gone(receive))
            try:
                await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if answering.done():
                    answering.result()
            finally:
                for task in (answering, leaving):
                    task.cancel()
                await asyncio.gather(answering, leaving, return_exceptions=True)
        finally:
            self._under_way -= 1

    async def close(self) -> None:
        """End it."""
        self._closing.set()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _started(self) -> StreamableHTTPSessionManager:
        async with self._starting:
            if self._manager is None:
                manager = await asyncio.to_thread(_make, self._house)
                begun = asyncio.Event()
                self._running = asyncio.create_task(self._run(manager, begun))
                await begun.wait()
                self._manager = manager
            return self._manager

    async def _run(self, manager: StreamableHTTPSessionManager, begun: asyncio.Event) -> None:
        """The manager must be left by the task that entered it."""
        async with manager.run():
            begun.set()
            await self._closing.wait()


class Exchange(Response):
    """The answer to one message."""

    def __init__(self, assistants: Assistants, request: Request, body: bytes) -> None:
        super().__init__()
        self._assistants = assistants
        self._request = request
        self._message = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

        async def fresh(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
            await send(message)

        asked = Request(scope, self._request.receive)
        await self._assistants.answer(asked, self._message, receive, fresh)


def _make(house: ServerHouse) -> StreamableHTTPSessionManager:
    from mcp.server.streamable_http_manager import (  # noqa: PLC0415 - see above
        StreamableHTTPSessionManager,
    )
    from mcp.server.transport_security import (  # noqa: PLC0415 - see above
        TransportSecuritySettings,
    )

    from llmkg.mcp.server import make_server  # noqa: PLC0415 - see above

    # Who may ask is looked at before: the SDK cannot let every numeric address in.
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return StreamableHTTPSessionManager(
        make_server(house)._lowlevel_server,  # noqa: SLF001 - there is no other way to it
        json_response=True,
        stateless=True,
        security_settings=checked,
        max_request_body_size=LIMIT_BYTES,
    )


def _replayed(body: bytes) -> Receive:
    """What was read already, once; then nothing ever comes."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.get_running_loop().create_future()  # who hangs up is seen elsewhere
        raise AssertionError("unreachable")

    return receive


async def _gone(receive: Receive) -> None:
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
