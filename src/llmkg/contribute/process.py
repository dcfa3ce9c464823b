"""The writer: one process for all servers, which has what they ask done by others that may die.

Writes are done one after another by one process, which keeps the store of the current snapshot
open; checks of contributions run beside them in others. Whichever takes too long, or too much
memory, is killed, and another one begins with what is on the disk. The writer ends by itself when
nobody is connected any more, and may be killed at any moment: the next request starts another.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llmkg.contribute.faults import WriteDeadlineError, WriteLostError
from llmkg.contribute.hand import Hand, failed, needs_memory, too_deep
from llmkg.contribute.job import HEAD_BYTES, HELLO, Do, Job, Outcome, lengths
from llmkg.contribute.place import Place
from llmkg.contribute.serving import WRITER, Serving
from llmkg.contribute.telling import SIGNAL, alike
from llmkg.engine import logs
from llmkg.engine.faults import BusyError
from llmkg.errors import LlmkgError, OutsideError
from llmkg.store import disk
from llmkg.store.journal import Journal

if TYPE_CHECKING:
    from llmkg.contribute.worker import Examiner, Worker

_IDLE_SECONDS: Final = 2.0
_SWITCH_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.002  # where nobody rings
_WAITING: Final = 32
_CHECKS: Final = 2
_LARGEST: Final = 2 << 30
log = logging.getLogger("llmkg.contribute.process")  # it is run as a program, too


def command(place: Place, listening: int) -> list[str]:
    """The command line of the process."""
    given = {name: str(value) for name, value in asdict(place).items()}
    return [sys.executable, "-m", __name__, json.dumps({**given, "listening": listening})]


class Writer:
    """Has the jobs of all servers done."""

    def __init__(self, place: Place) -> None:
        self._serving = Serving(place.out)
        self._journal = Journal(place.out)
        self._hand = Hand(lambda: _worker(place))
        self._free = [Hand(lambda: _examiner(place)) for _ in range(_CHECKS)]
        self._turn = asyncio.Lock()
        self._checks = asyncio.Semaphore(_CHECKS)
        self._rung = asyncio.Event()
        self._waiting = 0
        self._connected = 0
        self._ends = False

    def listen(self) -> None:
        """Be woken by servers that read what was written."""
        bell = self._serving.bell(WRITER)
        if bell is not None:
            asyncio.get_running_loop().add_reader(bell, self._hear, bell)

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
            return failed(BusyError("Too many writes are waiting", mend="Send it again later."))
        self._waiting += 1
        turn = self._turn if job.writes else self._checks
        try:
            # Only the wait: what has begun has its own time, and says itself what became of it.
            async with asyncio.timeout(job.seconds):
                await turn.acquire()
        except TimeoutError:
            self._waiting -= 1
            return failed(
                BusyError("Other writes took too long to wait for", mend="Send it again later.")
            )
        try:
            return await (self._write(job) if job.writes else self._check(job))
        except LlmkgError as error:
            return failed(error)
        except Exception:
            log.exception("unforeseen error")
            return failed(OutsideError("The writer met an error it did not expect"))
        finally:
            turn.release()
            self._waiting -= 1

    async def _write(self, job: Job) -> Outcome:
        outcome = await self._child(self._hand, job)
        if outcome.error is None:
            began = time.perf_counter()
            await self._served()
            taken = time.perf_counter() - began
            outcome = replace(outcome, timing={**outcome.timing, "serve": taken})
            story = {"do": job.do.value, "id": job.request, "seconds": outcome.timing}
            log.info("written", extra={"story": story})
        return outcome

    async def _check(self, job: Job) -> Outcome:
        hand = self._free.pop()
        try:
            return await self._child(hand, job)
        finally:
            self._free.append(hand)

    async def _served(self) -> None:
        """Wait until every server reads what was written; not for ever for one that is stuck."""
        number = self._serving.tell()
        try:
            async with asyncio.timeout(_SWITCH_SECONDS):
                while self._serving.behind(number):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LOOK_SECONDS):
                            await self._rung.wait()
                    self._rung.clear()
        except TimeoutError:
            log.warning(
                "what was written is stored, and not every server reads it after %g s",
                _SWITCH_SECONDS,
            )
        self._serving.answer(number)  # who is behind, or was silent, sees to it before it answers

    def _hear(self, bell: socket.socket) -> None:
        """A server reads what was written; perhaps several do."""
        with suppress(BlockingIOError):
            while True:
                bell.recv(1)
        self._rung.set()

    async def _child(self, hand: Hand, job: Job) -> Outcome:
        """Have a process do a job; another one, once, where somebody killed the first.

        That may be the system, for want of memory: what was not stored may well be done again.
        """
        before = self._journal.stamp()
        found = await hand.do(job)
        if _was_killed(found) and self._journal.stamp() == before:
            log.warning("a process that did %s was killed; another one does it", job.do)
            found = await hand.do(job)
        if isinstance(found, Outcome):
            return found
        if job.writes and self._journal.stamp() != before:
            await self._finish()
            return failed(_unknown())
        return _late(job) if found is None else _lost(found, job)

    async def _finish(self) -> None:
        """Let serve what was journaled by a process that ended before it served."""
        if isinstance(await self._hand.do(Job(Do.FINISH)), Outcome):
            await self._served()

    async def close(self) -> None:
        """Let go of the processes."""
        for hand in (self._hand, *self._free):
            await hand.end()
        bell = self._serving.bell(WRITER)
        if bell is not None:
            asyncio.get_running_loop().remove_reader(bell)
        self._serving.close()


def _worker(place: Place) -> Worker:
    from llmkg.contribute.worker import Worker  # noqa: PLC0415 - loaded by `main` already

    disk.spare()  # it says itself what has to be on the disk
    return Worker(place)


def _examiner(place: Place) -> Examiner:
    from llmkg.contribute.worker import Examiner  # noqa: PLC0415 - as above

    return Examiner(place)


def _late(job: Job) -> Outcome:
    seconds = f"It took longer than {job.seconds:g} seconds; nothing was stored"
    return failed(WriteDeadlineError(seconds, mend="Send less at once."))


def _unknown() -> LlmkgError:
    return WriteLostError(
        "The process that wrote this ended early; it may have been stored",
        mend="Look whether it is there, or send it again: PUT and DELETE may be repeated.",
    )


def _was_killed(status: Outcome | int | None) -> bool:
    return (
        isinstance(status, int) and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    )


def _lost(status: int, job: Job) -> Outcome:
    """What a child died of that did not finish."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
        return failed(needs_memory())
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGSEGV, signal.SIGBUS):
        return failed(too_deep())
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == SIGNAL:
        return failed(alike())
    log.error("a process that did %s ended with %d", job.do, status)
    return failed(WriteLostError("The process that did it ended early", mend="Send it again."))


