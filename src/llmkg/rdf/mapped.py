"""Files that are mapped into memory."""

from __future__ import annotations

import mmap


def let_go(column: object) -> None:
    """Give back the memory in which the file of a column of numpy is mapped, if it is.

    What is asked for again comes again.
    """
    file = getattr(column, "_mmap", None)
    if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        file.madvise(mmap.MADV_DONTNEED)
