"""A query whose answer becomes a page: run where it can be killed, and read as far as a page goes.

The answer is asked for in a format of lines (TSV, N-Triples), so that what has come of a large one
can be shown without its end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from fastapi import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from llmkg.engine.faults import BusyError, GoneError
from llmkg.engine.frames import Job
from llmkg.engine.pool import Run, Why
from llmkg.errors import LlmkgError
from llmkg.export.formats import N_TRIPLES, RESULTS_TSV
from llmkg.http import problems
from llmkg.http.asking import Asked
from llmkg.http.pages import Pages
from llmkg.http.params import HTML
from llmkg.http.ran import client_of, kill_when_gone
from llmkg.http.secure import POLICY
from llmkg.http.service import Service, language_of
from llmkg.http.sheet import Sheet
from llmkg.kb import KnowledgeBase
from llmkg.store.guard import inspect
from llmkg.store.port import QueryForm
from llmkg.store.services import has_service

MOST_BYTES: Final = 2 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a query gave: lines of TSV, or of N-Triples where its form gives a graph.

    whole    whether these are all of them
    seconds  how long it took
    """

    form: QueryForm
    body: bytes
    whole: bool
    seconds: float


Outcome: TypeAlias = Found | LlmkgError | None
"""What became of a query; None where there was none."""


class Shown(Response):
    """A page with the answer of a query in it, or with what is wrong with the query."""

    def __init__(
        self,
        pages: Pages,
        request: Request,
        asked: Asked | LlmkgError | None,
        sheet: Callable[[KnowledgeBase, Outcome], Sheet],
        *,
        policy: str = POLICY,
    ) -> None:
        """`policy` is that of its content."""
        super().__init__(b"", media_type=HTML.content_type())
        self._pages = pages
        self._request = request
        self._asked = asked
        self._sheet = sheet
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the query, then make the page."""
        service = self._pages.service
        outcome: Outcome
        if not isinstance(self._asked, Asked):
            outcome = self._asked
        else:
            try:
                outcome = await _found(service, self._asked, scope, receive)
            except GoneError:
                raise
            except LlmkgError as error:
                outcome = error.with_traceback(None)

        def make() -> bytes:
            return self._pages.render(self._request, self._sheet(service.kb, outcome))

        page = Response(await service.workers.run(make), media_type=HTML.content_type())
        if isinstance(outcome, LlmkgError):
            problem = problems.of_error(outcome)
            page.status_code = problem.status_code
            if "retry-after" in problem.headers:
                page.headers["Retry-After"] = problem.headers["retry-after"]
        page.headers["Content-Security-Policy"] = self._policy
        page.headers["Cache-Control"] = "no-cache"
        page.headers["Vary"] = "Accept, Accept-Language"
        page.headers["Content-Language"] = language_of(self._request)
        await page(scope, receive, send)


async def _found(service: Service, asked: Asked, scope: Scope, receive: Receive) -> Found:
    """The answer, or its beginning. Raises what becomes of the query instead."""
    began = time.monotonic()
    settings, federation = service.settings, service.federation

    def look() -> QueryForm:
        services = federation is not None
        return inspect(asked.query, limit_bytes=settings.query_bytes, services=services)

    form = await service.workers.query(look)
    text, seconds = asked.query, asked.seconds(settings.query_seconds)
    if federation is not None and has_service(text):
        text, seconds = await federation.filled(text, seconds)
    media_type = (N_TRIPLES if form.gives_graph else RESULTS_TSV).media_type
    if service.room is None:
        call = service.kb.store.query
        answer = await service.workers.query(lambda: call(text, media_type, dataset=asked.dataset))
        body, whole = answer.body[:MOST_BYTES], len(answer.body) <= MOST_BYTES
    else:
        job = Job(text, media_type, asked.dataset, seconds)
        body, whole = await _worked(service, job, scope, receive)
    if not whole:
        body = body[: body.rfind(b"\n") + 1]
    return Found(form, body, whole, time.monotonic() - began)


async def _worked(service: Service, job: Job, scope: Scope, receive: Receive) -> tuple[bytes, bool]:
    """What a worker answers, and whether that is all."""
    room = service.room
    assert room is not None  # noqa: S101 - the caller has looked
    reading = await asyncio.to_thread(service.readings.get)
    if reading.pool is None or not reading.pool.alive:
        await room.ready()
    if reading.pool is None:
        raise BusyError("Another snapshot is being switched to", mend="Ask again.")
    watching: list[asyncio.Task[None]] = []

    def watch(run: Run) -> None:
        watching.append(asyncio.create_task(kill_when_gone(receive, run)))

    try:
        async with reading.pool.run(job, watch, client=client_of(scope)) as run:
            found, complete = await run.answer()
            if complete:
                run.give_back()
                return found[:MOST_BYTES], len(found) <= MOST_BYTES
            if not watching:
                watch(run)
            size = 0
            parts: list[bytes] = []
            async for part in run.parts():
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    run.kill(Why.GONE)
                    return b"".join(parts)[:MOST_BYTES], False
            run.give_back()
            return b"".join(parts), True
    finally:
        for task in watching:
            task.cancel()
