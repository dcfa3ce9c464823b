"""What was computed in a snapshot, read by a process of its own.

A store on disk leaves threads behind in who opened it, and who forks must have none.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.errors import OutsideError
from llmkg.model.location import Location
from llmkg.vocab import ASSESSMENTS_GRAPH, ENTAILED_GRAPHS, KEPT_GRAPH

_COMPUTED: Final = (f"<{ASSESSMENTS_GRAPH}>", f"<{KEPT_GRAPH}>", f"<{ENTAILED_GRAPHS}")


def computed(store: Path) -> tuple[ox.Quad, ...]:
    """Assessments, entailments and what is kept, in the store of this folder.

    Raises OutsideError.
    """
    arguments = [sys.executable, "-m", __name__, str(store)]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own
    if done.returncode != 0:  # what came may be cut anywhere
        raise OutsideError("The snapshot cannot be read", where=Location(str(store)))
    return tuple(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))


def main() -> None:
    """The process."""
    opened = ox.Store.read_only(sys.argv[1])

    def quads() -> Iterator[ox.Quad]:
        for name in opened.named_graphs():
            if str(name).startswith(_COMPUTED):
                yield from opened.quads_for_pattern(None, None, None, name)

    ox.serialize(quads(), sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)


if __name__ == "__main__":
    main()
