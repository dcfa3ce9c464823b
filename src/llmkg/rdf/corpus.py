"""All authored files: which graph each belongs to, what it says, and its digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from llmkg.rdf.turtle import DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Document:
    """One Turtle file: its path below the root (POSIX), the IRI of its graph, and its quads.

    Blank nodes of catalogue and claims are already replaced by IRIs; those of the ontology are
    prefixed by the file, so that two files never share one.
    """

    path: Path
    name: str
    graph: str
    quads: tuple[ox.Quad, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read below `root`.

    documents  in the order of their names
    shapes     paths of the SHACL files, which only the check reads
    inputs     sha256 (hex) of every file that was read (shapes included), by name
    """

    root: Path
    documents: tuple[Document, ...]
    shapes: tuple[Path, ...]
    inputs: Mapping[str, str]

    def quads(self) -> Iterator[ox.Quad]:
        """The quads of all documents."""
        for document in self.documents:
            yield from document.quads


def load_corpus(root: Path, *, limit_bytes: int = DEFAULT_LIMIT) -> Corpus:
    """Read every Turtle file of ``ontology/`` and ``claims/``.

    Raises LoadFailed with the faults of all files, and LayoutError when the folders are missing.
    """
    raise NotImplementedError


def load_document(
    path: Path, *, root: Path | None = None, graph: str | None = None, limit_bytes: int = DEFAULT_LIMIT
) -> Document:
    """Read one file, such as a contribution from anywhere; `graph` overrides what its place says.

    A file outside the layout, without a `graph`, belongs to the graph of the source that its claims
    name, or else to the catalogue.
    """
    raise NotImplementedError
