"""The writer: one process for all servers, with everything loaded that a write needs.

It forks a child for each job, which may be killed, and takes over what the child left on the disk.
Writes are done one after another; checks of contributions run beside them. It ends by itself when
nobody is connected any more, and may be killed at any moment: the next request starts another.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import logging
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.contribute import faults
from llmkg.contribute.faults import WriteDeadlineError, WriteLostError
from llmkg.contribute.job import HEAD_BYTES, HELLO, Job, Outcome, lengths, pieces
from llmkg.contribute.serving import Serving
from llmkg.contribute.state import Place, State
from llmkg.contribute.telling import SIGNAL, alike
from llmkg.engine.faults import BusyError, OverMemoryError
from llmkg.engine.heap import give_back
from llmkg.errors import LlmkgError, OutsideError

_IDLE_SECONDS: Final = 2.0
_SWITCH_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.005
_TRIES: Final = 5
_WAITING: Final = 32
_CHECKS: Final = 2
_MEMORY: Final = 2 << 30
"""What a child may take beyond what is loaded."""

_LARGEST: Final = 2 << 30
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG
log = logging.getLogger(__name__)


def command(place: Place, listening: int) -> list[str]:
    """The command line of the process."""
    given = {name: str(value) for name, value in asdict(place).items()}
    return [sys.executable, "-m", __name__, json.dumps({**given, "listening": listening})]


class Writer:
    """Does the jobs of all servers."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._state: State | None = None
        self._serving = Serving(place.out)
        self._turn = asyncio.Lock()
        self._checks = asyncio.Semaphore(_CHECKS)
        self._waiting = 0
        self._connected = 0
        self._ends = False

    async def serve(self, reader: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One connection: a job after another, each answered before the next is read."""
        if self._ends:  # it came too late: without a greeting it looks for the next writer
            answer.close()
            return
        self._connected += 1
        try:
            answer.write(HELLO)
            await answer.drain()
            while True:
                sizes = lengths(await reader.readexactly(HEAD_BYTES))
                if sum(sizes) > _LARGEST:
                    return
                head, body = [await reader.readexactly(size) for size in sizes]
                outcome = await self._done(Job.read(head, body))
                answer.write(outcome.to_bytes())
                await answer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it has hung up
        finally:
            self._connected -= 1
            answer.close()

    async def until_idle(self) -> None:
        """Until nobody has been connected for a while."""
        quiet = 0.0
        while quiet < _IDLE_SECONDS:
            await asyncio.sleep(_IDLE_SECONDS / 10)
            quiet = 0.0 if self._connected else quiet + _IDLE_SECONDS / 10
        self._ends = True

    async def _done(self, job: Job) -> Outcome:
        if self._waiting >= _WAITING:
            return _failed(BusyError("Too many writes are waiting", mend="Send it again later."))
        self._waiting += 1
        turn = self._turn if job.writes else self._checks
        try:
            # Only the wait: what has begun has its own time, and says itself what became of it.
            async with asyncio.timeout(job.seconds):
                await turn.acquire()
        except TimeoutError:
            self._waiting -= 1
            return _failed(
                BusyError("Other writes took too long to wait for", mend="Send it again later.")
            )
        try:
            if job.writes:
                return await self._write(job)
            return (await self._child(self._loaded(), job))[0]
        except LlmkgError as error:
            return _failed(error)
        except Exception:
            log.exception("unforeseen error")
            return _failed(OutsideError("The writer met an error it did not expect"))
        finally:
            turn.release()
            self._waiting -= 1

    async def _write(self, job: Job) -> Outcome:
        for _ in range(_TRIES):
            state = self._loaded()
            outcome, body = await self._child(state, job)
            if outcome.error is not None:
                return outcome
            self._state = None
            if not outcome.stale:
                computed = None
                if outcome.computed:
                    computed = tuple(ox.parse(body, format=ox.RdfFormat.N_QUADS))
                self._state = state.after([each.graph for each in outcome.changes], computed)
                await self._served()
                log.info("%s took %s", job.do, outcome.timing)
                return outcome
        return _failed(BusyError("Somebody else builds all the time", mend="Send it again later."))

    def _loaded(self) -> State:
        if self._state is None or not self._state.is_fresh():
            self._state = None
            gc.unfreeze()
            self._state = State.load(self._place)
            gc.collect()
            give_back()
            gc.freeze()  # a collection in a child would copy every page of objects
        return self._state

    async def _served(self) -> None:
        """Wait until every server reads what was written; not for ever for one that is stuck."""
        number = self._serving.tell()
        try:
            async with asyncio.timeout(_SWITCH_SECONDS):
                while self._serving.behind(number):  # noqa: ASYNC110 - it is other processes
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            log.warning(
                "what was written is stored, and not every server reads it after %g s",
                _SWITCH_SECONDS,
            )

    async def _child(self, state: State, job: Job) -> tuple[Outcome, bytes]:
        """Have a child do a job; another one, once, where somebody killed the first.

        That may be the system, for want of memory: what was not stored may well be done again.
        """
        found = await self._once(state, job)
        if isinstance(found, int):
            log.warning("a child that did %s was killed; another one does it", job.do)
            found = await self._once(state, job)
        return (_lost(found, job), b"") if isinstance(found, int) else found

    async def _once(self, state: State, job: Job) -> tuple[Outcome, bytes] | int:
        """What a child came to, or the wait status of one that was killed and has stored nothing.

        It is killed when it takes too long, or nobody waits any more.
        """
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _as_child(state, job, writing)
        os.close(writing)
        handle = os.pidfd_open(pid)
        late = False
        try:
            data = await asyncio.wait_for(_everything(reading), job.seconds)
        except TimeoutError:
            late, data = True, b""
        finally:
            with suppress(OSError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
            status = os.waitpid(pid, 0)[1]  # noqa: ASYNC222 - it has just ended
        if late or len(data) < HEAD_BYTES:
            if job.writes and not state.is_undisturbed():
                return _failed(_unknown()), b""
            if late:
                return _late(job), b""
            return status if _was_killed(status) else (_lost(status, job), b"")
        head, body = pieces(data)
        return Outcome.read(head), body


def _as_child(state: State, job: Job, writing: int) -> None:
    """In the child: do the job, hand over what it came to, and end."""
    status = 1
    with suppress(BaseException):
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        _bound_memory()
        try:
            outcome, body = _do(state, job)
        except MemoryError:
            outcome, body = _failed(_needs_memory()), b""
        except RecursionError:
            outcome, body = _failed(_too_deep()), b""
        except Exception:
            log.exception("unforeseen error")  # who waits learns only that the child ended
            raise
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(outcome.to_bytes(body))
        status = 0
    os._exit(status)


def _do(state: State, job: Job) -> tuple[Outcome, bytes]:
    if job.writes:
        from llmkg.contribute.work import work  # noqa: PLC0415 - loaded by `main` already

        return work(state, job)
    from llmkg.contribute.validate import validate  # noqa: PLC0415 - as above

    return validate(state, job), b""


def _failed(error: LlmkgError) -> Outcome:
    return Outcome(error=faults.to_json(error))


def _late(job: Job) -> Outcome:
    seconds = f"It took longer than {job.seconds:g} seconds; nothing was stored"
    return _failed(WriteDeadlineError(seconds, mend="Send less at once."))


def _unknown() -> LlmkgError:
    return WriteLostError(
        "The process that wrote this ended early; it may have been stored",
        mend="Look whether it is there, or send it again: PUT and DELETE may be repeated.",
    )


def _was_killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _lost(status: int, job: Job) -> Outcome:
    """What a child died of that did not finish."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
        return _failed(_needs_memory())
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGSEGV, signal.SIGBUS):
        return _failed(_too_deep())
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == SIGNAL:
        return _failed(alike())
    log.error("a child that did %s ended with %d", job.do, status)
    return _failed(WriteLostError("The process that did it ended early", mend="Send it again."))


