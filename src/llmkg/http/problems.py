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
from starlette.types import Receive, Scope, Send

from llmkg import errors
from llmkg.contribute import faults as writes
from llmkg.engine import faults
from llmkg.http.negotiate import NotAcceptableError, media_ranges
from llmkg.vocab import BASE

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
_LATER: Final = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
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
    """A body of a media type, or in a coding, that is not read here.

    `reads`: what is read instead, by the header that says so (Accept-Post, Accept-Patch …).
    """

    def __init__(
        self, what: str, *, mend: str = "", reads: Mapping[str, str] | None = None
    ) -> None:
        self.reads = dict(reads or {})
        super().__init__(what, mend=mend)


class ProtocolError(errors.InputError):
    """A request that the SPARQL protocol does not know."""


class UnauthorizedError(errors.InputError):
    """A write without a token that is known; `unknown`: with one that is not."""

    def __init__(self, what: str, *, mend: str = "", unknown: bool = False) -> None:
        self.unknown = unknown
        super().__init__(what, mend=mend)


class TooManyTriesError(errors.InputError):
    """Wrong tokens, again and again, from one address."""


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
    errors.ServiceRefusedError: Kind(
        "service-refused", HTTPStatus.FORBIDDEN, "The query asks an endpoint that is not allowed"
    ),
    errors.ForbiddenQueryError: Kind(
        "query-refused", HTTPStatus.BAD_REQUEST, "The query asks for what is not given here"
    ),
    errors.TooLargeError: Kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    NotAcceptableError: Kind("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "Not acceptable"),
    errors.UnknownFormatError: Kind("unknown-format", HTTPStatus.NOT_ACCEPTABLE, "No such format"),
    errors.TurtleSyntaxError: Kind("syntax", HTTPStatus.BAD_REQUEST, "The data cannot be read"),
    errors.EncodingError: Kind("encoding", HTTPStatus.BAD_REQUEST, "Not UTF-8"),
    errors.EmptyInputError: Kind("empty", HTTPStatus.BAD_REQUEST, "Nothing was sent"),
    UnauthorizedError: Kind("token", HTTPStatus.UNAUTHORIZED, "A token is needed"),
    TooManyTriesError: Kind("tries", HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong tokens"),
    writes.ProtectedGraphError: Kind(
        "protected", HTTPStatus.FORBIDDEN, "The graph is not written to"
    ),
    writes.PreconditionError: Kind(
        "precondition", HTTPStatus.PRECONDITION_FAILED, "A precondition does not hold"
    ),
    writes.PayloadTypeError: Kind(
        "media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A media type that is not read here"
    ),
    writes.RefusedByCheckError: Kind("check", HTTPStatus.UNPROCESSABLE_ENTITY, "The check failed"),
    writes.WriteDeadlineError: Kind(
        "deadline-write", HTTPStatus.GATEWAY_TIMEOUT, "The write took longer than it may"
    ),
    writes.WriteLostError: Kind(
        "write-lost", HTTPStatus.SERVICE_UNAVAILABLE, "It is not known what became of the write"
    ),
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
    faults.CrowdError: Kind(
        "too-many", HTTPStatus.TOO_MANY_REQUESTS, "Too many queries from one client"
    ),
    faults.BusyError: Kind("busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too busy"),
    errors.LateError: Kind(
        "deadline", HTTPStatus.GATEWAY_TIMEOUT, "The query took longer than it may"
    ),
    errors.ServiceFailedError: Kind(
        "service-failed", HTTPStatus.BAD_GATEWAY, "Another endpoint did not answer as it should"
    ),
    errors.DiskFullError: Kind(
        "disk-full", HTTPStatus.INSUFFICIENT_STORAGE, "The disk of the server is full"
    ),
    errors.OutsideError: Kind("outside", HTTPStatus.BAD_GATEWAY, "Something outside failed"),
    errors.LlmkgError: Kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "An error of ours"),
}


def kinds() -> dict[str, Kind]:
    """Every kind of problem that an answer may have, by the end of its type IRI."""
    plain = (_plain(status) for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST)
    ours = {kind.name: kind for kind in PROBLEMS.values()}
    return ours | {kind.name: kind for kind in plain if kind.name not in ours}


