"""The guest of the soak that writes, with a token, and reads what it wrote."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Final
from urllib.parse import quote

import httptools

from llmkg.bench.expected import TRIPLES, WRITTEN, request
from llmkg.bench.guests import REFUSED, Party
from llmkg.bench.visit import BrokenError, Reply, visiting

GRAPHS: Final = 4
_ADDRESS: Final = "127.0.9.1"
_PAUSE: Final = (2.0, 6.0)  # seconds between two writes, at least and at most
_PATIENCE: Final = 150.0
_TRIES: Final = 10


class Scribe:
    """Writes numbers to graphs. What was acknowledged must be read at once, and in the end.

    turn  is held while a snapshot is written or swapped: else nobody could say which one is to be
          read afterwards
    """

    def __init__(self, party: Party, token: str) -> None:
        self.turn = asyncio.Lock()
        self._party = party
        self._token = token
        self._number = 0
        self._kept: dict[int, int] = {}
        self._maybe: dict[int, set[int]] = {graph: set() for graph in range(GRAPHS)}
        """What was sent since without an acknowledgement: it may be there or not."""

    async def write_on(self, random: Random) -> None:
        """One write after another."""
        while not self._party.over:
            async with self.turn:
                await self.write()
            await asyncio.sleep(random.uniform(*_PAUSE))

    async def write(self) -> bool:
        """One write, which every server has to show when it is acknowledged; whether it was."""
        party, counts = self._party, self._party.seen.counts
        self._number += 1
        graph = self._number % GRAPHS
        self._maybe[graph].add(self._number)
        party.swaps.may(WRITTEN)
        reply = await self._ask(self._put(graph, self._number))
        if reply is None:
            return False
        if reply.status in REFUSED:
            counts["writes refused"] += 1
            return False
        if not 200 <= reply.status < 300:  # noqa: PLR2004 - as HTTP has it
            party.seen.fault("a write failed", f"{reply.status} {bytes(reply.body[:300])!r}")
            return False
        party.swaps.now(WRITTEN)
        counts["writes acknowledged"] += 1
        self._kept[graph] = self._number
        self._maybe[graph].clear()
        for _ in range(2):  # each over a connection of its own, so that several processes are asked
            await self._look(graph)
        return True

    async def look_at_all(self) -> None:
        """In the end: write once more, so that all is in the current snapshot, and read it all."""
        async with self.turn:
            for _ in range(_TRIES):
                if await self.write():
                    break
                await asyncio.sleep(1.0)
            for graph in self._kept:
                await self._look(graph)

    async def _look(self, graph: int) -> None:
        reply = await self._ask(request(_path(graph), self._party.name, TRIPLES))
        if reply is None or reply.status in REFUSED:
            return
        wanted = {self._kept[graph], *self._maybe[graph]}
        found = bytes(reply.body)
        if reply.status != 200 or not any(b'"%d"' % number in found for number in wanted):  # noqa: PLR2004 - OK
            self._party.seen.fault(
                "a write was lost", f"graph {graph}: {wanted} wanted, {reply.status} {found!r}"
            )

    async def _ask(self, head: bytes) -> Reply | None:
        seen = self._party.seen
        with visiting(self._party.host, self._party.port, _ADDRESS) as visit:
            try:
                return await asyncio.wait_for(visit.ask(head), _PATIENCE)
            except (BrokenError, OSError, TimeoutError, httptools.HttpParserError) as error:
                seen.fault("the writer's connection broke", repr(error))
                return None

    def _put(self, graph: int, number: int) -> bytes:
        body = f'<http://example.org/s> <http://example.org/p> "{number}" .'.encode("ascii")
        lines = (
            f"PUT {_path(graph)} HTTP/1.1",
            f"Host: {self._party.name}",
            f"Authorization: Bearer {self._token}",
            "Content-Type: text/turtle",
            f"Content-Length: {len(body)}",
        )
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii") + body


def _path(graph: int) -> str:
    return f"/rdf-graph-store?graph={quote(f'http://example.org/soak/{graph}', safe='')}"
