"""What a forked worker does: one query after another, each answered over its socket."""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Callable
from typing import Final, TypeAlias

from llmkg.engine import faults
from llmkg.engine.faults import CrashedError, OverMemoryError, ResultTooLargeError
from llmkg.engine.frames import HEAD_BYTES, Call, Job, Kind, Unpacker, pack
from llmkg.engine.limits import MEGABYTE, Limits
from llmkg.errors import LlmkgError
from llmkg.store.embedded import EmbeddedStore

_PART: Final = 64 * 1024
_GROWN: Final = 48 * MEGABYTE
"""A worker that has grown by more ends itself: an allocator seldom gives back what it has."""

_GRACE: Final = 2.0
"""Seconds after the deadline at which a worker ends by itself, should nobody have killed it."""


class Output:
    """Takes what the engine writes: held back while it is small, sent on in parts beyond that."""

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._held = bytearray()
        self._sent = 0
        self.streams = False
        self.fault: LlmkgError | None = None

    def write(self, data: bytes) -> int:
        """Take some bytes of the result."""
        self._held += data
        if self._sent + len(self._held) > self._limits.result_bytes:
            self.fault = ResultTooLargeError(
                f"The result is larger than {self._limits.result_bytes:,} bytes",
                mend="Ask for less at once, with LIMIT and OFFSET, or take a dump.",
            )
            raise self.fault
        if len(self._held) > (_PART if self.streams else self._limits.whole_bytes):
            self._send()
        return len(data)

    def flush(self) -> None:
        """Nothing: parts go out when they are full."""

    def end(self, *, last: bool) -> None:
        """The result is complete."""
        flag = b"\1" if last else b"\0"
        if self.streams:
            self._send()
            self._connection.sendall(pack(Kind.END, flag))
        else:
            self._connection.sendall(pack(Kind.WHOLE, flag + self._held))

    def _send(self) -> None:
        if not self.streams:
            self.streams = True
            self._connection.sendall(pack(Kind.HEAD))
        for start in range(0, len(self._held), _PART):
            self._connection.sendall(pack(Kind.PART, bytes(self._held[start : start + _PART])))
        self._sent += len(self._held)
        self._held.clear()


Program: TypeAlias = Callable[[bytes, Output], None]
"""Answers calls: what comes in, and where the answer goes. What it raises is told the caller."""

Bound: TypeAlias = Callable[[EmbeddedStore], Program]
"""A program that has been loaded and still needs its store."""


def work(
    connection: socket.socket,
    store: Callable[[], EmbeddedStore],
    limits: Limits,
    bound: Bound | None = None,
) -> None:
    """Answer until the server hangs up, or until this process has grown too much."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever the engine does
    opened = store()
    _bound_memory(limits.memory_bytes)
    began = _resident()
    program: Program | None = None
    unpacker = Unpacker()
    while data := connection.recv(_PART + HEAD_BYTES):
        for kind, payload in unpacker.feed(data):
            job = Call.from_bytes(payload) if kind == Kind.CALL else Job.from_bytes(payload)
            signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)
            output = Output(connection, limits)
            if isinstance(job, Job):
                error = answer(opened, job, output)
            else:
                if program is None and bound is not None:
                    program = bound(opened)
                error = called(program, job, output)
            signal.setitimer(signal.ITIMER_REAL, 0)
            last = _resident() - began > _GROWN
            if error is None:
                output.end(last=last)
            else:
                told = (b"\1" if last else b"\0") + faults.to_bytes(error)
                connection.sendall(pack(Kind.FAULT, told))
            if last:
                return


def called(program: Program | None, call: Call, output: Output) -> LlmkgError | None:
    """Let the program answer into `output`; gives the error, if there is one."""
    try:
        if program is None:
            return CrashedError("No program takes calls here")
        program(call.payload, output)
    except MemoryError:
        return OverMemoryError("The answer needs more memory than it may have", mend=faults.NARROW)
    except LlmkgError as error:
        return output.fault or error
    except Exception as error:  # noqa: BLE001 - as in `answer`
        return output.fault or CrashedError(f"The request failed: {type(error).__name__}")
    return output.fault


def answer(store: EmbeddedStore, job: Job, output: Output) -> LlmkgError | None:
    """Run a query into `output`; gives the error, if there is one."""
    try:
        store.write(job.text, job.media_type, output, dataset=job.dataset)
    except MemoryError:
        return OverMemoryError("The query needs more memory than it may have", mend=faults.NARROW)
    except LlmkgError as error:
        return output.fault or error
    except Exception as error:  # noqa: BLE001 - the worker lives on, the client is told
        return output.fault or CrashedError(f"The query failed: {type(error).__name__}")
    return None


def _bound_memory(more: int) -> None:
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no path arithmetic here
        pages = int(file.read().split()[0])
    bound = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
