"""Levels that follow a change: the weakest link of the best derivation, maintained.

Facts and steps are a hypergraph; the level of a fact is the best of what it has of its own and of
the weakest premise of each step that gives it. After a change of what facts have of their own, all
whose level may have rested on what is gone are put in doubt (a step as strong as the level of what
it gives), and get the best that is left; then what became better is passed on, best first
(D. E. Knuth, "A Generalization of Dijkstra's Algorithm", 1977). This is deletion and rederivation
of recursive rules (A. Gupta, I. S. Mumick, V. S. Subrahmanian, SIGMOD 1993) with levels in place of
truth, so that doubt ends where a level is stronger than what it is put in doubt by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count
from typing import Final, Protocol

from llmkg.rdf.view import Everything
from llmkg.reason.support import Fact

MOST: Final = 50_000
"""As many facts are gone through; a change that reaches more is not worth following."""


class Side(Protocol):
    """What levels pass along, before a change or after it."""

    def own(self, fact: Fact) -> int:
        """The level that a fact has of its own, or -1."""
        ...

    def value(self, fact: Fact) -> int:
        """The level of a fact before the change, or -1."""
        ...

    def into(self, fact: Fact) -> Iterable[tuple[int, tuple[Fact, ...]]]:
        """Of each step that gives the fact: the most that it passes on, and its premises."""
        ...

    def out_of(self, fact: Fact) -> Iterable[tuple[Fact, int, tuple[Fact, ...]]]:
        """What each step gives that has the fact for a premise, and the same."""
        ...


class Spread:
    """One maintenance of levels. `tell` is told each level as soon as it is settled or in doubt."""

    def __init__(
        self,
        before: Side,
        after: Side,
        tell: Callable[[Fact, int], None] = lambda _fact, _level: None,
    ) -> None:
        self._before = before
        self._after = after
        self._tell = tell
        self._doubted: set[Fact] = set()
        self._settled: dict[Fact, int] = {}
        self._heap: list[tuple[int, int, Fact]] = []
        self._next = count()

    def now(self, fact: Fact) -> int:
        """The level of a fact as far as it is settled."""
        level = self._settled.get(fact)
        if level is not None:
            return level
        return -1 if fact in self._doubted else self._before.value(fact)

    def run(
        self,
        seeds: Iterable[Fact],
        doubts: Iterable[Fact] = (),
        steps: Iterable[tuple[Fact, int, tuple[Fact, ...]]] = (),
    ) -> dict[Fact, int]:
        """The facts whose level changed, with their level.

        Args:
            seeds: the facts that may have something else of their own.
            doubts: facts that were given by steps that may pass on less.
            steps: steps that may pass on more, as `out_of` gives them.
        """
        seeds = list(seeds)
        self._doubt([*(fact for fact in seeds if self._rests_on_itself(fact)), *doubts])
        for fact in self._doubted:
            self._tell(fact, -1)
        for fact in self._doubted:
            self._offer(fact, self._best_left(fact))
        for fact in seeds:
            self._offer(fact, self._after.own(fact))
        for target, most, premises in steps:
            self._offer(target, min(most, *map(self.now, premises)))
        self._settle()
        old = self._before.value
        return {
            fact: level
            for fact in self._doubted | self._settled.keys()
            if (level := self.now(fact)) != old(fact)
        }

    def _rests_on_itself(self, fact: Fact) -> bool:
        return self._before.own(fact) == self._before.value(fact)

    def _doubt(self, waiting: list[Fact]) -> None:
        value = self._before.value
        while waiting:
            fact = waiting.pop()
            level = value(fact)
            if fact in self._doubted or level < 0 or self._after.own(fact) >= level:
                continue
            self._doubted.add(fact)
            if len(self._doubted) > MOST:
                raise Everything
            for target, most, premises in self._before.out_of(fact):
                passed = min(most, *map(value, premises))
                if passed >= 0 and passed == value(target):
                    waiting.append(target)

    def _best_left(self, fact: Fact) -> int:
        best, enough = self._after.own(fact), self._before.value(fact)
        for most, premises in self._after.into(fact):
            if best >= enough:
                break
            best = max(best, min(most, *map(self.now, premises)))
        return best

    def _offer(self, fact: Fact, level: int) -> None:
        if level > self.now(fact):
            heappush(self._heap, (-level, next(self._next), fact))

    def _settle(self) -> None:
        while self._heap:
            negative, _, fact = heappop(self._heap)
            if -negative <= self.now(fact):
                continue
            self._settled[fact] = -negative
            if len(self._settled) > MOST:
                raise Everything
            self._tell(fact, -negative)
            for target, most, premises in self._after.out_of(fact):
                self._offer(target, min(most, *map(self.now, premises)))
