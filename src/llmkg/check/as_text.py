"""A report for people at a terminal."""

from __future__ import annotations

from llmkg.check.result import readable
from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.text import Labels
from llmkg.vocab import compact, local_name

_PLURALS = {Severity.VIOLATION: "violations", Severity.WARNING: "warnings", Severity.INFO: "notes"}
_SINGULARS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_text(report: Report, *, language: str = "en") -> str:
    """One paragraph for each finding and a line that counts them; ends in a newline.

    The first line of a finding is ``file:line:column: severity: message [Rule]``, as compilers and
    editors know it.
    """
    parts = [_paragraph(finding, language) for finding in report.findings]
    return "\n".join([*parts, summary(report)]) + "\n"


def summary(report: Report) -> str:
    """How many findings there are of each severity."""
    if not report.findings:
        return "No findings."
    counts = [(severity, len(report.of(severity))) for severity in Severity]
    return ", ".join(
        f"{count} {_SINGULARS[severity] if count == 1 else _PLURALS[severity]}"
        for severity, count in counts
    )


def in_language(texts: Labels, language: str) -> str:
    """The text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _paragraph(finding: Finding, language: str) -> str:
    place = finding.location
    where = ""
    if place is not None and place.file:
        where = ":".join(str(part) for part in (place.file, place.line, place.column) if part)
        where += ": "
    message = in_language(finding.messages, language)
    lines = [f"{where}{finding.severity}: {message} [{local_name(finding.rule)}]"]
    about = compact(finding.focus)
    if finding.path is not None:
        about += f"  {compact(finding.path)}"
        if finding.value is not None:
            about += f"  {readable(finding.value)}"
    if place is None or finding.focus != place.file:
        lines.append(f"    {about}")
    mend = in_language(finding.mend, language)
    if mend:
        lines.append(f"    {mend}")
    return "\n".join(lines) + "\n"