def _needs_memory() -> LlmkgError:
    return OverMemoryError("This needs more memory than it may have", mend="Send less at once.")


def _too_deep() -> LlmkgError:
    return OutsideError("What was sent cannot be worked on", mend="Nest less deeply.")


def _bound_memory() -> None:
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no path arithmetic here
        pages = int(file.read().split()[0])
    bound = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def _everything(pipe: int) -> bytes:
    """All that comes out of a pipe, which is closed then."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    file = os.fdopen(pipe, "rb", buffering=0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    try:
        return await reader.read()
    finally:
        transport.close()


async def run(place: Place, listening: socket.socket) -> None:
    """Do jobs until nobody is connected."""
    writer = Writer(place)
    server = await asyncio.start_unix_server(writer.serve, sock=listening)
    async with server:
        await writer.until_idle()


def main() -> None:
    """The process."""
    # Everything that a job needs is loaded before the first, and shared by all.
    import llmkg.check.shacl  # noqa: PLC0415
    import llmkg.contribute.validate  # noqa: PLC0415
    import llmkg.contribute.work  # noqa: PLC0415
    import llmkg.reason.entail  # noqa: PLC0415
    import llmkg.reason.timeline  # noqa: F401, PLC0415

    given = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the servers to answer
    place = Place(Path(given["root"]), Path(given["out"]), int(given["keep"]))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    asyncio.run(run(place, socket.socket(fileno=given["listening"])))


if __name__ == "__main__":
    main()
