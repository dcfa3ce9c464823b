"""From a path to files that pass the check: read, settle, compare, check, and only then write."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from llmkg.check.check import check_corpus
from llmkg.errors import CheckFailed, LoadFailed, OutsideError, ParameterError
from llmkg.exchange import bibliography, cards, ecosystem, orkg
from llmkg.exchange.conflicts import Conflict, conflicts
from llmkg.exchange.index import known_of
from llmkg.exchange.inputs import Input, read_inputs
from llmkg.exchange.printable import unprintable
from llmkg.exchange.said import Draft, Place, Remark
from llmkg.exchange.settle import Settled, settle
from llmkg.exchange.withdrawn import SUFFIX, withdrawn
from llmkg.exchange.written import WRITTEN, names_of, written
from llmkg.model.finding import Finding, Report
from llmkg.model.location import Location
from llmkg.rdf.corpus import Corpus, load_corpus
from llmkg.rdf.turtle import parse_turtle
from llmkg.store.journal import Journal
from llmkg.vocab import CATALOGUE_GRAPH, Kind, thing

_HEAD: Final = 4_000  # characters in which the heading of a file stands

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how many of how many are done; 0 of 0 where that is unknown."""


@dataclass(frozen=True, slots=True)
class _Importer:
    """How one kind of records is found and read."""

    wanted: Callable[[PurePosixPath], bool]
    read: Callable[[tuple[Input, ...], Callable[[int, int], None]], Draft]
    what: str