async def run(place: Place, listening: socket.socket) -> None:
    """Do jobs until nobody is connected."""
    writer = Writer(place)
    writer.listen()
    server = await asyncio.start_unix_server(writer.serve, sock=listening)
    async with server:
        await writer.until_idle()
    await writer.close()


def _warm(place: Place) -> None:
    """Parse the rules, which takes most of a second: every process that works has them then."""
    import pyoxigraph as ox  # noqa: PLC0415 - the next one loads it anyway

    from llmkg.check import load_shapes  # noqa: PLC0415 - loaded when the process begins to work
    from llmkg.check.checker import Checker  # noqa: PLC0415 - as above

    with suppress(LlmkgError, OSError):  # whoever writes is told of it
        shapes = load_shapes((place.root / "ontology" / "shapes").glob("*.ttl"))
        Checker.of(shapes, ox.Store())


def main() -> None:
    """The process."""
    # Everything that a job needs is loaded before the first, and shared by all.
    import llmkg.check.shacl  # noqa: PLC0415
    import llmkg.contribute.worker  # noqa: PLC0415
    import llmkg.reason.entail  # noqa: PLC0415
    import llmkg.reason.timeline  # noqa: F401, PLC0415

    given = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the servers to answer
    place = Place(Path(given["root"]), Path(given["out"]), int(given["keep"]))
    logs.set_up()
    _warm(place)
    gc.collect()
    gc.freeze()  # a collection in a child would copy every page of objects
    asyncio.run(run(place, socket.socket(fileno=given["listening"])))


if __name__ == "__main__":
    main()
