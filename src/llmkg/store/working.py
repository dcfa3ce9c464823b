"""The store that a writer works on: a copy of the current snapshot's, which costs links.

A change is applied to it, what follows from the change is reckoned and applied, and `publish` makes
a snapshot of it, which is the next one. None of this depends on how much else there is: large files
of a store never change once they are written, so copy and snapshot share them with the snapshot
before; digests, tables and counts follow the change. After `publish` the work goes on from there.

The copy lies below ``{out}/working`` and is leased while it is open. Who is killed leaves a folder
that nobody holds, which the next one who holds the lock of builds sweeps away: what was worked on
is thrown away, and made anew from the snapshot that serves.

A snapshot in which two graphs share a triple repeats all but what is kept in its default graph,
since the engine's own union of graphs would find that triple twice (`embedded.is_merged`). The
first triple that a change makes two graphs share costs that repetition once: minutes in a large
store.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Thread
from types import MappingProxyType, TracebackType
from typing import IO, Final, Self, TypeAlias

import pyoxigraph as ox

from llmkg.errors import SnapshotDamagedError, SnapshotLockedError
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.rdf.graphdigest import DatasetDigest, following
from llmkg.rdf.view import Difference, Overlay, View
from llmkg.store import beside as files
from llmkg.store import disk, folders, refusal, state
from llmkg.store import manifest as manifests
from llmkg.store.embedded import as_stored, is_merged, is_merging
from llmkg.store.manifest import GRAPHS, INPUTS, Graphs, Inputs, counted_class, graph_row, input_row
from llmkg.store.snapshot import complete, now, open_current, refused
from llmkg.store.step import Step
from llmkg.store.table import Row, Table
from llmkg.vocab import LLMKG, RDF

_TYPE: Final = ox.NamedNode(RDF.type)
_AT_ONCE: Final = 500_000
_COMPACTING: Final = "rocksdb:low"
"""Threads of the engine that put its files together. They may be long about it."""

LONG: Final = 512 << 10
"""Bytes of the engine's log that take whoever opens a store as long as all the rest."""

log = logging.getLogger(__name__)

Beside: TypeAlias = Callable[[Path, "Working"], None]
"""Writes something into the folder of a new snapshot; it may look at the store, and no more."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a snapshot, besides its quads.

    version   of llmkg, and of the `tools` that took part
    inputs    files that changed, with their digests (see `Facts.inputs`); None: gone
    exists    graphs that were made (True) or deleted (False): an empty graph may be there or not
    warnings  how many the check gives of all
    known     what the manifest is to say of graphs, where it has been reckoned already
    """

    version: str
    tools: Mapping[str, str]
    warnings: int
    inputs: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    exists: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    known: Mapping[str, GraphInfo | None] = field(default_factory=lambda: MappingProxyType({}))