KINDS: Final[Mapping[str, _Importer]] = MappingProxyType(
    {
        "ecosystem-graphs": _Importer(ecosystem.wanted, ecosystem.read, ecosystem.WHAT),
        "model-cards": _Importer(cards.wanted, cards.read, cards.WHAT),
        "bibliography": _Importer(bibliography.wanted, bibliography.read, bibliography.WHAT),
        "orkg-comparison": _Importer(orkg.wanted, orkg.read, orkg.WHAT),
    }
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found, and what it wrote (of a dry run: would write).

    files    text by path below the folder of claims
    changed  those of them that were not there as they are; and those that were, and are gone
    counts  records, claims, propositions, tensions, evidence
    new     IRIs of new things, by class
    linked  IRIs of things that were known, with the name by which a record calls them
    withdrawn  IRIs of claims that were made before, and are not any more: kept as taken back
    """

    source: str
    counts: Mapping[str, int]
    new: Mapping[str, tuple[str, ...]]
    linked: Mapping[str, str]
    conflicts: tuple[Conflict, ...]
    remarks: tuple[Remark, ...]
    files: Mapping[str, str]
    places: Mapping[str, Place]
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def run_import(  # noqa: PLR0913 - each is a setting of its own
    kind: str,
    path: Path,
    *,
    root: Path,
    out: Path | None = None,
    into: Path | None = None,
    issued: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _step, _done, _all: None,
) -> Imported:
    """Import the records at `path`; give what they said and which files changed.

    `into` is the folder of claims to write to, `root`'s own by default; `out` the folder of
    snapshots, whose contributions count as known. A dry run checks all the same and writes nothing.
    Raises ParameterError for an unknown kind, LoadFailed with all faults of the records,
    CheckFailed, OutsideError.
    """
    importer = KINDS.get(kind)
    if importer is None:
        raise ParameterError(
            f"There is no import of {kind!r}", mend=f"There are: {', '.join(KINDS)}."
        )
    progress("reading", 0, 0)
    inputs = read_inputs(path, importer.wanted, importer.what)
    draft = importer.read(inputs, lambda done, total: progress("reading", done, total))
    errors = [*draft.errors, *unprintable(draft)]
    if errors:
        raise LoadFailed(errors)
    progress("loading what is known", 0, 0)
    target = into if into is not None else root / "claims"
    before = _written_before(target, draft.origin.slug)
    own = names_of(draft) | (before if draft.whole else set())
    own |= {f"{name.removesuffix('.ttl')}{SUFFIX}" for name in own}
    corpus = others(root, out, target, own)
    known = known_of(corpus.quads())
    was = _issued_before(target / "catalogue" / draft.origin.slug / "source.ttl")
    draft.origin = replace(draft.origin, issued=_issued(draft, was, issued))
    progress("comparing", 0, 0)
    settled = settle(draft, known)
    found = conflicts(draft, settled)
    files = written(draft, settled, found)
    said = [each.claim for each in settled.stated]
    own_source = thing(Kind.SOURCE, draft.origin.slug)
    there = {own_source, *settled.known.classes, *settled.known.labels}
    since = draft.origin.issued if draft.origin.issued > was else _today()
    kept, taken_back = withdrawn(target, own & before, said, there, origin=draft.origin, day=since)
    files |= kept
    progress("checking", 0, 0)
    places = {
        iri: each.statement.place
        for each in settled.stated
        for iri in (each.claim, each.proposition)
    }
    places |= {made.iri: made.place for made in settled.made}
    check(corpus, files, places)
    # Of a file that is gone, or says nothing any more, nothing may stay: it would be said twice.
    gone = sorted(own & before - files.keys())
    changed = tuple(sorted((*changed_of(target, files), *gone)))
    if not dry_run:
        progress("writing", 0, 0)
        store(target, files, changed)
    return replace(_result(draft, settled, found, files, places, changed), withdrawn=taken_back)


def others(root: Path, out: Path | None, target: Path, own: set[str]) -> Corpus:
    """All that is known without what an earlier import of these records wrote."""
    corpus = load_corpus(root)
    if out is not None:
        corpus = Journal(out).overlay(corpus)
    mine = {(target / name).resolve() for name in own}
    kept = tuple(each for each in corpus.documents if each.path.resolve() not in mine)
    corpus = replace(corpus, documents=kept)
    if target.resolve() != (root / "claims").resolve() and target.is_dir():
        extra = sorted(path for path in target.rglob("*.ttl") if path.resolve() not in mine)
        corpus = corpus.with_files(extra)
    return corpus


def _written_before(target: Path, source: str) -> set[str]:
    """The files below the claims that earlier imports from a source wrote, and nobody else."""
    mark = f"# {WRITTEN}\n"
    return {
        path.relative_to(target).as_posix()
        for folder in (target / source, target / "catalogue" / source)
        for path in sorted(folder.glob("*.ttl"))
        if mark in path.read_text("utf-8", errors="replace")[:_HEAD]
    }


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _issued(draft: Draft, before: str, given: str | None) -> str:
    """The day from which the claims count: as given, as written before, or by the records."""
    if given:
        return given
    today = _today()
    latest = draft.origin.issued if draft.origin.issued <= today else ""
    return max(before, latest) or today


def _issued_before(path: Path) -> str:
    """The day that an earlier import wrote down; nothing where there was none."""
    if not path.is_file():
        return ""
    known = known_of(parse_turtle(path.read_bytes(), str(path), CATALOGUE_GRAPH))
    return max(known.issued.values(), default="")


def check(corpus: Corpus, files: Mapping[str, str], places: Mapping[str, Place]) -> None:
    """Check all with the new files; what is at fault is told with the place of its record."""
    # As one document: naming the parts of each takes a walk over all that is known.
    whole = corpus.with_turtle("\n".join(files.values()).encode(), "import.ttl")
    report = check_corpus(whole)
    if not report.conforms:
        raise CheckFailed(Report(tuple(_placed(each, places) for each in report.violations)))


def _placed(finding: Finding, places: Mapping[str, Place]) -> Finding:
    place = places.get(finding.focus.partition("#")[0])
    return (
        finding
        if place is None
        else replace(finding, location=Location(place.file, place.line, iri=finding.focus))
    )


def changed_of(target: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Which of the files are not there as they are to be."""
    return tuple(
        name
        for name, text in sorted(files.items())
        if not (target / name).is_file() or (target / name).read_bytes() != text.encode()
    )


def store(target: Path, files: Mapping[str, str], changed: tuple[str, ...]) -> None:
    """Write each file whole: beside its place first, then under its name. What is none goes."""
    try:
        for name in changed:
            path = target / name
            if name not in files:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                file.write(files[name].encode())
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
    except OSError as error:
        raise OutsideError(
            f"The file cannot be written: {error.strerror or error}",
            where=Location(str(target)),
            mend="Make room or give rights, and import again.",
        ) from error


def _result(  # noqa: PLR0913, PLR0917 - all that an import made
    draft: Draft,
    settled: Settled,
    found: list[Conflict],
    files: Mapping[str, str],
    places: Mapping[str, Place],
    changed: tuple[str, ...],
) -> Imported:
    new: dict[str, list[str]] = {}
    for made in settled.made:
        new.setdefault(made.kind, []).append(made.iri)
    counts = Counter(
        records=draft.records,
        claims=len(settled.stated),
        propositions=sum(each.first for each in settled.stated),
        evidence=sum(each.statement.measured for each in settled.stated),
        tensions=len(found),
    )
    return Imported(
        thing(Kind.SOURCE, draft.origin.slug),
        dict(counts),
        {kind: tuple(iris) for kind, iris in sorted(new.items())},
        {iri: name.text for iri, name in sorted(settled.linked.items())},
        tuple(found),
        tuple(draft.remarks),
        files,
        places,
        changed,
    )
