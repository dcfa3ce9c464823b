"""The answer of a query that workers run, for routes behind the front.

Whatever a stranger may make slow runs in a process that can be killed: at its deadline, beyond its
memory, and when its client has hung up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from llmkg.engine.frames import Job
from llmkg.engine.places import household
from llmkg.engine.pool import Pool, Run, Why
from llmkg.errors import LlmkgError


class Ran(Response):
    """A response whose body is being found.

    What becomes of the query instead is raised, as long as nothing has been sent. A large answer
    goes out in parts; where it breaks, it is left without its end.
    """

    def __init__(self, pool: Pool, job: Job, content_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(b"", headers=dict(headers), media_type=content_type)
        del self.headers["content-length"]
        self._pool = pool
        self._job = job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run it and send what it gives."""
        watching: list[asyncio.Task[None]] = []

        def watch(run: Run) -> None:
            watching.append(asyncio.create_task(kill_when_gone(receive, run)))

        try:
            async with self._pool.run(self._job, watch, client=client_of(scope)) as run:
                found, complete = await run.answer()
                if complete or scope.get("http_version") == "1.0":
                    # Without chunks an end that is missing would not be seen.
                    rest = [] if complete else [part async for part in run.parts()]
                    run.give_back()
                    await self._whole(b"".join([found, *rest]), send)
                    return
                if not watching:
                    watch(run)
                await self._stream(run, send)
        finally:
            for task in watching:
                task.cancel()

    async def _whole(self, body: bytes, send: Send) -> None:
        self.headers["content-length"] = str(len(body))
        await self._start(send)
        await send({"type": "http.response.body", "body": body})

    async def _stream(self, run: Run, send: Send) -> None:
        started = False
        try:
            async for part in run.parts():
                if not started:
                    await self._start(send)
                    started = True
                await send({"type": "http.response.body", "body": part, "more_body": True})
        except LlmkgError:
            if not started:
                raise
            return  # the server closes the connection, and nothing marks the answer as ended
        if not started:
            await self._start(send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _start(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)


def client_of(scope: Scope) -> str:
    """Who asks; behind a proxy that is trusted, uvicorn has put its client here."""
    client = scope.get("client")
    return household(client[0] if client else None)


async def kill_when_gone(receive: Receive, run: Run) -> None:
    """Stop a query as soon as its client has hung up."""
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        run.kill(Why.GONE)
