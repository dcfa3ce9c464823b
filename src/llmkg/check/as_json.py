"""A report for programs."""

from __future__ import annotations

from typing import Any

import orjson

from llmkg.model.finding import Finding, Report, Severity


def as_json(report: Report) -> str:
    """The report as a JSON object: conforms, counts by severity, findings; ends in a newline."""
    return orjson.dumps(to_dict(report), option=orjson.OPT_INDENT_2).decode() + "\n"


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "conforms": report.conforms,
        "counts": {str(severity): len(report.of(severity)) for severity in Severity},
        "findings": [finding_to_dict(finding) for finding in report.findings],
    }


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """One finding as plain values; what it does not have is null."""
    place = finding.location
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "messages": dict(finding.messages),
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "location": None
        if place is None
        else {"file": place.file, "line": place.line, "column": place.column},
        "mend": dict(finding.mend),
    }
