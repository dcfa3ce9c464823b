"""Where connections come in: several server processes take them from one socket, each its share.

Left to themselves, the process that wakes first takes all that wait, and a load generator, a proxy
or a browser with its sixteen connections has one process to itself while the others idle. So each
process tells how many it has open, and one that has more than another lets that one go first.
"""

from __future__ import annotations

import asyncio
import fcntl
import mmap
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

_ENTRY: Final = struct.Struct("<qq")  # process id, open connections
_PROCESSES: Final = 64
_NAME: Final = "connections"
_COURTESY: Final = 0.01
"""Seconds for which others may go first. One that is frozen does not hold anybody up for longer."""

_RECOVERY: Final = 0.1  # seconds until the next try when there are no files left


class Tally:
    """How many connections each process of a family has open, in memory that they share."""

    def __init__(self, shared: mmap.mmap | None, own: int = 0) -> None:
        self._shared = shared
        self._own = own
        self._pid = os.getpid()

    @classmethod
    def open(cls, folder: Path | None) -> Tally:
        """The one whose memory is a file in this folder; one of this process alone without it."""
        if folder is None:
            return cls(None)
        with (folder / _NAME).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) < _ENTRY.size * _PROCESSES:
                file.truncate(_ENTRY.size * _PROCESSES)
            shared = mmap.mmap(file.fileno(), _ENTRY.size * _PROCESSES)
            try:
                for number in range(_PROCESSES):
                    pid, _ = _ENTRY.unpack_from(shared, number * _ENTRY.size)
                    if not pid or not _lives(pid):
                        tally = cls(shared, number * _ENTRY.size)
                        tally.tell(0)
                        return tally
            finally:  # the memory keeps the file open, and with it the lock
                fcntl.flock(file, fcntl.LOCK_UN)
        return cls(None)

    def tell(self, count: int) -> None:
        """This process has so many open."""
        if self._shared is not None:
            _ENTRY.pack_into(self._shared, self._own, self._pid, count)

    def least(self) -> int | None:
        """How many the one of the others has that has the fewest; None where there are none."""
        if self._shared is None:
            return None
        others = [
            count
            for place, (pid, count) in enumerate(_ENTRY.iter_unpack(self._shared))
            if pid and place * _ENTRY.size != self._own
        ]
        return min(others, default=None)

    def leave(self) -> None:
        """This process takes none any more."""
        if self._shared is not None:
            _ENTRY.pack_into(self._shared, self._own, 0, 0)


class Door:
    """Takes connections from a socket that listens, one at a time.

    It has the methods of asyncio's servers that the HTTP server below needs.
    """

    def __init__(
        self,
        listening: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        tally: Tally,
        count: Callable[[], int],
    ) -> None:
        """`protocol` makes one for a new connection, `count` tells how many are open."""
        self._listening = listening
        self._protocol = protocol
        self._tally = tally
        self._count = count
        self._loop = asyncio.get_running_loop()
        self._welcomes: set[asyncio.Task[object]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._closed = False
        listening.setblocking(False)
        self._open()

    def close(self) -> None:
        """Take none any more."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._listening)
        if self._pause is not None:
            self._pause.cancel()
        self._listening.close()
        self._tally.leave()

    async def wait_closed(self) -> None:
        """Until those that have come in are connections."""
        if self._welcomes:
            await asyncio.wait(self._welcomes)

    def _open(self) -> None:
        self._pause = None
        if not self._closed:
            self._loop.add_reader(self._listening, self._knocked)

    def _shut(self, seconds: float, then: Callable[[], None]) -> None:
        self._loop.remove_reader(self._listening)
        self._pause = self._loop.call_later(seconds, then)

    def _knocked(self) -> None:
        least = self._tally.least()
        if least is not None and self._count() + len(self._welcomes) > least:
            self._shut(_COURTESY, self._after_all)
        else:
            self._take()

    def _after_all(self) -> None:
        """Nobody else may have wanted it."""
        self._open()
        if not self._closed:
            self._take()

    def _take(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError:  # no files, no memory: it waits in the queue
            self._shut(_RECOVERY, self._open)
            return
        connection.setblocking(False)
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        welcome = self._loop.create_task(self._welcome(connection))
        self._welcomes.add(welcome)
        welcome.add_done_callback(self._welcomes.discard)

    async def _welcome(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection)
        except OSError:  # it has gone already
            connection.close()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
