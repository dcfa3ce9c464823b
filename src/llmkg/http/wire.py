"""The short way from the socket: answers that are at hand are written where the request was read.

For the answer to a cheap query, most of the time goes to the task, the events and the messages of
ASGI. So the connection looks for the answer first, before it makes any of these; whatever is not
at hand takes the usual way. A request that comes again in the very same bytes, or with nothing but
other names of variables, is not even parsed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.server import ServerState

from llmkg.engine.cache import Kept
from llmkg.http.answers import Answers, Header, head
from llmkg.http.coding import SMALLEST, coding, names_coding, shrinks
from llmkg.http.connection import Bounds, Connection, Waits
from llmkg.http.door import Tally
from llmkg.http.logs import new_id, tells

_START: Final = b"GET /sparql?"
_PATH: Final = b"/sparql?"
_END: Final = b"\r\n\r\n"
_LINES: Final = {200: b"HTTP/1.1 200 OK\r\n", 304: b"HTTP/1.1 304 Not Modified\r\n"}
_FRESH: Final = (Waits.IDLE, Waits.HEAD)
_OTHERWISE: Final = frozenset({b"x-request-id", b"if-match"})  # what the usual way looks at as well
_ITS_OWN: Final = frozenset({b"content-length", b"etag"})
_LONGEST: Final = 2_048  # bytes of a request that is known by all of them


class Wire(Connection):
    """A connection that answers what is at hand by itself."""

    def __init__(
        self,
        answers: Answers | None,
        also: tuple[Header, ...],
        tally: Tally,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        bounds: Bounds | None = None,
    ) -> None:
        """`answers`: where to look; None sends everything the usual way.

        `also`: headers that the outermost layers of the application give to every answer; `tally`:
        where it is told how many connections there are.
        """
        super().__init__(config, server_state, app_state, _loop, bounds=bounds)
        self._answers = answers
        self._also = also
        self._tally = tally
        self._whole: bytes | None = None  # the request that is read, where it came in one piece
        self._done = False  # whether that request is answered
        self._given: list[Header] | None = None
        self._given_lines = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        super().connection_made(transport)
        self._tally.tell(len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        super().connection_lost(exc)
        self._tally.tell(len(self.connections))

    def data_received(self, data: bytes) -> None:
        """Answer a request that is known by its bytes; else read it."""
        self._whole = None
        answers = self._answers
        if (
            answers is not None
            and self._head == 0
            and self.waits in _FRESH
            and data.startswith(_START)
            and len(data) <= _LONGEST
            and data.endswith(_END)
        ):
            if self._is_free() and not tells() and self._at_hand(answers, data):
                self._over()
                return
            self._whole = data
        super().data_received(data)

    def take(self) -> None:
        """Answer the request, if that is easy."""
        if self._answers is not None and self.url.startswith(_PATH) and self._is_plain():
            self._done = self._answer(self._answers)
        if not self._done:
            super().take()

    def on_body(self, body: bytes) -> None:
        """What a GET has for a body is nobody's business."""
        if not self._done:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        if not self._done:
            super().on_message_complete()
            return
        self._done = False
        self._over()

    def _over(self) -> None:
        self._head = self._body = 0
        self.waits = Waits.ANSWER
        self.on_response_complete()

    def _at_hand(self, answers: Answers, data: bytes) -> bool:
        """Answer a request that was answered before, but perhaps for the names of variables.

        All its other bytes are those of a request that was read and found good.
        """
        began = perf_counter()
        metrics = answers.room.metrics
        kept = answers.room.cache.asked((answers.digest, data))
        if kept is not None:
            metrics.hit.inc()
            self._write(200, kept.head or self._head_of(kept, None)[1], kept.body)
            metrics.took("/sparql", "cache", 200, perf_counter() - began)
            return True
        found = answers.alike(data)
        if found is None:
            return False
        lines, body, etag = found
        self._write(200, _own_lines(body, etag) + lines, body)
        metrics.took("/sparql", "inline", 200, perf_counter() - began)
        return True

    def _wishes(self) -> tuple[str | None, str, str | None] | None:
        """Accept, Accept-Encoding and If-None-Match; None where the usual way has to read them."""
        accept = known = None
        codings = ""
        for name, value in self.headers:
            if name == b"accept":
                if accept is not None:
                    return None  # several count as one
                accept = value.decode("latin-1")
            elif name == b"accept-encoding":
                codings += ("," if codings else "") + value.decode("latin-1")
            elif name == b"if-none-match":
                known = value.decode("latin-1")
            elif name in _OTHERWISE:
                return None
        if known is not None and (codings or names_coding(known)):
            return None
        return None if codings and coding(codings) is None else (accept, codings, known)

    def _answer(self, answers: Answers) -> bool:
        """Answer the request that has been read, if that can be done at once."""
        began = perf_counter()
        wishes = self._wishes()
        if wishes is None:
            return False
        accept, codings, known = wishes
        asked_for = self.url[len(_PATH) :]
        # What is to be compressed goes the usual way, and is not to be looked for twice.
        found = answers.at_once(asked_for, accept, cheap=not codings)
        if found is None:
            return False
        kept, way, how = found
        compresses = bool(codings) and shrinks(kept.content_type)
        if compresses and len(kept.body) >= SMALLEST:
            return False
        status, lines = self._head_of(kept, known)
        self._write(status, lines, kept.body)
        if self._whole is not None and known is None:
            if way == "cache":
                kept.head = lines
                digest = answers.digest
                answers.room.cache.alias((digest, asked_for, accept or ""), (digest, self._whole))
            elif how is not None:
                most = SMALLEST if compresses else None
                answers.learn(self._whole, how, self._same_lines(kept), kept.content_type, most)
        answers.room.metrics.took("/sparql", way, status, perf_counter() - began)
        return True

    def _head_of(self, kept: Kept, known: str | None) -> tuple[int, bytes]:
        if known is not None or not kept.etag:
            status, headers = head(kept, known)
            return status, self._lines(headers)
        return 200, _own_lines(kept.body, kept.etag) + self._same_lines(kept)

    def _same_lines(self, kept: Kept) -> bytes:
        """The lines that do not depend on the bytes of the answer, which are soon few."""
        assert self._answers is not None  # noqa: S101 - it gave the answer
        lines = self._answers.lines.get((kept.content_type, kept.hint))
        if lines is None:
            headers = head(kept, None)[1]
            lines = self._lines(each for each in headers if each[0] not in _ITS_OWN)
            if not kept.hint:
                self._answers.lines[kept.content_type, kept.hint] = lines
        return lines

    def _lines(self, headers: Iterable[Header]) -> bytes:
        return b"".join(b"%b: %b\r\n" % header for header in (*headers, *self._also))

    def _write(self, status: int, lines: bytes, body: bytes) -> None:
        said = b"x-request-id: %b\r\n\r\n" % new_id().encode("ascii")
        sent = b"" if status == HTTPStatus.NOT_MODIFIED else body
        self.transport.write(b"".join((_LINES[status], self._dated(), lines, said, sent)))

    def _dated(self) -> bytes:
        """The lines that the server gives to every answer; a new list of them comes each second."""
        given = self.server_state.default_headers
        if given is not self._given:
            self._given = given
            self._given_lines = b"".join([b"%b: %b\r\n" % header for header in given])
        return self._given_lines

    def _is_free(self) -> bool:
        """Whether nothing else on this connection has to go before."""
        return (
            not self.pipeline
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _is_plain(self) -> bool:
        """A GET that nothing else has to be told about."""
        parser = self.parser
        return (
            parser.get_method() == b"GET"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and not self.expect_100_continue
            and not self.root_path
            and b"#" not in self.url
            and self._is_free()
            and not tells()
        )


def _own_lines(body: bytes, etag: str) -> bytes:
    return b"content-length: %d\r\netag: %b\r\n" % (len(body), etag.encode("ascii"))
