"""Seeing files through to the disk: where it has to be, and nowhere else.

An engine sees every small file through to the disk that it writes, one after the other, also where
all of it can be made anew. It cannot be told not to; but the system can: in a process that says so
(`spare`), `fsync` and `fdatasync` do nothing (a seccomp filter answers them), but on the threads of
`sync`. So what has to be on the disk is there when `sync` has returned, and what need not be is
written when the system likes. Elsewhere than on Linux all is as the engines have it.

What lies in the memory of the system survives processes, whoever kills them, and not the machine.
`boot` tells one start of the machine from another: what was written since is there.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Final

_THREADS: Final = 2  # who acknowledges a write does not wait for who settles a snapshot
_BEHIND: Final = 15  # a thirtieth of the time of others; not less, as it may hold what they need
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")

# Of each architecture: its number in AUDIT_ARCH, and those of fsync and fdatasync.
_CALLS: Final = {
    "x86_64": (0xC000003E, 74, 75),
    "aarch64": (0xC00000B7, 82, 83),
}
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_DONE: Final = 0x00050000  # SECCOMP_RET_ERRNO with 0: the call returns, and has done nothing


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_void_p))


class _Syncing:
    """Threads on which files are seen through, once `spare` was called in this process."""

    threads: ThreadPoolExecutor | None = None


def boot() -> str:
    """What names this start of the machine; "" where nothing does."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def sync(handle: int) -> None:
    """An open file, or folder, is on the disk afterwards. Raises OSError."""
    threads = _Syncing.threads
    if threads is None:
        os.fsync(handle)
        return
    done: Future[None] = threads.submit(os.fsync, handle)
    done.result()


def spare() -> bool:
    """From now on only what is told to `sync` is seen through to the disk in this process.

    To be called before any engine is at work in it; it holds for processes that it starts, too.
    Gives whether the system does so.
    """
    if _Syncing.threads is not None:
        return True
    given = _CALLS.get(platform.machine())
    if sys.platform != "linux" or given is None:
        return False
    # They begin before the filter does, which holds for the thread that sets it and for later ones.
    threads = ThreadPoolExecutor(_THREADS, "sync")
    together = Barrier(_THREADS + 1)
    for _ in range(_THREADS):
        threads.submit(together.wait)
    together.wait()
    if not _filtered(*given):
        threads.shutdown()
        return False
    _Syncing.threads = threads
    return True


def give_way(name: str) -> None:
    """Threads of this process that have this name work when others leave them a processor."""
    if sys.platform != "linux":
        return
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            if (thread / "comm").read_text(encoding="ascii").strip() == name:
                thread_id = int(thread.name)
                nice = max(os.getpriority(os.PRIO_PROCESS, thread_id), _BEHIND)
                os.setpriority(os.PRIO_PROCESS, thread_id, nice)


def _filtered(architecture: int, *calls: int) -> bool:
    first, second = calls
    program = (
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 1, 0, first),
        (_EQUAL, 0, 1, second),
        (_RETURN, 0, 0, _DONE),
        (_RETURN, 0, 0, _ALLOW),
    )
    text = b"".join(struct.pack("HBBI", *step) for step in program)
    kept = ctypes.create_string_buffer(text, len(text))
    given = _Filter(len(program), ctypes.addressof(kept))
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return False
    return not (
        prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        or prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0)
    )
