"""Which source a claim stands in, and what it speaks about: known from its number alone.

A block has as many claims as were measured, in as many sources of the same sizes, in an order of
its own; the text that was read as a whole comes before its later editions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from llmkg.bench.make.chance import Chance
from llmkg.bench.make.profile import Profile
from llmkg.bench.make.propositions import Proposition, Propositions
from llmkg.bench.make.things import Thing, Things, another

_KEPT: Final = 32
_WINDOW: Final = 80  # claims back that a source comes back to


@dataclass(frozen=True, slots=True)
class Source:
    """A source that makes claims: those from `first` on, `count` of them.

    text     whether its text is at hand, so that its claims have anchors
    edition  how many editions came before it; those of a block are editions of its text
    """

    thing: Thing
    first: int
    count: int
    text: bool
    edition: int


@dataclass(frozen=True, slots=True)
class Speaking:
    """The proposition of a claim: `new` where it is said for the first time."""

    proposition: Proposition
    new: bool
    again: bool


class Blocks:
    """The blocks of claims, each made when it is asked for."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self.profile = profile
        self.seed = seed
        self.things = Things(profile, seed)
        self._propositions = Propositions(profile, self.things)
        self.sources = lru_cache(maxsize=_KEPT)(self._sources)
        self.speaking = lru_cache(maxsize=2)(self._speaking)
        self._new = lru_cache(maxsize=_KEPT)(self._brought)

    def _sources(self, block: int) -> tuple[Source, ...]:
        """The sources of a block in their order."""
        rows = Chance(self.seed, "sources", block).order(self.profile.sources)
        at = [place for place, (_, text, later) in enumerate(rows) if text or later]
        whole = sorted((rows[place] for place in at), key=lambda row: (row[2], -row[0]))
        for place, row in zip(at, whole, strict=True):
            rows[place] = row
        numbers = self.things.own("Source", block)
        found, first, edition = [], block * self.profile.block, 0
        for number, (count, text, later) in zip(numbers, rows, strict=False):
            edition += later
            thing = Thing("Source", number)
            found.append(Source(thing, first, count, text, edition if later else 0))
            first += count
        return tuple(found)

    def _claims(self, block: int) -> Iterator[tuple[int, Source]]:
        for source in self.sources(block):
            for number in range(source.first, source.first + source.count):
                yield number, source

    def _brought(self, block: int) -> dict[int, Proposition]:
        """The propositions that a block brings in, by the claim that says them first."""
        found: dict[int, Proposition] = {}
        taken: set[str] = set()
        earlier: dict[Thing, list[Proposition]] = {}
        for number, source in self._claims(block):
            chance = Chance(self.seed, "said", number)
            mine = earlier.setdefault(source.thing, [])
            if self.profile.reading(text=source.text).said.draw(chance) == "new" or not found:
                found[number] = self._propositions.new(chance, block, source.thing, mine, taken)
                mine.append(found[number])
        return found

    def _speaking(self, block: int) -> dict[int, Speaking]:
        """What each claim of a block speaks about."""
        brought = self._new(block)
        found: dict[int, Speaking] = {}
        for number, source in self._claims(block):
            own = brought.get(number)
            if own is not None:
                found[number] = Speaking(own, new=True, again=False)
                continue
            chance = Chance(self.seed, "again", number)
            table = self.profile.reading(text=source.text).said
            back = number - source.first
            # The draw that found this claim says nothing new: once more, for which of the others.
            while (which := table.draw(chance)) == "new":
                pass
            if which == "again" and back:
                place = number - 1 - chance.early(min(back, _WINDOW))
                found[number] = Speaking(found[place].proposition, new=False, again=True)
            else:
                said = self._elsewhere(chance, block, source, found)
                found[number] = Speaking(said, new=False, again=False)
        return found

    def _elsewhere(
        self, chance: Chance, block: int, source: Source, found: dict[int, Speaking]
    ) -> Proposition:
        """What another source said: one of this block, as a rule, or one of an earlier one."""
        before = source.first - block * self.profile.block
        if before and (not block or chance.happens(1, 2)):
            place = block * self.profile.block + chance.below(before)
            return found[place].proposition
        if not block:  # the first source of all has none before it
            return found[source.first].proposition
        there = list(self._new(another(chance, block)).values())
        return there[chance.early(len(there))]
