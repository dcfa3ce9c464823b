"""The mark of a folder whose snapshots were built elsewhere: nothing is built over them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from llmkg.errors import LayoutError
from llmkg.model.location import Location
from llmkg.store.folders import SNAPSHOTS, write_text

_FILE: Final = "replica"
_DEEPEST: Final = 5  # folders between a file of a snapshot and that of all snapshots


def mark(out: Path, address: str) -> None:
    """Say that the snapshots of this folder come from there."""
    if origin(out) != address:
        write_text(out / _FILE, f"{address}\n")


def origin(out: Path) -> str:
    """Where the snapshots of this folder come from; "" where they are built here."""
    try:
        return (out / _FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def mend(place: Path, otherwise: str = "Build again with `llmkg build --force`.") -> str:
    """What to do about a snapshot that is damaged at this place: one that was pulled is fetched."""
    for folder in (place, *place.parents)[:_DEEPEST]:
        if (folder / SNAPSHOTS).is_dir():
            address = origin(folder)
            return f"Pull it again: llmkg snapshot pull {address}" if address else otherwise
    return otherwise


def from_elsewhere(out: Path) -> None:
    """LayoutError where there are snapshots that were built here: others would take their place."""
    if not origin(out) and (out / "current").is_symlink():
        raise LayoutError(
            "The snapshots of this folder were built here",
            where=Location(str(out)),
            mend="Give another folder (--out) for those that are pulled.",
        )


def no_replica(out: Path) -> None:
    """LayoutError where snapshots come from elsewhere: what was built here would be lost."""
    if address := origin(out):
        raise LayoutError(
            f"The snapshots of this folder are pulled from {address}",
            where=Location(str(out / _FILE)),
            mend="Build where they are pushed from, or into another folder (--out).",
        )
