"""Asking a service as a checker does: by Accept, following redirects, no further than the service.

Permanent names below ``https://w3id.org/llmkg/`` are asked of the service itself, which is where
the rules for w3id.org send them; so a service can be measured before, and without, its names being
set up. No other host is asked for anything.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from llmkg.errors import OutsideError, ParameterError
from llmkg.vocab import BASE

SECONDS: Final = 60.0
MOST_BYTES: Final = 64 << 20
_LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)')
_PARAMETER: Final = re.compile(r'([\w*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))')
_FINE: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link of an answer (RFC 8288): target as an absolute address, relation, media type."""

    target: str
    rel: str
    type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered; `status` 0 where nobody was asked."""

    address: str
    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""

    @property
    def fine(self) -> bool:
        """Whether it is an answer, and no fault."""
        return self.status in _FINE

    @property
    def media_type(self) -> str:
        """Of the body, without parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def links(self) -> tuple[TypedLink, ...]:
        """Its Link header; a relation of several words is several links."""
        found = []
        for target, rest in _LINK.findall(self.headers.get("link", "")):
            said = {name.lower(): one or two for name, one, two in _PARAMETER.findall(rest)}
            address = urljoin(self.address, target)
            found += [
                TypedLink(address, rel, said.get("type", "")) for rel in said.get("rel", "").split()
            ]
        return tuple(found)


Fetch: TypeAlias = Callable[[str, str, str], Answer]
"""Method, address and Accept header to an answer. Raises OutsideError when nobody answers."""


class Visitor:
    """Asks the service whose root is `home`; the same question once."""

    def __init__(self, home: str, fetch: Fetch | None = None) -> None:
        """Raises ParameterError when `home` is no web address."""
        if urlsplit(home).scheme not in ("http", "https") or not urlsplit(home).netloc:
            raise ParameterError(
                f"{home!r} is no address of a service",
                mend="Give one such as https://example.org/.",
            )
        self.home = home.partition("?")[0].rstrip("/") + "/"
        self._fetch = fetch or over_http
        self._kept: dict[tuple[str, str, str], Answer] = {}

    def address(self, iri: str) -> str | None:
        """Where the service has what an IRI names; None when it is another's."""
        document = iri.partition("#")[0]
        if document.startswith(BASE):
            return self.home + document.removeprefix(BASE)
        return document if document.startswith(self.home) else None

    def get(self, iri: str, accept: str = "*/*", *, method: str = "GET") -> Answer:
        """What the service answers; an answer of status 0 for what is not its own."""
        address = self.address(iri)
        if address is None:
            return Answer(iri, 0)
        key = (method, address, accept)
        if key not in self._kept:
            self._kept[key] = self._fetch(method, address, accept)
        return self._kept[key]


def over_http(method: str, address: str, accept: str) -> Answer:
    """Ask by HTTP. Redirects are followed; an answer of 400 and more is one, too."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    headers = {"Accept": accept, "User-Agent": "llmkg-fair"}
    request = urllib.request.Request(address, headers=headers, method=method)  # noqa: S310 - http(s) alone has a handler
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            said = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.geturl(), answer.status, said, answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(address, error.code)
    except (OSError, ValueError) as error:
        raise OutsideError(
            f"{address} does not answer: {error}",
            mend="Start the service with `llmkg serve`, or give the address of one that runs.",
        ) from error
