"""How facts stand after a change: four passes, of which all but the first need contradictions.

1. `full`: the level at which a fact follows, contradictions or not.
2. `blamed`: the level at which it leads to a contradiction, which goes the other way, from what
   contradicts itself back to premises.
3. `sure`: as the first, of facts that are stated and never blamed.
4. `holds`: the levels at which it follows from what is in no contradiction there, bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from llmkg.rdf.view import Everything
from llmkg.reason.known import Known
from llmkg.reason.spread import MOST, Spread
from llmkg.reason.standing import Standing, down_from
from llmkg.reason.support import Fact
from llmkg.reason.theory import Theory
from llmkg.reason.world import After, Before, Steps

_NO_BOUND = 1 << 30


@dataclass(frozen=True, slots=True)
class Own:
    """What a fact has of its own: whether types give it, and at which rank it is stated."""

    everywhere: bool
    stated: int


class _Forward:
    """Steps from premises to what they give."""

    def __init__(
        self, steps: Steps, own: Callable[[Fact], int], value: Callable[[Fact], int]
    ) -> None:
        self._steps = steps
        self.own = own
        self.value = value

    def into(self, fact: Fact) -> Iterable[tuple[int, tuple[Fact, ...]]]:
        return ((_NO_BOUND, premises) for premises in self._steps.back(fact))

    def out_of(self, fact: Fact) -> Iterable[tuple[Fact, int, tuple[Fact, ...]]]:
        return ((head, _NO_BOUND, premises) for head, premises in self._steps.on(fact))


class _Backward:
    """Steps from what is given to its premises: blame passes as far as the step is strong."""

    def __init__(self, steps: Steps, value: Callable[[Fact], int]) -> None:
        self._steps = steps
        self.value = value

    def own(self, fact: Fact) -> int:
        strength = self._steps.strength
        if not self._steps.world.has(fact):
            return -1
        return max((strength(facts) for _, _, facts in self._steps.clashes(fact)), default=-1)

    def into(self, fact: Fact) -> Iterable[tuple[int, tuple[Fact, ...]]]:
        if self._steps.world.has(fact):
            for head, premises in self._steps.on(fact):
                yield self._steps.strength(premises), (head,)

    def out_of(self, fact: Fact) -> Iterable[tuple[Fact, int, tuple[Fact, ...]]]:
        if self._steps.world.has(fact):
            for premises in self._steps.back(fact):
                strength = self._steps.strength(premises)
                for premise in premises:
                    yield premise, strength, (fact,)


class Amendment:
    """The facts that stand otherwise after a change, and how."""

    def __init__(
        self, known: Known, theory: Theory, own_before: Callable[[Fact], Own],
        own_after: Callable[[Fact], Own],
    ) -> None:  # fmt: skip
        self._known = known
        self._ranks = theory.scheme.levels
        self._top = theory.top
        self._own = {False: own_before, True: own_after}
        self.before = Steps(Before(known), theory)
        self._after = After(self.before.world)
        self.after = Steps(self._after, theory)
        self._full: dict[Fact, int] = {}
        self._blamed: dict[Fact, int] = {}
        self._sure: dict[Fact, int] = {}
        self._holds: dict[Fact, int] = {}
        self.plain = True
        """Whether no contradiction bears on anything near the change."""

    def run(self, seeds: Iterable[Fact]) -> None:
        """Follow the change; `seeds` are the facts that may have something else of their own."""
        seeds = set(seeds)
        forward = (
            _Forward(self.before, self._has(after=False, sure=False), self.before.world.full),
            _Forward(self.after, self._has(after=True, sure=False), self.before.world.full),
        )
        self._full = Spread(*forward, self._after.set).run(seeds)
        moved = seeds | self._full.keys()
        self.plain = not self._known.noted and not any(self._clashes(fact) for fact in moved)
        if self.plain:
            return
        self._blame()
        seeds |= self._blamed.keys()
        self._sure = Spread(
            _Forward(self.before, self._has(after=False, sure=True), self._old("sure")),
            _Forward(self.after, self._has(after=True, sure=True), self._old("sure")),
        ).run(seeds)
        self._hold(seeds | self._full.keys() | self._sure.keys())

    def _clashes(self, fact: Fact) -> bool:
        return self._after.has(fact) and any(True for _ in self.after.clashes(fact))

    def _old(self, what: str) -> Callable[[Fact], int]:
        def value(fact: Fact) -> int:
            standing = self._known.standing(fact)
            none = 0 if what == "holds" else -1
            return none if standing is None else int(getattr(standing, what))

        return value

    def _has(self, *, after: bool, sure: bool) -> Callable[[Fact], int]:
        own = self._own[after]

        def level(fact: Fact) -> int:
            mine = own(fact)
            if mine.everywhere:
                return self._top
            if sure and mine.stated >= 0:
                blamed = self._blamed_after(fact) if after else self._old("blamed")(fact)
                return mine.stated if blamed < 0 else -1
            return mine.stated

        return level

    def _blamed_after(self, fact: Fact) -> int:
        blamed = self._blamed.get(fact)
        return self._old("blamed")(fact) if blamed is None else blamed

    def _blame(self) -> None:
        old = self._old("blamed")
        seeds: set[Fact] = set()
        doubts: list[Fact] = []
        rising: list[tuple[Fact, int, tuple[Fact, ...]]] = []
        for fact in self._full:
            seeds.add(fact)
            for world in (self.before, self.after):
                if world.world.has(fact):
                    seeds.update(each for _, _, facts in world.clashes(fact) for each in facts)
            if self.before.world.has(fact):
                for head, premises in self.before.on(fact):
                    passed = min(old(head), self.before.strength(premises))
                    if passed >= 0:
                        doubts += [each for each in premises if old(each) == passed]
            if self.after.world.has(fact):
                for head, premises in self.after.on(fact):
                    strength = self.after.strength(premises)
                    rising += [(each, strength, (head,)) for each in premises]
        doubts += [fact for fact in self._full if not self._after.has(fact)]
        sides = (_Backward(self.before, old), _Backward(self.after, old))
        self._blamed = Spread(*sides).run(seeds, doubts, rising)

    def _hold(self, moved: set[Fact]) -> None:
        old = self._old("holds")
        lost: dict[Fact, int] = {}

        def own(fact: Fact, *, after: bool) -> int:
            mine = self._own[after](fact)
            if mine.everywhere:
                return down_from(self._top, self._ranks)
            blamed = self._blamed_after(fact) if after else self._old("blamed")(fact)
            return down_from(mine.stated, self._ranks) & ~down_from(blamed, self._ranks)

        def safe(fact: Fact) -> int:
            return own(fact, after=True) | down_from(self._sure_after(fact), self._ranks)

        waiting = [
            (fact, own(fact, after=False) | down_from(self._old("sure")(fact), self._ranks))
            for fact in moved
        ]
        while waiting:
            fact, bits = waiting.pop()
            bits &= old(fact) & ~safe(fact) & ~lost.get(fact, 0)
            if not bits:
                continue
            lost[fact] = lost.get(fact, 0) | bits
            if len(lost) > MOST:
                raise Everything
            waiting += [(head, _common(bits, of, old)) for head, of in self.before.on(fact)]
        self._regain(moved, lost, safe)

    def _regain(self, moved: set[Fact], lost: dict[Fact, int], safe: Callable[[Fact], int]) -> None:
        old = self._old("holds")
        held: dict[Fact, int] = {fact: old(fact) & ~bits for fact, bits in lost.items()}

        def now(fact: Fact) -> int:
            bits = held.get(fact)
            return old(fact) if bits is None else bits

        waiting = [(fact, safe(fact)) for fact in moved]
        for fact, bits in lost.items():
            if self._after.has(fact):
                waiting += [(fact, _common(bits, of, now)) for of in self.after.back(fact)]
        while waiting:
            fact, bits = waiting.pop()
            bits &= ~now(fact)
            if not bits:
                continue
            held[fact] = now(fact) | bits
            if len(held) > MOST:
                raise Everything
            waiting += [(head, _common(bits, of, now)) for head, of in self.after.on(fact)]
        self._holds = held

    def _sure_after(self, fact: Fact) -> int:
        sure = self._sure.get(fact)
        return self._old("sure")(fact) if sure is None else sure

    @property
    def touched(self) -> set[Fact]:
        """The facts that may stand otherwise."""
        return {*self._full, *self._blamed, *self._sure, *self._holds}

    def standing(self, fact: Fact) -> Standing | None:
        """How a fact stands now."""
        full = self._after.full(fact)
        if full < 0:
            return None
        if self.plain and fact in self._full:
            return Standing(full, -1, full, down_from(full, self._ranks))
        old = self._known.standing(fact)
        if self.plain:
            return old
        bits = self._holds.get(fact)
        return Standing(
            full,
            self._blamed_after(fact),
            self._sure_after(fact),
            self._old("holds")(fact) if bits is None else bits,
        )


def _common(bits: int, premises: Iterable[Fact], held: Callable[[Fact], int]) -> int:
    for premise in premises:
        bits &= held(premise)
    return bits
