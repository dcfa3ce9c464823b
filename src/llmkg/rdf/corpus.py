"""All authored files: which graph each belongs to, what it says, and its digest.

::

    ontology/**/*.ttl        graph/ontology; blank nodes stay, labelled anew in each file
    ontology/shapes/*.ttl    no graph: only the check reads them
    claims/catalogue/*.ttl   graph/catalogue
    claims/{slug}/*.ttl      graph/source/{slug}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.errors import InputError, LayoutError, LoadFailed, OutsideError, TurtleSyntaxError
from llmkg.model.location import Location
from llmkg.rdf.skolem import UnnamableBlankNode, content, skolemise
from llmkg.rdf.turtle import DEFAULT_LIMIT, check_size, parse_turtle
from llmkg.vocab import CATALOGUE_GRAPH, LLMKG, ONTOLOGY_GRAPH, Kind, source_graph, split

_SHAPES: Final = ("ontology", "shapes")
_STATED_IN: Final = ox.NamedNode(LLMKG.statedIn)


@dataclass(frozen=True, slots=True)
class Document:
    """One Turtle file: where it is, its name (the POSIX path below the root), and its quads.

    Blank nodes of catalogue and claims are already IRIs; those of the ontology have labels that no
    other file shares.
    """

    path: Path
    name: str
    graph: str
    quads: tuple[ox.Quad, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read below `root`.

    documents  in the order of their names
    shapes     paths of the SHACL files, in order
    inputs     sha256 (hex) of every file that was read, shapes included, by name
    """

    root: Path
    documents: tuple[Document, ...]
    shapes: tuple[Path, ...]
    inputs: Mapping[str, str]

    def quads(self) -> Iterator[ox.Quad]:
        """The quads of all documents, in their order."""
        for document in self.documents:
            yield from document.quads

    def document(self, name: str) -> Document | None:
        """The document of this name."""
        return next((each for each in self.documents if each.name == name), None)

    def with_files(self, paths: Iterable[Path], *, limit_bytes: int = DEFAULT_LIMIT) -> Corpus:
        """This corpus and files from elsewhere, each as a contribution. Raises LoadFailed."""
        corpus = self
        inside = {document.path.resolve() for document in corpus.documents}
        for path in paths:
            if path.resolve() not in inside:
                data = read_bytes(path, str(path), limit_bytes)
                corpus = corpus.with_turtle(data, str(path), path=path, limit_bytes=limit_bytes)
        return corpus

    def with_turtle(
        self, data: bytes, name: str, *, path: Path | None = None, limit_bytes: int = DEFAULT_LIMIT
    ) -> Corpus:
        """This corpus and one more document, a contribution.

        Its graph is that of the one source its statements are stated in, or else the catalogue; a
        document of the same name is replaced. Raises LoadFailed.
        """
        try:
            quads = parse_turtle(data, name, CATALOGUE_GRAPH, limit_bytes=limit_bytes)
        except InputError as error:
            raise LoadFailed([error]) from error
        return self.with_quads(quads, name, path=path, digest=sha256(data).hexdigest())

    def with_quads(
        self, quads: Iterable[ox.Quad], name: str, *, path: Path | None = None, digest: str = ""
    ) -> Corpus:
        """As `with_turtle`, for what was read from another format."""
        listed = list(quads)
        old = self.document(name)
        graph = ox.NamedNode(old.graph if old else _graph_of(listed))
        mine = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in listed]
        others = tuple(document for document in self.documents if document is not old)
        taken: dict[str, list[ox.Quad]] = defaultdict(list)
        for document in others:
            for quad in document.quads:
                if isinstance(quad.subject, ox.NamedNode) and "#" in quad.subject.value:
                    taken[quad.subject.value].append(quad)
        try:
            named = skolemise(mine, {iri: content(said) for iri, said in taken.items()})
        except UnnamableBlankNode as error:
            raise LoadFailed([_unnamable(name, error)]) from error
        added = Document(path or Path(name), name, graph.value, named)
        return replace(
            self,
            documents=tuple(sorted((*others, added), key=lambda document: document.name)),
            inputs=MappingProxyType({**self.inputs, name: digest}),
        )


def load_corpus(
    root: Path, *, extra: Sequence[Path] = (), limit_bytes: int = DEFAULT_LIMIT
) -> Corpus:
    """Read every Turtle file of ``ontology/`` and ``claims/``, then `extra` ones as contributions.

    Raises LoadFailed with the faults of all files, LayoutError when a folder is missing,
    OutsideError when the disk fails.
    """
    reader = _Reader(root, limit_bytes)
    for path in _files(root):
        reader.read(path)
    return reader.corpus().with_files(extra, limit_bytes=limit_bytes)


def load_files(root: Path, names: Iterable[str], *, limit_bytes: int = DEFAULT_LIMIT) -> Corpus:
    """Read some of the files that `load_corpus` reads, by name. Raises as it does."""
    reader = _Reader(root, limit_bytes)
    for name in sorted(names):
        reader.read(root / name)
    return reader.corpus()


