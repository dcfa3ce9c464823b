"""What a check is, and what it found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from llmkg.fair.evidence import Evidence

_WHOLE: Final = 0.999  # sixths do not add up to 1


class Outcome(StrEnum):
    """What became of a check. One that was left out counts in no score."""

    PASSED = "passed"
    PARTLY = "partly"
    MISSING = "missing"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a check.

    share    of its points that it earns, 0 to 1
    why      in words, what was found or is missing
    outside  share of its points that only a registration elsewhere would bring
    """

    share: float
    why: str
    outside: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """Passed, when it earns all that can be earned without a registration."""
        if self.share + self.outside >= _WHOLE:
            return Outcome.PASSED
        return Outcome.PARTLY if self.share else Outcome.MISSING


def there(why: str) -> Found:
    """It passed."""
    return Found(1.0, why)


def partly(why: str, share: float = 0.5) -> Found:
    """It earns some of its points."""
    return Found(share, why)


def lacking(why: str) -> Found:
    """It did not pass."""
    return Found(0.0, why)


Asks: TypeAlias = "Callable[[Evidence], Found]"


@dataclass(frozen=True, slots=True)
class Tool:
    """An assessor whose checks are ported.

    name     as it calls itself
    looks    what of the service it looks at: the key of a message
    address  where its checks are described
    compared the state of its source that ours were compared with
    metrics  points that a group of checks earns at most, where that is less than their sum
    """

    name: str
    looks: str
    address: str
    compared: str
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one of the tools.

    id         as the tool calls it, such as "FsF-F1-01MD-1"
    tool       the tool that has it
    principle  of FAIR, such as "R1.2"
    title      what must hold, in the tool's words or shorter
    asks       the check itself; a text is the reason why it is left out
    points     what it is worth to the tool
    metric     the group that its points are counted in; "" for itself
    """

    id: str
    tool: Tool
    principle: str
    title: str
    asks: Asks | str
    points: float = 1.0
    metric: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A check with what became of it; `why` it did not pass, or what was found."""

    check: Check
    found: Found
    outcome: Outcome

    @property
    def why(self) -> str:
        """What was found, what is missing, or why it was left out."""
        return self.found.why


@dataclass(frozen=True, slots=True)
class Points:
    """Points as a tool counts them.

    earned   by what is there
    possible without registering anything anywhere
    total    that the tool has to give
    """

    earned: float
    possible: float
    total: float


@dataclass(frozen=True, slots=True)
class Report:
    """All results for the service at `home`, whose data had the digest `version`."""

    home: str
    version: str
    results: tuple[Result, ...]

    def score(self, tool: Tool | None = None) -> tuple[int, int]:
        """How many checks passed, and how many there were to pass; of one tool, or of all."""
        counted = [each for each in self._of(tool) if each.outcome is not Outcome.LEFT_OUT]
        return sum(each.outcome is Outcome.PASSED for each in counted), len(counted)

    def points(self, tool: Tool | None = None) -> Points:
        """The same in points, where checks weigh what they weigh to their tool."""
        groups: dict[tuple[str, str], list[Result]] = defaultdict(list)
        for each in self._of(tool):
            groups[each.check.tool.name, each.check.metric or each.check.id].append(each)
        sums = [_group(results) for results in groups.values()]
        return Points(
            sum(each.earned for each in sums),
            sum(each.possible for each in sums),
            sum(each.total for each in sums),
        )

    @property
    def percent(self) -> float:
        """The share of the points that were earned, out of those there were to earn."""
        points = self.points()
        return 100 * points.earned / points.possible if points.possible else 0.0

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, in the order of their checks."""
        return tuple({each.check.tool.name: each.check.tool for each in self.results}.values())

    def _of(self, tool: Tool | None) -> tuple[Result, ...]:
        return tuple(r for r in self.results if tool is None or r.check.tool == tool)


def _group(results: Sequence[Result]) -> Points:
    """The points of the checks that are counted together, never more than the group has."""
    check = results[0].check
    worth = sum(each.check.points for each in results)
    total = check.tool.metrics.get(check.metric, worth)
    open_to_us = sum(each.check.points * (1 - each.found.outside) for each in results)
    earned = sum(each.check.points * each.found.share for each in results)
    return Points(min(earned, total), min(open_to_us, total), total)
