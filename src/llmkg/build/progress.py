"""How far a long build is: what is done of a stage, at which rate, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeAlias

Progress: TypeAlias = Callable[[str], None]
"""Is told what begins, and how far it is, in a few words: "reading files: 40 %, 1:20 left"."""

_PAUSE: Final = 0.5  # seconds between two reports
_SOON: Final = 2.0  # seconds before which a rate says nothing


class Meter:
    """Tells how far a stage is. `clock` gives seconds."""

    def __init__(self, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = progress
        self._clock = clock
        self._name, self._unit = "", ""
        self._total = self._done = 0
        self._begun = self._told = 0.0

    def stage(self, name: str, total: int = 0, unit: str = "") -> None:
        """A stage begins, of so many things of a unit; 0: it cannot be told."""
        self._name, self._total, self._unit, self._done = name, total, unit, 0
        self._begun = self._told = self._clock()
        self._progress(name)

    def done(self, number: int) -> None:
        """So many more are done."""
        self._done += number
        now = self._clock()
        if now - self._told >= _PAUSE:
            self._told = now
            self._progress(self._said(now - self._begun))

    def _said(self, seconds: float) -> str:
        if not self._total or not self._done:
            return self._name
        share = min(self._done / self._total, 1.0)
        said = f"{self._name}: {share:.0%}"
        if seconds >= _SOON:
            rate = self._done / seconds
            left = max(self._total - self._done, 0) / rate
            said += f", {rate:,.0f} {self._unit}/s" if self._unit else ""
            said += f", {_clock(left)} left"
        return said


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
