"""The workers as the server sees them: hired from a zygote, told apart by what became of them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llmkg.engine.frames import Unpacker
from llmkg.engine.limits import Limits
from llmkg.engine.zygote import FORK, PACKET, Plan, command
from llmkg.errors import SnapshotDamagedError

LOWER: Final = 10
"""Of a slow worker: it has a tenth of the time that others have."""

LOWEST: Final = 19
"""Of one that is slow for long."""

_PIECE: Final = 256 * 1024
_END_SECONDS: Final = 1.0  # for a zygote that was told to end
_DEATH_SECONDS: Final = 10.0  # for one that was killed: it has memory to give back
_LOOK_SECONDS: Final = 0.01


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker ended: its wait status, most memory in bytes, and its last words."""

    status: int
    peak: int
    said: str


class Worker:
    """A worker process. `inbox` holds its frames; `lost` is set when its socket has ended."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.inbox: deque[tuple[int, bytes]] = deque()
        self.lost = False
        self.slow = False
        self._niceness = 0
        self._held = 0
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._unpacker = Unpacker()
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        connection.settimeout(0)
        # By number a signal could reach a stranger, once the worker is buried.
        self._handle = os.pidfd_open(pid)
        self._loop.add_reader(connection, self._read)

    async def send(self, data: bytes) -> None:
        """Hand it something; raises OSError when it is gone."""
        try:
            sent = self._connection.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            await self._loop.sock_sendall(self._connection, data[sent:])

    async def frame(self) -> tuple[int, bytes] | None:
        """Its next frame; None when there will be no more."""
        while not self.inbox:
            if self.lost:
                return None
            self._waiter = self._loop.create_future()
            await self._waiter
        kind, payload = self.inbox.popleft()
        self._held -= len(payload)
        if self._paused and self._held < _PIECE:
            self._paused = False
            self._loop.add_reader(self._connection, self._read)
        return kind, payload

    def lower(self, niceness: int) -> None:
        """From now on others go first.

        Not by the idle policy: on a machine that others keep busy it starves, and what takes a
        second elsewhere would meet its deadline there.
        """
        self.slow = True
        self._niceness = niceness
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    @property
    def niceness(self) -> int:
        """How far others go first."""
        return self._niceness

    def kill(self) -> None:
        """End it, whatever it does; nothing more comes from it.

        On a machine that is full, one of low priority takes long even to die: it gets its turn
        back where the system allows that, and nobody waits for it.
        """
        if self.slow:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, 0)
        with suppress(OSError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self._end()

    def close(self) -> None:
        """Kill it and let go of what it had here."""
        if self._handle < 0:
            return
        self.kill()
        self._loop.remove_reader(self._connection)
        self._connection.close()
        os.close(self._handle)
        self._handle = -1
        self._end()

    def _read(self) -> None:
        try:
            data = self._connection.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._connection)
            self._end()
            return
        for kind, payload in self._unpacker.feed(data):
            self.inbox.append((kind, payload))
            self._held += len(payload)
        if self._held > 4 * _PIECE:  # who reads slowly makes the worker wait, not the memory grow
            self._paused = True
            self._loop.remove_reader(self._connection)
        if self.inbox:
            self._wake()

    def _end(self) -> None:
        self.lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Agency:
    """A zygote, and the workers that it forks; several pools may share one."""

    def __init__(
        self, process: subprocess.Popen[bytes], control: socket.socket, limits: Limits
    ) -> None:
        self._process = process
        self._control = control
        self._sharers = 1
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._hiring: deque[asyncio.Future[Worker]] = deque()
        self._living: set[int] = set()
        self._ended: dict[int, asyncio.Future[Ended]] = {}
        self._ready: asyncio.Future[None] = self._loop.create_future()
        control.settimeout(0)
        self._loop.add_reader(control, self._read)

    @classmethod
    async def open(
        cls, store: Path, limits: Limits, *, in_memory: bool, plan: Plan | None = None
    ) -> Agency:
        """Start a zygote and wait until it has the snapshot. Raises SnapshotDamagedError."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = command(store, limits, theirs.fileno(), in_memory=in_memory, plan=plan)
        try:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - it returns at once; our own arguments
                arguments, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        agency = cls(process, ours, limits)
        try:
            await agency._ready
        except BaseException:
            await agency.close()
            raise
        return agency

    @property
    def pid(self) -> int:
        """Of the zygote."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can still fork."""
        return self._ready.done() and not self._ready.cancelled() and not self._gone

    @property
    def workers(self) -> frozenset[int]:
        """The workers that live, by process id."""
        return frozenset(self._living)

    def share(self) -> Agency:
        """One more uses it, and will close it."""
        self._sharers += 1
        return self

    async def hire(self, store: Path | None = None) -> Worker:
        """A new worker, over the snapshot of the zygote or over the store in another folder.

        Raises SnapshotDamagedError when the zygote is gone.
        """
        hired: asyncio.Future[Worker] = self._loop.create_future()
        if self._gone:
            raise bereft()
        self._hiring.append(hired)
        self._control.send(FORK + (b"" if store is None else os.fsencode(store)))
        try:
            return await hired
        except asyncio.CancelledError:
            if hired.done() and not hired.cancelled() and hired.exception() is None:
                hired.result().close()  # it came in the same moment
            raise

    async def ended(self, worker: Worker, patience: float = 1.0) -> Ended | None:
        """How a lost worker ended, if that becomes known in time."""
        known = self._ended.get(worker.pid)
        if known is None:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(known), patience)
        except TimeoutError:
            return None

    def forget(self, worker: Worker) -> None:
        """Nobody will ask any more how it ended."""
        self._ended.pop(worker.pid, None)

    async def close(self) -> None:
        """End the zygote, and with it every worker, where this was the last who shares it.

        When this is left, however, the zygote is buried then.
        """
        self._sharers -= 1
        if self._sharers > 0:
            return
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control)
            self._control.close()
        self._fail()
        try:
            if not await self._ends(_END_SECONDS):
                self._process.kill()
                await self._ends(_DEATH_SECONDS)
        finally:  # who is cancelled meanwhile has no time to be polite
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()

    async def _ends(self, seconds: float) -> bool:
        """Whether the zygote ends within so many seconds."""
        end = time.monotonic() + seconds
        while self._process.poll() is None:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(_LOOK_SECONDS)
        return True

    @property
    def _gone(self) -> bool:
        return self._control.fileno() < 0

    def _read(self) -> None:
        try:
            data, handles, _, _ = socket.recv_fds(self._control, PACKET, 1)
        except BlockingIOError:
            return
        except OSError:
            data, handles = b"", []
        if not data:
            self._loop.remove_reader(self._control)
            self._control.close()
            self._fail()
            return
        told = json.loads(data)
        if "ready" in told and not self._ready.done():
            self._ready.set_result(None)
        elif "worker" in told:
            self._take(told["worker"], socket.socket(fileno=handles[0]))
        elif "ended" in told:
            self._living.discard(told["ended"])
            ended = Ended(told["status"], told["peak"], told["said"])
            known = self._ended.get(told["ended"])
            if known is not None and not known.done():
                known.set_result(ended)

    def _take(self, pid: int, connection: socket.socket) -> None:
        try:
            worker = Worker(pid, connection)
        except OSError:  # it ended at once
            connection.close()
            if self._hiring:
                _refuse(self._hiring.popleft())
            return
        self._living.add(pid)
        self._ended[pid] = self._loop.create_future()
        # Workers come in the order in which they were asked for, each over the store asked for.
        hired = self._hiring.popleft() if self._hiring else None
        if hired is None or hired.done():  # nobody waits for it any more
            worker.close()
        else:
            hired.set_result(worker)

    def _fail(self) -> None:
        if not self._ready.done():
            self._ready.set_exception(bereft())
            self._ready.exception()  # close() may come first: then nobody waits for it
        while self._hiring:
            _refuse(self._hiring.popleft())


def _refuse(hired: asyncio.Future[Worker]) -> None:
    if not hired.done():
        hired.set_exception(bereft())


def bereft() -> SnapshotDamagedError:
    """What whoever asks is told when the zygote is gone."""
    return SnapshotDamagedError(
        "The process that holds the snapshot ended", mend="Ask again; if it stays, build again."
    )
