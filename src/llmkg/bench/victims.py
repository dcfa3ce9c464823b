"""A build in parts that is to be killed, and the processes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

VICTIMS: Final = ("group", "worker", "loader", "parent")
"""All processes of a build at once; one of the crew; the one that loads; the one that they obey."""

PROCESSES: Final = 2
"""The crew of a build; another process loads."""

_TICK: Final = 0.02
# As `llmkg build`, for a root that it would think small.
_BUILD: Final = """
import sys
from pathlib import Path
from llmkg.build import build
build(Path(sys.argv[1]), Path(sys.argv[2]), in_parts=True, processes=int(sys.argv[3]))
"""


class Build:
    """A build that runs, in a group of processes of its own."""

    def __init__(self, root: Path, out: Path) -> None:
        command = [sys.executable, "-c", _BUILD, str(root), str(out), str(PROCESSES)]
        self._process = subprocess.Popen(  # noqa: S603 - our own code
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def end(self, seconds: float | None = None) -> tuple[int, str]:
        """Wait for its end: its code, and what it said. Raises TimeoutExpired."""
        said = self._process.communicate(timeout=seconds)[1]
        return self._process.returncode, said

    def kill(self, victim: str, chance: Random) -> bool:
        """Kill what is named, as soon as it is there; whether that came before the build's end."""
        while self.running:
            if victim == "group":
                os.killpg(self._process.pid, signal.SIGKILL)
                return True
            wanted = [self._process.pid] if victim == "parent" else self._those(victim)
            with suppress(ProcessLookupError):
                if wanted:
                    os.kill(chance.choice(wanted), signal.SIGKILL)
                    return True
            time.sleep(_TICK)
        return False

    def _those(self, victim: str) -> list[int]:
        """Its processes that load, or the others that it has started."""
        started = [each for each in self.left() if _is_spawned(each)]
        return [each for each in started if _loads(each) == (victim == "loader")]

    def left(self) -> list[int]:
        """Its processes that are there, itself too while it runs."""
        found = []
        for process in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                said = (process / "stat").read_text() if process.name.isdigit() else ""
                state, _, _, session = said.rpartition(")")[2].split()[:4]
                if int(session) == self._process.pid and state != "Z":
                    found.append(int(process.name))
        return sorted(found)


def _is_spawned(process: int) -> bool:
    with suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def _loads(process: int) -> bool:
    """Whether it has the store open that is loaded."""
    for opened in _files(process):
        with suppress(OSError):
            if "/loading/" in str(opened.readlink()):
                return True
    return False


def _files(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/fd").iterdir())
    except OSError:
        return []
