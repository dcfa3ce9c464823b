"""One connection of HTTP/1.1, with an end to everything that a client may leave unfinished.

uvicorn reads and writes; what stands here is patience and its limits: for a request's head, for its
body, for a client that does not read its answer, for one that says nothing, and for their number.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus
from typing import Any, Final

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from llmkg.http.edge import COMMON
from llmkg.vocab import BASE

_LATE: Final = 0.25
"""Seconds by which a timer goes off late where the process was stopped, or had no processor."""

_EVICTED: Final = 0.05
"""The share of connections that goes at once; in a flood, to look for one each time is slow."""

_UNSENT: Final = 128 * 1024
_REST: Final = 64 * 1024
"""Bytes that are read and thrown away so that a connection can be used again."""

_METHOD: Final = re.compile(rb"[\w!#$%&'*+.^`|~-]+ [^ ]+ HTTP/1", re.ASCII)
_HOST: Final = re.compile(rb"(?:[\w.\-~!$&'()*+,;=%]*|\[[0-9A-Fa-f:.]+\])(?::\d*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one server process grants its connections. Times in seconds.

    head_seconds   for a request's head, from its first byte; for the first from the connection
    body_seconds   for a request's body, and as much again for every `body_bytes` that came
    body_bytes     see there; who sends no faster than a trickle is not waited for
    idle_seconds   between an answer and the next request
    stall_seconds  in which a client must have taken `stall_bytes` of what waits for it
    stall_bytes    see there
    linger_seconds for which the rest of a refused request is read and thrown away, so that the
                   client sees the refusal and not a broken connection
    head_bytes     largest head, address included; a query by GET stands there, percent-encoded
    header_bytes   largest head without the address
    headers        most lines in a head
    connections    most connections at once
    """

    head_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes: int = 256 * 1024
    idle_seconds: float = 15.0
    stall_seconds: float = 20.0
    stall_bytes: int = 16 * 1024
    linger_seconds: float = 2.0
    head_bytes: int = 256 * 1024
    header_bytes: int = 32 * 1024
    headers: int = 100
    connections: int = 2048


class Waits(IntEnum):
    """What a connection waits for."""

    IDLE = 0  # a next request
    HEAD = 1  # the rest of a head
    BODY = 2  # the rest of a body
    ANSWER = 3  # us
    END = 4  # the client's end: it has been refused, or answered before it had said all


