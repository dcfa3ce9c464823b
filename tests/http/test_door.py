"""Who takes a connection: each process its share, and nobody waits for one that is frozen."""

import asyncio
import os
import socket
import subprocess
import time
from functools import partial

from llmkg.http.door import Door, Tally


class Counted(asyncio.Protocol):
    """Counts in a list what is open."""

    def __init__(self, connections: list[asyncio.Protocol], tally: Tally) -> None:
        self.connections = connections
        self.tally = tally

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.connections.append(self)
        self.tally.tell(len(self.connections))

    def connection_lost(self, _exc: Exception | None) -> None:
        self.connections.remove(self)
        self.tally.tell(len(self.connections))


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0), backlog=64)


def opened(listener, count: int) -> list[socket.socket]:
    return [socket.create_connection(listener.getsockname()) for _ in range(count)]


async def settle(lists, count: int) -> None:
    end = time.monotonic() + 10
    while sum(map(len, lists)) != count:
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_two_doors_share_what_comes(tmp_path):
    async def run():
        listener = listening()
        lists: list[list[asyncio.Protocol]] = [[], []]
        doors = []
        for mine in lists:
            tally = Tally.open(tmp_path)
            made = partial(Counted, mine, tally)
            doors.append(Door(listener.dup(), made, tally, mine.__len__))
        clients = opened(listener, 16)
        await settle(lists, 16)
        assert sorted(map(len, lists)) == [8, 8]
        for client in clients:
            client.close()
        await settle(lists, 0)
        # One that goes leaves all to the other.
        doors[0].close()
        clients = opened(listener, 5)
        await settle(lists, 5)
        assert [len(each) for each in lists] == [0, 5]
        doors[1].close()
        for door in doors:
            await door.wait_closed()
        for client in (*clients, listener):
            client.close()
        for protocol in lists[1]:
            protocol.transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)

    asyncio.run(run())


def test_nobody_waits_for_one_that_takes_none(tmp_path):
    async def run():
        idle = Tally.open(tmp_path)  # tells of no connections, and takes none
        listener = listening()
        mine: list[asyncio.Protocol] = []
        tally = Tally.open(tmp_path)
        door = Door(listener.dup(), lambda: Counted(mine, tally), tally, lambda: len(mine))
        clients = opened(listener, 20)
        await settle([mine], 20)
        idle.leave()
        door.close()
        for protocol in mine:
            protocol.transport.abort()  # type: ignore[attr-defined]
        for client in (*clients, listener):
            client.close()
        await asyncio.sleep(0.05)

    asyncio.run(run())


def test_the_place_of_a_dead_process_is_taken_over(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    gone = Tally.open(tmp_path)
    gone._pid = dead.pid
    gone.tell(0)
    first = Tally.open(tmp_path)
    assert first._own == gone._own
    assert first.least() is None
    second = Tally.open(tmp_path)
    second.tell(7)
    assert first.least() == 7
    assert second.least() == 0
    second.leave()
    assert first.least() is None
    assert Tally.open(None).least() is None
    assert first._pid == os.getpid()
