"""The only way out of this house: to endpoints that were allowed by name.

* Only http and https, and only hosts of the list; without a port in the list, only the port of the
  scheme. An address that is written as a number is a name like any other: it is on the list or not.
* The name is looked up once, and what is connected to is that address: no second look-up can give
  another one. Addresses that are not public (loopback, private networks, link-local and the like)
  are refused, unless the entry of the list names host and port.
* No redirect is followed, no proxy and no cookie is used, nothing compressed is taken.
* Time, bytes and the number of requests at once are bounded.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

import httpcore

from llmkg import __version__
from llmkg.errors import ServiceFailedError, ServiceRefusedError

MOST_BYTES: Final = 8_000_000
AT_ONCE: Final = 16
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "/:?#[]@!$&'()*+,;=%~-._"
_OK: Final = 200
_FAILURES: Final = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    OSError,
)
_ACCEPT: Final = b"application/sparql-results+json, application/sparql-results+xml;q=0.9"


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint that may be asked; `named`: its host and port are both on the list."""

    scheme: str
    host: str
    port: int
    path: str
    named: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answered; the media type without parameters, in lower case."""

    media_type: str
    body: bytes


class Outside:
    """Asks endpoints. To be used on one event loop."""

    def __init__(self, services: Iterable[str], *, most_bytes: int = MOST_BYTES) -> None:
        """`services` are the entries of the list: ``host`` or ``host:port``."""
        self._services = frozenset(entry.strip().lower() for entry in services)
        self._most_bytes = most_bytes
        self._slots: asyncio.Semaphore | None = None

    def target(self, endpoint: str) -> Target:
        """Whom an IRI means. Raises ServiceRefusedError unless it is on the list."""
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            raise _no_endpoint(endpoint) from None
        host = (parts.hostname or "").rstrip(".").lower()
        if parts.scheme not in _PORTS or not host or "@" in parts.netloc or parts.fragment:
            raise _no_endpoint(endpoint)
        written = f"[{host}]" if ":" in host else host
        port = _PORTS[parts.scheme] if port is None else port
        named = f"{written}:{port}" in self._services
        if not named and not (port == _PORTS[parts.scheme] and written in self._services):
            allowed = ", ".join(sorted(self._services)) or "none"
            raise ServiceRefusedError(
                f"SERVICE may not go to {written}:{port}",
                mend=f"Allowed are: {allowed}. The setting LLMKG_SERVICES names them.",
            )
        path = quote(parts.path or "/", safe=_SAFE)
        query = quote(parts.query, safe=_SAFE)
        return Target(parts.scheme, host, port, f"{path}?{query}" if query else path, named)

    async def ask(self, target: Target, query: str, seconds: float) -> Reply:
        """Send a query. Raises ServiceFailedError, ServiceRefusedError, TimeoutError."""
        if self._slots is None:
            self._slots = asyncio.Semaphore(AT_ONCE)
        async with asyncio.timeout(seconds), self._slots:
            address = await _address(target)
            try:
                return await self._send(target, address, query)
            except (
                httpcore.NetworkError,
                httpcore.ProtocolError,
                httpcore.TimeoutException,
            ) as error:
                raise ServiceFailedError(
                    f"{target.host} did not answer: {str(error) or type(error).__name__}"
                ) from error

    async def _send(self, target: Target, address: str, query: str) -> Reply:
        request = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode("idna") if not target.host.isascii() else target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        standard = target.port == _PORTS[target.scheme]
        host = f"[{target.host}]" if ":" in target.host else target.host
        headers = [
            (b"Host", (host if standard else f"{host}:{target.port}").encode("idna")),
            (b"Content-Type", b"application/sparql-query; charset=utf-8"),
            (b"Accept", _ACCEPT),
            (b"Accept-Encoding", b"identity"),
            (b"User-Agent", f"llmkg/{__version__}".encode()),
        ]
        pool = httpcore.AsyncConnectionPool(network_backend=_Pinned(address), max_connections=1)
        async with (
            pool,
            pool.stream("POST", request, headers=headers, content=query.encode()) as response,
        ):
            return await self._read(target, response)

    async def _read(self, target: Target, response: httpcore.Response) -> Reply:
        if response.status != _OK:
            raise ServiceFailedError(
                f"{target.host} answered with status {response.status}",
                mend="Redirects are not followed: name the endpoint's final address."
                if 300 <= response.status < 400  # noqa: PLR2004 - the redirects
                else "",
            )
        given = {name.lower(): value for name, value in response.headers}
        if given.get(b"content-encoding", b"identity").lower() != b"identity":
            raise ServiceFailedError(f"{target.host} answered in a coding that was not asked for")
        body = bytearray()
        async for part in response.aiter_stream():
            body += part
            if len(body) > self._most_bytes:
                raise ServiceFailedError(
                    f"The answer of {target.host} is larger than {self._most_bytes:,} bytes",
                    mend="Ask it for less: put more into the group of SERVICE, or a LIMIT.",
                )
        kind = given.get(b"content-type", b"").decode("latin-1").partition(";")[0]
        return Reply(kind.strip().lower(), bytes(body))


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to one address, whatever name it is asked for."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - that is the point
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return await self._inner.connect_tcp(
            self._address, port, timeout, local_address, socket_options
        )


async def _address(target: Target) -> str:
    """The address to connect to: the first one of the name, if all of them may be asked."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServiceFailedError(f"The name {target.host} is not known: {error}") from error
    addresses: Sequence[str] = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not target.named and not is_public(address):
            raise ServiceRefusedError(
                f"{target.host} is at {address}, which is no public address",
                mend=(
                    "Whoever runs the server can allow it all the same, by host and port, with the "
                    "setting LLMKG_SERVICES."
                ),
            )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; those that wrap another go by that one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _no_endpoint(endpoint: str) -> ServiceRefusedError:
    return ServiceRefusedError(
        f"{endpoint} is no address of an endpoint",
        mend="Give an address with http:// or https://, without a user and without a fragment.",
    )
