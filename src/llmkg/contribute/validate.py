"""The check of a contribution that is not to be stored. Runs only where it may be killed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from llmkg.check import check_corpus, load_shapes
from llmkg.check.files import findings_of
from llmkg.contribute import faults
from llmkg.contribute.job import Job, Outcome
from llmkg.contribute.payload import format_of, read
from llmkg.contribute.state import State
from llmkg.contribute.wanted import published
from llmkg.errors import EmptyInputError, LlmkgError, LoadFailed
from llmkg.export.formats import N_TRIPLES, TURTLE
from llmkg.model.finding import Report
from llmkg.vocab import CATALOGUE_GRAPH

NAME: Final = "contribution.ttl"
"""What findings call the file."""


def validate(state: State, job: Job) -> Outcome:
    """What the check finds in a contribution, against everything that is there."""
    try:
        with TemporaryDirectory(prefix="llmkg-") as folder:
            report = _report(state, job, Path(folder) / NAME)
            found = faults.findings_json(report.findings)
    except LlmkgError as error:
        return Outcome(error=faults.to_json(error))
    return Outcome(findings={"findings": found})


def _report(state: State, job: Job, path: Path) -> Report:
    data = job.parts[0].data
    if format_of(job.parts[0].media_type) not in (TURTLE, N_TRIPLES):
        data = _as_turtle(state, job)
    path.write_bytes(data)
    try:
        corpus = state.corpus.with_turtle(data, str(path), path=path)
    except LoadFailed as failed:
        shapes = load_shapes(state.corpus.shapes)
        return Report(tuple(findings_of(failed.errors, shapes)))
    return check_corpus(corpus, only=path)


def _as_turtle(state: State, job: Job) -> bytes:
    triples = read(job.parts, CATALOGUE_GRAPH, job.base, published(state, job))
    if not triples:
        raise EmptyInputError("The document says nothing", mend="Give it an @context.")
    return ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE) or b""
