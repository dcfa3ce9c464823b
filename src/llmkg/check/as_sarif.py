"""A report as SARIF 2.1.0, so that a pull request shows each finding at its line."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import orjson

from llmkg import __version__
from llmkg.check.as_text import in_language
from llmkg.check.rules import Rule
from llmkg.model.finding import Finding, Report, Severity
from llmkg.vocab import local_name

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT: Final = "SRCROOT"

_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NO_RULES: Final[Mapping[str, Rule]] = {}


def as_sarif(report: Report, *, rules: Mapping[str, Rule] = _NO_RULES, language: str = "en") -> str:
    """The report as a SARIF log with one run; ends in a newline.

    `rules` describes the rules (those of `load_shapes`); those with findings are listed in any
    case. Files are given relative to the root of the data, as SRCROOT.
    """
    used = dict.fromkeys(finding.rule for finding in report.findings)
    order = {iri: index for index, iri in enumerate(dict.fromkeys([*rules, *used]))}
    examples = {finding.rule: finding for finding in report.findings}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "llmkg",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "informationUri": "https://w3id.org/llmkg/",
                        "rules": [
                            _described(iri, rules.get(iri), examples.get(iri), language)
                            for iri in order
                        ],
                    }
                },
                "language": language,
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, order[finding.rule], language) for finding in report.findings
                ],
            }
        ],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode() + "\n"


def _described(
    iri: str, rule: Rule | None, example: Finding | None, language: str
) -> dict[str, Any]:
    messages = rule.messages if rule else example.messages if example else {}
    mend = rule.mend if rule else example.mend if example else {}
    severity = rule.severity if rule else example.severity if example else Severity.VIOLATION
    said = in_language(messages, language) or local_name(iri)
    described: dict[str, Any] = {
        "id": local_name(iri),
        "name": local_name(iri),
        "shortDescription": {"text": said},
        "helpUri": iri,
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"iri": iri},
    }
    advice = in_language(mend, language)
    if advice:
        described["help"] = {"text": advice}
    return described


def _result(finding: Finding, index: int, language: str) -> dict[str, Any]:
    message = in_language(finding.messages, language)
    advice = in_language(finding.mend, language)
    # The line is left out, so that a finding keeps its identity when lines above it change.
    identity = "\n".join((finding.rule, finding.focus, finding.path or "", finding.value or ""))
    return {
        "ruleId": local_name(finding.rule),
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{message} {advice}".strip()},
        "locations": [_location(finding)],
        "partialFingerprints": {"finding/v1": sha256(identity.encode()).hexdigest()},
        "properties": {"focus": finding.focus, "path": finding.path, "value": finding.value},
    }


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.focus, "kind": "resource"}]
    }
    place = finding.location
    if place is not None and place.file:
        artifact = {"uri": _uri(place.file)}
        if not place.file.startswith("/"):
            artifact["uriBaseId"] = ROOT
        physical: dict[str, Any] = {"artifactLocation": artifact}
        if place.line is not None:
            physical["region"] = {"startLine": place.line}
            if place.column is not None:
                physical["region"]["startColumn"] = place.column
        location["physicalLocation"] = physical
    return location


def _uri(path: str) -> str:
    escaped = quote(path)
    return f"file://{escaped}" if path.startswith("/") else escaped
