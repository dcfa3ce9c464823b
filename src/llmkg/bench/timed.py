"""What a check took of the processor and of memory, in a process of its own that can be stopped."""

from __future__ import annotations

import multiprocessing as mp
import resource
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final, TypeAlias

from llmkg.check.result import Result
from llmkg.errors import OutsideError

Breach: TypeAlias = tuple[str, str, str | None, str | None]
"""Rule, focus, path, value."""

Ask: TypeAlias = Callable[[], Iterable[Result]]

_STOPPED: Final = (-signal.SIGXCPU, -signal.SIGKILL)
"""How the system ends a process that has had its seconds."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One measurement.

    seconds   of the processor; None when it was stopped
    peak_mb   most memory resident, in MB of 2**20 bytes, files that are mapped included
    breaches  what was found, each once
    clock     seconds by the clock
    """

    seconds: float | None
    peak_mb: int
    breaches: frozenset[Breach]
    clock: float = 0.0


def timed(ask: Ask, limit: float | None = None) -> Timed:
    """Ask in a process of its own, for so many seconds of the processor.

    OutsideError: it ended without an answer, and not since its time was over.
    """
    # A fork: nothing of the parent's time is counted.
    context = mp.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    begin = time.monotonic()
    process = context.Process(target=_ask, args=(theirs, ask, limit))
    process.start()
    theirs.close()
    try:
        seconds, peak, found = ours.recv()
    except EOFError:
        process.join()
        if limit is not None and process.exitcode in _STOPPED:
            return Timed(None, 0, frozenset())
        raise OutsideError(
            f"A check that was measured ended by itself, with {process.exitcode}",
            mend="What it wrote above tells why.",
        ) from None
    finally:
        process.join()
        ours.close()
    return Timed(seconds, peak, found, time.monotonic() - begin)


def _ask(channel: Connection, ask: Ask, limit: float | None) -> None:
    if limit is not None:
        # The system ends the process when it has had so many seconds of the processor.
        seconds = max(1, int(limit))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    begin = time.process_time()
    found = frozenset(plain(result) for result in ask())
    seconds_used = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    channel.send((seconds_used, peak, found))
    channel.close()


def plain(result: Result) -> Breach:
    """For comparison: where a rule selects no value, SHACL gives the focus."""
    value = None if result.value == result.focus else result.value
    return result.rule, result.focus, result.path, value
