"""Whether a snapshot is copied into memory, which answers up to four times faster than the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

QUAD_BYTES: Final = 400
"""What a quad costs in memory, about (measured with the engine's own store at 1 M and 10 M)."""

COPIES: Final = 4
"""How often a snapshot is in memory: two server processes, and for a moment the old one as well."""

COPY_SECONDS: Final = 8e-6
"""What it takes to copy a quad from the disk into memory."""

_REST: Final = 20  # times as long as it takes to copy a snapshot it has to stay before it is copied
_SHARE: Final = 2  # of the machine's memory, one half at most
_CEILING: Final = Path("/sys/fs/cgroup/memory.max")


def fits_in_memory(quads: int, machine_bytes: int | None = None) -> bool:
    """Whether so many quads go into the memory of this machine with room to spare.

    `machine_bytes` is the memory there is; by default that of this machine or of its container,
    whichever is less.
    """
    there = memory_bytes() if machine_bytes is None else machine_bytes
    return quads * QUAD_BYTES * COPIES <= there // _SHARE


def settled_after(quads: int) -> float:
    """Seconds after which a snapshot of so many quads has stayed long enough to be copied.

    Where snapshots follow each other more quickly all of them are read from the disk; however often
    there is a new one, copying takes no more than a twentieth of a processor.
    """
    return max(1.0, quads * COPY_SECONDS * _REST)


def memory_bytes() -> int:
    """The memory that this process and its children may have in all."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no container, or one without a ceiling ("max")
        there = min(there, int(_CEILING.read_text(encoding="ascii")))
    return there
