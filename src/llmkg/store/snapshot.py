"""Snapshots on disk: written atomically, opened read-only, removed when nobody reads them.

::

    {out}/build.lock                     held by the one build that runs
    {out}/current                        link to the snapshot that serves
    {out}/snapshots/{digest}/store/      the quads (the first 16 digits name the folder)
    {out}/snapshots/{digest}/manifest.json, and the tables of it (see `manifest`)
    {out}/snapshots/{digest}/search/     the index of texts
    {out}/snapshots/{digest}/lease       readers hold it shared; what is leased is not removed
    {out}/snapshots/{digest}/step        what a write changed (see `step`)
    {out}/snapshots/{digest}/settled     all of it is on the disk, if it served before it was
    {out}/snapshots/.new-*               a build that runs, or was killed
    {out}/working/*                      stores that writers work on (see `working`), and copies
                                         that servers have follow them (see `mirror`)

A snapshot is complete before it gets its name; the link changes in one step. So whoever is killed
at whatever moment leaves either the old or the new one, and at most a `.new-`. It is on the disk by
then, too; but one that a write has made, which the journal can make anew, gets there a little
later, and is not taken for whole when the machine has failed meanwhile.

There are three ways to make one, all of them while `building`:

- `write_snapshot(out, quads, facts)`: of quads in memory.
- `finish(out, folder, facts, reckoned)`: of a folder from `new_folder(out)` into which somebody has
  written ``store/`` (flushed and closed) and whatever lies beside it. `reckoning.reckon(store)`
  tells what the manifest has to say of the quads, reading them once, graph by graph;
  `Reckoned.of(graphs, counts)` puts it together where it was reckoned while they were written
  (`rdf.graphdigest.GraphDigest`, parts of which can be merged). Memory does not grow with quads.
- `working.Working`: of the snapshot before, in time of what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final, Self, TypeAlias

import pyoxigraph as ox
from filelock import FileLock, Timeout

from llmkg.errors import (
    LlmkgError,
    NoSnapshotError,
    OutsideError,
    SnapshotDamagedError,
    SnapshotLockedError,
)
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.rdf.canonical import canonical_quads
from llmkg.store import beside as files
from llmkg.store import disk, folders, refusal
from llmkg.store import manifest as manifests
from llmkg.store.embedded import EmbeddedStore, as_stored, is_merging
from llmkg.store.folders import new_folder
from llmkg.store.reckoning import Reckoned, reckon, reckon_quads
from llmkg.store.replica import mend
from llmkg.store.step import FILE as STEP

_INDEX: Final = "search"  # among the tools of a manifest: the format of the index of texts
_ATTEMPTS: Final = 5

_NONE_KNOWN: Final[Mapping[str, GraphInfo]] = MappingProxyType({})

Beside: TypeAlias = Callable[[Path, Sequence[ox.Quad]], None]
"""Writes files into the folder of a new snapshot, which has these quads."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows about itself; the rest of a manifest follows from the quads."""

    version: str
    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    warnings: int = 0


class OpenSnapshot:
    """A snapshot that is read; it stays on disk until it is closed."""

    def __init__(self, path: Path, manifest: Manifest, lease: IO[bytes] | None) -> None:
        self.path = path
        self.manifest = manifest
        self._lease = lease

    def store(self, *, in_memory: bool = False) -> EmbeddedStore:
        """Its quads: on disk and read-only, or copied. Raises SnapshotDamagedError."""
        try:
            on_disk = EmbeddedStore.read_only(self.path / "store")
            return on_disk.copied() if in_memory else on_disk
        except (LlmkgError, OSError) as error:
            raise SnapshotDamagedError(
                f"The snapshot cannot be opened: {error}",
                where=Location(str(self.path)),
                mend=mend(self.path),
            ) from error

    def look(self) -> None:
        """SnapshotDamagedError when a file beside the store is missing or has another size."""
        files.look(self.path, self.manifest.beside)

    def verify(self) -> None:
        """Compute all digests anew; SnapshotDamagedError when one is not that of the manifest."""
        files.look(self.path, self.manifest.beside, read=True)
        self.store().close()  # tells what ails it
        found = reckon(ox.Store.read_only(str(self.path / "store"))).digest
        if found != self.manifest.digest:
            raise SnapshotDamagedError(
                f"The snapshot's digest is {found}, its manifest says {self.manifest.digest}",
                where=Location(str(self.path)),
                mend=mend(self.path),
            )

    def close(self) -> None:
        """Let go of it."""
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def open_current(out: Path) -> OpenSnapshot:
    """The snapshot that serves. Raises NoSnapshotError, SnapshotDamagedError."""
    for _ in range(_ATTEMPTS):
        try:
            path = (out / "current").resolve(strict=True)
        except OSError:
            break
        # What is removed between the link and the lease is not found: look again.
        with suppress(FileNotFoundError), ExitStack() as stack:
            lease = folders.lease(path)
            if lease is not None:
                stack.enter_context(lease)
            snapshot = OpenSnapshot(path, manifests.read(path / "manifest.json"), lease)
            stack.pop_all()  # all went well: the lease is the snapshot's now
            if not folders.is_there(path, snapshot.manifest.boot):
                snapshot.close()
                raise SnapshotDamagedError(
                    "The machine stopped before the current snapshot was on the disk",
                    where=Location(str(path)),
                    mend="Make it anew with `llmkg build`: nothing that was written is lost.",
                )
            return snapshot
    if (out / "current").is_symlink():
        raise SnapshotDamagedError(
            "The current snapshot is not complete",
            where=Location(str(out)),
            mend=mend(out),
        )
    raise NoSnapshotError(
        "Nothing has been built yet", where=Location(str(out)), mend="Run `llmkg build`."
    )


