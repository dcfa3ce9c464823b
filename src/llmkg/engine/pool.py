"""The elastic pool: who runs, who waits, who is killed and when.

Queries that have run for a moment are slow: they go to the lowest priority and no longer count
against the few that may run at full speed, so that others take their place at once. A worker that
was slow is not used again, and one whose query nobody waits for any more is killed with it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from llmkg.engine import faults
from llmkg.engine.faults import (
    BusyError,
    CrashedError,
    DeadlineError,
    GoneError,
    OverMemoryError,
)
from llmkg.engine.frames import Call, Job, Kind, pack
from llmkg.engine.limits import Limits
from llmkg.engine.places import Place, Places, Ticket
from llmkg.engine.staff import LOWER, LOWEST, Agency, Ended, Worker, bereft
from llmkg.engine.zygote import Plan
from llmkg.errors import LlmkgError

_ABORTED: Final = 6  # SIGABRT: the engine gives up when no memory is left
_IDLE_SECONDS: Final = 10.0  # for which an idle worker beyond the spare ones is kept


class Why(StrEnum):
    """Why a query was killed."""

    DEADLINE = "deadline"
    GONE = "gone"
    CLOSING = "closing"


@dataclass(eq=False, slots=True)
class Run:
    """One query, from its wait for a place to its end.

    client  who asks; see `Places`
    watch   called once, when it must wait or turns out to be slow: from then on it is worth
            looking whether its client is still there, and to `kill` it where it is not
    """

    job: Job | Call
    client: str = ""
    watch: Callable[[Run], None] | None = None
    began: float = 0.0
    killed: Why | None = None
    done: bool = False
    last: bool = False
    place: Place | None = None
    hired: Worker | None = None
    ticket: Ticket | None = field(default=None, repr=False)
    pool: Pool | None = field(default=None, repr=False)

    @property
    def worker(self) -> Worker:
        """The worker that runs it."""
        assert self.hired is not None  # noqa: S101 - nobody sees a run before it has one
        return self.hired

    async def answer(self) -> tuple[bytes, bool]:
        """The whole answer and True; or b"" and False: then it streams, see `parts`.

        Raises what became of the query.
        """
        kind, payload = await self._frame()
        if kind == Kind.WHOLE:
            self._finish(payload)
            return payload[1:], True
        if kind == Kind.HEAD:
            return b"", False
        raise self._failed(payload)

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts of a streamed answer. Raises when it breaks: then what came is not whole."""
        while True:
            kind, payload = await self._frame()
            if kind == Kind.PART:
                yield payload
            elif kind == Kind.END:
                self._finish(payload)
                return
            else:
                raise self._failed(payload)

    def give_back(self) -> None:
        """Give the worker to the next query: this one is answered."""
        if self.pool is not None and self.done:
            self.pool.release(self)

    def kill(self, why: Why) -> None:
        """Stop it; whoever waits for its answer gets the error that says why."""
        if self.done or self.killed is not None:
            return
        self.killed = why
        if self.hired is not None:
            self.hired.kill()
        elif self.ticket is not None:
            self.ticket.give_up()

    def watched(self) -> None:
        """It takes longer: from now on somebody looks whether its client is still there."""
        watch, self.watch = self.watch, None
        if watch is not None:
            watch(self)

    def waits(self, ticket: Ticket) -> None:
        """It waits for a place."""
        self.ticket = ticket
        self.watched()

    async def _frame(self) -> tuple[int, bytes]:
        frame = await self.worker.frame()
        if frame is None:
            raise await self._lost()
        return frame

    def _finish(self, payload: bytes) -> None:
        self.done = True
        self.last = payload[:1] != b"\0"

    def _failed(self, payload: bytes) -> LlmkgError:
        self._finish(payload)
        return faults.from_bytes(payload[1:])

    async def _lost(self) -> LlmkgError:
        elapsed = time.monotonic() - self.began
        if self.killed is Why.DEADLINE:
            return DeadlineError(elapsed, self.job.seconds)
        if self.killed is Why.GONE:
            return GoneError("Nobody waits for the answer")
        if self.killed is Why.CLOSING or self.pool is None:
            return BusyError("The server is stopping", mend="Ask again.")
        ended = await self.pool.agency.ended(self.worker)
        return why_lost(ended) if ended is not None or self.pool.agency.alive else bereft()


def why_lost(ended: Ended | None) -> LlmkgError:
    """What a worker died of that nobody here killed."""
    if ended is not None and (
        ended.status == _ABORTED or "memory allocation" in ended.said or "OOM" in ended.said
    ):
        return OverMemoryError("The query needs more memory than it may have", mend=faults.NARROW)
    return CrashedError(
        "The query brought its process down", mend="Nest less deeply and write it more simply."
    )


@dataclass(slots=True)
class Tally:
    """What a pool has done so far."""

    hired: int = 0
    crashed: int = 0
    killed: dict[Why, int] = field(default_factory=lambda: dict.fromkeys(Why, 0))


