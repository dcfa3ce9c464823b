"""What a check found, for people and for machines."""

from __future__ import annotations

from typing import Any

from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.text import Labels
from llmkg.vocab import compact


def as_text(report: Report, lang: str) -> str:
    """Every finding with its place and how to mend it, then a line that sums up."""
    blocks = [_block(found, lang) for found in report.findings]
    return "\n".join([*blocks, summary(report)])


def summary(report: Report) -> str:
    """`2 violations, 1 warning`; `no findings`."""
    counted = [
        f"{count} {severity}{'' if count == 1 else 's'}"
        for severity in Severity
        if (count := len(report.of(severity)))
    ]
    return ", ".join(counted) or "no findings"


def as_dict(report: Report) -> dict[str, Any]:
    """The report as JSON shows it."""
    return {
        "conforms": report.conforms,
        "counts": {str(severity): len(report.of(severity)) for severity in Severity},
        "findings": [_finding(found) for found in report.findings],
    }


def _finding(found: Finding) -> dict[str, Any]:
    place = found.location
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "messages": dict(found.messages),
        "focus": found.focus,
        "path": found.path,
        "value": found.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "mend": dict(found.mend),
    }


def _block(found: Finding, lang: str) -> str:
    place = found.location
    where = ":".join(
        str(part) for part in ((place.file, place.line, place.column) if place else ()) if part
    )
    lines = [f"{where or compact(found.focus)}: {found.severity}: {_said(found.messages, lang)}"]
    details = {
        "focus": compact(found.focus),
        "path": compact(found.path) if found.path else "",
        "value": found.value or "",
        "rule": compact(found.rule),
        "mend": _said(found.mend, lang),
    }
    lines += [f"    {name}: {value}" for name, value in details.items() if value]
    return "\n".join(lines)


def _said(labels: Labels, lang: str) -> str:
    """A text in this language, else in English, else in any."""
    return labels.get(lang) or labels.get("en") or next(iter(labels.values()), "")
