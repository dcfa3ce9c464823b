"""The state of a store that is open for writing, put into a folder of its own: what readers open.

The engine's own way (`backup`) first writes out what it has in memory, a file for each of its
indexes, and two of those make it put each index together anew, of whatever size it is. But what is
in its memory stands in its log, too, and who opens a store goes through that. So a state costs
links to files that never change, and a copy of its list of files and of its log: it is what another
process would find if this one were killed. When the log has become long, somebody has it written
out (`Working.tidy`) when nobody waits for that.

Files may come and go meanwhile, as the engine puts them together on threads of its own. Each such
step is one more line of its list: while that does not grow, all that it names is there.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import Difference

NEVER_CHANGES: Final = ".sst"
_LOG: Final = ".log"
_POINTER: Final = "CURRENT"
_STAYS: Final = ("OPTIONS-", "IDENTITY")
_ATTEMPTS: Final = 20
_PAUSE_SECONDS: Final = 0.001


def put(store: ox.Store, folder: Path, new: Path) -> int:
    """Put the state of a store, which lies in `folder`, into a new folder.

    Nobody may write to it meanwhile. Gives the bytes of its log, which whoever opens it goes
    through. Raises OSError.
    """
    for _ in range(_ATTEMPTS):
        new.mkdir()
        with suppress(FileNotFoundError):
            name = (folder / _POINTER).read_text(encoding="ascii")
            listed = (folder / name.strip()).read_bytes()
            length = _shared(folder, new)
            if _is_still(folder, name, len(listed)):
                (new / name.strip()).write_bytes(listed)
                (new / _POINTER).write_text(name, encoding="ascii")
                return length
        shutil.rmtree(new)
        time.sleep(_PAUSE_SECONDS)
    store.backup(str(new))  # which holds the engine up
    return 0


def copy(folder: Path, new: Path) -> None:
    """A copy of a store that nobody has open for writing, to be written to. Raises OSError."""
    shutil.copytree(folder, new, copy_function=_copied)


def change(store: ox.Store, difference: Difference) -> None:
    """Add and take away quads; a graph that is left empty goes, whose name would be found."""
    for quad in difference.removed:
        store.remove(quad)
    store.extend(difference.added)
    for graph in {quad.graph_name for quad in difference.removed}:
        if next(iter(store.quads_for_pattern(None, None, None, graph)), None) is None:
            store.remove_graph(graph)


def _copied(source: str, target: str) -> None:
    if source.endswith(NEVER_CHANGES):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _shared(folder: Path, new: Path) -> int:
    length = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith(_LOG):
                shutil.copyfile(entry.path, new / name)
                length += (new / name).stat().st_size
            elif name.endswith(NEVER_CHANGES) or name.startswith(_STAYS):
                os.link(entry.path, new / name)
    return length


def _is_still(folder: Path, name: str, length: int) -> bool:
    current = (folder / _POINTER).read_text(encoding="ascii")
    return current == name and (folder / name.strip()).stat().st_size == length
