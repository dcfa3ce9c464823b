"""What a check is, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from llmkg.fair.evidence import Evidence


class Outcome(StrEnum):
    """What became of a check. One that was left out counts in no score."""

    PASSED = "passed"
    MISSING = "missing"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a check: whether it passed, and in words what was found or is missing."""

    passed: bool
    why: str


def there(why: str) -> Found:
    """It passed."""
    return Found(passed=True, why=why)


def lacking(why: str) -> Found:
    """It did not pass."""
    return Found(passed=False, why=why)


Asks: TypeAlias = "Callable[[Evidence], Found]"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one of the tools.

    id         as the tool calls it, such as "FsF-F1-01MD-1"
    tool       the tool that has it
    principle  of FAIR, such as "R1.2"
    title      what must hold, in our words
    asks       the check itself; a text is the reason why it is left out
    """

    id: str
    tool: str
    principle: str
    title: str
    asks: Asks | str


@dataclass(frozen=True, slots=True)
class Result:
    """A check with what became of it."""

    check: Check
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """All results for the service at `home`."""

    home: str
    results: tuple[Result, ...]

    def score(self, tool: str | None = None) -> tuple[int, int]:
        """How many checks passed, and how many there were to pass; of one tool, or of all."""
        counted = [
            each
            for each in self.results
            if each.outcome is not Outcome.LEFT_OUT and tool in (None, each.check.tool)
        ]
        return sum(each.outcome is Outcome.PASSED for each in counted), len(counted)

    @property
    def percent(self) -> float:
        """The share of checks that passed, out of those there were to pass."""
        passed, total = self.score()
        return 100 * passed / total if total else 0.0

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools, in the order of their checks."""
        return tuple(dict.fromkeys(each.check.tool for each in self.results))
