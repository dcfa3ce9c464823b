"""What holds for every answer, errors included: CORS, HEAD, and no traceback to strangers."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmkg.http import problems
from llmkg.http.coding import NOT_MODIFIED, shrinks
from llmkg.http.secure import SECURITY

EXPOSED: Final = (
    "Link, ETag, Allow, Location, Content-Location, Content-Profile, Content-Range, Accept-Ranges, "
    "Repr-Digest, Memento-Datetime, Retry-After, Server-Timing, X-Llmkg-Hint, X-Request-Id"
)
PREFLIGHT_SECONDS: Final = 86_400
COMMON: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    **SECURITY,
}
"""The headers of every answer."""


class EveryAnswer:
    """ASGI middleware that gives each answer the headers that all have.

    ``Access-Control-Allow-Origin: *`` goes out whether or not a browser asked for it, since a cache
    may hand the answer to one that does. Credentials are never allowed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in COMMON.items():
                    headers.setdefault(name, value)
                if message["status"] == NOT_MODIFIED or shrinks(headers.get("content-type", "")):
                    headers.add_vary_header("Accept-Encoding")
                if "vary" in headers and scope["method"] != "OPTIONS":
                    _tidy(headers)
            await send(message)

        await self.app(scope, receive, with_headers)


def _tidy(headers: MutableHeaders) -> None:
    """Name each header once in Vary, and not the one that nothing depends on.

    What allows all origins says so whichever asks; a cache that kept an answer for each would keep
    the same one many times.
    """
    named = [name.strip() for value in headers.getlist("vary") for name in value.split(",")]
    once = {name.lower(): name for name in reversed(named) if name.lower() != "origin"}
    del headers["vary"]
    if once:
        headers["vary"] = ", ".join(reversed(once.values()))


class HeadAsGet:
    """ASGI middleware that answers HEAD as GET does, without the body.

    Ranges are for GET alone (RFC 9110, 14.2).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await self.app({**scope, "method": "GET", "headers": headers}, receive, without_body)


class NoTraceback:
    """ASGI middleware that turns an error nobody foresaw into a problem document.

    Starlette's own handler for these stands outside all middleware, so that its answers lack CORS.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            await problems.unexpected(error)(scope, receive, send)
