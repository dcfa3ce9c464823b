"""What can become of a write besides being done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from llmkg import errors
from llmkg.engine.faults import BusyError, EngineError, OverMemoryError
from llmkg.errors import InputError, LlmkgError
from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.location import Location


class ProtectedGraphError(InputError):
    """A write to a graph, or with a predicate, that is the build's and is not written by hand."""


class PreconditionError(InputError):
    """The graph is not, or no longer, what the client takes it for (If-Match, If-None-Match)."""


class PayloadTypeError(InputError):
    """A body of a media type that no graph is read from."""


class RemoteContextError(InputError):
    """A JSON-LD document that refers to a context other than ours: nothing is fetched."""


class WriteDeadlineError(EngineError):
    """A write took longer than it may; nothing of it was stored."""


class WriteLostError(EngineError):
    """The process that did a write is gone; whether it was stored is not known."""


class RefusedByCheckError(InputError):
    """What was sent breaks rules of the check.

    findings  the new violations, as `llmkg check --json` has them
    shacl     the same as a SHACL validation report, in the format that was asked for
    """

    def __init__(self, what: str, *, findings: Any, shacl: str, mend: str = "") -> None:
        super().__init__(what, mend=mend)
        self.findings = findings
        self.shacl = shacl


_KINDS: Final[Mapping[str, type[LlmkgError]]] = {
    kind.__name__: kind
    for kind in (
        *(each for each in vars(errors).values() if isinstance(each, type)),
        *(BusyError, OverMemoryError, ProtectedGraphError, PreconditionError, PayloadTypeError),
        *(RemoteContextError, WriteDeadlineError, WriteLostError),
    )
    if issubclass(kind, LlmkgError)
}


def to_json(error: LlmkgError) -> dict[str, Any]:
    """An error as it goes from process to process."""
    if isinstance(error, errors.LoadFailed) and error.errors:
        error = error.errors[0]
    where = error.where
    said: dict[str, Any] = {
        "kind": type(error).__name__,
        "what": error.what,
        "mend": error.mend,
        "where": [where.file, where.line, where.column] if where is not None else None,
    }
    if isinstance(error, RefusedByCheckError):
        said |= {"findings": error.findings, "shacl": error.shacl}
    return said


def from_json(said: Mapping[str, Any]) -> LlmkgError:
    """What `to_json` told of."""
    if said["kind"] == RefusedByCheckError.__name__:
        return RefusedByCheckError(
            said["what"], findings=said["findings"], shacl=said["shacl"], mend=said["mend"]
        )
    kind = _KINDS.get(said["kind"], LlmkgError)
    where = Location(*said["where"]) if said["where"] else None
    return kind(said["what"], where=where, mend=said["mend"])


def findings_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they go from process to process."""
    return [
        {**asdict(finding), "severity": finding.severity.value, "location": _place(finding)}
        for finding in findings
    ]


def report_of(findings: Iterable[Mapping[str, Any]]) -> Report:
    """What `findings_json` told of."""
    return Report(
        tuple(
            Finding(
                **{
                    **finding,
                    "severity": Severity(finding["severity"]),
                    "location": Location(*finding["location"]) if finding["location"] else None,
                }
            )
            for finding in findings
        )
    )


def _place(finding: Finding) -> list[Any] | None:
    place = finding.location
    return [place.file, place.line, place.column] if place is not None else None
