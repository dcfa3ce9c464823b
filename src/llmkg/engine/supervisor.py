"""Several server processes on one socket, and someone who looks after them.

Each writes to a pipe of its own while its event loop turns. One that has been silent for too long
is frozen and is killed; one that ended is replaced. When the supervisor itself is gone, the pipes
break, and the servers end by themselves.

A loop looks things up in the store itself, so a disk that takes long makes it silent, too. That is
no fault of the server's, and another one would wait for the same disk: while its first thread
sleeps in the kernel until a device answers, it is not counted as silent. One that computes without
end, or waits for a lock, is.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.multiprocess import mark_process_dead

from llmkg.engine.metrics import FOLDER

BEAT_SECONDS: Final = 0.25
_LOOK_SECONDS: Final = 0.25
_PAUSE_SECONDS: Final = 1.0
"""Between two looks; what takes longer is a pause: of this process, its container, its machine."""
_PIECE: Final = 4096
log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Server:
    """A server process.

    heard    when it last gave a sign of life
    queued   seconds for which it had waited for a processor by then
    paused   seconds since for which we did not run ourselves: everything may have been stopped
    stalled  seconds since for which it waited for a disk, as often as we looked
    """

    process: subprocess.Popen[bytes]
    pipe: int
    born: float
    heard: float = field(default=0.0)
    queued: float = field(default=0.0)
    paused: float = field(default=0.0)
    stalled: float = field(default=0.0)

    def beats(self) -> None:
        """It gave a sign of life."""
        self.heard = time.monotonic()
        self.queued = _queued(self.process.pid)
        self.paused = 0.0
        self.stalled = 0.0

    def looked_at(self, after: float) -> None:
        """It is looked at, so many seconds after the last time."""
        pause = max(0.0, after - _PAUSE_SECONDS)
        self.paused += pause
        if _waits_for_disk(self.process.pid):
            self.stalled += after - pause

    def silent(self, now: float) -> float:
        """For how long it has had a processor, or could have had one, and said nothing.

        On a machine that is too busy to let it run it is not frozen, and to start another one in
        its place would make that worse.
        """
        waited = _queued(self.process.pid) - self.queued
        excused = max(0.0, waited) + self.paused + self.stalled
        return now - (self.heard or self.born) - excused


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How long, in seconds, things are waited for.

    silence  until a server that gives no sign of life is killed
    birth    until its first sign
    end      until one that was told to stop is killed
    """

    silence: float = 5.0
    birth: float = 60.0
    end: float = 10.0


class Supervisor:
    """Keeps `count` servers running until it is told to stop (SIGINT, SIGTERM)."""

    def __init__(
        self,
        command: Callable[[int], Sequence[str]],
        count: int,
        *,
        inherited: Sequence[int],
        care: Care | None = None,
    ) -> None:
        """`command` makes the command line of a server from the number of its pipe."""
        self._command = command
        self._count = count
        self._inherited = tuple(inherited)
        self._care = care or Care()
        self._servers: list[Server] = []
        self._stopping = False
        self._failures = 0
        self._judged = time.monotonic()
        self._environment = dict(os.environ)

    def run(self) -> None:
        """Until told to stop, and until every server has ended."""
        figures = tempfile.mkdtemp(prefix="llmkg-metrics-")
        before = {sign: signal.signal(sign, self._stop) for sign in (signal.SIGINT, signal.SIGTERM)}
        self._environment[FOLDER] = figures
        try:
            while not self._stopping:
                self._fill()
                self._listen()
                self._judge(figures)
        finally:
            self._end()
            for sign, handler in before.items():
                signal.signal(sign, handler)
            shutil.rmtree(figures, ignore_errors=True)

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True

    def _fill(self) -> None:
        while len(self._servers) < self._count and not self._stopping:
            if self._failures:  # what fails again and again is not to be started in a loop
                time.sleep(min(5.0, 0.1 * 2**self._failures))
            reading, writing = os.pipe()
            process = subprocess.Popen(  # noqa: S603 - our own command line
                list(self._command(writing)),
                pass_fds=(*self._inherited, writing),
                stdin=subprocess.DEVNULL,
                env=self._environment,
            )
            os.close(writing)
            os.set_blocking(reading, False)
            self._servers.append(Server(process, reading, time.monotonic()))

    def _listen(self) -> None:
        pipes = {server.pipe: server for server in self._servers}
        ready: list[int] = []
        with suppress(InterruptedError):
            ready, _, _ = select.select(list(pipes), [], [], _LOOK_SECONDS)
        closed = False
        for pipe in ready:
            with suppress(BlockingIOError):
                if os.read(pipe, _PIECE):
                    pipes[pipe].beats()
                    self._failures = 0
                else:
                    closed = True
        if closed:  # it is about to end: without a pause this would be a busy loop
            time.sleep(0.02)

    def _judge(self, figures: str) -> None:
        now = time.monotonic()
        after = now - self._judged
        self._judged = now
        for server in tuple(self._servers):
            server.looked_at(after)
            code = server.process.poll()
            if code is None:
                patience = self._care.silence if server.heard else self._care.birth
                if server.silent(now) <= patience:
                    continue
                log.error("server %d is frozen: killed", server.process.pid)
                server.process.kill()
                server.process.wait()
            elif not self._stopping:
                log.error("server %d ended with %d: replaced", server.process.pid, code)
            if not server.heard:
                self._failures += 1
            self._bury(server, figures)

    def _bury(self, server: Server, figures: str) -> None:
        self._servers.remove(server)
        os.close(server.pipe)
        mark_process_dead(server.process.pid, figures)  # type: ignore[no-untyped-call]

    def _end(self) -> None:
        for server in self._servers:
            with suppress(ProcessLookupError):
                server.process.terminate()
        end = time.monotonic() + self._care.end
        for server in self._servers:
            try:
                server.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()
            os.close(server.pipe)
        self._servers.clear()


def _queued(pid: int) -> float:
    """Seconds for which the first thread of a process has waited for a processor; 0 if unknown."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # noqa: PTH123 - no path arithmetic
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _waits_for_disk(pid: int) -> bool:
    """Whether the first thread of a process sleeps in the kernel until a device answers."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - no path arithmetic
            # The name of the program comes before, in brackets, and may have any characters.
            return file.read().rpartition(b") ")[2].startswith(b"D")
    except OSError:
        return False


async def beat(pipe: int) -> None:
    """Give signs of life while the event loop turns; end this process when nobody listens."""
    os.set_blocking(pipe, False)
    while True:
        try:
            os.write(pipe, b".")
        except BlockingIOError:
            pass  # the supervisor is slow, or stopped: that is no fault of ours
        except OSError:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        await asyncio.sleep(BEAT_SECONDS)
