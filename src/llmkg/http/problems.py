"""Every error as ``application/problem+json`` (RFC 9457), in one place.

Which status and title an error of ours has is a row of :data:`PROBLEMS`; nothing else decides it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from llmkg import errors
from llmkg.engine import faults
from llmkg.http.negotiate import NotAcceptableError
from llmkg.vocab import BASE

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the end of its type IRI, its status, and its title."""

    name: str
    status: HTTPStatus
    title: str


class RefusedError(errors.InputError):
    """Something that this service does for nobody, such as an update."""


class MediaTypeError(errors.InputError):
    """A body of a media type that is not read here."""


class ProtocolError(errors.InputError):
    """A request that the SPARQL protocol does not know."""


class BusyError(faults.BusyError):
    """All threads are taken at this moment."""


# The first class that fits an error counts, so the special ones stand before the general ones.
PROBLEMS: Final[Mapping[type[errors.LlmkgError], Kind]] = {
    errors.NotFoundError: Kind("not-found", HTTPStatus.NOT_FOUND, "Not found"),
    errors.UnknownQueryError: Kind("unknown-query", HTTPStatus.NOT_FOUND, "No such query"),
    errors.ParameterError: Kind(
        "parameter", HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter is at fault"
    ),
    errors.QuerySyntaxError: Kind("query-syntax", HTTPStatus.BAD_REQUEST, "Not a SPARQL query"),
    errors.ForbiddenQueryError: Kind(
        "query-refused", HTTPStatus.BAD_REQUEST, "The query asks for what is not given here"
    ),
    errors.TooLargeError: Kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    NotAcceptableError: Kind("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "Not acceptable"),
    errors.UnknownFormatError: Kind("unknown-format", HTTPStatus.NOT_ACCEPTABLE, "No such format"),
    errors.TurtleSyntaxError: Kind("syntax", HTTPStatus.BAD_REQUEST, "The data cannot be read"),
    errors.EncodingError: Kind("encoding", HTTPStatus.BAD_REQUEST, "Not UTF-8"),
    errors.EmptyInputError: Kind("empty", HTTPStatus.BAD_REQUEST, "Nothing was sent"),
    RefusedError: Kind("refused", HTTPStatus.FORBIDDEN, "Not done here"),
    MediaTypeError: Kind(
        "media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A media type that is not read here"
    ),
    ProtocolError: Kind("protocol", HTTPStatus.BAD_REQUEST, "Not as the SPARQL protocol has it"),
    errors.QueryHeaderError: Kind(
        "stored-query", HTTPStatus.INTERNAL_SERVER_ERROR, "A stored query is at fault"
    ),
    errors.InputError: Kind("input", HTTPStatus.BAD_REQUEST, "The request is at fault"),
    errors.LoadFailed: Kind("syntax", HTTPStatus.BAD_REQUEST, "The data cannot be read"),
    errors.CheckFailed: Kind("check", HTTPStatus.UNPROCESSABLE_ENTITY, "The check failed"),
    errors.SnapshotError: Kind(
        "no-snapshot", HTTPStatus.SERVICE_UNAVAILABLE, "There is nothing to serve yet"
    ),
    faults.DeadlineError: Kind(
        "deadline", HTTPStatus.GATEWAY_TIMEOUT, "The query took longer than it may"
    ),
    faults.OverMemoryError: Kind(
        "memory", HTTPStatus.INSUFFICIENT_STORAGE, "The query needs more memory than it may have"
    ),
    faults.ResultTooLargeError: Kind(
        "result-too-large", HTTPStatus.INSUFFICIENT_STORAGE, "The result is too large"
    ),
    faults.BusyError: Kind("busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too busy"),
    errors.OutsideError: Kind("outside", HTTPStatus.BAD_GATEWAY, "Something outside failed"),
    errors.LlmkgError: Kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "An error of ours"),
}


def problem(
    kind: Kind, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A problem document; members of `more` that are empty are left out."""
    body = {
        "type": f"{BASE}problem/{kind.name}",
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
        **{name: value for name, value in more.items() if value},
    }
    answer = dict(headers or {})
    if kind.status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.setdefault("Retry-After", str(RETRY_SECONDS))
    answer.setdefault("Cache-Control", "no-store")
    return Response(
        json.dumps(body, ensure_ascii=False) + "\n", kind.status, answer, media_type=MEDIA_TYPE
    )


def of_error(error: errors.LlmkgError, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of an error of ours."""
    kind = next(kind for class_, kind in PROBLEMS.items() if isinstance(error, class_))
    if isinstance(error, errors.TooLargeError):
        # What is left of the body is not waited for.
        headers = {**(headers or {}), "Connection": "close"}
    where = error.where
    place = {
        "line": where and where.line,
        "column": where and where.column,
        "iri": where and where.iri,
    }
    timing: dict[str, float] = {}
    if isinstance(error, faults.DeadlineError):
        timing = {"elapsed": round(error.elapsed, 3), "limit": error.limit}
    return problem(
        kind,
        error.what,
        headers=headers,
        **timing,
        mend=error.mend,
        where={name: value for name, value in place.items() if value is not None},
        errors=[{"what": one.what, "where": str(one.where or "")} for one in _several(error)],
    )


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of a plain HTTP status."""
    named = HTTPStatus(status)
    kind = Kind(named.phrase.lower().replace(" ", "-"), named, named.phrase)
    return problem(kind, detail, headers=headers)


def unexpected(error: Exception) -> Response:
    """The problem document of an error that nobody foresaw: it says nothing of our insides."""
    log.error("unforeseen error", exc_info=error)
    return of_status(HTTPStatus.INTERNAL_SERVER_ERROR, "The server met an error it did not expect.")


def install(app: FastAPI) -> None:
    """Answer errors of ours, of the framework and of validation with problem documents."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.LlmkgError)  # noqa: S101 - the framework's typing is wider
        return of_error(error, _vary(request))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _method(app, request)
        if error.status_code == HTTPStatus.NOT_FOUND:
            return of_status(error.status_code, f"There is nothing at {request.url.path}.")
        return of_status(error.status_code, str(error.detail), error.headers)

    async def validation(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        return of_validation(error.errors())

    app.add_exception_handler(errors.LlmkgError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)


def of_validation(faults: Sequence[Mapping[str, Any]]) -> Response:
    """The problem document of parameters that are not of their type."""
    return problem(
        PROBLEMS[errors.ParameterError],
        "; ".join(f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in faults),
        errors=[
            {"what": fault["msg"], "where": ".".join(str(part) for part in fault["loc"])}
            for fault in faults
        ],
    )


def _several(error: errors.LlmkgError) -> Sequence[errors.InputError]:
    return error.errors if isinstance(error, errors.LoadFailed) else ()


def _vary(request: Request) -> Mapping[str, str]:
    """Errors at negotiated addresses vary, too."""
    return {"Vary": "Accept"} if getattr(request.state, "negotiated", False) else {}


def _method(app: FastAPI, request: Request) -> Response:
    """405 with the methods that this address has; OPTIONS is answered with them."""
    # Asking each route about each method needs nothing of how routes keep their methods.
    allowed = ["OPTIONS"] + [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in app.router.routes
        )
    ]
    if "GET" in allowed:
        allowed.append("HEAD")
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    detail = f"{request.method} does nothing at {request.url.path}."
    return of_status(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers)
