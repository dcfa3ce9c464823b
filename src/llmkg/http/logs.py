"""One line for each request, as JSON; what is measured of it goes to the metrics as well."""

from __future__ import annotations

import logging
import os
import re
from itertools import count
from time import perf_counter
from typing import Final

from starlette.types import Message, Scope, Send

from llmkg.engine import logs
from llmkg.engine.metrics import Metrics

log = logging.getLogger("llmkg.request")
_ID: Final = "llmkg.request"
_GIVEN: Final = re.compile(rb"[A-Za-z0-9_.:\-]{1,64}")
_NUMBERS: Final = count(1)
_PID: Final = f"{os.getpid():x}"  # whoever serves is no fork of somebody who has loaded this


class Story:
    """What is told of one request.

    way      how it was answered: cache, inline, worker, stream; "other" behind the front
    broken   what ended a stream before its end
    """

    __slots__ = (
        "_began",
        "_id",
        "_scope",
        "broken",
        "method",
        "path",
        "problem",
        "query",
        "route",
        "size",
        "started",
        "status",
        "way",
    )  # fmt: skip

    def __init__(self, scope: Scope) -> None:
        self._began = perf_counter()
        self._scope = scope
        self._id: str | None = None
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.route = "other"
        self.way = "other"
        self.status = 0
        self.size = 0
        self.started = False
        self.problem: str | None = None
        self.query: str | None = None
        self.broken: str | None = None

    @property
    def id(self) -> str:
        """The client's own X-Request-Id when it is a harmless one, else a new one."""
        if self._id is None:
            self._id = request_id(self._scope)
        return self._id

    @property
    def header(self) -> tuple[bytes, bytes]:
        """The id as a header of the answer."""
        return (b"x-request-id", self.id.encode())

    def watch(self, send: Send) -> Send:
        """A `send` that takes note of the status."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.started = True
                self.status = message["status"]
            await send(message)

        return watched

    def end(self, metrics: Metrics) -> None:
        """The request is over."""
        seconds = perf_counter() - self._began
        metrics.took(self.route, "broken" if self.broken else self.way, self.status, seconds)
        if self.broken is not None:
            log.warning("stream broken", extra={"story": self._told(seconds)})
        elif log.isEnabledFor(logging.INFO):
            log.info("request", extra={"story": self._told(seconds)})

    def _told(self, seconds: float) -> dict[str, object]:
        told = {
            "id": self.id,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "way": self.way,
            "seconds": round(seconds, 6),
            "bytes": self.size,
            "problem": self.problem,
            "broken": self.broken,
            "query": self.query,
        }
        return {name: value for name, value in told.items() if value is not None}


def set_up(*, requests: bool) -> None:
    """Write logs to the standard error as lines of JSON; each request only if asked for."""
    logs.set_up()
    log.setLevel(logging.INFO if requests else logging.WARNING)


def tells() -> bool:
    """Whether each request goes into the log."""
    return log.isEnabledFor(logging.INFO)


def request_id(scope: Scope) -> str:
    """The id of a request: the client's own, where it gave one, or a new one that stays."""
    known: str | None = scope.get(_ID)
    if known is None:
        given = next((v for name, v in scope["headers"] if name == b"x-request-id"), b"")
        known = scope[_ID] = given.decode() if _GIVEN.fullmatch(given) else new_id()
    return known


def new_id() -> str:
    """An id that no other request of this process has."""
    return f"{_PID}-{next(_NUMBERS):x}"
