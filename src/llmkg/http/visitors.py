"""From where assistants may be asked: no page of a stranger speaks to them through a browser.

A page whose name is made to lead to this machine (DNS rebinding) would send its own name in Host.
So Host must be a name that is ours, or a number: numbers cannot be made to lead elsewhere. Origin,
which browsers send, must be this server or the reader's own machine.
"""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from llmkg.http.problems import RefusedError
from llmkg.settings import Settings


def admit(request: Request, settings: Settings) -> None:
    """Raise HTTPException (421) for a Host, RefusedError (403) for an Origin, that is not ours."""
    host = _name(f"//{request.headers.get('host', '')}")
    ours = {"localhost", settings.host.lower(), _name(settings.base)} - {""}
    if host not in ours and not _is_number(host):
        raise HTTPException(
            HTTPStatus.MISDIRECTED_REQUEST,
            f"This server does not answer assistants as {host!r}. Ask it by its number, or as"
            " localhost; whoever runs it names its public address with LLMKG_BASE.",
        )
    for origin in request.headers.getlist("origin"):
        named = _name(origin)
        if named not in {*ours, host} and not _is_here(named):
            raise RefusedError(
                f"Pages from {origin[:100]!r} may not speak to assistants here",
                mend="Ask without a browser, or from a page on your own machine.",
            )


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    return _is_number(host) and ip_address(host).is_loopback
