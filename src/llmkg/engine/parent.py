"""A process that is nothing without the one that started it."""

from __future__ import annotations

import ctypes
import signal
from contextlib import suppress
from typing import Final

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


def die_with_parent() -> None:
    """From now on end at once when the parent has ended, however it did.

    A parent that is killed has no time to stop its children. Where the kernel knows nothing of
    this, they end when they next speak to it.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
