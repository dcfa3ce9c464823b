"""What a long-lived process does so that memory which it no longer uses goes back to the system.

glibc keeps what is freed, in an arena for each thread: after some hundred snapshots, each read by
one thread or another, a process holds twice what it needs. On other systems these do nothing.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_MOST_ARENAS: Final = -8  # M_ARENA_MAX
_ARENAS: Final = 2


def few_arenas() -> None:
    """From now on all threads share a few arenas: what one has freed serves the next."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MOST_ARENAS, _ARENAS)


def give_back() -> None:
    """Give free memory back to the system. It takes some milliseconds; other threads go on."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
