"""What goes wrong with an endpoint, as errors of ours: the one place where that is decided."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import time
from typing import Any, Final
from urllib.error import HTTPError, URLError

from llmkg.errors import (
    DeniedError,
    EndpointError,
    LateError,
    LlmkgError,
    PassingError,
    QuerySyntaxError,
    TooLargeError,
)
from llmkg.model.location import Location
from llmkg.remote.addresses import without_secrets
from llmkg.remote.credentials import PASSWORD, TOKEN, USER
from llmkg.remote.dialect import UNKNOWN, Dialect

_LONGEST: Final = 300
_READ: Final = 100_000
_REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_TOO_LARGE: Final = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG)
_PASSING: Final = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_MOST_WAIT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried: at which address, for how long, and whether it was to be a query."""

    address: str
    seconds: float
    query: bool = False
    dialect: Dialect = UNKNOWN

    @property
    def where(self) -> Location:
        """The address, as it may be shown."""
        return Location("", iri=without_secrets(self.address))


def translated(error: Exception, tried: Tried) -> LlmkgError:
    """What an error of the wrapper, or of the network below it, is among ours."""
    if isinstance(error, HTTPError):
        with closing(error):
            body = _body(error)
        return _answered(error.code, _said(body), error.headers, tried)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return late(tried)
    return PassingError(
        f"The endpoint cannot be reached: {reason or type(reason).__name__}",
        where=tried.where,
        mend="Look at the address, and whether the server runs.",
    )


def late(tried: Tried) -> LateError:
    """It did not answer in time."""
    return LateError(
        f"The endpoint did not answer within {tried.seconds:g} s",
        where=tried.where,
        mend="Ask for less, or allow it more time.",
    )


def _answered(  # noqa: PLR0911 - one for each kind of answer
    status: int, said: str, headers: Message, tried: Tried
) -> LlmkgError:
    where = tried.where
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return EndpointError(
            f"The endpoint has moved to {without_secrets(headers.get('Location', ''))}",
            where=where,
            mend="Give that address, if you trust it.",
        )
    if any(each in said for each in tried.dialect.passing) or status in _PASSING:
        return PassingError(
            f"The endpoint answers {status}: {said}",
            where=where,
            mend="Try again later.",
            after=_after(headers.get("Retry-After", "")),
        )
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return late(tried)
    if status in _REFUSED or any(each in said for each in tried.dialect.denied):
        return DeniedError(
            f"The endpoint refuses us ({status}): {said}",
            where=where,
            mend=f"Set {USER} and {PASSWORD}, or {TOKEN}, for somebody who may do this.",
        )
    if status == HTTPStatus.BAD_REQUEST and tried.query:
        return QuerySyntaxError(f"The endpoint refuses the query: {said}", where=where)
    if status in _TOO_LARGE:
        return TooLargeError(f"The request is too large for the endpoint: {said}", where=where)
    mend = "Try again later." if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""
    return EndpointError(f"The endpoint answers {status}: {said}", where=where, mend=mend)


def _after(header: str) -> float:
    """What Retry-After says, in seconds, within reason."""
    try:
        wait = float(header)
    except ValueError:
        try:
            wait = parsedate_to_datetime(header).timestamp() - time()
        except ValueError:
            wait = 0.0
    return min(max(wait, 0.0), _MOST_WAIT)


def _body(error: HTTPError) -> bytes:
    try:
        return error.read(_READ)
    except OSError:
        return b""


def _said(body: bytes) -> str:
    """What the body of an error says: the detail of a problem document, else its beginning."""
    text = body.decode("utf-8", "replace").strip()
    try:
        document: Any = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict):
        text = str(document.get("detail") or document.get("title") or text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
