"""The course of a level over time: where everything stands in the drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from llmkg.gather.assessments import first_day
from llmkg.model.assessment import Assessment
from llmkg.model.level import Level

FIRST_YEAR: Final = 2020
"""Before it, hardly anything was said; the drawing begins here, or where the first claim does."""

ROW: Final = 28
TOP: Final = 30
RANKS: Final = 6
BOTTOM: Final = TOP + RANKS * ROW
HEIGHT: Final = BOTTOM + 22
_APART: Final = 4
"""How far what is stated, warranted and denied stand from the line of what is effective."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level held from one day to another: percent of the width, pixels from above."""

    left: str
    right: str
    y: int
    rank: int


@dataclass(frozen=True, slots=True)
class Riser:
    """The step from one level to the next."""

    x: str
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the drawing."""

    name: str
    strokes: tuple[Stroke, ...]
    risers: tuple[Riser, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The drawing: years, rows of levels, lines, the days on which something moved."""

    start: str
    end: str
    years: tuple[tuple[str, int], ...]
    rows: tuple[tuple[int, int], ...]
    series: tuple[Series, ...]
    moves: tuple[str, ...]
    cursor: str
    height: int = HEIGHT
    bottom: int = BOTTOM

    @property
    def days(self) -> int:
        """How many days it spans."""
        return _ordinal(self.end) - _ordinal(self.start)

    def offset(self, day: str) -> int:
        """How many days after its start a day is, kept within it."""
        return max(0, min(self.days, _ordinal(day) - _ordinal(self.start)))


def course(timeline: Sequence[Assessment], today: str, shown: str) -> Course:
    """The drawing of a timeline up to today, with its cursor at the day that is shown."""
    days = [first_day(point.as_of) for point in timeline]
    first = min([FIRST_YEAR, *(int(day[:4]) for day in days)])
    start = f"{first}-01-01"
    end = max([today, *days])
    place = _scale(start, end)
    levels: tuple[tuple[str, Callable[[Assessment], Level | None], int], ...] = (
        ("stated", lambda point: point.stated_for, -_APART),
        ("warranted", lambda point: point.warrant, _APART),
        ("denied", lambda point: point.denied, 2 * _APART),
        ("effective", lambda point: point.effective, 0),
    )
    return Course(
        start=start,
        end=end,
        years=tuple((place(f"{year}-01-01"), year) for year in range(first, int(end[:4]) + 1)),
        rows=tuple((rank, _y(rank)) for rank in reversed(range(RANKS))),
        series=tuple(
            _series(name, timeline, [*days, end], of, place, lift) for name, of, lift in levels
        ),
        moves=tuple(map(place, days)),
        cursor=place(max(start, min(end, shown))),
    )


def _series(
    name: str,
    timeline: Iterable[Assessment],
    days: Sequence[str],
    of: Callable[[Assessment], Level | None],
    place: Callable[[str], str],
    lift: int,
) -> Series:
    strokes: list[Stroke] = []
    risers: list[Riser] = []
    before: int | None = None
    for at, point in enumerate(timeline):
        level = of(point)
        if level is None:
            before = None
            continue
        left, y = place(days[at]), _y(level.rank) + lift
        strokes.append(Stroke(left, place(days[at + 1]), y, level.rank))
        if before is not None and before != y:
            risers.append(Riser(left, min(before, y), max(before, y)))
        before = y
    return Series(name, tuple(strokes), tuple(risers))


def _scale(start: str, end: str) -> Callable[[str], str]:
    zero, span = _ordinal(start), max(1, _ordinal(end) - _ordinal(start))
    return lambda day: f"{100 * (_ordinal(day) - zero) / span:.2f}%"


def _y(rank: int) -> int:
    return TOP + (RANKS - 1 - rank) * ROW + ROW // 2


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
