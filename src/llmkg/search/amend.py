"""A changed copy of an index, made where nothing is written through to a disk.

The engine sees every one of a dozen small files through to the disk, one after the other, before it
goes on; that takes longer than all else. Here it changes links in memory, and what came of it is
put beside what stays, for whoever makes the snapshot to see through to the disk together with the
rest of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.search.index import WRITTEN_ANEW, update_index

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only links and copies of public files lie there
_ROOM: Final = 256 << 20
"""Bytes that have to be free there: the engine merges what has become many."""

_LOCK: Final = ".lock"


def amend_index(old: Path, new: Path, store: ox.Store, iris: Iterable[str]) -> None:
    """Write into a new folder what the index would be, written anew from this store.

    Only these things may differ from what `old` has. For one process at a time and folder.
    """
    with _desk(new) as desk:
        kept = {}
        for path in old.iterdir():
            if path.name in WRITTEN_ANEW:
                shutil.copy2(path, desk / path.name)
            elif path.suffix != _LOCK:
                kept[path.name] = path
                (desk / path.name).symlink_to(path.resolve())
        update_index(desk, store, iris)
        new.mkdir()
        for path in desk.iterdir():
            if path.is_symlink():
                os.link(kept[path.name], new / path.name)
            elif path.suffix != _LOCK:
                shutil.copy2(path, new / path.name)


@contextmanager
def _desk(new: Path) -> Iterator[Path]:
    """A folder in memory where there is room, else beside the new one."""
    name = f"llmkg-index-{sha256(str(new.parent.parent.resolve()).encode()).hexdigest()[:16]}"
    try:
        roomy = shutil.disk_usage(_MEMORY).free >= _ROOM
    except OSError:
        roomy = False
    desk = (_MEMORY if roomy else new.parent) / name
    shutil.rmtree(desk, ignore_errors=True)  # of one who was killed
    desk.mkdir(mode=0o700)
    try:
        yield desk
    finally:
        shutil.rmtree(desk, ignore_errors=True)