def challenge(*, unknown: bool) -> str:
    """How to prove who one is; a token that was tried in vain is named as such (RFC 6750, 3)."""
    error = ', error="invalid_token"' if unknown else ""
    return f'Bearer realm="llmkg"{error}, Basic realm="llmkg", charset="UTF-8"'


class Problem(Response):
    """A problem document, as JSON, or as plain text for whoever likes that better."""

    def __init__(
        self, members: Mapping[str, Any], status: HTTPStatus, headers: Mapping[str, str]
    ) -> None:
        self._members = members
        text = json.dumps(members, ensure_ascii=False) + "\n"
        super().__init__(text, status, headers, media_type=MEDIA_TYPE)
        self.headers.add_vary_header("Accept")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        accept = b", ".join(value for name, value in scope["headers"] if name == b"accept")
        # Few programs name text/plain by themselves; `*/*`, which most send, means JSON.
        ranges = dict(media_ranges(accept.decode("latin-1"))) if b"text/plain" in accept else {}
        json_ = max(ranges.get(MEDIA_TYPE, 0.0), ranges.get("application/json", 0.0))
        if ranges.get("text/plain", 0.0) <= json_:
            await super().__call__(scope, receive, send)
            return
        plain = Response(as_text(self._members), self.status_code, media_type="text/plain")
        for name, value in self.headers.items():
            if name not in ("content-length", "content-type"):
                plain.headers[name] = value
        await plain(scope, receive, send)


def as_text(members: Mapping[str, Any]) -> str:
    """A problem for a terminal: what, where and how to mend it, a line each."""
    lines = [f"{members['status']} {members['title']}", str(members["detail"])]
    if "line" in members:
        lines.append(f"line {members['line']}, column {members.get('column', 1)}")
    lines += [
        f"{name}: {members[name]}" for name in ("token", "suggestion", "mend") if name in members
    ]
    lines += [f"- {each['what']} ({each['where']})" for each in members.get("errors", ())]
    return "\n".join((*lines, str(members["type"]), ""))


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
    if kind.status in _LATER:
        answer.setdefault("Retry-After", str(RETRY_SECONDS))
    answer.setdefault("Cache-Control", "no-store")
    return Problem(body, kind.status, answer)


def of_error(error: errors.LlmkgError, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of an error of ours."""
    kind = next(kind for class_, kind in PROBLEMS.items() if isinstance(error, class_))
    if isinstance(error, errors.TooLargeError):
        # What is left of the body is not waited for.
        headers = {**(headers or {}), "Connection": "close"}
    if isinstance(error, MediaTypeError):
        headers = {**(headers or {}), **error.reads}
    if isinstance(error, UnauthorizedError):
        headers = {**(headers or {}), "WWW-Authenticate": challenge(unknown=error.unknown)}
    where = error.where
    place = {
        "line": where and where.line,
        "column": where and where.column,
        "iri": where and where.iri,
    }
    timing: dict[str, float] = {}
    advice: dict[str, str] = {}
    if isinstance(error, errors.QuerySyntaxError):
        advice = {"token": error.token, "suggestion": error.suggestion}
    if isinstance(error, faults.DeadlineError):
        timing = {"elapsed": round(error.elapsed, 3), "limit": error.limit}
    return problem(
        kind,
        error.what,
        headers=headers,
        **timing,
        **{name: place[name] for name in ("line", "column")},
        **advice,
        mend=error.mend,
        where={name: value for name, value in place.items() if value is not None},
        errors=[{"what": one.what, "where": str(one.where or "")} for one in _several(error)],
    )


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of a plain HTTP status."""
    return problem(_plain(HTTPStatus(status)), detail, headers=headers)


def _plain(status: HTTPStatus) -> Kind:
    """The kind of problem of which nothing is known but its status."""
    return Kind(status.phrase.lower().replace(" ", "-").replace("'", ""), status, status.phrase)


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
        if any(fault["loc"][0] == "path" for fault in error.errors()):
            # An address in which a part cannot be what stands there is one without anything.
            return of_error(errors.NotFoundError("There is nothing at this address"))
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
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "QUERY")
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
