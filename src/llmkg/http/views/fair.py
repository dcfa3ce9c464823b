"""How FAIR the service was found to be when somebody last measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmkg.fair.result import Outcome
from llmkg.http.sheet import Crumb, Download, Sheet

JSON = "/fair.json"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check with what became of it; title and reason are in the tool's language, English."""

    id: str
    principle: str
    title: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class ToolRow:
    """What one tool has found: checks, and points as it counts them."""

    name: str
    looks: str
    address: str
    compared: str
    passed: int
    total: int
    earned: float
    possible: float
    most: float
    checks: tuple[CheckRow, ...]

    @property
    def lost(self) -> tuple[CheckRow, ...]:
        """What is missing, all of it or a part."""
        lost = (Outcome.MISSING, Outcome.PARTLY)
        return tuple(each for each in self.checks if each.outcome in lost)

    @property
    def left_out(self) -> tuple[CheckRow, ...]:
        """What cannot be checked from here."""
        return tuple(each for each in self.checks if each.outcome == Outcome.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class FairView:
    """The last report, or nothing: `day` is "" where nobody has measured.

    current  whether it was measured on the data that are shown
    """

    day: str = ""
    percent: float = 0.0
    passed: int = 0
    total: int = 0
    current: bool = False
    tools: tuple[ToolRow, ...] = ()


def fair(report: Mapping[str, Any] | None, digest: str) -> Sheet:
    """The page of the last report; it says how to measure where there is none."""
    return Sheet(
        template="fair.html",
        view=_view(report, digest) if report else FairView(),
        title="fair-title",
        description="fair-lead",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=(Download("JSON", JSON, "application/json"),) if report else (),
    )


def _view(report: Mapping[str, Any], digest: str) -> FairView:
    return FairView(
        report["measured"][:10],
        report["percent"],
        report["passed"],
        report["total"],
        report.get("version") == digest,
        tuple(_tool(tool, report["checks"]) for tool in report["tools"]),
    )


def _tool(tool: Mapping[str, Any], checks: list[dict[str, str]]) -> ToolRow:
    points = tool["points"]
    return ToolRow(
        **{name: tool[name] for name in ("name", "looks", "address", "compared")},
        passed=tool["passed"],
        total=tool["total"],
        earned=points["earned"],
        possible=points["possible"],
        most=points["total"],
        checks=tuple(
            CheckRow(**{name: check[name] for name in CheckRow.__slots__})
            for check in checks
            if check["tool"] == tool["name"]
        ),
    )
