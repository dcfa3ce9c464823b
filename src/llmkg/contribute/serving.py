"""Which servers read which write: shared memory in a file, so that a writer can wait for them.

::

    {out}/serving    numbers of the last write and of the last that was answered, then a slot for
                     each server process: its process, the number of the write that it serves, when
                     it last gave a sign

Nobody waits for ever for a server that is frozen, or has no processor to run on. When it goes on,
requests wait in it already; so each server compares what it reads with what was answered before it
answers any of them.

Servers are woken, each by a socket without a file (an abstract name, on Linux), so that they need
not look all the time; and so is the writer when one of them reads what was written. Where that
cannot be, as between containers with networks of their own, they see it when they look next.

Every field is one aligned word, so that others see the old value or the new one; those of a slot
are written by one process only. (`struct.pack_into` would write zeros first: then a server seems
dead for a moment, and a write is taken for served.)
"""

from __future__ import annotations

import errno
import mmap
import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

FILE: Final = "serving"
WRITER: Final = "writer"
"""Who rings for the one that waits for all servers."""

_SLOT_WORDS: Final = 4
_SLOTS: Final = 128
_SIZE: Final = 8 * _SLOT_WORDS * (_SLOTS + 1)
_SILENT: Final = 4.0
"""Seconds without a sign after which nobody waits for a server: it is frozen."""

_LOCK_SECONDS: Final = 1.0


class Serving:
    """The shared numbers of one folder of snapshots."""

    def __init__(self, out: Path) -> None:
        """Raises OSError, where the disk is full, too."""
        out.mkdir(parents=True, exist_ok=True)
        path = out / FILE
        self._lock = FileLock(out / f"{FILE}.lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            stat = os.fstat(handle)
            self._name = f"\0llmkg-{stat.st_dev:x}-{stat.st_ino:x}"
            _fill(handle)
            self._memory = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
        whole = memoryview(self._memory)
        self._words, self._times = whole.cast("Q"), whole.cast("d")
        self._slot = 0
        self._number = 0
        self._bell: socket.socket | None = None

    @property
    def last(self) -> int:
        """The number of the last write that servers should read."""
        return self._words[0]

    @property
    def answered(self) -> int:
        """The number of the last write whose author may have been told that it is done."""
        return self._words[1]

    def tell(self) -> int:
        """There is a new snapshot to read; gives its number."""
        with self._alone():
            number = self.last + 1
            self._words[0] = number
        self._ring(filter(None, (self._words[slot * _SLOT_WORDS] for slot in range(1, _SLOTS + 1))))
        return number

    def answer(self, number: int) -> None:
        """From now on nobody may answer who does not read the write of this number."""
        with self._alone():
            self._words[1] = max(self.answered, number)

    def enter(self, number: int) -> None:
        """This process serves from now on, what was written up to `number`.

        Two that take one place, while who has the lock is frozen, see so at their next sign.
        """
        with self._alone():
            for slot in range(1, _SLOTS + 1):
                if not self._lives(slot):
                    start = slot * _SLOT_WORDS
                    self._number = self._words[start + 1] = number
                    self._times[start + 2] = time.monotonic()
                    self._words[start] = os.getpid()
                    self._slot = start
                    return

    def reads(self, number: int) -> None:
        """This process reads what was written up to `number`, and is well."""
        if self._slot:
            self._number = number
            self.beat()
            self._words[self._slot + 1] = number
            self._ring((WRITER,))

    def beat(self) -> None:
        """This process is well. Another one may have taken its place while it was silent."""
        if self._slot and self._words[self._slot] != os.getpid():
            self._slot = 0
            self.enter(self._number)
        if self._slot:
            self._times[self._slot + 2] = time.monotonic()

    def leave(self) -> None:
        """This process serves no more."""
        if self._slot and self._words[self._slot] == os.getpid():
            self._words[self._slot] = 0
        self._slot = 0

    def behind(self, number: int) -> int:
        """How many servers that live do not read the write of this number yet."""
        return sum(
            self._lives(slot) and self._words[slot * _SLOT_WORDS + 1] < number
            for slot in range(1, _SLOTS + 1)
        )

    def bell(self, who: int | str | None = None) -> socket.socket | None:
        """What can be read from when there is something new; None where this cannot be had.

        `who`: by default this process as a server.
        """
        if self._bell is None and sys.platform == "linux":
            bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            try:
                bell.bind(f"{self._name}-{os.getpid() if who is None else who}")
            except OSError:
                bell.close()
            else:
                self._bell = bell
        return self._bell

    def _ring(self, whom: Iterable[int | str]) -> None:
        """Wake those of them that can be woken."""
        if sys.platform != "linux":
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as ringing:
            for who in whom:
                with suppress(OSError):
                    ringing.sendto(b".", f"{self._name}-{who}")

    def close(self) -> None:
        """Let go of it."""
        self.leave()
        if self._bell is not None:
            self._bell.close()
            self._bell = None
        self._words.release()
        self._times.release()
        self._memory.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else does the same; but who is frozen while it does so holds nobody up."""
        try:
            self._lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            yield
            return
        try:
            yield
        finally:
            self._lock.release()

    def _lives(self, slot: int) -> bool:
        start = slot * _SLOT_WORDS
        pid, beat = self._words[start], self._times[start + 2]
        # The clock starts anew with the machine, so a sign from the future is an old one.
        if not pid or not 0 <= time.monotonic() - beat < _SILENT:
            return False
        with suppress(PermissionError):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
        return True


def _fill(handle: int) -> None:
    """See that all of the file is on the disk: who writes to a part that finds no room is killed.

    Raises OSError.
    """
    if sys.platform == "linux":
        try:
            os.posix_fallocate(handle, 0, _SIZE)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                raise
    if os.fstat(handle).st_size < _SIZE:
        os.ftruncate(handle, _SIZE)
