"""Absolute addresses: under the public address of the server where one is set.

Behind a proxy a request does not say under which address the world sees the server; the setting
``base`` does. Without it, the address that the request came to is taken.
"""

from __future__ import annotations

from fastapi import Request

from llmkg.settings import Settings


def base_address(request: Request, settings: Settings) -> str:
    """The address of the server's root, ending in a slash."""
    return f"{settings.base}/" if settings.base else str(request.base_url)


def address(request: Request, settings: Settings, path: str) -> str:
    """The absolute address of a path of this server (with its query, if any)."""
    return base_address(request, settings) + path.removeprefix("/")


def own_address(request: Request, settings: Settings) -> str:
    """The absolute address of what is asked for, with its query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return address(request, settings, request.url.path) + query
