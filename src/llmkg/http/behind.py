"""Pages and REST answers, made by workers that can be killed.

Most take milliseconds. Those about what has thousands of statements take longer, on a thread they
would hold up whatever else the server process does, and nothing could stop them. So a worker holds
the application, too, with the snapshot in its memory, and gets the request as it came.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmkg.engine.faults import GoneError
from llmkg.engine.frames import Call
from llmkg.engine.pool import Pool, Run
from llmkg.engine.zygote import Plan
from llmkg.errors import LlmkgError
from llmkg.http import problems
from llmkg.http.edge import EveryAnswer, HeadAsGet
from llmkg.http.ran import client_of, kill_when_gone
from llmkg.http.reading import Reading
from llmkg.settings import Settings

if TYPE_CHECKING:
    from llmkg.http.room import Room
    from llmkg.http.service import Service

_LENGTH: Final = struct.Struct("<I")
_SAID: Final = ("type", "method", "path", "scheme", "http_version", "root_path", "client", "server")
_HERE: Final = ("/static/", "/sparql", "/dumps", "/rdf-graph-store", "/api/queries/", "/queries/")
"""What is not handed on: files, what has a way of its own to the workers, and what is written."""

_PROGRAM: Final = "llmkg.http.application"  # named only: it needs all that stands above this
_PROBES: Final = frozenset({"/healthz", "/readyz"})


class Behind:
    """ASGI middleware: hands requests that only read to the workers."""

    def __init__(self, app: ASGIApp, service: Service, room: Room) -> None:
        self._app = app
        self._service = service
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer it here."""
        if scope["type"] != "http" or not _reads(scope):
            await self._app(scope, receive, send)
            return
        reading = self._service.readings.current
        pool = None if reading is None else reading.pages
        if reading is None or pool is None or not pool.alive:
            await self._app(scope, receive, send)  # for the moment until there are workers
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._ask(reading, pool, scope, receive, watched)
        except GoneError:
            await send({"type": "http.response.start", "status": 499, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        except LlmkgError as error:
            if not started:
                await EveryAnswer(HeadAsGet(problems.of_error(error)))(scope, receive, send)

    async def _ask(
        self, reading: Reading, pool: Pool, scope: Scope, receive: Receive, send: Send
    ) -> None:
        watching: list[asyncio.Task[None]] = []

        def watch(run: Run) -> None:
            watching.append(asyncio.create_task(kill_when_gone(receive, run)))

        call = Call(_payload(scope), self._room.limits.seconds)
        reading.readers += 1
        try:
            async with pool.run(call, watch, client=client_of(scope)) as run:
                found, complete = await run.answer()
                if complete:
                    run.give_back()
                    start, body = _opened(found)
                    await send(start)
                    await send({"type": "http.response.body", "body": body})
                    return
                if not watching:
                    watch(run)
                await _stream(run, send)
        finally:
            self._service.readings.leave(reading)
            for task in watching:
                task.cancel()


async def _stream(run: Run, send: Send) -> None:
    """Send parts as they come; the first one begins with the head."""
    started = False
    async for part in run.parts():
        body = part
        if not started:
            start, body = _opened(part)
            await send(start)
            started = True
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _reads(scope: Scope) -> bool:
    path = scope["path"]
    return scope["method"] in ("GET", "HEAD") and path not in _PROBES and not path.startswith(_HERE)


def _payload(scope: Scope) -> bytes:
    said = {name: scope[name] for name in _SAID if name in scope}
    for name in ("raw_path", "query_string"):
        said[name] = scope.get(name, b"").decode("latin-1")
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return orjson.dumps({**said, "headers": pairs})


def packed(message: Message) -> bytes:
    """The head of an answer as a worker sends it."""
    pairs = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]]
    head = orjson.dumps((message["status"], pairs))
    return _LENGTH.pack(len(head)) + head


def _opened(data: bytes) -> tuple[Message, bytes]:
    """The head of an answer, and what came of its body with it."""
    (length,) = _LENGTH.unpack_from(data)
    end = _LENGTH.size + length
    status, pairs = orjson.loads(data[_LENGTH.size : end])
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    return {"type": "http.response.start", "status": status, "headers": headers}, data[end:]


def plan_for(settings: Settings, texts: Mapping[str, str], reading: Reading) -> Plan:
    """The program of the workers over this snapshot; `texts` are files of sources by slug."""
    given = {
        "settings": settings_text(settings),
        "folder": str(reading.folder),
        "texts": orjson.dumps(dict(texts)).decode(),
    }
    return Plan(_PROGRAM, "make", given)


def settings_text(settings: Settings) -> str:
    """Settings as they go to another process."""
    given = asdict(settings)
    return orjson.dumps(
        {k: str(v) if isinstance(v, Path) else v for k, v in given.items()}
    ).decode()
