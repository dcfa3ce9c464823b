"""The check of all data, or of one contribution against all data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import pyoxigraph as ox

from llmkg.check.anchored import anchor_results
from llmkg.check.engine import Engine
from llmkg.check.files import findings_of
from llmkg.check.mappings import ENDING, FOLDER, is_mapping_set, mapping_findings
from llmkg.check.result import Result, iri_of
from llmkg.check.rules import Shapes, load_shapes
from llmkg.check.telling import told
from llmkg.errors import LayoutError, LoadFailed
from llmkg.model.finding import Finding, Report
from llmkg.model.location import Location
from llmkg.rdf.corpus import Corpus, Document, load_corpus
from llmkg.rdf.turtle import DEFAULT_LIMIT
from llmkg.store.journal import Journal

NO_TEXTS: Final[Mapping[str, Path]] = MappingProxyType({})


def check_files(
    root: Path,
    *,
    only: Path | None = None,
    texts: Mapping[str, Path] = NO_TEXTS,
    limit_bytes: int = DEFAULT_LIMIT,
    out: Path | None = None,
) -> Report:
    """Load what is below `root` (and `only`, wherever it is) and check it.

    Sets of mappings (`*.sssom.tsv`) in claims/mappings count, too, and one may be given as `only`.

    With `out`, what was contributed to the server there counts as it does in a build.

    What cannot be read is a finding, too; the rules are then not asked, since too much would be
    missing. Raises LayoutError when `root` is no root, and OutsideError.
    """
    try:
        corpus = load_corpus(root, limit_bytes=limit_bytes)
        if out is not None:
            corpus = Journal(out).overlay(corpus)
        if only is not None and not is_mapping_set(only):
            corpus = corpus.with_files((only,), limit_bytes=limit_bytes)
    except LoadFailed as failed:
        return Report(tuple(findings_of(failed.errors, load_shapes(_shape_files(root)))))
    if only is not None and is_mapping_set(only):
        return Report(tuple(_mappings(root, corpus, (only,))))
    report = check_corpus(corpus, only=only, texts=texts)
    if only is not None:
        return report
    return Report((*report.findings, *_mappings(root, corpus, _mapping_files(root))))


def _mapping_files(root: Path) -> tuple[Path, ...]:
    return tuple(sorted((root / FOLDER).rglob(f"*{ENDING}")))


def _mappings(root: Path, corpus: Corpus, paths: Iterable[Path]) -> Iterator[Finding]:
    """What is wrong with sets of mappings to what is in the corpus."""
    there: frozenset[str] | None = None
    rules = load_shapes(corpus.shapes).rules
    for path in paths:
        if there is None:
            there = frozenset(
                quad.subject.value
                for quad in corpus.quads()
                if isinstance(quad.subject, ox.NamedNode)
            )
        inside = path.is_absolute() and path.is_relative_to(root)
        name = path.relative_to(root).as_posix() if inside else str(path)
        yield from mapping_findings(path, name, there.__contains__, rules)


def check_corpus(
    corpus: Corpus, *, only: Path | None = None, texts: Mapping[str, Path] = NO_TEXTS
) -> Report:
    """Every finding of every rule, in the order of the files.

    `only` names one document of the corpus by its path or name: then only findings about things
    that it speaks of are given, and those that the rest would not have without it. `texts` are the
    texts of sources by slug; anchors into them are verified.
    """
    shapes = load_shapes(corpus.shapes)
    chosen = None if only is None else _document(corpus, only)
    results = list(dict.fromkeys(_results(corpus, shapes, chosen)))
    results.extend(anchor_results(corpus, texts, only=chosen))
    return Report(told(results, shapes, corpus.documents, prefer=chosen))


def _results(corpus: Corpus, shapes: Shapes, chosen: Document | None) -> Iterator[Result]:
    engine = Engine(corpus.quads())
    if chosen is None:
        yield from engine.results(shapes)
        return
    mine = {str(quad.subject) for quad in chosen.quads}
    # The rules of SHACL Core look at one thing and its own properties, whichever file says them.
    numbers = (engine.table.number(iri) for iri in mine if iri_of(iri) is not None)
    yield from engine.core(shapes.core, np.array(sorted(numbers), dtype=np.int64))
    # SPARQL rules look further: a finding elsewhere counts when it was not there before.
    others = Engine(quad for each in corpus.documents if each is not chosen for quad in each.quads)
    for rule in shapes.sparql():
        found = engine.sparql(rule)
        if found:
            before = set(others.sparql(rule))
            yield from (one for one in found if one.focus in mine or one not in before)


def _document(corpus: Corpus, only: Path) -> Document:
    for document in corpus.documents:
        if document.name == str(only) or document.path.resolve() == only.resolve():
            return document
    raise LayoutError(
        "The file is no part of what was loaded",
        where=Location(str(only)),
        mend="Load it as a contribution: load_corpus(root, extra=[file]).",
    )


def _shape_files(root: Path) -> list[Path]:
    return sorted((root / "ontology" / "shapes").glob("*.ttl"))
