"""Snapshots that serve are seen through to the disk, a little later than they begin to."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

from llmkg.errors import SnapshotDamagedError
from llmkg.store import folders
from llmkg.store.snapshot import snapshot_at

_LONGEST: Final = 5.0
"""Seconds after which it is done though writes go on; else it waits until nobody writes."""

DOUBT: Final = "unsettled"
"""A file below the folder of snapshots, there since the disk has failed."""

log = logging.getLogger(__name__)


class Settling:
    """For one folder of snapshots; of several that served only the last is worth it."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._path: Path | None = None
        self._since = 0.0
        self._thread: Thread | None = None

    def served(self, path: Path) -> None:
        """This one serves, and may not be on the disk."""
        if self._path is None:
            self._since = time.monotonic()
        self._path = path
        if time.monotonic() - self._since > _LONGEST:
            self.begin()

    def begin(self) -> None:
        """See to it now, beside what else is done."""
        if self._path is None or (self._thread is not None and self._thread.is_alive()):
            return
        path, self._path = self._path, None
        self._thread = Thread(target=self._settle, args=(path,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """See to what is left, and wait for it."""
        if self._thread is not None:
            self._thread.join()
        self.begin()
        if self._thread is not None:
            self._thread.join()

    def _settle(self, path: Path) -> None:
        """See one through, with what it shares with others.

        A disk that has failed once may have lost what it was given then, and says nothing of it
        the next time. So from then on all is read again, until it is what it should be.
        """
        doubt = self._out / DOUBT
        try:
            is_doubtful = doubt.exists()
            if is_doubtful:
                folders.sync_tree(path)
                folders.forget_tree(path)
                snapshot_at(path).verify()
            folders.settle(self._out, path)
            if is_doubtful:
                doubt.unlink()
        except FileNotFoundError:
            return  # it was removed: others have followed it
        except SnapshotDamagedError as error:
            log.warning("the disk has lost part of a snapshot; build again: %s", error)
        except OSError as error:
            log.warning("a snapshot is not on the disk yet: %s", error)
            with suppress(OSError):
                doubt.touch()
