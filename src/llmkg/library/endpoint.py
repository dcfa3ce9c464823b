"""A SPARQL endpoint over HTTP: texts go out, bytes come back, and faults become errors of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPException
from math import ceil
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from llmkg.errors import (
    LlmkgError,
    OutsideError,
    ParameterError,
    QuerySyntaxError,
    TooLargeError,
)
from llmkg.model.location import Location
from llmkg.store.port import DatasetSpec

AGENT: Final = "llmkg (+https://w3id.org/llmkg/)"
_LONGEST: Final = 300
_STATUS: Final[Mapping[type[Exception], int]] = {
    QueryBadFormed: 400,
    Unauthorized: 401,
    EndPointNotFound: 404,
    URITooLong: 414,
    EndPointInternalError: 500,
}
_REFUSED: Final = 400
_TOO_LARGE: Final = (413, 414)
_SERVER: Final = 500


class Endpoint:
    """Where an endpoint is, and how long one waits for it. May be used from any thread."""

    def __init__(self, address: str, *, timeout: float) -> None:
        """`timeout` in seconds, for each request. Raises ParameterError for no http address."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ParameterError(
                f"{address!r} is no address of an endpoint",
                mend='Give one such as "https://example.org/sparql".',
            )
        self.address = address
        self._timeout = timeout

    def ask(self, text: str, accept: str, dataset: DatasetSpec | None = None) -> bytes:
        """The body of the answer to a query. Raises QuerySyntaxError, OutsideError."""
        # One for each request: it keeps the text of its query, and threads would share that.
        rows = accept.endswith("json")
        wrapper = SPARQLWrapper(self.address, returnFormat=JSON if rows else TURTLE, agent=AGENT)
        wrapper.setOnlyConneg(True)  # no parameters beside those of the protocol
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, ceil(self._timeout)))  # it takes whole seconds, and 0 for ever
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, graphs in (
            ("default-graph-uri", dataset.default_graphs if dataset else ()),
            ("named-graph-uri", dataset.named_graphs if dataset else ()),
        ):
            for graph in graphs:
                wrapper.addParameter(name, graph)
        wrapper.setQuery(text)
        try:
            with closing(wrapper.query().response) as response:
                body: bytes = response.read()
                return body
        except (SPARQLWrapperException, OSError, HTTPException) as error:
            raise self._fault(error) from error

    def beside(self, path: str) -> bytes:
        """What the server of the endpoint has in Turtle at another path. Raises OutsideError."""
        address = urljoin(self.address, path)
        request = Request(address, headers={"Accept": "text/turtle", "User-Agent": AGENT})  # noqa: S310 - http, see above
        try:
            with urlopen(request, timeout=self._timeout) as response:  # noqa: S310 - as above
                body: bytes = response.read()
                return body
        except (OSError, HTTPException) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> LlmkgError:
        """What an error of the wrapper, or of the network below it, is among ours."""
        where = Location("", iri=self.address)
        status = _STATUS.get(type(error))
        if isinstance(error, HTTPError):
            with closing(error):
                said = _said(error.read())
            status = error.code
        elif status is not None:
            said = _said(getattr(error, "response", None) or str(error).encode())
        elif isinstance(error, TimeoutError) or isinstance(
            getattr(error, "reason", None), TimeoutError
        ):
            return OutsideError(
                f"The endpoint did not answer within {self._timeout:g} s",
                where=where,
                mend="Ask for less, or open it with a longer timeout.",
            )
        else:
            why = error.reason if isinstance(error, URLError) else error
            return OutsideError(
                f"The endpoint cannot be reached: {why}",
                where=where,
                mend="Look at the address, and whether the server runs.",
            )
        if status == _REFUSED:
            return QuerySyntaxError(f"The endpoint refuses the query: {said}", where=where)
        if status in _TOO_LARGE:
            return TooLargeError(f"The query is too large for the endpoint: {said}", where=where)
        mend = "Try again later." if status is not None and status >= _SERVER else ""
        return OutsideError(f"The endpoint answers {status}: {said}", where=where, mend=mend)


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