def snapshot_at(path: Path) -> OpenSnapshot:
    """The snapshot in this folder, which somebody else keeps on disk. Raises OutsideError."""
    try:
        return OpenSnapshot(path, manifests.read(path / "manifest.json"), None)
    except FileNotFoundError as error:
        raise OutsideError("The snapshot is gone", where=Location(str(path))) from error


def read_manifest(out: Path) -> Manifest:
    """The manifest of the snapshot that serves. Raises NoSnapshotError, SnapshotDamagedError."""
    with open_current(out) as snapshot:
        return snapshot.manifest


@contextmanager
def building(out: Path, *, patience: float = 0) -> Iterator[None]:
    """Hold the lock of builds, and begin by removing what killed ones left.

    Raises SnapshotLockedError when another build runs for longer than `patience` seconds,
    OutsideError when the disk refuses.
    """
    try:
        (out / "snapshots").mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / "build.lock")
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise SnapshotLockedError(
            "Another build is running", where=Location(str(out)), mend="Wait until it is done."
        ) from error
    except OSError as error:
        raise refused(out, error) from error
    try:
        folders.sweep(out)
        yield
    finally:
        lock.release()


def write_snapshot(  # noqa: PLR0913 - each is a matter of its own
    out: Path,
    quads: Iterable[ox.Quad],
    facts: Facts,
    *,
    keep: int = 3,
    beside: Beside = lambda _folder, _quads: None,
    empty: Iterable[str] = (),
    known: Mapping[str, GraphInfo] = _NONE_KNOWN,
    commit: Callable[[], None] = lambda: None,
) -> Manifest:
    """Write the quads as a snapshot, make it the current one, and remove all but the last `keep`.

    `beside` writes into the folder what is to lie beside the store: a snapshot has all of it or is
    none. `empty` are graphs that exist without a triple; `known` are graphs that were not changed
    since their digest was computed. `commit` is called when the snapshot is whole and on the disk,
    before it serves. To be called while `building`. Raises OutsideError when the disk refuses.
    """
    stored = canonical_quads(as_stored(quads))
    reckoned = reckon_quads(stored, empty=empty, known=known)
    try:
        standing = _same(out, facts, reckoned)
        if standing is not None:
            return _again(out, standing, facts, reckoned, keep, commit)
        new = new_folder(out)
        store = ox.Store(str(new / "store"))
        store.bulk_extend(stored)  # bulk_load would label blank nodes anew
        merge = [quad.triple for quad in stored if is_merging(quad.graph_name)]
        if len({*merge}) < len(merge):
            store.bulk_extend(ox.Quad(*triple) for triple in merge)  # see `is_merged`
        store.flush()
        del store  # closes its files
        beside(new, stored)
    except OSError as error:
        raise refused(out, error) from error
    return finish(out, new, facts, reckoned, keep=keep, commit=commit, reuse=False)


def finish(  # noqa: PLR0913 - each is a matter of its own
    out: Path,
    new: Path,
    facts: Facts,
    reckoned: Reckoned,
    *,
    keep: int = 3,
    commit: Callable[[], None] = lambda: None,
    reuse: bool = True,
) -> Manifest:
    """Make the snapshot whose store and index lie in `new` (see `new_folder`) the current one.

    Writes tables and manifest, sees that all of it is on the disk, calls `commit`, and lets it
    serve; then removes all but the last `keep`. `reuse`: where a snapshot of the same quads is
    there and whole, which is read to see it, that one serves on with its manifest renewed. To be
    called while `building`. Raises OutsideError when the disk refuses.
    """
    try:
        standing = _same(out, facts, reckoned) if reuse else None
        if standing is not None:
            return _again(out, standing, facts, reckoned, keep, commit)
        manifests.write_tables(new, reckoned.graphs, facts.inputs)
        manifest = _manifest(facts, reckoned)
        return complete(out, new, manifest, keep=keep, commit=commit)
    except OSError as error:
        raise refused(out, error) from error


