"""Copies of the store at hand in a server process, for whatever is written next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final, TypeVar

from llmkg.errors import LlmkgError
from llmkg.http.reading import Reading, ReadingElsewhere, Readings

KEEP_UP_SECONDS: Final = 0.05
"""After a write: who waits for its answer has it by then."""

LOOK_SECONDS: Final = 2.0
"""How soon it is seen that copies take too much of the disk."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Copies:
    """Those of one process; there are none before the first write."""

    def __init__(
        self,
        readings: Readings,
        keep: Callable[[Coroutine[object, object, None]], object],
        anew: Callable[[Reading], Awaitable[None]],
    ) -> None:
        """`keep` runs tasks to their end; `anew` has the snapshot opened that this one reads."""
        self._readings = readings
        self._keep = keep
        self._anew = anew
        self._keeping_up = False
        self._looking = False

    def start(self) -> None:
        """Nothing is under way any more."""
        self._keeping_up = self._looking = False

    def written(self) -> None:
        """There is something new, which is read already."""
        if not self._keeping_up:
            self._keeping_up = True
            self._keep(self._keep_up())
        if not self._looking:
            self._looking = True
            self._keep(self._look_on())

    async def _keep_up(self) -> None:
        """Have copies follow what was written, and made where there are none."""
        try:
            await asyncio.sleep(KEEP_UP_SECONDS)
            await self._held(self._readings.keep_up)
        finally:
            self._keeping_up = False

    async def _look_on(self) -> None:
        """See that they do not take too much of the disk, for as long as this process serves."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            reading = self._readings.current
            if not await self._held(self._readings.strays) or reading is None:
                continue
            try:
                await self._anew(reading)
            except (LlmkgError, OSError) as error:
                log.warning("the snapshot cannot be opened anew yet: %s", error)

    async def _held(self, call: Callable[[Reading], T]) -> T | None:
        """Call with what is read now, which stays open meanwhile."""
        reading = self._readings.current
        if reading is None or isinstance(reading, ReadingElsewhere):
            return None
        reading.readers += 1
        try:
            return await asyncio.to_thread(call, reading)
        except (LlmkgError, OSError) as error:
            log.warning("there are no copies of the snapshot at hand yet: %s", error)
            return None
        finally:
            self._readings.leave(reading)
