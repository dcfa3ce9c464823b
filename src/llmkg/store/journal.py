"""What was contributed to a running server: what it makes of the graphs of the files, on disk.

::

    {out}/contributed/log-{number}.nt     a record for each write since that number (see `records`)
    {out}/contributed/manifest.json       what there was before: files that count, and the log
    {out}/contributed/{name}-{number}.nt  one graph, or what comes into it and goes from it
    {out}/contributed/audit.nt            who wrote what, and when; only ever longer

A write is one record, whatever the size of the graphs that it changes, and it counts once that is
on the disk: so several graphs change together or not at all, whoever is killed at whatever moment.
A record that was not finished is one that nobody was told of; the next write begins in its place.
When records have become many they are put together (`fold`): files are complete, and on the disk,
before the manifest names them, and the manifest is replaced in one step. What no manifest names is
swept away then.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.errors import LlmkgError, OutsideError, SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.rdf.corpus import Corpus, Document
from llmkg.rdf.view import Difference
from llmkg.store import disk, folders, records
from llmkg.store import manifest as manifests
from llmkg.store.contents import Contents, Entry
from llmkg.store.embedded import as_stored
from llmkg.store.records import Span, Written
from llmkg.store.refusal import refused
from llmkg.vocab import AUDIT_GRAPH

FOLDER: Final = "contributed"
MANIFEST: Final = f"{FOLDER}/manifest.json"
"""By this name builds know what was contributed, with a digest of all of it."""

LONG: Final = 4 << 20
"""Bytes of records that are put together when nobody waits for it."""

_AUDIT: Final = "audit.nt"


class Journal:
    """The contributions below a folder. One process writes; who builds holds the same lock."""

    def __init__(self, out: Path) -> None:
        self.folder = out / FOLDER

    def contents(self) -> Contents:
        """What counts now. Raises SnapshotDamagedError when it cannot be read.

        What was read of the disk otherwise than it was written, at the end of the log, looks like a
        record that nobody finished. But the snapshot that serves names the last record of those
        that it was made of, and began to serve when that was on the disk.
        """
        served = self._served()  # first: what serves by now is in the log
        contents = self._listed()
        path = self.folder / contents.log
        data = self._read(path)
        for record in records.read(data, contents.seal):
            contents = contents.after(record)
        if not records.is_torn(data, contents.length):
            raise _damaged(path, f"a record of it is not as written, from byte {contents.length}")
        if served and served not in contents.seals:
            is_all_known = not contents.seals[0]
            if len(data) > contents.length or is_all_known:
                raise _damaged(
                    path, f"a write that was stored is missing, at byte {contents.length}"
                )
        return contents

    def _served(self) -> str:
        """The seal of the last record that the current snapshot was made of; "" without any."""
        if not self.folder.exists():
            return ""
        with suppress(LlmkgError, OSError):
            current = (self.folder.parent / "current").resolve(strict=True)
            return manifests.read(current / "manifest.json").inputs.get(MANIFEST, "")
        return ""

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """What tells whether it was written since, without reading it; empty: there is none."""
        found = []
        for path in sorted(self.folder.glob("log-*.nt")):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(found)

    def inputs(self) -> Mapping[str, str]:
        """A digest of all that counts by the name `MANIFEST`, as a build's input; empty without."""
        return self.inputs_of(self.contents())

    @staticmethod
    def inputs_of(contents: Contents) -> Mapping[str, str]:
        """What `inputs` gives once these are the contents."""
        return {MANIFEST: contents.seal} if contents.generation else {}

    def triples(self, graph: str, contents: Contents) -> tuple[ox.Quad, ...]:
        """The statements of a graph that stands in place of files.

        Raises SnapshotDamagedError when they are not as written.
        """
        entry = contents.graphs[graph]
        found: dict[ox.Quad, None] = {}
        if entry.file is not None:
            found = self._quads(self._file(entry), graph, entry.file)
        for span in entry.spans:
            data = self._section(contents, span)
            if span.whole:
                found = self._quads(data, graph, contents.log)
                continue
            change = self._parsed(data, graph, contents.log)
            for quad in change.removed:
                found.pop(quad, None)
            found |= dict.fromkeys(self._quads(data, graph, contents.log))
        return tuple(found)

    def patch(self, graph: str, contents: Contents) -> Difference:
        """What comes into a graph, and goes from it, that lies over what files say.

        Raises as `triples` does.
        """
        entry = contents.graphs[graph]
        change = Difference()
        if entry.file is not None:
            change = self._parsed(self._file(entry), graph, entry.file)
        for span in entry.spans:
            change |= self._parsed(self._section(contents, span), graph, contents.log)
        return change

    def audit(self, contents: Contents) -> tuple[ox.Quad, ...]:
        """The record of all writes."""
        path = self.folder / _AUDIT
        found: dict[ox.Quad, None] = {}
        if contents.audit:
            found = self._quads(self._read(path)[: contents.audit], AUDIT_GRAPH, _AUDIT)
        log = self._log(contents) if contents.said else b""
        for span in contents.said:
            said = records.told(log[span.start : span.start + span.length], AUDIT_GRAPH)
            found |= dict.fromkeys(said)
        return tuple(found)

    def overlay(self, corpus: Corpus) -> Corpus:
        """The corpus with what was contributed: in place of graphs of its files, or over them."""
        contents = self.contents()
        if not contents.generation:
            return corpus
        added, changes = [], {}
        for iri, entry in contents.graphs.items():
            if entry.hidden:
                continue
            if entry.over:
                changes[iri] = self.patch(iri, contents)
                quads = _without(changes[iri].added, corpus, iri)
            else:
                quads = self.triples(iri, contents)
            name = entry.file if entry.file and not entry.spans else contents.log
            added.append(Document(self.folder / name, f"{FOLDER}/{name}", iri, quads))
        kept = [
            replace(each, quads=_left(each.quads, changes[each.graph].removed))
            if each.graph in changes
            else each
            for each in corpus.documents
            if each.graph in changes or each.graph not in contents.graphs
        ]
        return replace(
            corpus,
            documents=(*kept, *sorted(added, key=lambda document: document.name)),
            inputs=MappingProxyType({**corpus.inputs, **self.inputs_of(contents)}),
        )

    def prepare(
        self,
        old: Contents,
        changes: Mapping[str, Written],
        record: Iterable[ox.Triple],
        *,
        files: Container[str] = (),
    ) -> Contents:
        """What there will be after a write of `changes`, with the record of it.

        Nothing of it counts, or is on the disk, before `commit`. `files` are the graphs that files
        have: one of those that is gone is to be hidden.
        """
        deeds = [
            (iri, _kind(written, hides=iri in files), written) for iri, written in changes.items()
        ]
        number = old.generation + 1
        data, found = records.write(number, old.seal, old.length, deeds, record)
        return replace(old.after(found), fresh=data)

    def commit(self, contents: Contents) -> None:
        """From now on these are the contents, also if the machine fails at this moment.

        Raises OutsideError when the disk refuses: then all is as it was.
        """
        path = self.folder / contents.log
        try:
            start = contents.length - len(contents.fresh)
            if not start:  # its name has to be on the disk, too
                self.folder.mkdir(parents=True, exist_ok=True)
                path.touch()
                folders.sync(self.folder)
                folders.sync(self.folder.parent)
            with path.open("r+b", buffering=0) as file:
                file.truncate(start)  # what a killed write left
                file.seek(start)
                try:
                    _write(file.fileno(), contents.fresh)
                except OSError:
                    with suppress(OSError):  # it may be whole, and yet not on the disk
                        file.truncate(start)
                    raise
        except OSError as error:
            raise _refused(self.folder, error) from error

    def is_long(self, contents: Contents) -> bool:
        """Whether its records should be put together: it takes no longer than writing them did."""
        if contents.length < LONG:
            return False
        entries = [entry for entry in contents.graphs.values() if entry.spans and entry.file]
        return contents.length > sum(self._size(entry.file) for entry in entries) // 2

    def fold(self, contents: Contents) -> Contents:
        """Put the records together: one file for each graph that they speak of, and an empty log.

        What counts stays the same. To be called while `building`. Raises SnapshotDamagedError,
        OutsideError.
        """
        try:
            graphs = {
                iri: self._folded(iri, contents) if entry.spans else entry
                for iri, entry in contents.graphs.items()
            }
            length = self._append(contents)
            folded = Contents(
                contents.generation,
                MappingProxyType(graphs),
                length,
                seal=contents.seal,
                log=f"log-{contents.generation}.nt",
                seals=contents.seals,
            )
            (self.folder / folded.log).touch()
            folders.sync(self.folder)
            folders.write_text(self.folder / "manifest.json", folded.to_json())
            folders.sync(self.folder)
            self._sweep(folded)
        except OSError as error:
            raise _refused(self.folder, error) from error
        return folded

    def _folded(self, iri: str, contents: Contents) -> Entry:
        entry = contents.graphs[iri]
        written: Written = self.triples(iri, contents)
        if entry.over:
            written = self.patch(iri, contents)
        data = records.section(_kind(written, hides=False), written)
        name = f"{sha256(iri.encode()).hexdigest()[:16]}-{contents.generation}.nt"
        path = self.folder / name
        path.write_bytes(data)
        folders.sync(path)
        return Entry(name, sha256(data).hexdigest(), entry.over)

    def _append(self, contents: Contents) -> int:
        """Put what the log has of the audit record to the rest of it."""
        log = self._log(contents)
        said = [log[span.start : span.start + span.length] for span in contents.said]
        path = self.folder / _AUDIT
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(contents.audit)  # what somebody left who was killed
            file.seek(contents.audit)
            file.writelines(map(records.untold, said))
            file.flush()
            disk.sync(file.fileno())
            return file.tell()

    def _sweep(self, contents: Contents) -> None:
        named = {entry.file for entry in contents.graphs.values()}
        named |= {"manifest.json", _AUDIT, contents.log}
        for path in self.folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)

    def _listed(self) -> Contents:
        """What the manifest says."""
        path = self.folder / "manifest.json"
        data = self._read(path)
        if not data:
            return Contents()
        try:
            return Contents.of_json(data)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _damaged(path, str(error)) from error

    def _log(self, contents: Contents) -> bytes:
        """What counts of the log, with what is not there yet."""
        there = contents.length - len(contents.fresh)
        return self._read(self.folder / contents.log)[:there] + contents.fresh

    def _read(self, path: Path) -> bytes:
        """A file; nothing where there is none."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise _damaged(path, error.strerror or str(error)) from error

    def _file(self, entry: Entry) -> bytes:
        path = self.folder / str(entry.file)
        data = self._read(path)
        if sha256(data).hexdigest() != entry.digest:
            missing = not path.exists()
            raise _damaged(path, "it is missing" if missing else "its digest is another one")
        return data

    def _section(self, contents: Contents, span: Span) -> bytes:
        path = self.folder / contents.log
        try:
            with path.open("rb") as file:
                file.seek(span.start)
                return file.read(span.length)
        except OSError as error:
            raise _damaged(path, error.strerror or str(error)) from error

    def _quads(self, data: bytes, graph: str, name: str) -> dict[ox.Quad, None]:
        try:
            return dict.fromkeys(records.quads(data, graph))
        except SyntaxError as error:
            raise _damaged(self.folder / name, str(error)) from error

    def _parsed(self, data: bytes, graph: str, name: str) -> Difference:
        try:
            return records.parse(data, graph)
        except SyntaxError as error:
            raise _damaged(self.folder / name, str(error)) from error

    def _size(self, name: str | None) -> int:
        try:
            return (self.folder / str(name)).stat().st_size
        except OSError:
            return 0


def _kind(written: Written, *, hides: bool) -> str:
    if written is None:
        return records.HIDDEN if hides else records.GONE
    return records.PATCH if isinstance(written, Difference) else records.WHOLE


def _without(quads: Iterable[ox.Quad], corpus: Corpus, graph: str) -> tuple[ox.Quad, ...]:
    """Those that no file says, in an order that is always the same."""
    said = {
        quad
        for document in corpus.documents
        if document.graph == graph
        for quad in as_stored(document.quads)
    }
    return tuple(sorted((quad for quad in quads if quad not in said), key=str))


def _left(quads: tuple[ox.Quad, ...], gone: frozenset[ox.Quad]) -> tuple[ox.Quad, ...]:
    """What stays of what a file says, which may write a number otherwise than a store does."""
    return tuple(quad for quad in as_stored(quads) if quad not in gone) if gone else quads


def _write(handle: int, data: bytes) -> None:
    """Write all of it through to the disk."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
    disk.sync(handle)


def _damaged(path: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"What was contributed cannot be read: {why}",
        where=Location(str(path)),
        mend="Restore the file, or leave contributions out: llmkg build --without-contributions.",
    )


def _refused(folder: Path, error: OSError) -> OutsideError:
    return refused("The contribution cannot be written", folder, error)