class Pool:
    """Workers over one snapshot. All of it lives on one event loop."""

    def __init__(self, agency: Agency, limits: Limits, store: Path | None = None) -> None:
        """`store`: the folder of the store that workers open, if it is not what the agency has."""
        self.agency = agency
        self._store = store
        self.limits = limits
        self.tally = Tally()
        self._idle: list[tuple[Worker, float]] = []
        self._running: set[Run] = set()
        self._places = Places(limits)
        self._closing = False
        self._left = False
        self._sweeper = asyncio.create_task(self._sweep())

    @classmethod
    async def open(
        cls, store: Path, limits: Limits, *, in_memory: bool, plan: Plan | None = None
    ) -> Pool:
        """Start the zygote over the store in this folder. Raises SnapshotDamagedError."""
        return cls(await Agency.open(store, limits, in_memory=in_memory, plan=plan), limits)

    def beside(self, store: Path) -> Pool:
        """Another pool, over the store in this folder, with the same zygote: there at once.

        Its workers read the disk. Both have to be closed.
        """
        return Pool(self.agency.share(), self.limits, store)

    @property
    def alive(self) -> bool:
        """Whether it takes queries."""
        return self.agency.alive and not self._closing

    @property
    def running(self) -> int:
        """How many queries run."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return self._places.waiting

    @property
    def refused(self) -> int:
        """How many queries were not let in."""
        return self._places.refused

    def run(
        self, job: Job | Call, watch: Callable[[Run], None] | None = None, *, client: str = ""
    ) -> AbstractAsyncContextManager[Run]:
        """Run a query; it is over, one way or another, when the context is left.

        Raises CrowdError or BusyError when too many wait, or one waits too long; GoneError when it
        is killed while it waits.
        """
        return self._run(Run(job, client, watch, pool=self))

    @asynccontextmanager
    async def _run(self, run: Run) -> AsyncIterator[Run]:
        run.place = await self._places.enter(run.client, run.waits)
        try:
            run.hired = await self._worker()
            run.began = time.monotonic()
            self._running.add(run)
            if run.killed is not None:  # while its worker was hired
                run.hired.kill()
            with suppress(OSError):  # a worker that is gone is found out by reading
                kind = Kind.CALL if isinstance(run.job, Call) else Kind.JOB
                await run.hired.send(pack(kind, run.job.to_bytes()))
            yield run
        finally:
            self.release(run)

    def release(self, run: Run) -> None:
        """A query is over: its worker and its place are free."""
        if run in self._running:
            self._running.discard(run)
            self._leave(run)
        place, run.place = run.place, None
        if place is not None:
            self._places.leave(place)

    async def drain(self) -> None:
        """Wait until nothing runs or waits, then close."""
        while self._places.taken or self._places.waiting:  # noqa: ASYNC110 - it is seldom
            await asyncio.sleep(self.limits.sweep)
        await self.close()

    async def close(self) -> None:
        """End everything."""
        self._closing = True
        self._sweeper.cancel()
        self._places.close()
        for run in tuple(self._running):
            run.kill(Why.CLOSING)
        for worker, _ in self._idle:
            self._dismiss(worker)
        self._idle.clear()
        if not self._left:  # others may share it
            self._left = True
            await self.agency.close()

    # -- workers --------------------------------------------------------------------------------

    async def _worker(self) -> Worker:
        while self._idle and self.agency.alive:  # without it workers die, and only it tells of what
            worker, _ = self._idle.pop()
            if not worker.lost:
                return worker
            self._dismiss(worker)
        self.tally.hired += 1
        return await self.agency.hire(self._store)

    def _leave(self, run: Run) -> None:
        if run.killed is not None:
            self.tally.killed[run.killed] += 1
        elif run.worker.lost and not run.last:
            self.tally.crashed += 1
        if run.done and not (run.last or run.worker.slow or run.worker.lost or self._closing):
            self._idle.append((run.worker, time.monotonic()))
        else:
            self._dismiss(run.worker)

    def _dismiss(self, worker: Worker) -> None:
        worker.close()
        self.agency.forget(worker)

    # -- the sweep ------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        """Look at what runs, again and again; now and then at who is idle."""
        # Where one snapshot follows another, none stays for long enough to need any.
        tidied = 0.0 if self._store is None else time.monotonic()
        while True:
            await asyncio.sleep(self.limits.sweep)
            now = time.monotonic()
            for run in tuple(self._running):
                self._look(run, now)
            if now - tidied > 0.2 and self.agency.alive:  # noqa: PLR2004 - often enough
                tidied = now
                with suppress(LlmkgError, OSError):
                    await self._tidy(now)

    def _look(self, run: Run, now: float) -> None:
        age = now - run.began
        if age >= run.job.seconds:
            run.kill(Why.DEADLINE)
        elif age >= self._patience(run) and not run.worker.slow and not run.done:
            run.worker.lower(LOWER)
            if run.place is not None:
                self._places.slow(run.place)
            run.watched()
        elif age >= self.limits.long_after and run.worker.niceness < LOWEST and not run.done:
            run.worker.lower(LOWEST)

    def _patience(self, run: Run) -> float:
        limits = self.limits
        return limits.call_slow if isinstance(run.job, Call) else limits.slow_after

    async def _tidy(self, now: float) -> None:
        """Keep the spare workers, and no others for long."""
        spare = self.limits.spare
        for worker, since in tuple(self._idle):
            old = now - since > _IDLE_SECONDS and len(self._idle) > spare
            if worker.lost or old:
                self._idle.remove((worker, since))
                self._dismiss(worker)
        everyone = len(self._idle) + self._places.taken
        if len(self._idle) < spare and everyone < self.limits.most:
            self.tally.hired += 1
            worker = await self.agency.hire(self._store)
            if self._closing:
                self._dismiss(worker)
            else:
                self._idle.append((worker, now))
