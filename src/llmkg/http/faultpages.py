"""Errors as pages: a problem document becomes a page where a browser asked for one."""

from __future__ import annotations

import json
import logging
from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmkg.http.negotiate import media_ranges
from llmkg.http.pages import Pages
from llmkg.http.params import HTML
from llmkg.http.service import language_of
from llmkg.http.views.fault import fault

log = logging.getLogger(__name__)
_PROBLEM: Final = "application/problem+json"
_MACHINES: Final = ("/api/", "/sparql", "/rdf-graph-store", "/mcp", "/reconcile")
"""Addresses that are for programs, whatever they accept."""


class FaultPages:
    """ASGI middleware; the status and the other headers stay as they are."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self.app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and hold an error's document back until it is whole."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def watched(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                kind = MutableHeaders(scope=message).get("content-type", "")
                if kind.partition(";")[0] == _PROBLEM:
                    start = message
                    return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                for each in await self._page(scope, start, body):
                    await send(each)

        await self.app(scope, receive, watched)

    async def _page(self, scope: Scope, start: Message, body: bytes) -> tuple[Message, Message]:
        request = Request(scope)
        try:
            page = self._pages.fault(request, fault(json.loads(body), start["status"]))
        except Exception:
            # There is nobody behind this who could tell of it: the document itself will do.
            log.exception("no page for a fault")
            return start, {"type": "http.response.body", "body": body}
        headers = MutableHeaders(scope=start)
        headers["Content-Type"] = HTML.content_type()
        headers["Content-Length"] = str(len(page))
        headers["Content-Language"] = language_of(request)
        headers["Vary"] = "Accept, Accept-Language"
        return start, {"type": "http.response.body", "body": page}


def _wants_page(scope: Scope) -> bool:
    """Whether this is somebody's browser: it names HTML, which few programs do by themselves."""
    if scope["path"].startswith(_MACHINES):
        return False
    accept = Request(scope).headers.get("accept")
    ranges = dict(media_ranges(accept))
    other = max(ranges.get(_PROBLEM, 0.0), ranges.get("application/json", 0.0))
    return ranges.get("text/html", 0.0) > other
