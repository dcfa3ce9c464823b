"""What the check finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from llmkg.model.location import Location
from llmkg.model.text import Labels


class Severity(StrEnum):
    """How grave a finding is: a violation stops a build, the others do not."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    rule      IRI of the rule (a SHACL shape or constraint) that was broken
    messages  what is wrong, by language
    focus     IRI of the thing at fault
    path      IRI of the property at fault, where there is one
    value     the value at fault, as N-Triples, where there is one
    location  where the focus stands
    mend      how to mend it, by language
    """

    rule: str
    severity: Severity
    messages: Labels
    focus: str
    path: str | None = None
    value: str | None = None
    location: Location | None = None
    mend: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one check found."""

    findings: tuple[Finding, ...] = ()

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return self.of(Severity.VIOLATION)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation (there may be warnings)."""
        return not self.violations

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity, in their order."""
        return tuple(found for found in self.findings if found.severity is severity)
