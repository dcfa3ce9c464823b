"""What a write stands on that looks only at what it changes: the current snapshot, to be changed.

It is there where the current snapshot is what would be built of files and contributions. Where it
is not, nobody knows what else there is to do, and the write takes the long way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg import __version__
from llmkg.build import tool_versions
from llmkg.contribute.following import Law
from llmkg.contribute.job import Job
from llmkg.contribute.onfile import Files
from llmkg.contribute.payload import Published
from llmkg.contribute.place import Place, own_policy, published
from llmkg.errors import LlmkgError, SnapshotError
from llmkg.export.recount import Recount
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.rdf.view import Difference
from llmkg.search.amend import Desk
from llmkg.search.index import SEARCH_FOLDER
from llmkg.store import folders
from llmkg.store import manifest as manifests
from llmkg.store.contents import Contents
from llmkg.store.embedded import is_merged
from llmkg.store.journal import Journal
from llmkg.store.manifest import graph_of
from llmkg.store.snapshot import open_current
from llmkg.store.working import Working

ALL: Final = 1 << 30
"""To keep that many snapshots is to remove none."""


class Footing:
    """The store of the current snapshot in a copy that changes, with what belongs to it."""

    def __init__(self, place: Place, working: Working, files: Files, contents: Contents) -> None:
        self.place = place
        self.files = files
        self.contents = contents
        self._journal = Journal(place.out)
        self._stamp = self._journal.stamp()
        self.working = working
        self.sound = True
        """Whether the store is that of the current snapshot: not while it is being changed."""

        self._desk: Desk | None = None
        self.recount: Final = Recount()
        self.tools: Final = tool_versions()
        self.law = Law.of(place.root, working.store, files.policy)

    @classmethod
    def of(cls, place: Place) -> Footing | None:
        """That of what is current now; None where it is not what would be built.

        To be called while `building`. Raises what reading the files raises, and OutsideError where
        the disk is full.
        """
        try:
            with open_current(place.out) as current:
                manifest = current.manifest
        except LlmkgError:
            return None
        journal = Journal(place.out)
        files = Files(place.root, own_policy(place.root, manifest))
        inputs = {**files.inputs, **journal.inputs()}
        if not _is_made_of(manifest, inputs):
            path = _finished(place.out, inputs)
            if path is None:
                return None
            folders.point(place.out, path)
        try:
            return cls(place, Working.open(place.out), files, journal.contents())
        except SnapshotError:
            return None

    def holds(self, graphs: Iterable[str]) -> bool:
        """Whether all is still what it was, as far as a write to these graphs has to know."""
        return (
            self.working.is_current()
            and self._journal.stamp() == self._stamp
            and not self.files.changed(graphs)
        )

    @property
    def manifest(self) -> Manifest:
        """Of the current snapshot."""
        return self.working.manifest

    @property
    def store(self) -> ox.Store:
        """All that there is."""
        return self.working.store

    @property
    def merged(self) -> bool:
        """Whether the default graph repeats what stands in the others."""
        return is_merged(self.store)

    def info(self, graph: str) -> GraphInfo | None:
        """What the manifest says of a graph."""
        return graph_of(self.manifest, graph)

    def exists(self, graph: str) -> bool:
        """Whether there is such a graph, be it empty."""
        return self.info(graph) is not None

    def digest_of(self, graph: str) -> str:
        """The digest of a graph; "" for none."""
        info = self.info(graph)
        return info.digest if info is not None else ""

    def apply(self, difference: Difference) -> None:
        """Change the store."""
        self.working.apply(difference)

    def desk(self) -> Desk:
        """The index of texts, to be changed as the store is. Raises SnapshotDamagedError."""
        if self._desk is None:
            working = self.working
            self._desk = Desk(working.snapshot / SEARCH_FOLDER, working.folder / SEARCH_FOLDER)
        return self._desk

    def wrote(self, contents: Contents) -> None:
        """The journal holds this from now on, and the snapshot, too."""
        self.contents = replace(contents, fresh=b"")
        self._stamp = self._journal.stamp()

    def published(self, job: Job) -> Published:
        """Our JSON-LD context."""
        return published(self.place, job)

    def close(self) -> None:
        """Let go of it."""
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()
        with suppress(LlmkgError, OSError):
            self.working.close()

    def prune(self) -> None:
        """Remove what nobody needs: snapshots but those that are to stay, and a long log.

        To be called while `building`.
        """
        is_known = self._journal.stamp() == self._stamp
        if is_known and self._journal.is_long(self.contents):
            self.wrote(self._journal.fold(self.contents))
        folders.prune(self.place.out, self.working.snapshot, self.place.keep, _built)


def _is_made_of(manifest: Manifest, inputs: Mapping[str, str]) -> bool:
    """Whether a snapshot is what would be built of these files."""
    return (
        manifest.version == __version__
        and dict(manifest.tools) == dict(tool_versions())
        and dict(manifest.inputs) == inputs
    )


def _finished(out: Path, inputs: Mapping[str, str]) -> Path | None:
    """A snapshot that is what would be built, and does not serve.

    Whoever wrote it was killed when all was on the disk, before it became the current one.
    """
    for path in sorted((out / folders.SNAPSHOTS).glob("[!.]*")):
        with suppress(LlmkgError, OSError):
            manifest = manifests.read(path / "manifest.json")
            if _is_made_of(manifest, inputs) and folders.is_there(path, manifest.boot):
                return path
    return None


def _built(path: Path) -> str:
    with suppress(LlmkgError, OSError):
        return manifests.read(path / "manifest.json").built
    return ""
