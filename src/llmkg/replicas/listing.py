"""What lies at a place, as JSON.

::

    files/{sha256}            a file of snapshots; what several of them have lies there once
    snapshots/{digest}        which files make up the snapshot of this digest
    current                   which snapshot serves, and which are there

The last one alone is ever written anew. It is written last, and so is read first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final, Self

from llmkg.errors import ArchiveError, NotFoundError, SnapshotDamagedError
from llmkg.model.location import Location

CURRENT: Final = "current"
_FORMAT: Final = 1
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SAID: Final = re.compile(r"\d+ [0-9a-f]{64}")


def name_of(digest: str) -> str:
    """The object that lists the files of a snapshot."""
    return f"snapshots/{digest}"


def file_of(said: str) -> str:
    """The object with a file of which size and sha256 are told."""
    return f"files/{said.partition(' ')[2]}"


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a snapshot, each with size and sha256 (``1024 5f70…``), by their path in it."""

    digest: str
    built: str
    version: str
    quads: int
    files: Mapping[str, str]

    def to_json(self) -> bytes:
        """As it lies at a place."""
        return _written(
            digest=self.digest,
            built=self.built,
            version=self.version,
            quads=self.quads,
            files=dict(self.files),
        )

    @classmethod
    def read(cls, text: bytes, where: str) -> Self:
        """Raises SnapshotDamagedError; ArchiveError where a path leads out of the folder."""
        given = _read(text, where)
        try:
            found = cls(**given)
            sound = _DIGEST.fullmatch(found.digest) and all(
                _SAID.fullmatch(said) for said in found.files.values()
            )
        except (TypeError, AttributeError):
            sound = None
        if not sound:
            raise _damaged(where)
        for name in found.files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
                raise ArchiveError(
                    f"A list of files names {name!r}, which is no place inside a snapshot",
                    where=Location(where),
                    mend="Push the snapshot again, and see who else can write there.",
                )
        return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Which snapshot serves, and all that are there, the newest first."""

    serves: str
    digests: tuple[str, ...]

    def with_new(self, digest: str, *, serves: bool) -> Self:
        """After a snapshot was put there."""
        others = tuple(each for each in self.digests if each != digest)
        return replace(self, serves=digest if serves else self.serves, digests=(digest, *others))

    def back(self, to: str = "") -> Self:
        """With another one that serves: that which begins with `to`, else the one before.

        Raises NotFoundError.
        """
        older = self.digests[self.digests.index(self.serves) + 1 :]
        if not to and not older:
            raise NotFoundError(
                "No older snapshot is there",
                mend="Build again from older files, and push what comes of it.",
            )
        return replace(self, serves=self.find(to) if to else older[0])

    def find(self, beginning: str) -> str:
        """The only digest that begins so. Raises NotFoundError."""
        found = [each for each in self.digests if each.startswith(beginning)]
        if len(found) != 1:
            raise NotFoundError(
                f"{len(found)} of the snapshots there have a digest that begins with {beginning!r}",
                mend="See `llmkg snapshot list` with the place.",
            )
        return found[0]

    def to_json(self) -> bytes:
        """As it lies at a place."""
        return _written(serves=self.serves, digests=list(self.digests))

    @classmethod
    def read(cls, text: bytes, where: str) -> Self:
        """Raises SnapshotDamagedError."""
        given = _read(text, where)
        try:
            found = cls(given["serves"], tuple(given["digests"]))
            if found.serves in found.digests and all(map(_DIGEST.fullmatch, found.digests)):
                return found
        except (TypeError, KeyError):
            pass
        raise _damaged(where)


def _written(**what: object) -> bytes:
    return (json.dumps({"format": _FORMAT, **what}, indent=1) + "\n").encode("ascii")


def _read(text: bytes, where: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
        if isinstance(given, dict) and given.pop("format", None) == _FORMAT:
            return given
    except ValueError:
        pass
    raise _damaged(where)


def _damaged(where: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        "What says which snapshots are there cannot be read",
        where=Location(where),
        mend="Push again with `llmkg snapshot push`, by the same version of llmkg.",
    )
