"""An index that is changed again and again, each state of which is put beside a snapshot.

The one who changes it stays open from one change to the next, and what it merges meanwhile it
merges beside everything else. A state of it is a list of segments, whose files never change: it
costs links, and the list. What the engine does to end a segment takes as long as the rest, and
none of our time: so it is begun by one call, and asked for by another.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.rdf.view import Difference, View
from llmkg.search.documents import MOST_MENTIONS, TERM, document, kind_of, mentioned, touched
from llmkg.search.index import META, Editor, copy_index, is_index

_OF_A_SEGMENT: Final = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_MANAGED: Final = ".managed.json"
_ATTEMPTS: Final = 5


class Desk:
    """A copy of the index of a snapshot, to be changed. For one thread at a time."""

    def __init__(self, index: Path, folder: Path) -> None:
        """`folder`: a new one on the disk of the index. Raises SnapshotDamagedError, OSError."""
        if not is_index(index):
            raise SnapshotDamagedError(
                "The index of texts cannot be used",
                where=Location(str(index)),
                mend="Build again with `llmkg build --force`.",
            )
        copy_index(index, folder)
        self._folder = folder
        self._editor = Editor(folder)
        self._thread = ThreadPoolExecutor(1, "index")
        self._committed: Future[None] = Future()
        self._committed.set_result(None)

    def amend(self, after: View, change: Difference) -> None:
        """Begin to make the index what it would be, written anew from this graph.

        `change`: what came and went since the state before.
        """
        more = mentioned(change)
        for iri in sorted(touched(change.quads)):
            mentions = self._mentions(iri, more.get(iri, 0))
            self._editor.remove(iri)
            found = document(after, iri, mentions=mentions)
            if found is not None:
                self._editor.add(found)
        self._editor.prepare()
        self._committed = self._thread.submit(self._editor.commit)

    def put(self, new: Path) -> None:
        """Write into a new folder what it is, once it is that. Raises OSError, ValueError."""
        self._committed.result()
        for _ in range(_ATTEMPTS - 1):
            try:
                _put(self._folder, new)
            except FileNotFoundError:  # a merge has ended meanwhile: another state says the same
                shutil.rmtree(new)
            else:
                return
        _put(self._folder, new)

    def close(self) -> None:
        """Let go of it, when the engine has done what was begun."""
        self._thread.shutdown()

    def _mentions(self, iri: str, more: int) -> int | None:
        """How often a thing is mentioned, which may be very often; None: it has to be counted."""
        before = self._editor.mentions(iri)
        if before is None or kind_of(iri) == TERM:
            return None
        if before == MOST_MENTIONS:  # at least
            return before if more >= 0 else None
        return min(before + more, MOST_MENTIONS)


def _put(folder: Path, new: Path) -> None:
    """Share the state that an index has now. Raises FileNotFoundError where it has another."""
    meta = (folder / META).read_bytes()
    names = []
    for segment in json.loads(meta)["segments"]:
        name = segment["segment_id"].replace("-", "")
        names += [f"{name}.{each}" for each in _OF_A_SEGMENT]
        if segment["deletes"]:
            names.append(f"{name}.{segment['deletes']['opstamp']}.del")
    new.mkdir()
    for name in names:
        os.link(folder / name, new / name)
    (new / META).write_bytes(meta)
    (new / _MANAGED).write_text(json.dumps([*names, META]), encoding="utf-8")
