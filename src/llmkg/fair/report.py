"""A report as text for people and as JSON for machines."""

from __future__ import annotations

from typing import Any, Final

from llmkg.fair.result import Outcome, Report

_MARKS: Final = {Outcome.PASSED: "ok ", Outcome.MISSING: "-- ", Outcome.LEFT_OUT: "   "}


def as_lines(report: Report) -> list[str]:
    """One line a check, those of a tool together, and the scores."""
    wide = max((len(each.check.id) for each in report.results), default=0)
    lines = [f"FAIR checks of {report.home}"]
    for tool in report.tools:
        passed, total = report.score(tool)
        lines += ["", f"{tool}: {passed} of {total}"]
        for each in report.results:
            check = each.check
            if check.tool != tool:
                continue
            lines.append(
                f"{_MARKS[each.outcome]}{check.id:<{wide}} {check.principle:<5}{check.title}"
            )
            if each.outcome is not Outcome.PASSED:
                lines.append(f"   {'':<{wide}} {'':<5}{each.outcome}: {each.why}")
    passed, total = report.score()
    return [*lines, "", f"Passed {passed} of {total} checks: {report.percent:.1f} %"]


def as_json(report: Report) -> dict[str, Any]:
    """The same as JSON."""
    passed, total = report.score()
    return {
        "service": report.home,
        "passed": passed,
        "total": total,
        "percent": round(report.percent, 1),
        "tools": {
            tool: dict(zip(("passed", "total"), report.score(tool), strict=True))
            for tool in report.tools
        },
        "checks": [
            {
                "id": each.check.id,
                "tool": each.check.tool,
                "principle": each.check.principle,
                "title": each.check.title,
                "outcome": each.outcome.value,
                "why": each.why,
            }
            for each in report.results
        ],
    }
