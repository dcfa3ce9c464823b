"""A connection of a guest of the soak: it knows a whole answer from one that was cut."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import httptools

_PIECE: Final = 65_536


@dataclass(slots=True)
class Reply:
    """An answer; it counts for nothing unless `whole`."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False


class BrokenError(Exception):
    """The connection ended before the answer did."""


class Visit:
    """A connection from an address of its own, so that guests are told apart."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._where = host, port
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reply = Reply()
        self._begun = False
        self._parser: httptools.HttpResponseParser | None = None

    @property
    def begun(self) -> bool:
        """Whether some of the answer has come."""
        return self._begun

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._writer is not None

    async def send(self, data: bytes) -> None:
        """Send something, over a new connection where there is none."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                *self._where, local_addr=(self._address, 0), limit=_PIECE
            )
        self._writer.write(data)
        await self._writer.drain()

    async def ask(self, head: bytes, *, pause: float = 0.0, piece: int = _PIECE) -> Reply:
        """One request and its answer, read in pieces with pauses between them.

        Raises BrokenError when the answer breaks, OSError when there is no connection.
        """
        self._begun = False
        await self.send(head)
        self._reply = Reply()
        self._parser = httptools.HttpResponseParser(self)
        assert self._reader is not None  # noqa: S101 - send() opened it
        while not self._reply.whole:
            data = await self._reader.read(piece)
            if not data:
                self.close()
                raise BrokenError
            self._begun = True
            self._parser.feed_data(data)
            if pause:
                await asyncio.sleep(pause)
        if not self._parser.should_keep_alive():
            self.close()
        return self._reply

    async def end(self) -> bytes:
        """What comes until the server closes the connection."""
        assert self._reader is not None  # noqa: S101 - something was sent
        said = b""
        with suppress(OSError):
            while data := await self._reader.read(_PIECE):
                said += data
        self.close()
        return said

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    # What the parser calls.

    def on_body(self, body: bytes) -> None:
        """Some of the answer."""
        self._reply.body += body

    def on_message_complete(self) -> None:
        """All of it: by its length, or with the last of its chunks."""
        assert self._parser is not None  # noqa: S101 - it calls this
        self._reply.status = self._parser.get_status_code()
        self._reply.whole = True


@contextmanager
def visiting(host: str, port: int, address: str) -> Iterator[Visit]:
    """A visit that ends with a connection closed."""
    visit = Visit(host, port, address)
    try:
        yield visit
    finally:
        visit.close()
