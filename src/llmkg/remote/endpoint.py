"""A SPARQL endpoint over HTTP: texts go out, bytes come back, and faults become errors of ours.

SPARQLWrapper carries queries and updates, as scripts of the field do. It is given an opener of its
own, since it would otherwise put the one with our password in the place of everybody's; that opener
follows no redirects, which would take the password along.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPException
from math import isfinite
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import Request

from SPARQLWrapper import JSON, POST, SPARQLWrapper
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from llmkg.errors import LlmkgError, ParameterError, PassingError, TooLargeError
from llmkg.remote.addresses import Addresses
from llmkg.remote.credentials import NOBODY, Credentials
from llmkg.remote.dialect import UNKNOWN, Dialect, recognised
from llmkg.remote.faults import Tried, late, translated
from llmkg.remote.opener import opener_for
from llmkg.store.deadline import allowed
from llmkg.store.port import DatasetSpec

AGENT: Final = "llmkg (+https://w3id.org/llmkg/)"
ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
NOTHING: Final = "urn:x-llmkg:no-graph"
"""A graph that nobody has: the dataset of a protocol that names no graphs of a kind."""

MOST_BYTES: Final = 1 << 29
_PIECE: Final = 1 << 20
_ATTEMPTS: Final = 5
_BACKOFF: Final = wait_random_exponential(multiplier=0.1, max=10)
_NO_PARAMETERS: Final[Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the names of headers are in lower case."""

    body: bytes
    headers: Mapping[str, str]


class Endpoint:
    """Where an endpoint is, who we are to it, how long one waits. May be used from any thread."""

    def __init__(
        self,
        addresses: Addresses | str,
        *,
        timeout: float,
        credentials: Credentials = NOBODY,
    ) -> None:
        """`timeout` in seconds, for each request. Raises ParameterError for no http address."""
        self.addresses = Addresses.read(addresses) if isinstance(addresses, str) else addresses
        if not (isfinite(timeout) and timeout > 0):
            raise ParameterError(f"A timeout of {timeout} s", mend="Give seconds above 0.")
        self._most = timeout
        self.dialect: Dialect = UNKNOWN
        self._credentials = credentials
        self._opener = opener_for(credentials, self.addresses)

    @property
    def timeout(self) -> float:
        """Seconds that a request may take, here and now."""
        return allowed(self._most)

    @property
    def address(self) -> str:
        """Where queries go."""
        return self.addresses.query

    def ask(self, text: str, dataset: DatasetSpec | None = None) -> Reply:
        """The answer to a SELECT or ASK, in JSON; tried again where that may help.

        Raises QuerySyntaxError, TooLargeError, EndpointError and those below it.
        """
        parameters = dict(_graphs(dataset))
        if self.dialect.timeout is not None:
            name, units = self.dialect.timeout
            parameters[name] = [str(max(1, int(self.timeout * units)))]
        tried = Tried(self.address, self.timeout, query=True, dialect=self.dialect)
        wrapper = self._wrapper(self.address, text, parameters)
        reply = self._again(lambda: self._open(wrapper.request(), tried))
        if self.dialect is UNKNOWN:
            self.dialect = recognised(reply.headers)
        return reply

    def update(self, text: str, address: str, *, again: bool) -> None:
        """Run an update; `again`: to run it twice does no harm, so that it may be tried again."""
        tried = Tried(address, self.timeout, dialect=self.dialect)
        wrapper = self._wrapper(address, text, _NO_PARAMETERS)

        def run() -> Reply:
            return self._open(wrapper.request(), tried)

        if again:
            self._again(run)
        else:
            run()

    def send(self, method: str, address: str, graph: str, body: bytes = b"") -> None:
        """Change a whole graph over the graph store protocol: PUT, POST or DELETE, in N-Triples.

        It is tried again: so it is to do no harm to do it twice, which POST of named things has.
        """
        tried = Tried(address, self.timeout, dialect=self.dialect)
        query = "&" if urlsplit(address).query else "?"
        whole = f"{address}{query}graph={quote(graph, safe='')}"

        def run() -> Reply:
            request = Request(whole, data=body or None, method=method)  # noqa: S310 - http only
            request.add_header("User-Agent", AGENT)
            if body:
                request.add_header("Content-Type", TRIPLES)
            try:
                return self._open(request, tried)
            except PassingError:
                self._greet(whole, tried)
                raise

        self._again(run)

    def beside(self, path: str) -> bytes:
        """What the server of the endpoint has in Turtle at another path."""
        address = urljoin(self.address, path)
        request = Request(address, headers={"Accept": "text/turtle", "User-Agent": AGENT})  # noqa: S310 - http, see above
        return self._open(request, Tried(address, self.timeout)).body

    # -- inside ---------------------------------------------------------------------------------

    def _wrapper(
        self, address: str, text: str, parameters: Mapping[str, Sequence[str]]
    ) -> _Wrapper:
        # One for each request: it keeps the text of its query, and threads would share that.
        wrapper = _Wrapper(address, returnFormat=JSON, agent=AGENT)
        wrapper.setOnlyConneg(True)  # no parameters beside those of the protocol
        wrapper.setMethod(POST)
        wrapper.addCustomHttpHeader("Accept", ROWS)
        for name, values in parameters.items():
            for value in values:
                wrapper.addParameter(name, value)
        wrapper.setQuery(text)
        return wrapper

    def _again(self, run: Any) -> Reply:
        """Run it, and again a little later where it fails in a way that may pass."""
        reply: Reply = Retrying(
            retry=retry_if_exception_type(PassingError),
            stop=stop_after_attempt(_ATTEMPTS) | _past(time.monotonic() + self.timeout),
            wait=_wait,
            reraise=True,
        )(run)
        return reply

    def _greet(self, address: str, tried: Tried) -> None:
        """Let the server challenge us over nothing.

        It may close the connection on a large body whose sender it does not know, unread; what it
        is told afterwards says at once who we are.
        """
        with suppress(LlmkgError):
            self._open(Request(address, headers={"User-Agent": AGENT}), tried)  # noqa: S310 - http only

    def _open(self, request: Request, tried: Tried) -> Reply:
        end = time.monotonic() + self.timeout
        who = self._credentials
        if who.token:
            request.add_unredirected_header("Authorization", f"Bearer {who.token}")
        try:
            with closing(self._opener.open(request, timeout=self.timeout)) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(_read(response, headers, tried, end), headers)
        except (OSError, HTTPException, ValueError) as error:
            raise translated(error, tried) from error