class Working:
    """A read-write copy of a snapshot, for one thread at a time.

    It is of no use in a process that was forked from the one that opened it: the engine's threads
    do not go along.

    store     its quads, for looking only; changes go through `apply`
    folder    in which it lies, and what else belongs to it may
    manifest  of the snapshot that it was made of, or that was made of it since
    snapshot  the folder of that
    pending   what was applied since: quads in named graphs, as the store has them
    """

    def __init__(
        self, out: Path, folder: Path, lease: IO[bytes] | None, snapshot: Path, manifest: Manifest
    ) -> None:
        """See `open`."""
        self._out = out
        self.folder = folder
        self._lease = lease
        self._store: ox.Store | None = ox.Store(str(folder / "store"))
        disk.give_way(_COMPACTING)
        self._merged = is_merged(self._store)
        self._log_bytes = 0
        self._tidying: Thread | None = None
        self.snapshot = snapshot
        self.manifest = manifest
        self.pending = Difference()
        self._repeated: Difference | None = Difference()
        """What was changed in the default graph since; None: it was filled."""

    @classmethod
    def open(cls, out: Path) -> Working:
        """A copy of the current snapshot's store. To be called while `building`.

        Raises NoSnapshotError, SnapshotDamagedError, OutsideError.
        """
        with open_current(out) as current:
            if not isinstance(current.manifest.graphs, Graphs):
                raise SnapshotDamagedError(
                    "Another version of llmkg wrote the snapshot",
                    where=Location(str(current.path)),
                    mend="Build again with `llmkg build --force`.",
                )
            current.look()
            try:
                with ExitStack() as undone:
                    (out / folders.WORKING).mkdir(exist_ok=True)
                    folder = Path(tempfile.mkdtemp(dir=out / folders.WORKING))
                    undone.callback(shutil.rmtree, folder, ignore_errors=True)
                    (folder / folders.LEASE).touch()
                    lease = folders.lease(folder)
                    if lease is not None:
                        undone.callback(lease.close)
                    state.copy(current.path / "store", folder / "store")
                    working = cls(out, folder, lease, current.path, current.manifest)
                    undone.pop_all()  # all went well
                    return working
            except (OSError, ValueError, RuntimeError) as error:
                if refusal.is_full(error):
                    raise refused(out, error) from error
                raise SnapshotDamagedError(
                    f"The snapshot cannot be worked on: {error}",
                    where=Location(str(current.path)),
                    mend="Build again with `llmkg build --force`.",
                ) from error

    @property
    def store(self) -> ox.Store:
        """The quads as they are now. The default graph may repeat them."""
        if self._store is None:
            raise ValueError("closed")
        return self._store

    @property
    def before(self) -> View:
        """The quads as they were before what is pending."""
        return Overlay(self.store, self.pending.undone())

    def is_current(self) -> bool:
        """Whether the snapshot that it was made of is still the current one."""
        try:
            return (self._out / "current").resolve(strict=True) == self.snapshot
        except OSError:
            return False

    def apply(self, change: Difference) -> Difference:
        """Change quads in named graphs; gives what really came and went, as the store writes it.

        Blank nodes are those of the store that have the same label.
        """
        store = self.store
        gone = {quad for quad in as_stored(change.removed) if quad in store}
        come = {quad for quad in as_stored(change.added) if quad not in store or quad in gone}
        done = Difference(frozenset(come - gone), frozenset(gone - come))
        state.change(store, done)
        repeated = self._repeat(done)
        told = self._repeated
        self._repeated = None if told is None or repeated is None else told | repeated
        self.pending |= done
        return done

    def publish(
        self,
        news: News,
        *,
        keep: int = 3,
        beside: Beside = lambda _folder, _working: None,
        commit: Callable[[], None] = lambda: None,
        settled: bool = True,
    ) -> Manifest:
        """Make a snapshot of the quads as they are now, and the current one; nothing is pending.

        `beside` writes into its folder what is to lie beside the store, of which the snapshot
        before has one to begin with; `keep` and `commit` as in `finish`, `settled` as in
        `complete`. To be called while `building`. Raises
        SnapshotLockedError when somebody has built meanwhile, OutsideError when the disk refuses:
        then everything is as it was.
        """
        if not self.is_current():
            raise SnapshotLockedError(
                "Another snapshot has been built meanwhile",
                where=Location(str(self._out)),
                mend="Do it again on the current one.",
            )
        try:
            new = folders.new_folder(self._out)
            changed = self._changed(news)
            self._log_bytes = state.put(self.store, self.folder / "store", new / "store")
            manifest = self._manifest(new, news, changed)
            beside(new, self)
            self._tell(new)
            there = folders.places(self.snapshot) if settled and not self.manifest.boot else ()
            manifest = complete(
                self._out,
                new,
                manifest,
                keep=keep,
                commit=commit,
                there=there,
                settled=settled,
                shared=files.shared(self.snapshot, self.manifest.beside),
            )
        except (OSError, ValueError, RuntimeError) as error:
            if isinstance(error, OSError) or refusal.is_full(error):  # engines have their own
                raise refused(self._out, error) from error
            raise
        self.snapshot = (self._out / "current").resolve()
        self.manifest = manifest
        self.pending = self._repeated = Difference()
        return manifest

    def _tell(self, new: Path) -> None:
        """Say in the folder of a new snapshot how it differs from the one before."""
        if self._repeated is not None:
            before = folders.number(self.snapshot), self.manifest.digest
            Step(before, self.snapshot.name, self.pending | self._repeated).write(new)

    def tidy(self) -> None:
        """Have a long log written out, beside what else is done: readers go through all of it."""
        if self._log_bytes > LONG and (self._tidying is None or not self._tidying.is_alive()):
            self._log_bytes = 0
            self._tidying = Thread(target=self._write_out, daemon=True)
            self._tidying.start()

    def _write_out(self) -> None:
        try:
            self.store.flush()
        except (OSError, RuntimeError, ValueError) as error:  # whoever writes next is told
            log.warning("the log of the store stays long: %s", error)

    def close(self) -> None:
        """Throw it away; the snapshots made of it stay."""
        if self._tidying is not None:
            self._tidying.join()
        self._store = None
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _repeat(self, done: Difference) -> Difference | None:
        """Keep the default graph the merge of others, where it is that or has to become it.

        Gives what that changed there; None where it was filled.
        """
        store = self.store
        added = [quad for quad in done.added if is_merging(quad.graph_name)]
        if not self._merged:
            if not any(map(self._is_shared, added)):
                return Difference()
            quads = store.quads_for_pattern(None, None, None, None)
            named = (ox.Quad(*quad.triple) for quad in quads if is_merging(quad.graph_name))
            while some := list(islice(named, _AT_ONCE)):
                store.bulk_extend(some)
            self._merged = True
            return None
        come = {ox.Quad(*quad.triple) for quad in added}
        triples = {quad.triple for quad in done.removed if is_merging(quad.graph_name)}
        gone = {ox.Quad(*each) for each in triples if not any(True for _ in _standing(store, each))}
        change = Difference(frozenset(quad for quad in come if quad not in store), frozenset(gone))
        state.change(store, change)
        return change

    def _is_shared(self, quad: ox.Quad) -> bool:
        return any(each != quad for each in _standing(self.store, quad.triple))

    def _changed(self, news: News) -> dict[str, GraphInfo | None]:
        """The graphs of which something else is known than before; None: gone."""
        added: defaultdict[str, set[ox.Quad]] = defaultdict(set)
        removed: defaultdict[str, set[ox.Quad]] = defaultdict(set)
        for group, quads in ((added, self.pending.added), (removed, self.pending.removed)):
            for quad in quads:
                if isinstance(quad.graph_name, ox.NamedNode):
                    group[quad.graph_name.value].add(quad)
        found: dict[str, GraphInfo | None] = {}
        for iri in sorted(added.keys() | removed.keys() | news.exists.keys()):
            if iri in news.known:
                found[iri] = news.known[iri]
                continue
            old = manifests.graph_of(self.manifest, iri)
            change = Difference(frozenset(added[iri]), frozenset(removed[iri]))
            if old is not None and not change:
                info = old
            else:
                info = following(old, self.store, ox.NamedNode(iri), change)
            stays = info.triples > 0 or news.exists.get(iri, old is not None and not change)
            found[iri] = info if stays else None
        return found

    def _manifest(self, new: Path, news: News, changed: Mapping[str, GraphInfo | None]) -> Manifest:
        """The manifest of the new snapshot, whose tables are written into its folder."""
        old = self.manifest
        whole = DatasetDigest.of(old.sum)
        was = (manifests.graph_of(old, iri) for iri in changed)
        whole.remove(info for info in was if info is not None)
        whole.add(info for info in changed.values() if info is not None)
        graphs = {iri: None if info is None else graph_row(info) for iri, info in changed.items()}
        inputs = {
            path: None if said is None else input_row(said) for path, said in news.inputs.items()
        }
        return replace(
            old,
            digest=whole.hexdigest(),
            sum=whole.value,
            built=now(),
            version=news.version,
            tools=dict(news.tools),
            warnings=news.warnings,
            quads=old.quads + len(self.pending.added) - len(self.pending.removed),
            counts=self._counts(),
            graphs=Graphs(self._amended(new, GRAPHS, old.graphs, graphs)),
            inputs=Inputs(self._amended(new, INPUTS, old.inputs, inputs)),
        )

    def _amended(self, new: Path, name: str, old: object, rows: Mapping[str, Row | None]) -> Table:
        """A table of the new snapshot: that of the one before with other rows."""
        if not isinstance(old, Graphs | Inputs):  # `open` has seen to that
            raise TypeError(name)
        return Table(new / name, old.table.amended(self.snapshot / name, new / name, rows))

    def _counts(self) -> Mapping[str, int]:
        """Things by class: those that a change touches are looked up before and after it."""
        counts = dict(self.manifest.counts)
        touched = {
            (name, quad.subject) for quad in self.pending.quads if (name := counted_class(quad))
        }
        before = self.before
        for name, thing in touched:
            was, is_ = (
                any(map(counted_class, view.quads_for_pattern(thing, _TYPE, _class(name), None)))
                for view in (before, self.store)
            )
            counts[name] = counts.get(name, 0) + is_ - was
        return {name: counts[name] for name in sorted(counts) if counts[name]}


def _standing(store: ox.Store, triple: ox.Triple) -> Iterable[ox.Quad]:
    """Where a triple stands of what belongs to the merge."""
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return (quad for quad in found if is_merging(quad.graph_name))


def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(LLMKG[name])
