"""What the check finds in a write that it did not find before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyoxigraph as ox

from llmkg.check import as_shacl, check_corpus, load_shapes
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


def shacl_of(findings: Sequence[Finding], corpus: Corpus, media_type: str) -> str:
    """The findings as a SHACL validation report in this media type of RDF."""
    rules = load_shapes(corpus.shapes).rules
    text = as_shacl(Report(tuple(findings)), rules=rules)
    wanted = ox.RdfFormat.from_media_type(media_type)
    if wanted is None or wanted == ox.RdfFormat.TURTLE:
        return text
    data = ox.serialize(ox.parse(text, format=ox.RdfFormat.TURTLE), format=wanted)
    return (data or b"").decode()


def _key(finding: Finding) -> tuple[str, str, str | None, str | None]:
    return finding.rule, finding.focus, finding.path, finding.value
