"""Copies of a snapshot's store that follow the snapshots after it, so that none has to be opened.

To open a store takes the engine ten milliseconds of a processor, whatever was written; to change
one by what a write has changed takes one or two. So who reads has two copies of its own, of links
to files that never change, and goes from snapshot to snapshot by their steps (`step`). While one of
them is read the other one goes on, so that whoever reads sees one snapshot until he is done with
it. Where neither is free, or the way is not known, the snapshot is opened as ever.

Copies are thrown away, and made anew of the snapshot that serves, when much has been written to
them: what the engine has in memory grows. So are those that hold many bytes that the snapshot does
not have: files that nobody else needs any more, or that the engine has put together in them. It
does that with all files of a store that was just built, in each copy; then there are none for a
while, until the writer's own is done. Those of a process that was killed are swept away by the
next one that writes.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Container
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Final, Self

import pyoxigraph as ox

from llmkg.store import disk, folders, state
from llmkg.store.embedded import EmbeddedStore, is_merged
from llmkg.store.snapshot import OpenSnapshot
from llmkg.store.step import At, Step
from llmkg.store.tally import Tally

WORN_BYTES: Final = 4 << 20
"""Of steps that one copy has taken, after which it is made anew."""

STRAYED_BYTES: Final = 256 << 20
"""Of files of a copy that the snapshot does not share: the disk has room for so many."""

_COPIES: Final = 2
_MOST_STEPS: Final = 8
"""That are taken one after the other; to open the snapshot is as quick as more."""

_STAGED: Final = ".mirror-"
_FORGOTTEN_SECONDS: Final = 60.0
_REFUSED_SECONDS: Final = 60.0
_COMPACTING: Final = "rocksdb:low"
_FAILURES: Final = (OSError, RuntimeError, ValueError)

log = logging.getLogger(__name__)


class Mirror:
    """One copy. It is changed by one thread at a time, and only while nobody has borrowed it.

    at     the snapshot that it is a copy of
    taken  bytes of steps that it took
    lent   whether somebody reads it
    stray  whether it holds too many bytes of its own
    """

    def __init__(self, folder: Path, lease: IO[bytes] | None, at: At) -> None:
        """See `of`. Raises what the engine raises."""
        self.at = at
        self.taken = 0
        self.lent = False
        self.stray = False
        self._folder = folder
        self._lease = lease
        self._store: ox.Store | None = ox.Store(str(folder / "store"))
        disk.give_way(_COMPACTING)

    @classmethod
    def of(cls, out: Path, snapshot: OpenSnapshot) -> Self:
        """A copy of a snapshot that is open. Raises OSError, RuntimeError, ValueError."""
        with ExitStack() as undone:
            (out / folders.WORKING).mkdir(exist_ok=True)
            # Leased before it lies where what nobody has leased is swept away.
            staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=out))
            undone.callback(shutil.rmtree, staged, ignore_errors=True)
            (staged / folders.LEASE).touch()
            lease = folders.lease(staged)
            if lease is not None:
                undone.callback(lease.close)
            state.copy(snapshot.path / "store", staged / "store")
            folder = out / folders.WORKING / staged.name.removeprefix(".")
            staged.rename(folder)
            undone.callback(shutil.rmtree, folder, ignore_errors=True)
            mirror = cls(folder, lease, at(snapshot))
            undone.pop_all()  # all went well
            return mirror

    def follow(self, steps: list[Step], to: At) -> None:
        """Go on to another snapshot. Raises what the engine raises; then it is of no use."""
        assert self._store is not None  # noqa: S101 - nobody follows after the end
        for step in steps:
            state.change(self._store, step.change)
            self.taken += step.size
        self.at = to

    def lend(self, tally: Tally) -> EmbeddedStore:
        """Its quads, which stay as they are until what is given is closed.

        `tally`: what was counted of the snapshot that it is a copy of now.
        """
        assert self._store is not None  # noqa: S101 - as above
        self.lent = True
        return _Lent(self, self._store, tally)

    def look(self, files: Container[tuple[int, int]]) -> None:
        """Take note of how many bytes it has besides these files."""
        own = 0
        for path in (self._folder / "store").glob(f"*{state.NEVER_CHANGES}"):
            with suppress(FileNotFoundError):  # the engine removes them on threads of its own
                stat = path.stat()
                own += stat.st_size if (stat.st_dev, stat.st_ino) not in files else 0
        self.stray = own > STRAYED_BYTES

    def close(self) -> None:
        """Throw it away; who reads it still does so to the end."""
        self._store = None
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._lease is not None:
            self._lease.close()
            self._lease = None


class _Lent(EmbeddedStore):
    """The store of a copy, until it is given back."""

    def __init__(self, mirror: Mirror, store: ox.Store, tally: Tally) -> None:
        super().__init__(store, writable=False, merged=is_merged(store), tally=tally)
        self._mirror: Mirror | None = mirror

    def close(self) -> None:
        """See the port."""
        super().close()
        mirror, self._mirror = self._mirror, None
        if mirror is not None:
            mirror.lent = False


class Mirrors:
    """Two copies of what serves, which follow it in turns. Any thread may call."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._all: list[Mirror] = []
        self._steps: OrderedDict[At, Step] = OrderedDict()
        self._refused = float("-inf")
        self._closed = False

    def store_of(self, snapshot: OpenSnapshot) -> EmbeddedStore | None:
        """The quads of a snapshot, from a copy that was free and could come to it."""
        with self._lock:
            for mirror in self._free():
                is_worn = mirror.taken > WORN_BYTES or mirror.stray
                if not is_worn and self._followed(mirror, snapshot):
                    return mirror.lend(Tally(snapshot.path))
        return None

    def keep_up(self, snapshot: OpenSnapshot) -> None:
        """Have copies at hand that are up to this snapshot, when nobody waits for it."""
        with self._lock:
            for mirror in self._free():
                is_worn = mirror.taken > WORN_BYTES or mirror.stray
                if is_worn or not self._followed(mirror, snapshot):
                    self._drop(mirror)
            missing = _COPIES - len(self._all)
        for _ in range(missing):
            if not self._made(snapshot):
                return

    def look(self, snapshot: Path) -> bool:
        """Throw away those that hold too much besides this snapshot; whether one of them is read.

        None are made for a while then.
        """
        there = tuple(self._all)
        if not there:
            return False
        # A store may have very many files, and somebody may wait for the lock.
        files = folders.places(snapshot / "store")
        for mirror in there:
            mirror.look(files)
        with self._lock:
            for mirror in there:
                if mirror.stray:
                    self._refused = time.monotonic()
                    if not mirror.lent:
                        self._drop(mirror)
            return any(mirror.stray for mirror in self._all)

    def close(self) -> None:
        """Throw them away."""
        with self._lock:
            self._closed = True
            for mirror in tuple(self._all):
                self._drop(mirror)

    def _free(self) -> list[Mirror]:
        """Those that nobody reads, first who has the shortest way."""
        free = (mirror for mirror in self._all if not mirror.lent)
        return sorted(free, key=lambda mirror: -mirror.at[0])

    def _followed(self, mirror: Mirror, snapshot: OpenSnapshot) -> bool:
        """Whether a copy is one of this snapshot now."""
        to = at(snapshot)
        steps = self._way(mirror.at, to, snapshot.path)
        if steps is None:
            return False
        try:
            mirror.follow(steps, to)
        except _FAILURES as error:
            log.warning("a copy of the snapshot cannot follow it: %s", error)
            self._drop(mirror)
            return False
        return True

    def _way(self, start: At, end: At, folder: Path) -> list[Step] | None:
        """The steps from one snapshot to another, whose folder this is; None where it has none."""
        found: list[Step] = []
        while end != start:
            step = self._steps.get(end) or Step.read(folder)
            if step is None or step.before[0] >= end[0] or len(found) == _MOST_STEPS:
                return None
            self._steps[end] = step
            while len(self._steps) > _MOST_STEPS:
                self._steps.popitem(last=False)
            found.append(step)
            end, folder = step.before, folder.with_name(step.name)
            if end not in self._steps and end != start and folders.number(folder) != end[0]:
                return None  # it is gone, and another one may have its name
        return found[::-1]

    def _made(self, snapshot: OpenSnapshot) -> bool:
        """Whether one more copy was made."""
        if time.monotonic() - self._refused < _REFUSED_SECONDS:
            return False
        try:
            _sweep(self._out)
            mirror = Mirror.of(self._out, snapshot)
        except _FAILURES as error:
            # Snapshots of others may not be linked to, and disks are full.
            self._refused = time.monotonic()
            log.info("no copy of the snapshot is made, each new one is opened: %s", error)
            return False
        with self._lock:
            self._all.append(mirror)
            if self._closed:
                self._drop(mirror)
        return not self._closed

    def _drop(self, mirror: Mirror) -> None:
        if mirror in self._all:
            self._all.remove(mirror)
        mirror.close()


def at(snapshot: OpenSnapshot) -> At:
    """Which snapshot it is."""
    return folders.number(snapshot.path), snapshot.manifest.digest


def _sweep(out: Path) -> None:
    """Remove what was not finished by others, who were killed."""
    for path in out.glob(f"{_STAGED}*"):
        with suppress(OSError):
            is_old = time.time() - path.stat().st_mtime > _FORGOTTEN_SECONDS
            if is_old and not folders.is_leased(path):
                shutil.rmtree(path, ignore_errors=True)
