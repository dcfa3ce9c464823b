"""Content codings: answers as gzip or Brotli for whoever takes them (RFC 9110, 8.4 and 12.5.3).

Each coding of an answer is a representation of its own, so a strong entity tag gets a suffix that
names the coding; a client that sends back any of these tags holds the answer. Nothing secret ever
stands in an answer, so that its length may tell what it likes.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import OrderedDict
from collections.abc import MutableSequence
from functools import lru_cache
from typing import Final, Protocol

import brotli
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

SMALLEST: Final = 1_024
"""Bytes below which an answer goes as it is: its head is longer than what would be saved."""

_ON_LOOP: Final = 32_768  # bytes that are compressed in less than a millisecond
_KEPT_BYTES: Final = 16_000_000
_GZIP_LEVEL: Final = 5
_BROTLI_QUALITY: Final = 4  # as fast as gzip at its level, and a tenth smaller
_WINDOW: Final = 31  # of zlib: the largest, with the frame of gzip
_OK: Final = 200
NOT_MODIFIED: Final = 304
_SUFFIX: Final = {"br": "-br", "gzip": "-gz"}
_CODED: Final = re.compile(r'-(?:br|gz)"')
_SHRINKS: Final = re.compile(
    r"text/|application/(?:[\w.\-]+\+)?(?:json|xml)\b|application/(?:n-triples|n-quads|trig"
    r"|javascript|wasm|x-trig|x-turtle|manifest)|image/svg",
    re.IGNORECASE,
)
# A range or a digest is of the answer as it is.
_AS_IT_IS: Final = ("content-encoding", "content-range", "content-digest", "repr-digest")


class Compressor(Protocol):
    """Takes an answer in parts."""

    def part(self, data: bytes, *, last: bool) -> bytes:
        """What the part becomes; nothing is held back for the next one."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _WINDOW)

    def part(self, data: bytes, *, last: bool) -> bytes:
        out = self._inner.compress(data)
        if last:
            return out + self._inner.flush()
        return out + self._inner.flush(zlib.Z_SYNC_FLUSH)


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)

    def part(self, data: bytes, *, last: bool) -> bytes:
        out: bytes = self._inner.process(data)
        if last:
            out += self._inner.finish()
        else:
            out += self._inner.flush()
        return out


_COMPRESSORS: Final[dict[str, type[_Gzip | _Brotli]]] = {"br": _Brotli, "gzip": _Gzip}


@lru_cache(maxsize=256)
def coding(accept_encoding: str) -> str | None:
    """The coding that the client likes best; None: the answer as it is."""
    accepted = parse_accept_header(accept_encoding, Accept)
    named = {name.lower(): quality for name, quality in accepted}
    anything = named.get("*", 0.0)
    best, quality = max(
        ((name, named.get(name, anything)) for name in _COMPRESSORS), key=lambda offer: offer[1]
    )
    return best if quality > 0 and quality >= named.get("identity", 0.0) else None


def names_coding(tags: str) -> bool:
    """Whether entity tags that a client sends back may be those of coded answers."""
    return _CODED.search(tags) is not None


def shrinks(content_type: str) -> bool:
    """Whether answers of this type get smaller, and so vary with Accept-Encoding."""
    return _SHRINKS.match(content_type) is not None


