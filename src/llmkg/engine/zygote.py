"""The process that forks workers: one thread, and the snapshot in its memory.

It is a fresh interpreter, so nothing of the server (threads, locks, sockets) is ever forked. The
store on disk leaves threads behind when it is closed, and a process with threads must not fork:
so a child reads the disk and hands the quads over a pipe. Where the snapshot does not go into
memory, each worker opens it for itself, read-only.

Over the control socket: a packet ``fork`` asks for a worker, and one with a path behind it for a
worker over the store in that folder, which it opens for itself; so a new snapshot on disk needs no
new process. ``ready``, ``worker`` (with the
worker's socket) and ``ended`` come back. When the server is gone, so is all this.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import Final, NoReturn, cast

import pyoxigraph as ox

from llmkg.engine.limits import Limits
from llmkg.engine.parent import die_with_parent
from llmkg.engine.worker import Bound, work
from llmkg.errors import OutsideError
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.tally import Tally

FORK: Final = b"fork"
PACKET: Final = 4096
_SAID: Final = 400  # bytes of a dead worker's last words that are kept
_NEW_NETWORK: Final = 0x40000000  # CLONE_NEWNET


@dataclass(frozen=True, slots=True)
class Plan:
    """A program that workers run besides queries: `name` in `module`, called with `given`.

    It is named, since what it needs stands above the engine. It is loaded before the first fork,
    so that a worker has it for nothing, and must start no thread until it is bound to a store.
    """

    module: str
    name: str
    given: Mapping[str, str]

    def load(self) -> Bound:
        """The program."""
        make = resolve_name(f"{self.module}:{self.name}")
        return cast(Bound, make(self.given))


def command(
    store: Path, limits: Limits, control: int, *, in_memory: bool, plan: Plan | None = None
) -> list[str]:
    """The command line of a zygote."""
    given = {
        "store": str(store),
        "in_memory": in_memory,
        "control": control,
        "plan": plan and asdict(plan),
    }
    return [sys.executable, "-m", __name__, json.dumps({**given, "limits": asdict(limits)})]


def main() -> None:
    """Load, then fork on demand."""
    given = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to answer
    _cut_network()
    control = socket.socket(fileno=given["control"])
    path = Path(given["store"])
    if given["in_memory"]:
        loaded = EmbeddedStore.memory(_quads(path), snapshot=True, tally=Tally(path.parent))
        store = partial(_same, loaded)
    else:
        store = partial(EmbeddedStore.read_only, path)
    bound = Plan(**given["plan"]).load() if given["plan"] else None
    gc.collect()
    gc.freeze()  # a collection in a worker would copy every page of objects
    Zygote(control, store, Limits(**given["limits"]), bound).run()


def _same(store: EmbeddedStore) -> EmbeddedStore:
    return store


def _quads(path: Path) -> Iterator[ox.Quad]:
    """The quads of the store on disk, read by a child that ends when it is done."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        with suppress(BaseException):
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                store = ox.Store.read_only(str(path))
                store.dump(pipe, format=ox.RdfFormat.N_QUADS)
            status = 0
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        yield from ox.parse(pipe, format=ox.RdfFormat.N_QUADS)  # blank nodes keep their labels
    if os.waitpid(pid, 0)[1] != 0:  # what came may be cut anywhere
        raise OutsideError("The store cannot be read")


class Zygote:
    """Forks workers and buries them."""

    def __init__(
        self,
        control: socket.socket,
        store: partial[EmbeddedStore],
        limits: Limits,
        bound: Bound | None,
    ) -> None:
        self._control = control
        self._store = store
        self._limits = limits
        self._bound = bound
        self._words: dict[int, int] = {}  # what each worker writes to its standard error

    def run(self) -> None:
        """Until the server hangs up."""
        waking, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(waking, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _nothing)
        with suppress(OSError):  # the server is gone
            self._control.send(json.dumps({"ready": os.getpid()}).encode())
            while True:
                control = self._control.fileno()
                ready, _, _ = select.select([control, waking], [], [])
                if waking in ready:
                    with suppress(BlockingIOError):
                        os.read(waking, PACKET)
                    self._bury()
                if control in ready:
                    asked = self._control.recv(PACKET)
                    if not asked.startswith(FORK):
                        break
                    self._fork(self._over(asked.removeprefix(FORK)), waking, wake)
        for pid in self._words:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _over(self, path: bytes) -> partial[EmbeddedStore]:
        return partial(EmbeddedStore.read_only, Path(os.fsdecode(path))) if path else self._store

    def _fork(self, store: partial[EmbeddedStore], *close: int) -> None:
        theirs, ours = socket.socketpair()
        words = os.memfd_create("words")
        pid = os.fork()
        if pid == 0:
            self._child(store, theirs, ours, words, close)
        ours.close()
        self._words[pid] = words
        told = json.dumps({"worker": pid}).encode()
        socket.send_fds(self._control, [told], [theirs.fileno()])
        theirs.close()

    def _child(
        self,
        store: partial[EmbeddedStore],
        theirs: socket.socket,
        ours: socket.socket,
        words: int,
        close: tuple[int, ...],
    ) -> NoReturn:
        status = 1
        with suppress(BaseException):
            die_with_parent()
            _die_first()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for fd in (*close, *self._words.values()):
                os.close(fd)
            self._control.close()
            theirs.close()
            os.dup2(words, 2)
            os.close(words)
            work(ours, store, self._limits, self._bound)
            status = 0
        os._exit(status)

    def _bury(self) -> None:
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            words = self._words.pop(pid, None)
            if words is None:
                continue
            said = os.pread(words, _SAID, 0).decode("utf-8", "replace")
            os.close(words)
            told = {"ended": pid, "status": status, "peak": used.ru_maxrss * 1024, "said": said}
            self._control.send(json.dumps(told).encode())


def _nothing(_signal: int, _frame: object) -> None:
    """A handler must be there for the wakeup to come."""


def _die_first() -> None:
    """Where the machine runs out of memory, a worker goes, and not what serves others."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _cut_network() -> None:
    """Leave the network where the kernel lets us: no query has any business there."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_NETWORK)


if __name__ == "__main__":
    main()
