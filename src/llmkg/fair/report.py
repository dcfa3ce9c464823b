"""A report as text for people and as JSON for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from llmkg.fair.result import Outcome, Points, Report

_MARKS: Final = {
    Outcome.PASSED: "ok ",
    Outcome.PARTLY: "~~ ",
    Outcome.MISSING: "-- ",
    Outcome.LEFT_OUT: "   ",
}


def as_lines(report: Report) -> list[str]:
    """One line a check, those of a tool together, and the scores."""
    wide = max((len(each.check.id) for each in report.results), default=0)
    lines = [f"FAIR checks of {report.home}"]
    for tool in report.tools:
        passed, total = report.score(tool)
        lines += ["", f"{tool.name}: {passed} of {total} checks; {_points(report.points(tool))}"]
        for each in report.results:
            check = each.check
            if check.tool != tool:
                continue
            lines.append(
                f"{_MARKS[each.outcome]}{check.id:<{wide}} {check.principle:<5}{check.title}"
            )
            if each.outcome is not Outcome.PASSED or each.found.outside:
                lines.append(f"   {'':<{wide}} {'':<5}{each.outcome}: {each.why}")
    passed, total = report.score()
    share = f"{report.percent:.1f} % of the points that can be had without other hosts"
    return [*lines, "", f"Passed {passed} of {total} checks; {share}"]


def _points(points: Points) -> str:
    left = points.total - points.possible
    rest = f" ({left:.3g} more need a registration, or another host)" if left else ""
    return f"{points.earned:.3g} of {points.possible:.3g} points{rest}"


def as_json(report: Report) -> dict[str, Any]:
    """The same as JSON."""
    passed, total = report.score()
    return {
        "service": report.home,
        "version": report.version,
        "passed": passed,
        "total": total,
        "percent": round(report.percent, 1),
        "tools": [
            {
                "name": tool.name,
                "looks": tool.looks,
                "address": tool.address,
                "compared": tool.compared,
                **dict(zip(("passed", "total"), report.score(tool), strict=True)),
                "points": {name: round(n, 2) for name, n in asdict(report.points(tool)).items()},
            }
            for tool in report.tools
        ],
        "checks": [
            {
                "id": each.check.id,
                "tool": each.check.tool.name,
                "principle": each.check.principle,
                "title": each.check.title,
                "outcome": each.outcome.value,
                "why": each.why,
            }
            for each in report.results
        ],
    }
