"""What the check finds in a write that it did not find before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from llmkg.check import as_shacl, check_corpus
from llmkg.check.rules import Rule
from llmkg.contribute import faults
from llmkg.contribute.faults import RefusedByCheckError
from llmkg.contribute.job import Job
from llmkg.errors import LlmkgError
from llmkg.model.finding import Finding, Report
from llmkg.rdf.corpus import Corpus


def findings_after(before: Corpus, after: Corpus) -> tuple[Report, tuple[Finding, ...]]:
    """The report on the state after a write, and the violations that the state before lacks.

    Their places are left out: they would be lines of files that the client never saw.
    """
    report = check_corpus(after)
    if report.conforms:
        return report, ()
    known = {_key(finding) for finding in check_corpus(before).violations}
    new = [finding for finding in report.violations if _key(finding) not in known]
    return report, tuple(replace(finding, location=None) for finding in new)


def refusal(findings: Sequence[Finding], rules: Mapping[str, Rule], job: Job) -> LlmkgError:
    """What is said of a write that breaks rules."""
    count = f"{len(findings)} rule" if len(findings) == 1 else f"{len(findings)} rules"
    return RefusedByCheckError(
        f"What was sent breaks {count}; nothing was stored",
        findings=faults.findings_json(findings),
        shacl=_shacl(findings, rules, job.report),
        mend="Each finding says what to do; /api/validate checks without storing.",
    )


def _shacl(findings: Sequence[Finding], rules: Mapping[str, Rule], media_type: str) -> str:
    """The findings as a SHACL validation report in this media type of RDF."""
    text = as_shacl(Report(tuple(findings)), rules=rules)
    wanted = ox.RdfFormat.from_media_type(media_type)
    if wanted is None or wanted == ox.RdfFormat.TURTLE:
        return text
    data = ox.serialize(ox.parse(text, format=ox.RdfFormat.TURTLE), format=wanted)
    return (data or b"").decode()


def _key(finding: Finding) -> tuple[str, str, str | None, str | None]:
    return finding.rule, finding.focus, finding.path, finding.value
