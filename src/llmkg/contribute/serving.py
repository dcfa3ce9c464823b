"""Which servers read which write: shared memory in a file, so that a writer can wait for them.

::

    {out}/serving    number of the last write, then a slot for each server process:
                     its process, the number of the write that it serves, when it last gave a sign

Every field is written by one process only, in one aligned word.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock

FILE: Final = "serving"
_WORD: Final = struct.Struct("<Q")
_TIME: Final = struct.Struct("<d")
_SLOT_BYTES: Final = 32
_SLOTS: Final = 128
_SIZE: Final = _SLOT_BYTES * (_SLOTS + 1)
_SILENT: Final = 4.0
"""Seconds without a sign after which nobody waits for a server: it is frozen."""


class Serving:
    """The shared numbers of one folder of snapshots."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        path = out / FILE
        self._lock = FileLock(out / f"{FILE}.lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < _SIZE:
                os.ftruncate(handle, _SIZE)
            self._memory = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
        self._slot = 0

    @property
    def last(self) -> int:
        """The number of the last write that servers should read."""
        return self._number(0)

    def tell(self) -> int:
        """There is a new snapshot to read; gives its number. Only the writer calls this."""
        number = self.last + 1
        _WORD.pack_into(self._memory, 0, number)
        return number

    def enter(self, number: int) -> None:
        """This process serves from now on, what was written up to `number`."""
        with self._lock:
            for slot in range(1, _SLOTS + 1):
                if not self._lives(slot):
                    self._slot = slot * _SLOT_BYTES
                    self.reads(number)
                    _WORD.pack_into(self._memory, self._slot, os.getpid())
                    return

    def reads(self, number: int) -> None:
        """This process reads what was written up to `number`, and is well."""
        if self._slot:
            _WORD.pack_into(self._memory, self._slot + 8, number)
            self.beat()

    def beat(self) -> None:
        """This process is well."""
        if self._slot:
            _TIME.pack_into(self._memory, self._slot + 16, time.monotonic())

    def leave(self) -> None:
        """This process serves no more."""
        if self._slot:
            _WORD.pack_into(self._memory, self._slot, 0)
            self._slot = 0

    def behind(self, number: int) -> int:
        """How many servers that live do not read the write of this number yet."""
        return sum(
            self._lives(slot) and self._number(slot * _SLOT_BYTES + 8) < number
            for slot in range(1, _SLOTS + 1)
        )

    def close(self) -> None:
        """Let go of it."""
        self.leave()
        self._memory.close()

    def _lives(self, slot: int) -> bool:
        start = slot * _SLOT_BYTES
        pid = self._number(start)
        beat: float = _TIME.unpack_from(self._memory, start + 16)[0]
        # The clock starts anew with the machine, so a sign from the future is an old one.
        if not pid or not 0 <= time.monotonic() - beat < _SILENT:
            return False
        with suppress(PermissionError):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
        return True

    def _number(self, start: int) -> int:
        number: int = _WORD.unpack_from(self._memory, start)[0]
        return number
