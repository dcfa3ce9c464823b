"""Bringing the current snapshot to where others fetch it, and saying which one serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from llmkg.errors import NoSnapshotError, ParameterError
from llmkg.model.location import Location
from llmkg.replicas.listing import CURRENT, Listing, Standing, file_of, name_of
from llmkg.replicas.place import Place
from llmkg.store.beside import said_of
from llmkg.store.snapshot import OpenSnapshot, open_current

_ITS_OWN: Final = ("LOCK", "LOG")
"""Of a store's files, those that the engine writes where it reads, and finds nothing in."""


def push(
    out: Path,
    place: Place,
    *,
    keep: int,
    serve: bool = True,
    progress: Callable[[str], None] = lambda _step: None,
) -> Listing:
    """Put the current snapshot of `out` there; with `serve` it is what replicas take next.

    It is read as a whole first: what is damaged goes nowhere. Files that are there already are not
    sent. All but the last `keep` snapshots are taken away, none that serves. One at a time may push
    to a place. Raises NoSnapshotError, SnapshotDamagedError, OutsideError.
    """
    _writable(place)
    with open_current(out) as snapshot:
        progress("reading")
        snapshot.verify()
        manifest = snapshot.manifest
        listing = Listing(
            manifest.digest,
            manifest.built,
            manifest.version,
            manifest.quads,
            {name: said_of(snapshot.path / name) for name in _files(snapshot)},
        )
        for name, said in listing.files.items():
            if place.size(file_of(said)) != int(said.partition(" ")[0]):
                progress(f"sending {name}")
                place.put(file_of(said), snapshot.path / name)
    place.put(name_of(listing.digest), listing.to_json())
    old = standing(place)
    if old is None:
        new = Standing(listing.digest, (listing.digest,))
    else:
        new = old.with_new(listing.digest, serves=serve)
    place.put(CURRENT, new.to_json())
    _prune(place, new, keep)
    return listing


def standing(place: Place) -> Standing | None:
    """Which snapshot serves, and which are there; None where nothing was pushed."""
    text = place.read(CURRENT)
    return None if text is None else Standing.read(text, f"{place.address}/{CURRENT}")


def listed(place: Place, digest: str) -> Listing:
    """The files of a snapshot that is there. Raises NoSnapshotError, SnapshotDamagedError."""
    text = place.read(name_of(digest))
    if text is None:
        raise nothing(place, f"There is no snapshot {digest[:16]}")
    return Listing.read(text, f"{place.address}/{name_of(digest)}")


def roll_back(place: Place, to: str = "") -> Standing:
    """Let the snapshot before serve, or the one whose digest begins with `to`: one write."""
    _writable(place)
    old = standing(place)
    if old is None:
        raise nothing(place, "Nothing was pushed there yet")
    new = old.back(to)
    place.put(CURRENT, new.to_json())
    return new


def nothing(place: Place, what: str) -> NoSnapshotError:
    """What is said where a snapshot is missing."""
    return NoSnapshotError(
        what, where=Location(place.address), mend="Run `llmkg snapshot push` where it was built."
    )


def _files(snapshot: OpenSnapshot) -> Iterator[str]:
    for path in sorted((snapshot.path / "store").iterdir()):
        if not path.name.startswith(_ITS_OWN):
            yield f"store/{path.name}"
    yield from snapshot.manifest.beside
    yield "manifest.json"


def _prune(place: Place, found: Standing, keep: int) -> None:
    kept = {found.serves, *found.digests[:keep]}
    gone = [digest for digest in found.digests if digest not in kept]
    if not gone:
        return
    needed = {file_of(said) for digest in kept for said in listed(place, digest).files.values()}
    files = {file_of(said) for digest in gone for said in listed(place, digest).files.values()}
    left = Standing(found.serves, tuple(each for each in found.digests if each in kept))
    place.put(CURRENT, left.to_json())
    place.remove([name_of(digest) for digest in gone])
    place.remove(sorted(files - needed))


def _writable(place: Place) -> None:
    if place.is_web:
        raise ParameterError(
            f"{place.address} is a web server, which takes nothing",
            mend="Give the folder or bucket that it serves.",
        )
