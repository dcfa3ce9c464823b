"""Fetching a snapshot, and serving it from here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from llmkg.errors import LlmkgError, SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.model.manifest import Manifest
from llmkg.replicas.listing import Listing, file_of
from llmkg.replicas.place import Place
from llmkg.replicas.push import listed, nothing, standing
from llmkg.store import folders
from llmkg.store.beside import said_of
from llmkg.store.replica import from_elsewhere, mark
from llmkg.store.snapshot import OpenSnapshot, building, open_current, refused, snapshot_at


def pull(  # noqa: PLR0913 - each is a matter of its own
    out: Path,
    place: Place,
    *,
    keep: int,
    digest: str = "",
    hold: bool = False,
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[Manifest, bool]:
    """Fetch what serves there, or the snapshot whose digest begins so, and let it serve here.

    Every file is compared with its digest before it serves; what is damaged or not whole is
    refused, and what served before serves on. Files of the current snapshot are not fetched again.
    `hold`: it is only fetched. All but the last `keep` snapshots are removed, none that is read.
    Gives the manifest, and whether another one serves now than before. Raises NoSnapshotError,
    NotFoundError, SnapshotDamagedError, SnapshotLockedError while another pull runs, LayoutError
    where snapshots are built here, OutsideError.
    """
    found = standing(place)
    if found is None:
        raise nothing(place, "Nothing was pushed there yet")
    digest = found.find(digest) if digest else found.serves
    listing = listed(place, digest)
    from_elsewhere(out)
    if not hold:
        with suppress(LlmkgError), open_current(out) as current:
            if current.manifest.digest == digest and _is_there(current, listing):
                return current.manifest, False
    with building(out):
        try:
            path = _there(out, listing) or _fetched(out, place, listing, progress)
            manifest = snapshot_at(path).manifest
            mark(out, place.address)
            if not hold:
                folders.point(out, path)
                folders.prune(out, path, keep, _built)
        except OSError as error:
            raise refused(out, error) from error
    return manifest, not hold


def _is_there(snapshot: OpenSnapshot, listing: Listing) -> bool:
    """Whether it can be opened, and all its files have their lengths: to read them takes long."""
    snapshot.store().close()
    sizes = (said.partition(" ")[0] for said in listing.files.values())
    paths = (snapshot.path / name for name in listing.files)
    return all(
        path.is_file() and path.stat().st_size == int(size)
        for path, size in zip(paths, sizes, strict=True)
    )


def _there(out: Path, listing: Listing) -> Path | None:
    """A folder that has this snapshot, whole."""
    for path in folders.names(out, listing.digest):
        if not path.exists():
            return None
        with suppress(LlmkgError, OSError):
            for name, said in listing.files.items():
                if said_of(path / name) != said:
                    raise _damaged(str(path / name))
            _look(path, listing)
            return path
    return None


def _fetched(out: Path, place: Place, listing: Listing, progress: Callable[[str], None]) -> Path:
    here = _at_hand(out, place)
    new = folders.new_folder(out)
    for name, said in listing.files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if said in here:
            os.link(here[said], path)
            continue
        progress(f"fetching {name}")
        if place.fetch(file_of(said), path) != said:
            raise _damaged(f"{place.address}/{file_of(said)}")
    for name in (folders.LEASE, folders.SETTLED):
        (new / name).touch()
    _look(new, listing)
    folders.sync_tree(new)
    return folders.named(out, new, listing.digest)


def _at_hand(out: Path, place: Place) -> Mapping[str, Path]:
    """Large files of a store that the current snapshot has, by size and digest.

    They never change once they are written, and so can be shared. What they should be is told by
    the place; one that has been damaged since is fetched again.
    """
    with suppress(LlmkgError), open_current(out) as current:
        files = listed(place, current.manifest.digest).files
        found = {said: current.path / name for name, said in files.items() if name[-4:] == ".sst"}
        return {said: path for said, path in found.items() if said_of(path) == said}
    return {}


def _look(path: Path, listing: Listing) -> None:
    """Whether this program can read what has arrived, and it is what was wanted."""
    found = snapshot_at(path)
    if found.manifest.digest != listing.digest:
        raise _damaged(str(path / "manifest.json"))
    found.look()
    found.store().close()


def _built(path: Path) -> str:
    try:
        return snapshot_at(path).manifest.built
    except LlmkgError:
        return ""


def _damaged(where: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        "A file is not what the list of files says",
        where=Location(where),
        mend="Pull again; if it stays so, push again from where it was built.",
    )
