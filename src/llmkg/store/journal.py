"""What was contributed to a running server: graphs on disk that stand in for those of the files.

::

    {out}/contributed/manifest.json       which files count, and the number of the last write
    {out}/contributed/{name}-{number}.nt  one graph, as it was left by the write of that number
    {out}/contributed/audit.nt            who wrote what, and when; only ever longer

Files are complete, and on the disk, before the manifest names them, and the manifest is replaced in
one step: so several graphs change together or not at all, whoever is killed at whatever moment.
What no manifest names is swept away by the next write.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.errors import OutsideError, SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.rdf.corpus import Corpus, Document
from llmkg.vocab import AUDIT_GRAPH

FOLDER: Final = "contributed"
MANIFEST: Final = f"{FOLDER}/manifest.json"
_FORMAT: Final = 1
_AUDIT: Final = "audit.nt"
_NO_GRAPHS: Final[Mapping[str, Entry]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """A graph that was contributed; without a `file` the graph of that name is hidden.

    digest  sha256 (hex) of the file
    """

    file: str | None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What counts in a journal after the write of number `generation`.

    audit  length of the audit record in bytes
    """

    generation: int = 0
    graphs: Mapping[str, Entry] = field(default_factory=lambda: _NO_GRAPHS)
    audit: int = 0


class Journal:
    """The contributions below a folder. One process writes; who builds holds the same lock."""

    def __init__(self, out: Path) -> None:
        self.folder = out / FOLDER

    def contents(self) -> Contents:
        """What counts now. Raises SnapshotDamagedError when it cannot be read."""
        return self._parsed(self._manifest())

    def stamp(self) -> tuple[int, int, int] | None:
        """What tells whether it was written since, without reading it; None: there is none."""
        try:
            stat = (self.folder / "manifest.json").stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def inputs(self) -> Mapping[str, str]:
        """The sha256 (hex) of the manifest by its name, as a build's input; empty without any."""
        data = self._manifest()
        return {MANIFEST: sha256(data).hexdigest()} if data else {}

    def triples(self, graph: str, entry: Entry) -> tuple[ox.Quad, ...]:
        """The statements of a graph. Raises SnapshotDamagedError when they are not as written."""
        if entry.file is None:
            return ()
        path = self.folder / entry.file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise _damaged(path, error.strerror or str(error)) from error
        if sha256(data).hexdigest() != entry.digest:
            raise _damaged(path, "its digest is another one")
        return _quads(data, graph, path)

    def audit(self, contents: Contents) -> tuple[ox.Quad, ...]:
        """The record of all writes."""
        if not contents.audit:
            return ()
        path = self.folder / _AUDIT
        with path.open("rb") as file:
            return _quads(file.read(contents.audit), AUDIT_GRAPH, path)

    def overlay(self, corpus: Corpus) -> Corpus:
        """The corpus with the graphs that were contributed in place of those of the same name."""
        contents = self.contents()
        if not contents.generation:
            return corpus
        kept = [each for each in corpus.documents if each.graph not in contents.graphs]
        added = [
            Document(
                self.folder / entry.file, f"{FOLDER}/{entry.file}", iri, self.triples(iri, entry)
            )
            for iri, entry in contents.graphs.items()
            if entry.file is not None
        ]
        return replace(
            corpus,
            documents=(*kept, *sorted(added, key=lambda document: document.name)),
            inputs=MappingProxyType({**corpus.inputs, **self.inputs()}),
        )

    def prepare(
        self,
        old: Contents,
        changes: Mapping[str, Sequence[ox.Quad] | None],
        record: Iterable[ox.Triple],
        *,
        files: Container[str] = (),
    ) -> Contents:
        """Write what `changes` holds (None: the graph is gone) and the record of it.

        Nothing of it counts before `commit`. `files` are the graphs that files have: one of those
        that is gone is to be hidden.
        Raises OutsideError when the disk refuses.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sweep(old)
            generation = old.generation + 1
            graphs = dict(old.graphs)
            for iri, quads in changes.items():
                if quads is not None:
                    graphs[iri] = self._write(iri, quads, generation)
                elif iri in files:
                    graphs[iri] = Entry(None)
                else:
                    graphs.pop(iri, None)
            length = self._append(old.audit, _nt(record))
            _sync(self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from error
        return Contents(generation, MappingProxyType(graphs), length)

    def commit(self, contents: Contents) -> None:
        """From now on these are the contents."""
        try:
            _replace(self.folder / "manifest.json", _text(contents))
            _sync(self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from error

    @staticmethod
    def inputs_of(contents: Contents) -> Mapping[str, str]:
        """What `inputs` gives once these are the contents."""
        return {MANIFEST: sha256(_text(contents)).hexdigest()} if contents.generation else {}

    def _manifest(self) -> bytes:
        try:
            return (self.folder / "manifest.json").read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise _damaged(self.folder, error.strerror or str(error)) from error

    def _parsed(self, data: bytes) -> Contents:
        if not data:
            return Contents()
        try:
            given = json.loads(data)
            graphs = {iri: Entry(**entry) for iri, entry in given["graphs"].items()}
            known = given["format"] == _FORMAT
            found = Contents(given["generation"], MappingProxyType(graphs), given["audit"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _damaged(self.folder / "manifest.json", str(error)) from error
        if not known:
            raise _damaged(self.folder / "manifest.json", "another version of llmkg wrote it")
        return found

    def _write(self, iri: str, quads: Sequence[ox.Quad], generation: int) -> Entry:
        data = _nt(quad.triple for quad in quads)
        name = f"{sha256(iri.encode()).hexdigest()[:16]}-{generation}.nt"
        _replace(self.folder / name, data)
        return Entry(name, sha256(data).hexdigest())

    def _append(self, length: int, data: bytes) -> int:
        path = self.folder / _AUDIT
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(length)  # what a killed write left
            file.seek(length)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return length + len(data)

    def _sweep(self, contents: Contents) -> None:
        named = {entry.file for entry in contents.graphs.values()} | {"manifest.json", _AUDIT}
        for path in self.folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)


def _text(contents: Contents) -> bytes:
    """The manifest as it is written."""
    listed = {iri: asdict(entry) for iri, entry in sorted(contents.graphs.items())}
    given = {"generation": contents.generation, "audit": contents.audit, "graphs": listed}
    return json.dumps({"format": _FORMAT, **given}, indent=1).encode()


def _nt(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _quads(data: bytes, graph: str, path: Path) -> tuple[ox.Quad, ...]:
    name = ox.NamedNode(graph)

    def read() -> Iterator[ox.Quad]:
        for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES):  # blank nodes keep their labels
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)

    try:
        return tuple(read())
    except SyntaxError as error:
        raise _damaged(path, str(error)) from error


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(path: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"What was contributed cannot be read: {why}",
        where=Location(str(path)),
        mend="Restore the file, or leave contributions out: llmkg build --without-contributions.",
    )


def _refused(folder: Path, error: OSError) -> OutsideError:
    return OutsideError(
        f"The contribution cannot be written: {error.strerror or error}",
        where=Location(str(folder)),
    )
