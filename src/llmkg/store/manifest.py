"""A manifest as JSON, and the tables beside it that are as long as the data.

::

    manifest.json       read at every switch: it stays small
    graphs              a row for each named graph: IRI, triples, digest, sum (see `table`)
    inputs              a row for each file that the snapshot was made from: path, sha256
    graphs.changes …    rows that differ from those of a file that is shared with other snapshots
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.store.replica import mend
from llmkg.store.table import CHANGES, Row, Rows, Table, write_table
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, ONTOLOGY_GRAPH, RDF

FORMAT: Final = 3
"""Of the manifest; another number means another program wrote it."""

GRAPHS: Final = "graphs"
INPUTS: Final = "inputs"
TABLES: Final = (GRAPHS, GRAPHS + CHANGES, INPUTS, INPUTS + CHANGES)
"""Their files."""

_WHOLE: Final = 2  # the format in which graphs and inputs stood in the manifest itself
_TYPE: Final = ox.NamedNode(RDF.type)


class Graphs(Rows[GraphInfo]):
    """The graphs of a snapshot."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, GraphInfo)


class Inputs(Mapping[str, str]):
    """The digests of the files that a snapshot was made from, by path."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __getitem__(self, path: str) -> str:
        row = self.table.get(path)
        if row is None:
            raise KeyError(path)
        return str(row[0])

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[str]:
        return (path for path, _ in self.table.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        mine = ((path, row[0]) for path, row in self.table.items())
        return len(self) == len(other) and all(other.get(path) == said for path, said in mine)

    def __hash__(self) -> int:
        return hash(frozenset(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, ([(path, row[0]) for path, row in self.table.items()],)


def graph_of(manifest: Manifest, iri: str) -> GraphInfo | None:
    """What a manifest says of a graph, found without reading what it says of the others."""
    if isinstance(manifest.graphs, Graphs):
        return manifest.graphs.find(iri)
    return next((info for info in manifest.graphs if info.iri == iri), None)


def input_row(digest: str) -> Row:
    """What the table of inputs says of a file."""
    return (digest,)


def graph_row(info: GraphInfo) -> Row:
    """What the table of graphs says of a graph."""
    return (info.triples, info.digest, info.sum) if info.sum else (info.triples, info.digest)


def write_tables(folder: Path, graphs: Iterable[GraphInfo], inputs: Mapping[str, str]) -> None:
    """Write the tables into the folder of a new snapshot. The graphs are sorted by IRI."""
    write_table(folder / GRAPHS, ((info.iri, graph_row(info)) for info in graphs))
    write_table(folder / INPUTS, ((path, input_row(inputs[path])) for path in sorted(inputs)))


def count_classes(quads: Iterable[ox.Quad]) -> Mapping[str, int]:
    """How many things each class of our ontology has, by its local name.

    Neither the ontology's own things count, nor classes that were entailed.
    """
    things: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Triple]] = defaultdict(set)
    for quad in quads:
        name = counted_class(quad)
        if name:
            things[name].add(quad.subject)
    return {name: len(things[name]) for name in sorted(things)}


def counted_class(quad: ox.Quad) -> str:
    """The local name of the class that this quad counts for, if it counts for one; else ""."""
    if (
        quad.predicate == _TYPE
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(LLMKG)
        and isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value != ONTOLOGY_GRAPH
        and not quad.graph_name.value.startswith(ENTAILED_GRAPHS)
    ):
        return quad.object.value.removeprefix(LLMKG)
    return ""


def as_dict(manifest: Manifest) -> dict[str, Any]:
    """All of a manifest, as JSON has it."""
    said = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    said.pop("boot")  # it says something of this machine only
    return {
        **said,
        "graphs": [
            {"iri": info.iri, "triples": info.triples, "digest": info.digest}
            for info in manifest.graphs
        ],
        "inputs": dict(manifest.inputs),
        "counts": dict(manifest.counts),
        "tools": dict(manifest.tools),
        "beside": dict(manifest.beside),
    }


def to_json(manifest: Manifest) -> str:
    """The text of ``manifest.json``: readable, sorted, with its format.

    Of graphs and inputs it has the numbers; the tables are beside it.
    """
    said = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    numbers = {GRAPHS: len(manifest.graphs), INPUTS: len(manifest.inputs)}
    return json.dumps({"format": FORMAT, **said, **numbers}, indent=2, sort_keys=True) + "\n"


def read(path: Path) -> Manifest:
    """The manifest in this file; SnapshotDamagedError or FileNotFoundError when it is none."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        written = given.pop("format")
        if written == _WHOLE:
            return Manifest(**{**given, "graphs": tuple(GraphInfo(**e) for e in given["graphs"])})
        if written != FORMAT:
            raise _damaged(path, "another version of llmkg wrote it")
        graphs = Graphs(Table(path.with_name(GRAPHS), given[GRAPHS]))
        inputs = Inputs(Table(path.with_name(INPUTS), given[INPUTS]))
        return Manifest(**{**given, "graphs": graphs, "inputs": inputs})
    except FileNotFoundError:
        if path.exists():
            raise _damaged(path, "a table beside it is missing") from None
        raise
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"The manifest cannot be read: {why}",
        where=Location(str(path)),
        mend=mend(path),
    )
