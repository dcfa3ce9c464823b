"""Snapshots on disk: written atomically, opened read-only, removed when nobody reads them.

::

    {out}/build.lock                     held by the one build that runs
    {out}/current                        link to the snapshot that serves
    {out}/snapshots/{digest}/store/      the quads (the first 16 digits name the folder)
    {out}/snapshots/{digest}/manifest.json
    {out}/snapshots/{digest}/search/     the index of texts
    {out}/snapshots/{digest}/lease       readers hold it shared; what is leased is not removed
    {out}/snapshots/.new-*               a build that runs, or was killed

A snapshot is complete, and on the disk, before it gets its name; the link changes in one step. So
whoever is killed at whatever moment leaves either the old or the new one, and at most a `.new-`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
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
from llmkg.rdf.canonical import canonical_quads, digest, graph_digests
from llmkg.store import beside as files
from llmkg.store import manifest as manifests
from llmkg.store.embedded import EmbeddedStore, as_stored

if sys.platform != "win32":
    import fcntl

_NAME_LENGTH: Final = 16
_NEW: Final = ".new-"
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
                mend="Build again with `llmkg build --force`.",
            ) from error

    def look(self) -> None:
        """SnapshotDamagedError when a file beside the store is missing or has another size."""
        files.look(self.path, self.manifest.beside)

    def verify(self) -> None:
        """Compute all digests anew; SnapshotDamagedError when one is not that of the manifest."""
        files.look(self.path, self.manifest.beside, read=True)
        store = self.store()
        found = digest(store.quads())
        store.close()
        if found != self.manifest.digest:
            raise SnapshotDamagedError(
                f"The snapshot's digest is {found}, its manifest says {self.manifest.digest}",
                where=Location(str(self.path)),
                mend="Build again with `llmkg build --force`.",
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
            lease = _lease(path)
            if lease is not None:
                stack.enter_context(lease)
            snapshot = OpenSnapshot(path, manifests.read(path / "manifest.json"), lease)
            stack.pop_all()  # all went well: the lease is the snapshot's now
            return snapshot
    if (out / "current").is_symlink():
        raise SnapshotDamagedError(
            "The current snapshot is not complete",
            where=Location(str(out)),
            mend="Build again with `llmkg build --force`.",
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
        raise _refused(out, error) from error
    try:
        _sweep(out)
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
    graphs = _graphs(stored, empty, known)
    manifest = Manifest(
        digest=digest(stored),
        built=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        version=facts.version,
        tools=dict(facts.tools),
        inputs=dict(facts.inputs),
        counts=dict(manifests.count_classes(stored)),
        graphs=tuple(graphs),
        quads=len(stored),
        warnings=facts.warnings,
    )
    try:
        path, manifest = _same(out, manifest) or _write(out, stored, manifest, beside)
        commit()
        _point(out, path)
        _prune(out, path, keep)
    except OSError as error:
        raise _refused(out, error) from error
    return manifest


def _graphs(
    quads: Sequence[ox.Quad], empty: Iterable[str], known: Mapping[str, GraphInfo]
) -> list[GraphInfo]:
    names = {ox.NamedNode(iri) for iri in known}
    fresh = graph_digests(quad for quad in quads if quad.graph_name not in names)
    found = {iri: GraphInfo(iri, *info) for iri, info in fresh.items()}
    for iri in empty:
        found.setdefault(iri, GraphInfo(iri, 0, digest(())))
    return sorted((*found.values(), *known.values()), key=lambda info: info.iri)


def _write(
    out: Path, quads: list[ox.Quad], manifest: Manifest, beside: Beside
) -> tuple[Path, Manifest]:
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=out / "snapshots"))
    new.chmod(0o755)  # mkdtemp keeps others out; readers may be other users
    store = ox.Store(str(new / "store"))
    store.bulk_extend(quads)  # bulk_load would label blank nodes anew
    if len({quad.triple for quad in quads}) < len(quads):
        store.bulk_extend(ox.Quad(*quad.triple) for quad in quads)  # see `is_merged`
    store.flush()
    del store  # closes its files
    beside(new, quads)
    (new / "lease").touch()
    manifest = replace(manifest, beside=files.listed(new, _shared(out)))
    _write_text(new / "manifest.json", manifests.to_json(manifest))
    _sync_tree(new)
    path = next(path for path in _names(out, manifest.digest) if not path.exists())
    new.rename(path)
    _sync(path.parent)
    return path, manifest


def _shared(out: Path) -> Mapping[tuple[int, int], str]:
    """The files that a new snapshot may share with the current one."""
    with suppress(LlmkgError, OSError), open_current(out) as current:
        return files.shared(current.path, current.manifest.beside)
    return {}


def _same(out: Path, manifest: Manifest) -> tuple[Path, Manifest] | None:
    """A whole snapshot of the same quads, with its manifest renewed; None when there is none."""
    for path in _names(out, manifest.digest):
        if not path.exists():
            return None
        with suppress(LlmkgError, OSError):
            old = manifests.read(path / "manifest.json")
            if old.tools.get(_INDEX) != manifest.tools.get(_INDEX):
                continue  # beside the same quads lies an index that this program cannot read
            OpenSnapshot(path, replace(old, digest=manifest.digest), None).verify()
            manifest = replace(manifest, beside=old.beside)
            _write_text(path / "manifest.json", manifests.to_json(manifest))
            _sync(path)
            return path, manifest
    return None


def _names(out: Path, whole: str) -> Iterator[Path]:
    """The folder of a snapshot, and those it takes when a damaged one holds the name."""
    name = whole[:_NAME_LENGTH]
    for number in count(1):
        yield out / "snapshots" / (name if number == 1 else f"{name}-{number}")


def _point(out: Path, path: Path) -> None:
    link = out / f"{_NEW}current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("snapshots") / path.name, target_is_directory=True)
    link.replace(out / "current")
    _sync(out)


def _sweep(out: Path) -> None:
    for path in (*out.glob(f"{_NEW}*"), *(out / "snapshots").glob(f"{_NEW}*")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _prune(out: Path, current: Path, keep: int) -> None:
    """Remove the oldest snapshots beyond `keep`, but none that is current or read."""
    others = [path for path in (out / "snapshots").iterdir() if path.name != current.name]
    others.sort(key=_built, reverse=True)
    for path in others[max(keep - 1, 0) :]:
        if not _leased(path):
            # Renamed first: nobody may open what is half removed.
            gone = path.with_name(f"{_NEW}gone-{path.name}")
            path.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _built(path: Path) -> str:
    try:
        return manifests.read(path / "manifest.json").built
    except (LlmkgError, OSError):
        return ""


def _lease(path: Path) -> IO[bytes] | None:
    """Hold the snapshot; the kernel lets go of it when the process ends, however it ends."""
    if sys.platform == "win32":
        return None
    file = (path / "lease").open("rb")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FileNotFoundError(path) from None  # it is being removed
    return file


def _leased(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        with (path / "lease").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _write_text(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _sync_tree(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        for name in names:
            _sync(Path(place) / name)
        _sync(Path(place))


def _sync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(out: Path, error: OSError) -> OutsideError:
    return OutsideError(
        f"The snapshot cannot be written: {error.strerror or error}", where=Location(str(out))
    )
