"""The check of a contribution that is not to be stored. Runs only where it may be killed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from llmkg.check import check_corpus, load_shapes
from llmkg.check.files import findings_of
from llmkg.contribute import faults
from llmkg.contribute.job import Job, Outcome
from llmkg.contribute.payload import format_of, read
from llmkg.contribute.place import published
from llmkg.contribute.state import State
from llmkg.errors import EmptyInputError, LlmkgError, LoadFailed
from llmkg.export.formats import N_TRIPLES, TURTLE
from llmkg.model.finding import Finding, Report
from llmkg.vocab import CATALOGUE_GRAPH

NAME: Final = "contribution.ttl"
"""What findings call the file."""


def validate(state: State, job: Job) -> Outcome:
    """What the check finds in a contribution, against everything that is there."""
    try:
        with TemporaryDirectory(prefix="llmkg-") as folder:
            path = Path(folder) / NAME
            findings = [_for_client(each, path, job) for each in _report(state, job, path).findings]
    except LlmkgError as error:
        return Outcome(error=faults.to_json(error))
    return Outcome(findings={"findings": faults.findings_json(findings)})


def _report(state: State, job: Job, path: Path) -> Report:
    data = job.parts[0].data if _is_turtle(job) else _as_turtle(state, job)
    path.write_bytes(data)
    try:
        corpus = state.corpus.with_turtle(data, str(path), path=path)
    except LoadFailed as failed:
        shapes = load_shapes(state.corpus.shapes)
        return Report(tuple(findings_of(failed.errors, shapes)))
    return check_corpus(corpus, only=path)


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


def _as_turtle(state: State, job: Job) -> bytes:
    triples = read(job.parts, CATALOGUE_GRAPH, job.base, published(state.place, job))
    if not triples:
        raise EmptyInputError("The document says nothing", mend="Give it an @context.")
    return ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE) or b""
