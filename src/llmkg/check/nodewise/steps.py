"""Steps: what a plan is made of, and where variables have their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from llmkg.check.nodewise.world import World

Values: TypeAlias = list[str | None]
Step: TypeAlias = Callable[[World, Values], bool]
Maker: TypeAlias = Callable[[Step], Step]
Test: TypeAlias = Callable[[World, Values], bool]


class Slots:
    """Places of variables; one set of them for each rule."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The place of a variable; it gets one if it has none."""
        return self._places.setdefault(name, len(self._places))

    def empty(self) -> Values:
        """Nothing bound."""
        return [None] * len(self._places)


def chained(makers: Sequence[Maker], last: Step) -> Step:
    """The steps one after the other."""
    step = last
    for maker in reversed(makers):
        step = maker(step)
    return step