def complete(  # noqa: PLR0913 - each is a matter of its own
    out: Path,
    new: Path,
    manifest: Manifest,
    *,
    keep: int,
    commit: Callable[[], None],
    there: Container[tuple[int, int]] = (),
    settled: bool = True,
    shared: Mapping[tuple[int, int], str] | None = None,
) -> Manifest:
    """The last steps of every way to make a snapshot: all but the manifest lies in the folder.

    `there`: files that are on the disk already, by their place. Not `settled`: it serves before
    it is on the disk, and somebody sees to that later (`folders.settle`). `shared`: what is known
    of files that it may share with the current one, where somebody knows it. Raises OSError.
    """
    boot = "" if settled else disk.boot()
    folders.numbered(out, new)
    known = _shared(out) if shared is None else shared
    manifest = replace(manifest, beside=files.listed(new, known), boot=boot)
    if boot:
        (new / "manifest.json").write_text(manifests.to_json(manifest), encoding="utf-8")
    else:
        folders.write_text(new / "manifest.json", manifests.to_json(manifest))
        folders.sync_tree(new, there=there)
    path = folders.named(out, new, manifest.digest, settled=not boot)
    with folders.unless_committed(path, commit) as committing:
        _serve(out, path, keep, committing, settled=not boot)
    # Its tables are mapped already where they were amended.
    is_read = isinstance(manifest.graphs, manifests.Graphs)
    return manifest if is_read else manifests.read(path / "manifest.json")


def _serve(
    out: Path, path: Path, keep: int, commit: Callable[[], None], *, settled: bool = True
) -> None:
    folders.aim(out, path)  # which takes room on the disk, so that what follows needs none
    commit()
    try:
        folders.point(out, path, settled=settled)
    except OSError as error:
        raise OutsideError(
            f"What was written is stored, and does not serve yet: {error.strerror or error}",
            where=Location(str(out)),
            mend="Run `llmkg build`, or write what comes next; this need not be sent again.",
        ) from error
    with suppress(OSError):  # it is done; what is left is removed another time
        folders.prune(out, path, keep, _built)


def _manifest(facts: Facts, reckoned: Reckoned) -> Manifest:
    return Manifest(
        digest=reckoned.digest,
        built=now(),
        version=facts.version,
        tools=dict(facts.tools),
        inputs=facts.inputs,
        counts=dict(reckoned.counts),
        graphs=reckoned.graphs,
        quads=reckoned.quads,
        warnings=facts.warnings,
        sum=reckoned.sum,
    )


def now() -> str:
    """The time, as a manifest has it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _shared(out: Path) -> Mapping[tuple[int, int], str]:
    """The files that a new snapshot may share with the current one."""
    with suppress(LlmkgError, OSError), open_current(out) as current:
        return files.shared(current.path, current.manifest.beside)
    return {}


def _same(out: Path, facts: Facts, reckoned: Reckoned) -> Path | None:
    """A whole snapshot of the same quads; None when there is none."""
    for path in folders.names(out, reckoned.digest):
        if not path.exists():
            return None
        with suppress(LlmkgError, OSError):
            old = manifests.read(path / "manifest.json")
            if old.tools.get(_INDEX) != facts.tools.get(_INDEX):
                continue  # beside the same quads lies an index that this program cannot read
            OpenSnapshot(path, replace(old, digest=reckoned.digest), None).verify()
            return path
    return None


def _again(  # noqa: PLR0913, PLR0917 - those of `finish`
    out: Path,
    path: Path,
    facts: Facts,
    reckoned: Reckoned,
    keep: int,
    commit: Callable[[], None],
) -> Manifest:
    """Let a snapshot serve that was written before, with its manifest renewed."""
    old = manifests.read(path / "manifest.json")
    manifest = replace(_manifest(facts, reckoned), beside=old.beside)
    if old.boot:
        folders.settle(out, path)
    if old.inputs == facts.inputs and tuple(old.graphs) == tuple(reckoned.graphs):
        folders.write_text(path / "manifest.json", manifests.to_json(manifest))
        folders.sync(path)
        _serve(out, path, keep, commit)
        return manifests.read(path / "manifest.json")
    # Several files differ, which cannot be replaced at once: a new one shares the others.
    new = new_folder(out)
    own = ("manifest.json", folders.LEASE, STEP, *manifests.TABLES)
    folders.link_tree(path, new, without=own)
    manifests.write_tables(new, reckoned.graphs, facts.inputs)
    return complete(out, new, manifest, keep=keep, commit=commit)


def refused(out: Path, error: Exception) -> OutsideError:
    """What is said when the disk refuses."""
    return refusal.refused("The snapshot cannot be written", out, error)


def _built(path: Path) -> str:
    manifest = path / "manifest.json"
    try:
        # Several may be built in a second.
        return f"{manifests.read(manifest).built} {manifest.stat().st_mtime_ns:020}"
    except (LlmkgError, OSError):
        return ""
