"""Every check on one service."""

from __future__ import annotations

from collections.abc import Iterable

from llmkg.fair.evidence import Evidence
from llmkg.fair.fair_checker import CHECKS as FAIR_CHECKER
from llmkg.fair.foops import CHECKS as FOOPS
from llmkg.fair.fuji import CHECKS as FUJI
from llmkg.fair.result import Check, Found, Outcome, Report, Result
from llmkg.fair.visit import Visitor

CHECKS = (*FOOPS, *FUJI, *FAIR_CHECKER)


def measure(visitor: Visitor, checks: Iterable[Check] = CHECKS) -> Report:
    """Run the checks. Raises OutsideError when the service does not answer at all."""
    evidence = Evidence(visitor)
    results = tuple(_run(check, evidence) for check in checks)
    return Report(visitor.home, evidence.version, results)


def _run(check: Check, evidence: Evidence) -> Result:
    if isinstance(check.asks, str):
        return Result(check, Found(0.0, check.asks, outside=1.0), Outcome.LEFT_OUT)
    found = check.asks(evidence)
    return Result(check, found, found.outcome)
