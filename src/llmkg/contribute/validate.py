"""The check of a contribution that is not to be stored. Runs only where it may be killed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from llmkg.check import check_corpus, load_shapes
from llmkg.check.checker import Checker
from llmkg.check.delta import delta
from llmkg.check.files import findings_of
from llmkg.check.nodewise.world import Known, World
from llmkg.check.result import Result
from llmkg.check.rules import Shapes
from llmkg.check.telling import told
from llmkg.contribute import faults
from llmkg.contribute.asked import Taken
from llmkg.contribute.job import Job, Outcome
from llmkg.contribute.payload import format_of, read
from llmkg.contribute.place import Place, published
from llmkg.contribute.state import State
from llmkg.contribute.wanted import unnamable
from llmkg.errors import EmptyInputError, InputError, LlmkgError, LoadFailed
from llmkg.export.formats import N_TRIPLES, TURTLE
from llmkg.model.finding import Finding, Report
from llmkg.rdf.corpus import Document
from llmkg.rdf.skolem import UnnamableBlankNode, skolemise
from llmkg.rdf.turtle import parse_turtle
from llmkg.rdf.view import Difference, Overlay, View
from llmkg.store.embedded import as_stored
from llmkg.vocab import CATALOGUE_GRAPH

NAME: Final = "contribution.ttl"
"""What findings call the file."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a contribution is checked against that is looked up: a snapshot, and the rules."""

    place: Place
    store: ox.Store
    shapes: Shapes
    checker: Checker


def validate(state: State, job: Job) -> Outcome:
    """What the check finds in a contribution, against everything that is there, all in memory."""
    return _outcome(state.place, job, lambda path, data: _report(state, path, data))


def validate_by_looking(ground: Ground, job: Job) -> Outcome:
    """The same, by looking up what the contribution has to do with. Raises Everything."""
    return _outcome(ground.place, job, lambda path, data: _looked_up(ground, path, data))


def _outcome(place: Place, job: Job, report: Callable[[Path, bytes], Report]) -> Outcome:
    try:
        with TemporaryDirectory(prefix="llmkg-") as folder:
            path = Path(folder) / NAME
            data = job.parts[0].data if _is_turtle(job) else _as_turtle(place, job)
            path.write_bytes(data)
            findings = [_for_client(each, path, job) for each in report(path, data).findings]
    except LlmkgError as error:
        return Outcome(error=faults.to_json(error))
    return Outcome(findings={"findings": faults.findings_json(findings)})


def _report(state: State, path: Path, data: bytes) -> Report:
    try:
        corpus = state.corpus.with_turtle(data, str(path), path=path)
    except LoadFailed as failed:
        return _unread(failed.errors, load_shapes(state.corpus.shapes))
    return check_corpus(corpus, only=path)


def _looked_up(ground: Ground, path: Path, data: bytes) -> Report:
    try:
        said = parse_turtle(data, str(path), CATALOGUE_GRAPH)
        quads = skolemise(said, Taken(ground.store))
    except UnnamableBlankNode as error:
        return _unread([unnamable(error, str(path))], ground.shapes)
    except InputError as error:
        return _unread([error], ground.shapes)
    document = Document(path, str(path), CATALOGUE_GRAPH, quads)
    added = Difference(frozenset(quad for quad in as_stored(quads) if quad not in ground.store))
    after = Overlay(ground.store, added)
    new = delta(ground.store, after, added, ground.checker).new
    mine = {str(quad.subject) for quad in quads}
    found = dict.fromkeys((*_about(mine, after, ground.checker), *new))
    return Report(told(found, ground.shapes, (document,), prefer=document, view=after))


def _about(things: AbstractSet[str], view: View, checker: Checker) -> Iterator[Result]:
    """Everything that is wrong with some things."""
    with Known(view, checker.held) as known:
        world = World(known)
        yield from checker.core(world, {shape.node: things for shape in checker.shapes})
        for rule in checker.rules:
            for thing in sorted(things):
                yield from rule.breaches(world, thing)


def _unread(errors: Iterable[InputError], shapes: Shapes) -> Report:
    return Report(tuple(findings_of(errors, shapes)))


def _is_turtle(job: Job) -> bool:
    return format_of(job.parts[0].media_type) in (TURTLE, N_TRIPLES)


def _for_client(finding: Finding, path: Path, job: Job) -> Finding:
    """The file by the name that it has for the client, who never saw lines of other forms."""
    said = {lang: text.replace(str(path), NAME) for lang, text in finding.messages.items()}
    place = finding.location
    if place is not None and place.file == str(path):
        place = replace(place, file=NAME) if _is_turtle(job) else None
    focus = finding.focus.replace(str(path), NAME)
    return replace(finding, messages=said, location=place, focus=focus)


def _as_turtle(place: Place, job: Job) -> bytes:
    triples = read(job.parts, CATALOGUE_GRAPH, job.base, published(place, job))
    if not triples:
        raise EmptyInputError("The document says nothing", mend="Give it an @context.")
    return ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE) or b""
