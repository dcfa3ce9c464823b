"""What a stage takes of the machine: this process and all that it started, together."""

from __future__ import annotations

import cProfile
import os
import pstats
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PAUSE: Final = 0.25  # seconds between two looks at memory
_PROFILED: Final = 30  # lines of a profile
_KIB: Final = 1024
_TOLD: Final = ("Pss:", "Pss_Anon:")
_NONE: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage took.

    seconds  of the processor, all threads and processes together
    wall     seconds by the clock
    peak     most memory during the stage, in bytes: of all processes together, pages that several
             share counted once (PSS), files that are mapped included
    anonymous  the same without files that are mapped: what cannot be given back at once
    """

    name: str
    seconds: float
    wall: float
    peak: int
    anonymous: int = 0


class Meter:
    """Takes the measure between one `stage` and the next. Reads /proc; elsewhere all is 0."""

    def __init__(self, profiles: Path | None = None) -> None:
        """`profiles`: what the names of files with a profile of each stage begin with."""
        self.taken: list[Stage] = []
        self._profiles = profiles
        self._profile: cProfile.Profile | None = None
        self._name = ""
        self._peak = _NONE
        self._looking = threading.Lock()
        self._cpu = self._wall = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def stage(self, name: str) -> None:
        """End what runs, and begin this; "" begins nothing."""
        self._end()
        self._name = name
        with self._looking:  # a look that began before belongs to the stage before
            self._peak = _memory()
        self._wall, self._cpu = time.perf_counter(), _processor()
        if self._profiles is not None and name:
            self._profile = cProfile.Profile()
            self._profile.enable()

    def _end(self) -> None:
        if not self._name:
            return
        if self._profile is not None:
            self._profile.disable()
        seconds, wall = _processor() - self._cpu, time.perf_counter() - self._wall
        peak = _most(self._peak, _memory())
        self.taken.append(Stage(self._name, seconds, wall, *peak))
        if self._profile is not None and self._profiles is not None:
            self._profiles.parent.mkdir(parents=True, exist_ok=True)
            path = self._profiles.with_name(f"{self._profiles.name}{self._name}.txt")
            with path.open("w", encoding="utf-8") as file:
                stats = pstats.Stats(self._profile, stream=file)
                stats.sort_stats("cumulative").print_stats(_PROFILED)
                stats.sort_stats("tottime").print_stats(_PROFILED)

    def _watch(self) -> None:
        while True:
            time.sleep(_PAUSE)
            with self._looking:
                self._peak = _most(self._peak, _memory())


def _processor() -> float:
    """Seconds of this process and of all that it started, those that ended too."""
    ticks = 0
    for number in _family():
        with suppress(OSError, IndexError):
            fields = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += sum(int(each) for each in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory() -> tuple[int, int]:
    """All that is in memory, and what of it is in no file."""
    found = dict.fromkeys(_TOLD, 0)
    for number in _family():
        with suppress(OSError, ValueError):
            for line in Path(f"/proc/{number}/smaps_rollup").read_text("utf-8").splitlines():
                name, *said = line.split()
                if name in found:
                    found[name] += int(said[0]) * _KIB
    whole, anonymous = found.values()
    return whole, anonymous


def _most(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The larger of either, which need not have been met at once."""
    return max(one[0], other[0]), max(one[1], other[1])


def _family() -> Iterator[int]:
    """This process, its children, and theirs."""
    children: dict[int, list[int]] = defaultdict(list)
    with suppress(OSError):
        for path in Path("/proc").iterdir():
            if path.name.isdigit():
                with suppress(OSError, IndexError, ValueError):
                    told = (path / "stat").read_text("utf-8").rpartition(")")[2]
                    children[int(told.split()[1])].append(int(path.name))
    waiting = [os.getpid()]
    while waiting:
        number = waiting.pop()
        yield number
        waiting += children[number]
