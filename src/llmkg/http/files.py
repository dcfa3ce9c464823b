"""Files as they lie on the disk: with what HTTP has for parts of them, and for those who hold them.

Starlette's own answer sends parts; here is what it leaves out (RFC 9110, 13.1 and 14.2): 304 for
who holds the file, no fault made of a range in a unit or a form that nobody knows, and problem
documents.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import anyio
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from llmkg.http import problems
from llmkg.http.negotiate import is_known

_ONE: Final = r"(?:\d+-\d*|-\d+)"
_RANGES: Final = re.compile(rf"bytes=[\s,]*{_ONE}(?:[\s,]+{_ONE})*[\s,]*", re.IGNORECASE)
_STAY: Final = ("etag", "last-modified", "cache-control", "vary", "repr-digest")
"""Headers that a 304 repeats."""


class StoredFile(FileResponse):
    """A file, a part of it, or the word that the client holds it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        self.stat_result = await anyio.to_thread.run_sync(os.stat, self.path)
        self.set_stat_headers(self.stat_result)
        given = Headers(scope=scope)
        if self._is_held(given):
            headers = {name: self.headers[name] for name in _STAY if name in self.headers}
            await Response(None, HTTPStatus.NOT_MODIFIED, headers)(scope, receive, send)
            return
        if not _RANGES.fullmatch(given.get("range", "")):
            kept = [header for header in scope["headers"] if header[0] != b"range"]
            scope = {**scope, "headers": kept}
        refused = False

        async def watched(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
                if refused:
                    length = Headers(raw=message["headers"])["content-range"]
                    await _beyond(length)(scope, receive, send)
            if not refused:
                await send(message)

        await super().__call__(scope, receive, watched)

    def _is_held(self, given: Headers) -> bool:
        """Whether the client holds the file; a tag says it better than a date does."""
        known = given.get("if-none-match")
        if known is not None:
            return is_known(known, self.headers["etag"], exists=True)
        since = _moment(given.get("if-modified-since", ""))
        changed = _moment(self.headers["last-modified"])
        return since is not None and changed is not None and changed <= since


def _moment(text: str) -> datetime | None:
    """The moment of an HTTP date; None for what is none, or does not tell its zone."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _beyond(content_range: str) -> Response:
    return problems.of_status(
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
        f"The file has {content_range.rpartition('/')[2]} bytes, and none in this range.",
        {"Content-Range": content_range},
    )
