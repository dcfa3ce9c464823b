"""Files that lie beside the store of a snapshot, each with its size and digest.

The store has a digest of what it holds. What lies beside it is derived, and would be wrong in
silence if a copy left some of it out: so the manifest lists it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Final

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.store.replica import mend

_NOT_LISTED: Final = ("lease", "manifest.json", "settled", "step")
_STORE: Final = "store"
_LOCK: Final = ".lock"


def listed(folder: Path, known: Mapping[tuple[int, int], str]) -> dict[str, str]:
    """Size and sha256 (``1024 5f70…``) of each file by its path in the folder of a snapshot.

    `known`: those of files that another snapshot shares with this one, as `shared` tells them.
    """
    return {name: known.get(at) or said_of(folder / name) for name, at in _files(folder)}


def shared(folder: Path, listing: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The files of an older snapshot by their place on the disk, which links to them have, too."""
    return {at: listing[name] for name, at in _files(folder) if name in listing}


def look(folder: Path, listing: Mapping[str, str], *, read: bool = False) -> None:
    """Raise SnapshotDamagedError unless all files are there with their sizes.

    `read`: they are read, and their digests compared, too.
    """
    for name, said in listing.items():
        path = folder / name
        if not path.is_file():
            raise _damaged(path, "it is missing")
        if path.stat().st_size != int(said.partition(" ")[0]):
            raise _damaged(path, "it has another size than the manifest says")
        if read and said_of(path) != said:
            raise _damaged(path, "it is not what the manifest says")


def _files(folder: Path) -> list[tuple[str, tuple[int, int]]]:
    """The paths of all files in there, sorted, and where they are on the disk."""
    return sorted(_walked(str(folder), ""))


def _walked(folder: str, above: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = above + entry.name
            if name == _STORE or name in _NOT_LISTED or name.endswith(_LOCK):
                continue
            if entry.is_dir():
                yield from _walked(entry.path, f"{name}/")
            elif entry.is_file():
                stat = entry.stat()
                yield name, (stat.st_dev, stat.st_ino)


def said_of(path: Path) -> str:
    """Size and sha256 of a file, as a manifest has them (``1024 5f70…``)."""
    with path.open("rb") as file:
        return f"{path.stat().st_size} {file_digest(file, 'sha256').hexdigest()}"


def _damaged(path: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"A file of the snapshot cannot be used: {why}",
        where=Location(str(path)),
        mend=mend(path, "Build again with `llmkg build`."),
    )
