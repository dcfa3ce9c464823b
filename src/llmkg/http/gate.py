"""What cannot be an address is turned away before any route reads it.

A path is decoded once, as UTF-8; what is left of it must be text without control characters, and
no segment may be ``.`` or ``..`` or hold a slash. The Host header, from which absolute links are
made where no public address is set, must be a host and nothing else.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from llmkg.errors import InputError
from llmkg.http import problems

_PERCENT: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HIDDEN: Final = re.compile(rb"%(?:2[fF]|5[cC])|\\")
_HOST: Final = re.compile(
    rb"(?:[A-Za-z0-9](?:[A-Za-z0-9._\-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_DOTS: Final = frozenset({".", ".."})
_FIRST: Final = 0x20
_DELETE: Final = 0x7F
_LONGEST: Final = 8_192
_MOST_PORT: Final = 65_535


class AddressError(InputError):
    """An address that can be none here."""


class Gate:
    """ASGI middleware, within what gives every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] == "http":
            try:
                check_host([value for name, value in scope["headers"] if name == b"host"])
                check_path(scope.get("raw_path") or scope["path"].encode())
            except AddressError as error:
                await problems.of_error(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def check_path(raw: bytes) -> None:
    """Raise AddressError for a path, as it came, that can be none here."""
    path = raw.partition(b"?")[0]
    if len(path) > _LONGEST:
        raise AddressError(f"The path is longer than {_LONGEST:,} bytes")
    if _PERCENT.search(path):
        raise AddressError("A percent sign in the path is not followed by two hex digits")
    if _HIDDEN.search(path):
        raise AddressError("There is an encoded slash, or a backslash, in the path")
    try:
        text = unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise AddressError("The path is not UTF-8", mend="Percent-encode UTF-8.") from None
    if any(ord(one) < _FIRST or ord(one) == _DELETE for one in text):
        raise AddressError("There is a control character in the path")
    if not _DOTS.isdisjoint(text.split("/")):
        raise AddressError("A segment of the path is a dot or two", mend="Write the path out.")


def check_host(hosts: list[bytes]) -> None:
    """Raise AddressError for Host headers that name no host; none at all is HTTP/1.0's way."""
    if not hosts:
        return
    if len(hosts) > 1:
        raise AddressError("There are several Host headers")
    host = hosts[0]
    port = host.rpartition(b":")[2] if not host.endswith(b"]") and b":" in host else b"0"
    if not _HOST.fullmatch(host) or int(port) > _MOST_PORT:
        raise AddressError("The Host header names no host")
