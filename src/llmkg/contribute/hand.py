"""A process that does jobs one after another, and may be killed at any moment.

It is forked from the writer, which has loaded what it needs and holds no store, and keeps what it
opens. Whoever asks it waits for as long as the job may take.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from llmkg.contribute import faults
from llmkg.contribute.job import HEAD_BYTES, Job, Outcome, lengths
from llmkg.engine.faults import OverMemoryError
from llmkg.engine.parent import die_with_parent
from llmkg.errors import LlmkgError, OutsideError

_MEMORY: Final = 2 << 30
"""What a job may take beyond what is loaded."""

_IDLE_SECONDS: Final = 0.25
_END_SECONDS: Final = 1.0
_LAST: Final = b"."
"""The body of an answer after which the process ends."""

_HIGHEST: Final = 1 << 16
log = logging.getLogger(__name__)


class Work(Protocol):
    """What is done in the process."""

    def do(self, job: Job) -> Outcome:
        """Do a job. What goes wrong foreseeably is in the outcome."""
        ...

    def after(self) -> None:
        """A job was answered; the next one has to wait for this."""
        ...

    def rest(self) -> None:
        """Nobody asks for anything just now."""
        ...

    def close(self) -> None:
        """It ends."""
        ...

    @property
    def is_spent(self) -> bool:
        """Whether it had better end here, and begin anew with the next job."""
        ...


class Hand:
    """The process, as whoever asks it sees it. It is started when first needed, and again."""

    def __init__(self, work: Callable[[], Work]) -> None:
        """`work` is called in the process."""
        self._work = work
        self._pid = 0
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def do(self, job: Job) -> Outcome | int | None:
        """What a job came to; the wait status of a process that died of it; None: it was late.

        A late one is killed.
        """
        if self._line is None:
            await self._start()
        assert self._line is not None  # noqa: S101 - it was started
        reader, writer = self._line
        try:
            async with asyncio.timeout(job.seconds):
                writer.write(job.to_bytes())
                await writer.drain()
                first, second = lengths(await reader.readexactly(HEAD_BYTES))
                head, body = await reader.readexactly(first), await reader.readexactly(second)
        except TimeoutError:
            self.kill()
            return None
        except (asyncio.IncompleteReadError, ConnectionError):
            return self.kill()
        except BaseException:
            self.kill()
            raise
        if body == _LAST:
            self.kill()
        return Outcome.read(head)

    def kill(self) -> int:
        """Make an end of the process, if there is one; gives what it ended with."""
        pid, self._pid = self._pid, 0
        line, self._line = self._line, None
        if line is not None:
            line[1].close()
        if not pid:
            return 0
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # not waited for yet, so the number is still its own
        return os.waitpid(pid, 0)[1]

    async def end(self) -> None:
        """Have it end by itself, if it does so soon."""
        if self._line is not None:
            self._line[1].close()
            with suppress(TimeoutError, asyncio.IncompleteReadError, ConnectionError):
                async with asyncio.timeout(_END_SECONDS):
                    await self._line[0].read()
        self.kill()

    async def _start(self) -> None:
        here, there = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            _as_child(self._work, there)
        there.close()
        self._line = await asyncio.open_unix_connection(sock=here)


def _as_child(work: Callable[[], Work], line: socket.socket) -> None:
    """In the process: do jobs until nobody is there to ask for any."""
    status = 1
    with suppress(BaseException):
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent()
        # Connections of others would stay open as long as this process has them, too.
        os.closerange(3, line.fileno())
        os.closerange(line.fileno() + 1, _HIGHEST)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        mine = work()
        try:
            _go_on(mine, line)
        finally:
            mine.close()
        status = 0
    os._exit(status)


def _go_on(work: Work, line: socket.socket) -> None:
    with line.makefile("rwb") as pipe:
        while True:
            while not select.select((line,), (), (), _IDLE_SECONDS)[0]:
                work.rest()
            start = pipe.read(HEAD_BYTES)
            if len(start) < HEAD_BYTES:
                return
            first, second = lengths(start)
            job = Job.read(pipe.read(first), pipe.read(second))
            try:
                outcome = work.do(job)
            except MemoryError:
                outcome = failed(needs_memory())
            except RecursionError:
                outcome = failed(too_deep())
            except Exception:
                log.exception("unforeseen error")  # who waits learns only that the process ended
                raise
            spent = work.is_spent or _is_shaken(outcome)
            pipe.write(outcome.to_bytes(_LAST if spent else b""))
            pipe.flush()
            if spent:
                return
            work.after()


def _is_shaken(outcome: Outcome) -> bool:
    """Whether memory was wanting: what is left may be anything."""
    return outcome.error is not None and outcome.error["kind"] == OverMemoryError.__name__


def bound_memory() -> None:
    """From now on no more than what is loaded, and what a job may take."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no path arithmetic here
        pages = int(file.read().split()[0])
    bound = pages * resource.getpagesize() + _MEMORY
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (bound, highest))


def unbound_memory() -> None:
    """From now on as much as there is: for what is loaded."""
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (highest, highest))


def failed(error: LlmkgError) -> Outcome:
    """An outcome that is an error."""
    return Outcome(error=faults.to_json(error))


def needs_memory() -> LlmkgError:
    """What is said of a job that was stopped for want of memory."""
    return OverMemoryError("This needs more memory than it may have", mend="Send less at once.")


def too_deep() -> LlmkgError:
    """What is said of a job at which the program itself breaks."""
    return OutsideError("What was sent cannot be worked on", mend="Nest less deeply.")
