"""Snapshots that are read: the current one, and older ones until their last reader is done."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llmkg.engine.prover import Prover, measuring
from llmkg.kb import KnowledgeBase
from llmkg.model.manifest import Manifest
from llmkg.queries import NamedQuery
from llmkg.settings import Settings
from llmkg.store import advice
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.fit import fits_in_memory
from llmkg.store.mirror import Mirrors
from llmkg.store.snapshot import OpenSnapshot, open_current, snapshot_at

if TYPE_CHECKING:
    from llmkg.elsewhere import RemoteKnowledgeBase
    from llmkg.engine.pool import Pool


@dataclass(eq=False, slots=True)
class Reading:
    """An open snapshot.

    folder     where it lies
    digest     of its manifest
    in_memory  whether it was copied into memory
    pool       the workers over it, where there is an engine
    pages      the workers that make pages of it, once they are there
    readers    requests that read it now
    """

    kb: KnowledgeBase
    folder: Path
    digest: str
    prover: Prover | None
    in_memory: bool
    pool: Pool | None = None
    pages: Pool | None = None
    readers: int = 0
    retired: bool = False
    terms: frozenset[str] | None = None

    def hint(self, query: str) -> str:
        """What a query that names terms which the ontology does not have probably meant, or ""."""
        if "llmkg" not in query:
            return ""
        if self.terms is None:
            store = self.kb.store
            self.terms = store.terms() if isinstance(store, EmbeddedStore) else frozenset()
        return advice.hint(query, self.terms) if self.terms else ""


@dataclass(eq=False, slots=True)
class ReadingElsewhere(Reading):
    """What a remote store holds; `folder` is where the same snapshot lies here, if it does."""

    kb: RemoteKnowledgeBase


class Readings:
    """Opens snapshots, and lends the current one to requests.

    A request that has borrowed one sees no other until it is done, whatever is built meanwhile.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._borrowed: ContextVar[Reading | None] = ContextVar("borrowed", default=None)
        self._mirrors = Mirrors(settings.out)
        self.current: Reading | None = None

    def get(self) -> Reading:
        """The one that this request has borrowed, else the current one, opened if need be.

        Raises NoSnapshotError, SnapshotDamagedError. May read the disk.
        """
        found = self._borrowed.get() or self.current
        if found is not None:
            return found
        with self._opening:
            if self.current is None:
                self.current = self.open()
            return self.current

    def ready(self) -> Manifest:
        """What can be read at this moment. Raises as `get` does, and what ails a remote store."""
        reading = self.get()
        if isinstance(reading, ReadingElsewhere):
            return reading.kb.still_there()
        return reading.kb.manifest

    def open(self, *, at_once: bool = False, anew: bool = False) -> Reading:
        """A new reading of what is current on disk; nobody reads it yet.

        `at_once`: it is not copied into memory, which takes as long as it is large, and not even
        opened where there is a copy that can follow it, unless it is to be opened `anew`.
        """
        settings = self._settings
        if settings.store:
            return self._open_elsewhere()
        snapshot = open_current(settings.out)
        digest = snapshot.manifest.digest
        in_memory = not at_once and fits_in_memory(snapshot.manifest.quads)
        before = self.current
        # They are read as often as there is time; somebody waits for what was written.
        keeps = at_once and before is not None and isinstance(before.kb, KnowledgeBase)
        queries = before.kb.queries if keeps and before is not None else settings.root / "queries"
        kb = None
        if keeps and not anew and not isinstance(queries, Path):
            kb = self._followed(snapshot, queries)
        if kb is None:
            kb = KnowledgeBase.of(snapshot, queries, in_memory=in_memory)
        prover = Prover(measuring(kb.store)) if isinstance(kb.store, EmbeddedStore) else None
        return Reading(kb, snapshot.path, digest, prover, in_memory)

    def _followed(
        self, snapshot: OpenSnapshot, queries: Mapping[str, NamedQuery]
    ) -> KnowledgeBase | None:
        """What a copy of the snapshot before says when it has followed it; None where none can."""
        try:
            store = self._mirrors.store_of(snapshot)
        except BaseException:
            snapshot.close()
            raise
        if store is None:
            return None
        return KnowledgeBase(store, queries, snapshot.manifest, snapshot=snapshot)

    def keep_up(self, reading: Reading) -> None:
        """Have copies at hand for what is written next; `reading` stays open meanwhile."""
        if not isinstance(reading, ReadingElsewhere):
            self._mirrors.keep_up(snapshot_at(reading.folder))

    def strays(self, reading: Reading) -> bool:
        """Whether what is read is a copy that takes too much of the disk; those unread go."""
        return self._mirrors.look(reading.folder)

    def _open_elsewhere(self) -> Reading:
        """Of what the remote store holds."""
        from llmkg.elsewhere import open_elsewhere  # noqa: PLC0415 - most servers have no such

        kb = open_elsewhere(self._settings)
        return ReadingElsewhere(kb, kb.folder, kb.manifest.digest, None, in_memory=False)

    @property
    def out(self) -> Path:
        """The folder of the snapshots."""
        return self._settings.out

    def renew(self) -> None:
        """Switch to what is current on disk, where nobody else does; may read the disk."""
        with self._opening:
            if self.current is None or self.current.pool is not None or not self.is_stale():
                return
            old = self.switch(self.open())
        if old is not None:
            self.retire(old)

    def wait(self) -> None:
        """Until whoever opens one for the first time is done."""
        with self._opening:
            return

    def is_stale(self) -> bool:
        """Whether another snapshot than the one that is read has become the current one."""
        reading = self.current
        if reading is None:
            return False
        if isinstance(reading, ReadingElsewhere):
            return not reading.kb.is_current()
        try:
            return (self._settings.out / "current").resolve(strict=True) != reading.folder
        except OSError:
            return False

    def switch(self, reading: Reading) -> Reading | None:
        """Make it the current one; gives the old one, whose readers go on."""
        with self._lock:
            old, self.current = self.current, reading
            return old

    def borrow(self) -> tuple[Reading, Token[Reading | None]] | None:
        """Hold the current one for a request; None where none is open yet."""
        with self._lock:
            reading = self.current
            if reading is None:
                return None
            reading.readers += 1
        return reading, self._borrowed.set(reading)

    def give_back(self, borrowed: tuple[Reading, Token[Reading | None]] | None) -> None:
        """The request is done."""
        if borrowed is None:
            return
        reading, token = borrowed
        self._borrowed.reset(token)
        self.leave(reading)

    def leave(self, reading: Reading) -> None:
        """One reader less. A retired snapshot is closed by its last one."""
        with self._lock:
            reading.readers -= 1
            over = reading.retired and reading.readers == 0
        if over:
            reading.kb.close()

    def retire(self, reading: Reading) -> None:
        """Close it as soon as nobody reads it."""
        with self._lock:
            reading.retired = True
            over = reading.readers == 0
        if over:
            reading.kb.close()

    def close(self) -> None:
        """Let go of the current one."""
        with self._lock:
            reading, self.current = self.current, None
        if reading is not None:
            reading.kb.close()
        self._mirrors.close()