class Compressed:
    """ASGI middleware, the outermost one.

    Whole answers with a strong tag are kept compressed, the least recently used go first.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and compress what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = held = ""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                asked += ("," if asked else "") + value.decode("latin-1")
            elif name in (b"if-none-match", b"if-match"):
                held += value.decode("latin-1")
        best = coding(asked) if asked else None
        if held and names_coding(held):
            scope = {**scope, "headers": _plain_tags(scope["headers"])}
        if best is None and not held:
            await self.app(scope, receive, send)
            return
        answer = _Answer(self, send, best, held, is_head=scope["method"] == "HEAD")
        await self.app(scope, receive, answer.send)

    async def whole(self, body: bytes, tag: str, coding: str) -> bytes:
        """The body in a coding; kept where its tag is strong."""
        key = (tag, coding)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        found = await compress(_COMPRESSORS[coding](), body, last=True)
        if tag.startswith('"') and len(found) < _KEPT_BYTES // 16 and key not in self._kept:
            self._kept[key] = found
            self._size += len(found)
            while self._size > _KEPT_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1])
        return found


async def compress(compressor: Compressor, data: bytes, *, last: bool = False) -> bytes:
    """A part, compressed on a thread where it is large."""
    if len(data) <= _ON_LOOP:
        return compressor.part(data, last=last)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: compressor.part(data, last=last))


class _Answer:
    """One answer on its way out."""

    def __init__(
        self, outer: Compressed, send: Send, best: str | None, held: str, *, is_head: bool
    ) -> None:
        self._outer = outer
        self._send = send
        self._coding = best
        self._held = held
        self._is_head = is_head
        self._start: Message | None = None  # held until the length of the body is known
        self._compressor: Compressor | None = None

    async def send(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body" and self._start is not None:
            await self._first(message)
        elif message["type"] == "http.response.body" and self._compressor is not None:
            await self._part(self._compressor, message)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        if message["status"] == NOT_MODIFIED:
            tag = headers.get("etag", "")
            headers["etag"] = next(
                (
                    coded
                    for coded in (_tag(tag, name) for name in (self._coding, *_SUFFIX) if name)
                    if coded in self._held
                ),
                tag,
            )
            message = {**message, "headers": headers.raw}
        elif self._coding is not None and _may_be_coded(message["status"], headers):
            length = headers.get("content-length", "")
            if not (length.isdecimal() and int(length) < SMALLEST):
                self._start = {**message, "headers": list(message["headers"])}
                return
        await self._send(message)

    async def _first(self, message: Message) -> None:
        start, self._start = self._start, None
        assert start is not None  # noqa: S101 - send() looked
        assert self._coding is not None  # noqa: S101 - else nothing is held
        body, more = message.get("body", b""), message.get("more_body", False)
        if not more and not self._is_head and len(body) < SMALLEST:
            await self._send(start)
            await self._send(message)
            return
        headers = MutableHeaders(raw=start["headers"])
        tag = headers.get("etag", "")
        headers["content-encoding"] = self._coding
        for name in ("content-length", "accept-ranges"):
            if name in headers:
                del headers[name]
        if tag:
            headers["etag"] = _tag(tag, self._coding)
        if self._is_head:
            await self._send({**start, "headers": headers.raw})
            await self._send(message)
        elif more:
            await self._send({**start, "headers": headers.raw})
            self._compressor = _COMPRESSORS[self._coding]()
            await self._part(self._compressor, message)
        else:
            coded = await self._outer.whole(body, tag, self._coding)
            headers["content-length"] = str(len(coded))
            await self._send({**start, "headers": headers.raw})
            await self._send({**message, "body": coded})

    async def _part(self, compressor: Compressor, message: Message) -> None:
        more = message.get("more_body", False)
        coded = await compress(compressor, message.get("body", b""), last=not more)
        if coded or not more:
            await self._send({**message, "body": coded})


def _may_be_coded(status: int, headers: MutableHeaders) -> bool:
    return (
        status >= _OK
        and shrinks(headers.get("content-type", ""))
        and not any(name in headers for name in _AS_IT_IS)
        and "no-transform" not in headers.get("cache-control", "")
    )


def _tag(tag: str, coding: str) -> str:
    """The tag of the answer in a coding. A weak one stays: it never was about the bytes."""
    return f'{tag[:-1]}{_SUFFIX[coding]}"' if tag.startswith('"') else tag


def _plain_tags(
    headers: MutableSequence[tuple[bytes, bytes]],
) -> list[tuple[bytes, bytes]]:
    """The headers of a request with the tags that the application itself knows."""
    return [
        (name, _CODED.sub('"', value.decode("latin-1")).encode("latin-1"))
        if name in (b"if-none-match", b"if-match")
        else (name, value)
        for name, value in headers
    ]