class Connection(HttpToolsProtocol):
    """A connection with bounds.

    What it waits for, and since when, is set as things happen; a timer looks at it now and then.
    So a request costs a few assignments and no timers of its own.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        bounds: Bounds | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.bounds = bounds or Bounds()
        self.waits = Waits.IDLE
        self.since = self.loop.time()
        self._head = 0  # bytes of the head, and of whatever came with it
        self._body = 0
        self._unread: tuple[float, int] | None = None  # when, and what waited for the client
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0  # when the timer goes off

    # -- the transport's side -------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take it, unless there are too many; then another one has to go, or this one."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn's is narrower
        self._hold_little()
        self._begin(Waits.HEAD)
        self._look_later()
        if len(self.connections) > self.bounds.connections and not self._make_room():
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections are open.")

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self.waits is Waits.END:
            return
        if self.waits in _BEFORE_BODY:
            self._head += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return  # nobody is served another protocol here; the request itself is answered
        except httptools.HttpParserInvalidMethodError:
            # What does not go on like HTTP is another protocol.
            named = _METHOD.match(data)
            status = HTTPStatus.NOT_IMPLEMENTED if named else HTTPStatus.BAD_REQUEST
            self.refuse(status, "There is no such method.")
            return
        except httptools.HttpParserError:
            self.refuse(HTTPStatus.BAD_REQUEST, "This is not HTTP/1.1 as it should be.")
            return
        if self._head > self.bounds.header_bytes:
            self._weigh()

    def resume_writing(self) -> None:
        """The client has read a good deal."""
        self._unread = None
        super().resume_writing()

    # -- the parser's side ----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A head begins; the time for the first one has run since the connection was made."""
        super().on_message_begin()
        if self.waits is not Waits.HEAD and self.waits is not Waits.END:
            self._begin(Waits.HEAD)

    def on_headers_complete(self) -> None:
        """The head is there."""
        if self.waits is Waits.END:
            return
        many = len(self.headers) > self.bounds.headers or self._head > self.bounds.header_bytes
        if many and self._weigh():
            return
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) != 1 and (hosts or self.parser.get_http_version() != "1.0"):
            # Two readers of one request must never differ on whom it is for (RFC 9112, 3.2).
            self.refuse(HTTPStatus.BAD_REQUEST, "A request has one Host header.")
            return
        if hosts and not _HOST.fullmatch(hosts[0]):
            self.refuse(HTTPStatus.BAD_REQUEST, "The Host header names no host.")
            return
        self._head = self._body = 0
        self._begin(Waits.BODY)
        self.take()

    def take(self) -> None:
        """Begin to answer the request whose head has been read and found good."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of the body is there."""
        if self.waits is Waits.END:
            return
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        if self.waits is Waits.END:
            return
        super().on_message_complete()
        self.waits = Waits.ANSWER
        if self.cycle.response_complete:
            self._begin(Waits.IDLE)

    def on_response_complete(self) -> None:
        """The answer is written; as uvicorn has it, but for its timer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif self.waits is Waits.ANSWER:
            self._begin(Waits.IDLE)
        elif self.waits is Waits.BODY:  # it was answered before it had said all
            if self._rest() <= _REST:
                # It is on its way: were the connection to end, the client's next request would.
                self.since = self.loop.time()
                return
            self._begin(Waits.END)
            self._finish()

    # -- bounds ---------------------------------------------------------------------------------

    def refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer with a problem document, and let the connection end."""
        if self.transport.is_closing() or self.waits is Waits.END:
            return
        cycle = self.cycle
        is_asked = cycle is not None and not cycle.response_complete
        if is_asked and (self.waits is not Waits.BODY or self.pipeline or cycle.response_started):
            self.transport.abort()  # what is being written is the answer to something else
            return
        if is_asked:  # whoever waits for the body learns that it will not come
            cycle.disconnected = True
            cycle.message_event.set()
        self._begin(Waits.END)
        self.flow.resume_reading()
        self.transport.write(_problem(status, detail))
        self._finish()

    def _rest(self) -> float:
        """Bytes of the body that are still to come; infinite where nobody has said how many."""
        for name, value in self.headers:
            if name == b"content-length" and value.isdigit():
                return int(value) - self._body
        return math.inf

    def _finish(self) -> None:
        """Say that nothing more comes, and wait a moment for the client to have read it."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def _hold_little(self) -> None:
        """Let the system take only so much that it has not sent: what waits is seen to wait here.

        Else it holds megabytes for each slow reader, and asks for more only when a third is gone.
        """
        plain = self.transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):  # no TCP, or a system that cannot
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)

    def _begin(self, waits: Waits) -> None:
        self.waits = waits
        self.since = self.loop.time()

    def _should_upgrade(self) -> bool:
        return False

    def _weigh(self) -> bool:
        """Refuse a head that is too large. What came with it in one piece does not count."""
        bounds = self.bounds
        if self.waits not in _BEFORE_BODY:
            self._head = 0
            return False
        headers = self.headers or ()
        size = sum(len(name) + len(value) for name, value in headers)
        if len(self.url or b"") > bounds.head_bytes - bounds.header_bytes:
            self.refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long; use POST.")
            return True
        if (
            self._head > bounds.head_bytes
            or size > bounds.header_bytes
            or len(headers) > bounds.headers
        ):
            self.refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"A request may have {bounds.headers} headers of {bounds.header_bytes:,} bytes "
                "together.",
            )
            return True
        return False

    def _look_later(self) -> None:
        bounds = self.bounds
        soonest = min(bounds.head_seconds, bounds.idle_seconds, bounds.stall_seconds, 4.0)
        self._due = self.loop.time() + soonest / 4
        self._timer = self.loop.call_at(self._due, self._look)

    def _look(self) -> None:
        """See whether this has waited long enough.

        While we did not run ourselves, nobody kept us waiting: what was sent lies there unread, and
        the timer is served before it. To end the connection now would lose a request.
        """
        late = self.loop.time() - self._due
        self._look_later()
        if late > _LATE:
            self.since = min(self.since + late, self.loop.time())
            if self._unread is not None:
                self._unread = self._unread[0] + late, self._unread[1]
            return
        bounds = self.bounds
        waited = self.loop.time() - self.since
        if self._stalls():
            self.transport.abort()
        elif self.waits is Waits.IDLE:
            if waited > bounds.idle_seconds:
                self.transport.close()
        elif self.waits is Waits.HEAD:
            if waited > bounds.head_seconds:
                self._give_up()
        elif self.waits is Waits.BODY:
            self._look_at_body(waited)
        elif self.waits is Waits.END and waited > bounds.linger_seconds:
            self.transport.abort()

    def _look_at_body(self, waited: float) -> None:
        bounds = self.bounds
        if self.cycle is not None and self.cycle.response_complete:
            if waited > bounds.linger_seconds:
                self.transport.close()
        elif self.flow.read_paused:  # we are the ones that do not read
            self.since = self.loop.time()
            self._body = 0
        elif waited > bounds.body_seconds * (1 + self._body / bounds.body_bytes):
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, "The body did not come in time.")

    def _give_up(self) -> None:
        if self._head:
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, "The request's head did not come in time.")
        else:
            self.transport.close()

    def _stalls(self) -> bool:
        """Whether the client does not read what is written for it."""
        unread = self.transport.get_write_buffer_size()
        now = self.loop.time()
        if not unread or not (self.flow.write_paused or self.waits is not Waits.ANSWER):
            self._unread = None
            return False
        if self._unread is None:
            self._unread = now, unread
            return False
        then, before = self._unread
        if now - then <= self.bounds.stall_seconds:
            return False
        self._unread = now, unread
        return before - unread < self.bounds.stall_bytes

    def _make_room(self) -> bool:
        """End connections that nobody uses, those first that have been so for longest."""
        idle = [
            one
            for one in self.connections
            if isinstance(one, Connection) and one is not self and one.waits in _BEFORE_BODY
        ]
        idle.sort(key=lambda one: one.since)
        for one in idle[: max(1, int(self.bounds.connections * _EVICTED))]:
            one.transport.abort()
        return bool(idle)


_BEFORE_BODY: Final = (Waits.IDLE, Waits.HEAD)


def _problem(status: HTTPStatus, detail: str) -> bytes:
    """An answer that is written before there is a request to answer."""
    name = status.phrase.lower().replace(" ", "-")
    body = json.dumps(
        {
            "type": f"{BASE}problem/{name}",
            "title": status.phrase,
            "status": int(status),
            "detail": detail,
        }
    ).encode()
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **COMMON,
        **({"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}),
        "Connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {int(status)} {status.phrase}\r\n{lines}\r\n".encode() + body