def digest_inputs(root: Path) -> Mapping[str, str]:
    """sha256 (hex) by name of every file that `load_corpus` would read, without parsing any."""
    digests = {}
    for path in _files(root):
        hasher = sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                hasher.update(block)
        digests[path.relative_to(root).as_posix()] = hasher.hexdigest()
    return MappingProxyType(digests)


def read_bytes(path: Path, name: str, limit_bytes: int) -> bytes:
    """The bytes of a file within the limit; a larger one is not read at all."""
    try:
        size = path.stat().st_size
        if size > limit_bytes:
            raise LoadFailed([_too_large(size, name, limit_bytes)])
        return path.read_bytes()
    except OSError as error:
        raise OutsideError(
            f"The file cannot be read: {error.strerror or error}", where=Location(name)
        ) from error


def graph_of_path(name: str) -> str | None:
    """The IRI of the graph of a file by its path below the root; None for shapes.

    Raises LayoutError for a file that stands where none belongs.
    """
    parts = Path(name).parts
    if parts[:2] == _SHAPES:
        return None
    if parts[0] == "ontology":
        return ONTOLOGY_GRAPH
    if len(parts) < 3:  # noqa: PLR2004 - claims/{slug}/{file}
        raise LayoutError(
            "Turtle files of claims stand in a folder",
            where=Location(name),
            mend="Move it to claims/catalogue/ or claims/{source slug}/.",
        )
    return CATALOGUE_GRAPH if parts[1] == "catalogue" else source_graph(parts[1])


class _Reader:
    """Reads files one by one and keeps their faults until all are read."""

    def __init__(self, root: Path, limit_bytes: int) -> None:
        self._root = root
        self._limit = limit_bytes
        self._errors: list[InputError] = []
        self._read: list[Document] = []
        self._shapes: list[Path] = []
        self._inputs: dict[str, str] = {}

    def read(self, path: Path) -> None:
        name = path.relative_to(self._root).as_posix()
        try:
            graph = graph_of_path(name)
            data = read_bytes(path, name, self._limit)
            self._inputs[name] = sha256(data).hexdigest()
            quads = parse_turtle(data, name, graph or ONTOLOGY_GRAPH, limit_bytes=self._limit)
        except LoadFailed as error:
            self._errors.extend(error.errors)
        except InputError as error:
            self._errors.append(error)
        else:
            if graph is None:
                self._shapes.append(path)
            else:
                self._read.append(Document(path, name, graph, quads))

    def corpus(self) -> Corpus:
        documents = [] if self._errors else self._named()
        if self._errors:
            raise LoadFailed(self._errors)
        return Corpus(
            self._root, tuple(documents), tuple(self._shapes), MappingProxyType(self._inputs)
        )

    def _named(self) -> list[Document]:
        """The documents with blank nodes replaced, over all files at once.

        Two files may speak about one thing; the numbers of its parts must not hang on their order.
        """
        authored = [each for each in self._read if each.graph != ONTOLOGY_GRAPH]
        try:
            named = iter(skolemise([quad for each in authored for quad in each.quads]))
        except UnnamableBlankNode:
            self._errors.extend(self._unnamable(authored))
            return []
        done = {
            each.name: replace(each, quads=tuple(next(named) for _ in each.quads))
            for each in authored
        }
        return [done.get(each.name, each) for each in self._read]

    def _unnamable(self, documents: Iterable[Document]) -> Iterator[InputError]:
        for each in documents:
            try:
                skolemise(each.quads)
            except UnnamableBlankNode as error:
                yield _unnamable(each.name, error)


def _files(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder in ("ontology", "claims"):
        if not (root / folder).is_dir():
            raise LayoutError(
                f"There is no folder {folder}/",
                where=Location(str(root)),
                mend="Name the folder that holds ontology/ and claims/ in LLMKG_ROOT.",
            )
        found.extend(
            path
            for path in (root / folder).rglob("*.ttl")
            if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
        )
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _graph_of(quads: Iterable[ox.Quad]) -> str:
    sources = {
        parts[1]
        for quad in quads
        if quad.predicate == _STATED_IN
        and isinstance(quad.object, ox.NamedNode)
        and (parts := split(quad.object.value)) is not None
        and parts[0] is Kind.SOURCE
    }
    return source_graph(sources.pop()) if len(sources) == 1 else CATALOGUE_GRAPH


def _unnamable(name: str, why: UnnamableBlankNode) -> InputError:
    return TurtleSyntaxError(
        f"A blank node cannot be named: {why}",
        where=Location(name),
        mend="Give it an IRI, or write it in place, as the anchor of a claim is.",
    )


def _too_large(size: int, name: str, limit_bytes: int) -> InputError:
    try:
        check_size(size, name, limit_bytes)
    except InputError as error:
        return error
    raise ValueError(size)
