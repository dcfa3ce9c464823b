"""The whole dataset as files: made once for a snapshot, beside it, and the same bytes every time.

::

    {snapshot}/dumps/llmkg.nq.gz, llmkg.trig.gz     everything, graph by graph
    {snapshot}/dumps/{graph}.ttl.gz                 one named graph, `/` in its name as `-`
    {snapshot}/dumps/SHA256SUMS                     as `sha256sum --check` reads it
    {snapshot}/dumps/index.json                     what the files are

The order of quads and the names of blank nodes depend on the data alone, and the packer writes
neither a time nor a name; so two servers with the same snapshot give the same bytes, and whoever
has the digest can ask any of them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from filelock import FileLock

from llmkg.errors import OutsideError
from llmkg.export.arrange import arranged
from llmkg.export.formats import N_QUADS, TRIG, TURTLE, GraphFormat
from llmkg.export.write import used_prefixes
from llmkg.model.location import Location
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE

FOLDER: Final = "dumps"
SUMS: Final = "SHA256SUMS"
INDEX: Final = "index.json"
PACKED: Final = "application/gzip"
_GRAPHS: Final = f"{BASE}graph/"
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Dump:
    """A file to download.

    name     of the file
    format   the name of the RDF format inside
    type     the media type of what is inside; the file itself is packed
    iri      the named graph that it holds; empty for everything
    triples  quads, for everything
    bytes    of the packed file
    sha256   of the packed file, hex
    """

    name: str
    format: str
    type: str
    iri: str
    triples: int
    bytes: int
    sha256: str


def dumps(folder: Path, store: GraphStore, digest: str) -> tuple[Path, tuple[Dump, ...]]:
    """The folder with the dumps of a snapshot, and what is in it; made where they are not there.

    folder  that of the snapshot; where nobody may write there, they go to the system's folder for
            temporary files, under the snapshot's digest

    Takes some seconds the first time; several processes wait for the one that makes them.
    """
    place = _place(folder, digest)
    found = read(place / FOLDER)
    if found is not None:
        return place / FOLDER, found
    with FileLock(place / "dumps.lock"):
        found = read(place / FOLDER)
        if found is None:
            _make(place, store)
            found = read(place / FOLDER)
    assert found is not None  # noqa: S101 - it has just been made
    return place / FOLDER, found


def _place(folder: Path, digest: str) -> Path:
    """Where the dumps of a snapshot are, or may be written. Raises OutsideError."""
    if os.access(folder, os.W_OK) or (folder / FOLDER / INDEX).exists():
        return folder
    place = Path(tempfile.gettempdir()) / f"llmkg-{os.getuid()}-{digest}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid != os.getuid():
        # Somebody else made it: what is in it is not ours to hand out.
        raise OutsideError(
            "The dumps have no place",
            where=Location(str(place)),
            mend="Remove it, or let the server write to the folder of its snapshots.",
        )
    return place


def read(folder: Path) -> tuple[Dump, ...] | None:
    """The dumps in a folder; None when there are none."""
    with suppress(OSError, ValueError, TypeError):
        listed = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return tuple(Dump(**each) for each in listed)
    return None


def _make(place: Path, store: GraphStore) -> None:
    """Write all files, and give the folder its name when it is whole."""
    quads = arranged(store.quads())
    new = Path(tempfile.mkdtemp(prefix=".new-dumps-", dir=place))
    new.chmod(0o755)
    found = [
        _write(new, f"llmkg.{format_.extension}.gz", format_, quads, "")
        for format_ in (N_QUADS, TRIG)
    ]
    found += [
        _write(new, f"{_file_name(iri)}.ttl.gz", TURTLE, of, iri) for iri, of in _by_graph(quads)
    ]
    lines = [f"{each.sha256}  {each.name}\n" for each in found]
    (new / SUMS).write_text("".join(lines), encoding="utf-8")
    (new / INDEX).write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")
    shutil.rmtree(place / FOLDER, ignore_errors=True)
    new.rename(place / FOLDER)


def _by_graph(quads: Sequence[ox.Quad]) -> Iterator[tuple[str, list[ox.Quad]]]:
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(quad)
    yield from sorted(graphs.items())


def _file_name(iri: str) -> str:
    """A name that is safe in a folder, and one graph's only."""
    name = iri.removeprefix(_GRAPHS).replace("/", "-")
    if iri.startswith(_GRAPHS) and name.replace("-", "").replace(".", "").isalnum():
        return name.lstrip(".")
    return f"graph-{hashlib.sha256(iri.encode()).hexdigest()[:16]}"


def _write(
    folder: Path, name: str, format_: GraphFormat, quads: Sequence[ox.Quad], iri: str
) -> Dump:
    content = quads if format_.datasets else [quad.triple for quad in quads]
    text = ox.serialize(content, format=format_.rdf, prefixes=used_prefixes(quads))
    assert text is not None  # noqa: S101 - it is given where no output is named
    data = gzip.compress(text, _LEVEL, mtime=0)
    (folder / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Dump(name, format_.name, format_.media_type, iri, len(quads), len(data), digest)
