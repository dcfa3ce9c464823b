"""The headers that tell a browser what a page of ours may do: next to nothing.

Nothing is loaded from elsewhere, so that the policy of content can begin from 'none'. Data are
open: any page may embed what comes from here (``Cross-Origin-Resource-Policy``), none may frame it.
``Referrer-Policy`` is ``no-referrer``, since an address here may hold a whole query, and a site
that a page links to has no business knowing what its reader asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DIRECTIVES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
)


POLICY: Final = "; ".join(f"{name} {sources}" for name, sources in _DIRECTIVES.items())
"""The value of Content-Security-Policy."""

EDITOR_POLICY: Final = f"{POLICY}; style-src-attr 'unsafe-inline'"
"""For the page of the SPARQL editor alone. When a reader types over marked text, Chromium itself
writes a style attribute into what is edited; style sheets of others stay out here, too."""

PREVIEW_POLICY: Final = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For previews alone, which programs that reconcile show in a frame of theirs."""

SECURITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": (
            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
            "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
)
"""The headers of every answer; a route that needs another policy sets its own."""

STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


class StrictTransport:
    """ASGI middleware for a server whose public address is https: browsers are to stay there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
            await send(message)

        await self.app(scope, receive, strict if scope["type"] == "http" else send)
