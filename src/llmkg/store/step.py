"""What a snapshot has that the one before it had not: all quads of a write, for who follows it.

A write knows every quad that it adds and takes away, those of the default graph too. They lie in
the folder of the snapshot that it made, so that whoever has a copy of the snapshot before comes to
the new one by them, and need not open it (`mirror`). A snapshot without them was built, or differs
by more than is worth it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import Difference

FILE: Final = "step"
MOST_QUADS: Final = 2_000
"""Beyond that it is quicker to open the snapshot."""

At: TypeAlias = tuple[int, str]
"""Which snapshot it is: its number, and its digest."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one snapshot to the next.

    before  which that is, and `name` the name of its folder
    change  quads as the store has them, the default graph's with them
    size    bytes that it takes on the disk
    """

    before: At
    name: str
    change: Difference
    size: int = 0

    def write(self, folder: Path) -> None:
        """Put it into the folder of the new snapshot, if it is worth it. Raises OSError."""
        if len(self.change.added) + len(self.change.removed) > MOST_QUADS:
            return
        added, removed = (
            ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
            for quads in (self.change.added, self.change.removed)
        )
        sizes = len(added), len(removed)
        head = json.dumps({"before": self.before, "name": self.name, "bytes": sizes})
        (folder / FILE).write_bytes(b"%s\n%s%s" % (head.encode(), added, removed))

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The one to the snapshot in this folder; None where nobody told."""
        try:
            head, _, quads = (folder / FILE).read_bytes().partition(b"\n")
            said = json.loads(head)
            number, digest = said["before"]
            more, less = said["bytes"]
            if len(quads) != more + less:
                return None
            change = Difference(_parsed(quads[:more]), _parsed(quads[more:]))
            return cls((int(number), str(digest)), str(said["name"]), change, len(quads))
        except (OSError, ValueError, KeyError, TypeError, SyntaxError):
            return None


def _parsed(quads: bytes) -> frozenset[ox.Quad]:
    return frozenset(ox.parse(quads, format=ox.RdfFormat.N_QUADS))  # labels stay as they are