class _Wrapper(SPARQLWrapper):
    def request(self) -> Request:
        """The request that it would send."""
        made: Request = self._createRequest()
        return made


def _read(response: Any, headers: Mapping[str, str], tried: Tried, end: float) -> bytes:
    """All of a body, within the time, and no less than was announced."""
    parts: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise _too_large(tried)
        if time.monotonic() > end:
            raise late(tried)
    announced = headers.get("content-length", "")
    if announced.isdigit() and size < int(announced):
        raise PassingError(
            f"The endpoint's answer broke off after {size:,} of {announced} bytes",
            where=tried.where,
            mend="Try again later.",
        )
    return b"".join(parts)


def _too_large(tried: Tried) -> TooLargeError:
    """An answer that would not go into memory."""
    return TooLargeError(
        f"The endpoint's answer has more than {MOST_BYTES >> 20} MiB",
        where=tried.where,
        mend="Ask for less at once.",
    )


def _graphs(dataset: DatasetSpec | None) -> Mapping[str, Sequence[str]]:
    """The dataset as the protocol has it.

    Where there is one, either kind of graph is named: some servers take a kind of which nothing is
    said for all that they have.
    """
    if dataset is None:
        return {}
    return {
        "default-graph-uri": dataset.default_graphs or (NOTHING,),
        "named-graph-uri": dataset.named_graphs or (NOTHING,),
    }


def _past(end: float) -> Any:
    return lambda _state: time.monotonic() >= end


def _wait(state: RetryCallState) -> float:
    """Longer after each failure, and no less than the server has asked for."""
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.after if isinstance(error, PassingError) else 0.0
    return max(asked, float(_BACKOFF(state)))
