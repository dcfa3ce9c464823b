"""The engine room at work behind the HTTP face: its pools, its cache, its figures, its watch."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from llmkg.contribute.serving import Serving
from llmkg.engine.cache import Cache
from llmkg.engine.faults import BusyError
from llmkg.engine.heap import give_back
from llmkg.engine.limits import Limits
from llmkg.engine.metrics import Metrics
from llmkg.engine.pool import Pool
from llmkg.engine.survey import surveyed
from llmkg.engine.zygote import Plan
from llmkg.errors import LlmkgError
from llmkg.http.copies import Copies
from llmkg.http.reading import Reading, ReadingElsewhere, Readings
from llmkg.http.workers import in_thread
from llmkg.store.fit import fits_in_memory, settled_after

WATCH_SECONDS: Final = 0.5
GLANCE_SECONDS: Final = 0.02
"""How soon a write is seen, whose author waits for it, by who was not woken."""

CATCH_UP_SECONDS: Final = 10.0
"""How long a request waits for what was written before it; then it is told to come again."""

_CATCH_UP_LOOK: Final = 0.002

ROOM_SECONDS: Final = 5.0
"""How soon it is tried again to share what is written, where the disk is full."""

PAGES_AT_ONCE: Final = 2
"""Pages that are made at full speed; more only make each of them later."""

PAGES_SECONDS: Final = 1.0
"""Snapshots that follow each other more quickly get no workers for pages."""

SETTLED_SECONDS: Final = 0.5
"""A snapshot that has stayed for so long is worth a survey."""

log = logging.getLogger(__name__)


class Room:
    """All of it lives on the event loop of one server process."""

    def __init__(
        self,
        readings: Readings,
        limits: Limits,
    ) -> None:
        self.limits = limits
        self.cache = Cache(limits.cache_bytes)
        self.metrics = Metrics()
        self._readings = readings
        self.plan: Callable[[Reading], Plan] | None = None
        """Gives the program that workers over a snapshot run besides queries."""

        self._lock: asyncio.Lock | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._surveying: asyncio.Task[None] | None = None
        self._leaving: set[Pool] = set()
        self._closed = False
        self._starting = False
        self._copies = Copies(readings, self._keep, self._anew)
        self._serving: Serving | None = None
        self._reads = -1
        """Number of the write up to which everything is read."""

    @staticmethod
    def works_here() -> bool:
        """Whether this system has what the pool stands on (process handles, forks, packets)."""
        return sys.platform == "linux"

    def start(self) -> None:
        """Begin to watch for new snapshots. Call it on the event loop that serves."""
        self._closed, self._starting = False, True
        self._lock = asyncio.Lock()
        self._copies.start()
        self._keep(self._watch())

    async def ready(self) -> Reading:
        """The current snapshot, its workers at hand. Raises SnapshotError; BusyError at the end."""
        reading = self._readings.current
        if reading is not None and reading.pool is not None and reading.pool.alive:
            return reading
        if self._lock is None:
            self.start()
        assert self._lock is not None  # noqa: S101 - start() has just made it
        async with self._lock:
            if self._closed:  # nobody would end what is started now
                raise BusyError("The server is stopping", mend="Ask again.")
            reading = await asyncio.to_thread(self._readings.get)
            if reading.pool is None or not reading.pool.alive:
                dead, reading.pool = reading.pool, None
                if dead is not None:
                    log.error("the process that holds the snapshot ended; starting another")
                    await dead.close()
                reading.pool = await self._staffed(reading)
                self._have_surveyed(reading)
                self._keep(self._pages(reading))
            return reading

    @property
    def is_behind(self) -> bool:
        """Whether a write was answered that this server may not read yet.

        The writer waits for all servers, but not for ever: this one may have been stopped, or had
        no processor. What it answered with the snapshot that it has would be out of date.
        """
        serving = self._serving
        return self._starting or (serving is not None and serving.answered > self._reads)

    async def caught_up(self) -> bool:
        """Wait until this server reads what was written before; False: it took too long."""
        end = time.monotonic() + CATCH_UP_SECONDS
        while self.is_behind:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(_CATCH_UP_LOOK)
        return True

    async def close(self) -> None:
        """Stop watching, and end every worker, those of older snapshots too."""
        self._closed = True
        await self._end_tasks()
        async with self._lock or asyncio.Lock():  # a request may just be starting workers
            await self._end_tasks()
            reading = self._readings.current
            if reading is not None:
                pools, reading.pool, reading.pages = (reading.pool, reading.pages), None, None
                self._leaving.update(pool for pool in pools if pool is not None)
            await asyncio.gather(*(pool.close() for pool in self._leaving))
            self._leaving.clear()

    async def _end_tasks(self) -> None:
        while self._tasks:  # one that ends may leave another behind
            ending = tuple(self._tasks)
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def figures(self) -> bytes:
        """The metrics as text."""
        reading = self._readings.current
        self.metrics.look(reading.pool if reading else None, self.cache.size)
        return self.metrics.text()

    async def _staffed(self, reading: Reading) -> Pool:
        store = reading.folder / "store"
        current = self._readings.current
        there = current.pool if current is not None else None
        if there is not None and there.alive and not reading.in_memory:
            return there.beside(store)
        return await Pool.open(store, self.limits, in_memory=reading.in_memory)

    async def _pages(self, reading: Reading) -> None:
        """Keep workers that make pages, from when a snapshot has settled until it goes.

        They read the disk, so that the snapshot is not in memory once more.
        """
        if self.plan is None or reading.kb.manifest.quads <= self.limits.pages_quads:
            return
        limits = replace(self.limits, spare=1, quick=PAGES_AT_ONCE)
        await asyncio.sleep(PAGES_SECONDS)
        while self._readings.current is reading:
            if reading.pages is None or not reading.pages.alive:
                dead, reading.pages = reading.pages, None
                if dead is not None:
                    await dead.close()
                store = reading.folder / "store"
                try:
                    new = await Pool.open(store, limits, in_memory=False, plan=self.plan(reading))
                except (LlmkgError, OSError) as error:
                    log.warning("no workers for pages yet: %s", error)
                else:
                    if self._readings.current is not reading:
                        await new.close()
                        return
                    reading.pages = new
            await asyncio.sleep(PAGES_SECONDS)

    def _have_surveyed(self, reading: Reading) -> None:
        """Only one survey runs: that of an older snapshot would hold it, and its workers, up."""
        if self._surveying is not None:
            self._surveying.cancel()
        self._surveying = self._keep(self._survey(reading))

    async def _survey(self, reading: Reading) -> None:
        """Let the prover know more, while queries are answered already."""
        prover = reading.prover
        if prover is None or prover.survey is not None or not self.limits.inline:
            return
        await asyncio.sleep(SETTLED_SECONDS)
        if self._readings.current is not reading:
            return  # where snapshots come one after the other, each would be for nothing
        reading.readers += 1  # it stays open meanwhile
        try:
            prover.survey = await surveyed(reading.folder / "store")
        except OSError as error:
            log.warning("the snapshot cannot be surveyed: %s", error)
        finally:
            self._readings.leave(reading)

    async def _settle(self, reading: Reading) -> None:
        """Copy a snapshot into memory once it has stayed for so long that it is worth it.

        It is read from the disk until then, so that a new one is switched to in no time.
        """
        quads = reading.kb.manifest.quads
        if reading.in_memory or isinstance(reading, ReadingElsewhere) or not fits_in_memory(quads):
            return
        await asyncio.sleep(settled_after(quads))
        if self._readings.current is not reading or self._readings.is_stale():
            return
        try:
            new = await self._opened(at_once=False)
        except (LlmkgError, OSError) as error:
            log.warning("the snapshot cannot be copied into memory: %s", error)
            return
        assert self._lock is not None  # noqa: S101 - who watches has been started
        try:
            async with self._lock:
                self._settled(reading, new)
        finally:
            if self._readings.current is not new:
                await self._discard(new)

    def _settled(self, reading: Reading, new: Reading) -> None:
        """Put a copy in memory into the place of the reading of the same snapshot on disk."""
        if self._readings.current is reading and new.folder == reading.folder and not self._closed:
            if new.prover is not None and reading.prover is not None:
                new.prover.survey = reading.prover.survey
            new.pages, reading.pages = reading.pages, None
            self._switch(new)

    async def _watch(self) -> None:
        try:
            serving = await self._entered()
            self._serving, self._reads = serving, -1
        finally:
            self._starting = False
        seen, asked, looked = -1, 0, 0.0
        renewing: asyncio.Task[bool] | None = None
        woken = asyncio.Event()
        bell = serving.bell()
        if bell is not None:
            asyncio.get_running_loop().add_reader(bell, _rung, bell, woken)
        try:
            while True:
                serving.beat()
                number, now = serving.last, time.monotonic()
                if now - looked >= WATCH_SECONDS:
                    looked, seen = now, -1  # what others built is seen only by looking
                    reading = self._readings.current
                    self.metrics.look(reading.pool if reading else None, self.cache.size)
                if renewing is None and number != seen:
                    renewing = asyncio.create_task(self._is_renewed())
                    renewing.add_done_callback(lambda _: woken.set())
                    seen = asked = number
                with suppress(TimeoutError):
                    async with asyncio.timeout(GLANCE_SECONDS):
                        await woken.wait()
                woken.clear()
                if renewing is not None and renewing.done():
                    if renewing.result():
                        self._reads = asked
                        serving.reads(asked)  # not what was written since it began to look
                    else:
                        seen = -1
                        await asyncio.sleep(GLANCE_SECONDS)  # whatever ails it ails it for a while
                    renewing = None
        finally:
            self._serving = None
            if bell is not None:
                asyncio.get_running_loop().remove_reader(bell)
            if renewing is not None:
                renewing.cancel()
                await asyncio.gather(renewing, return_exceptions=True)  # it ends what it began
            serving.close()

    async def _entered(self) -> Serving:
        """What is shared with the writer; where the disk is full, when there is room again."""
        while True:
            try:
                serving = await asyncio.to_thread(Serving, self._readings.out)
                serving.enter(0)
            except OSError as error:
                log.warning("what is written cannot be followed yet: %s", error)
            else:
                return serving
            self._starting = False  # nobody can have written
            await asyncio.sleep(ROOM_SECONDS)

    async def _is_renewed(self) -> bool:
        """Whether what is read is what is current on disk; switches to it if need be."""
        if self._readings.current is None:  # who opens it just now may have looked before
            await asyncio.to_thread(self._readings.wait)
        if not self._readings.is_stale():
            return True
        try:
            await self._renew()
        except (LlmkgError, OSError) as error:
            log.warning("the new snapshot cannot be opened yet: %s", error)
            return False
        except Exception:
            log.exception("unforeseen error while the new snapshot was opened")
            return False
        return True

    async def _renew(self) -> None:
        """Open the new snapshot beside the old one, then switch. The old one's queries go on."""
        assert self._lock is not None  # noqa: S101 - who watches has been started
        async with self._lock:
            self._switch(await self._opened(at_once=True))
        self.metrics.swapped()
        self._copies.written()

    async def _anew(self, reading: Reading) -> None:
        """Open the snapshot that this one reads from a copy."""
        assert self._lock is not None  # noqa: S101 - as above
        async with self._lock:
            if self._readings.current is reading and not reading.in_memory:
                self._switch(await self._opened(at_once=True, anew=True))

    async def _opened(self, *, at_once: bool, anew: bool = False) -> Reading:
        """A reading of what is current on disk, with workers."""
        opening = partial(self._readings.open, at_once=at_once, anew=anew)
        new = await in_thread(opening, lambda unread: unread.kb.close())
        try:
            new.pool = await self._staffed(new)
        except BaseException:
            new.kb.close()
            raise
        return new

    async def _discard(self, reading: Reading) -> None:
        """End what nobody has read."""
        reading.kb.close()
        if reading.pool is not None:
            await reading.pool.close()

    def _switch(self, new: Reading) -> None:
        """From now on requests read this one; those that run go on with the old one."""
        old = self._readings.switch(new)
        self._have_surveyed(new)
        self._keep(self._pages(new))
        self._keep(self._settle(new))
        self.cache.keep_only(new.digest)
        where = "in memory" if new.in_memory else "on disk"
        log.info("switched to the snapshot %s %s", new.digest, where)
        if old is not None:
            self._readings.retire(old)
            for pool in (old.pool, old.pages):
                if pool is not None:
                    self._leaving.add(pool)
                    self._keep(self._let_go(old, pool))

    async def _let_go(self, reading: Reading, pool: Pool) -> None:
        """End the workers of a snapshot once no request is left that may still ask them."""
        while reading.readers:  # noqa: ASYNC110 - readers come and go on threads, too
            await asyncio.sleep(pool.limits.sweep)
        await pool.drain()
        self._leaving.discard(pool)
        await asyncio.to_thread(give_back)

    def _keep(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _rung(bell: socket.socket, woken: asyncio.Event) -> None:
    """Somebody rang, perhaps several times."""
    with suppress(BlockingIOError):
        while True:
            bell.recv(1)
    woken.set()
