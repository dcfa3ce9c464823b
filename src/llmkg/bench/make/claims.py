"""What one made-up source says: its claims, their evidence, tensions and open questions.

Everything looks back only: a source that is cut off after some claims says the same up to there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from llmkg.bench.make.blocks import Blocks, Source, Speaking
from llmkg.bench.make.chance import Chance
from llmkg.bench.make.profile import Conflict, Reading, Row
from llmkg.bench.make.propositions import Proposition

_NEAR: Final = 60  # claims back that a tension or a question reaches
_FAR: Final = 200  # claims back that evidence is based on
_RECENT: Final = 20  # pieces of evidence that are cited again


@dataclass(slots=True)
class Claim:
    """A claim, by its number among all claims and its place in its source."""

    number: int
    place: int
    proposition: Proposition
    new: bool
    row: Row
    cites: list[int] = field(default_factory=list)
    takes_back: tuple[str, tuple[int, ...]] | None = None
    """How, and which claims of the edition before."""


@dataclass(slots=True)
class Evidence:
    """A piece of evidence of a source, by its place among them."""

    place: int
    number: int
    """Of the claim that cites it first."""
    tier: int
    kind: str
    bears: dict[str, str] = field(default_factory=dict)
    """By proposition, in which way."""
    based_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tension:
    """Claims of a source, by their numbers, that do not sit together."""

    number: int
    kind: str
    between: tuple[int, ...]
    intended: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What a source does not know: it asks about these things and propositions."""

    number: int
    about: tuple[str, ...]
    settled: bool


@dataclass(slots=True)
class Told:
    """All that a source says."""

    source: Source
    claims: list[Claim] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    tensions: list[Tension] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def tell(blocks: Blocks, source: Source, count: int | None = None) -> Told:
    """What a source says in its first `count` claims, or in all of them."""
    teller = _Teller(blocks, source)
    for number in range(source.first, source.first + min(count or source.count, source.count)):
        teller.claim(number)
    return teller.told


class _Teller:
    def __init__(self, blocks: Blocks, source: Source) -> None:
        self.told = Told(source)
        self._blocks = blocks
        self._profile = blocks.profile
        self._block = source.first // blocks.profile.block
        self._reading: Reading = blocks.profile.reading(text=source.text)
        self._speaking = blocks.speaking(self._block)
        self._stances: dict[str, list[Claim]] = defaultdict(list)

    def claim(self, number: int) -> None:
        source, said = self.told.source, self._speaking[number]
        chance = Chance(self._blocks.seed, "claim", number)
        claim = Claim(
            number, number - source.first, said.proposition, said.new, self._row(chance, said)
        )
        self._settle(chance, claim)
        for _ in range(claim.row.cites):
            self._cite(chance, claim)
        if source.edition and self._reading.newer:
            self._take_back(chance, claim)
        self.told.claims.append(claim)
        self._stances[said.proposition.slug].append(claim)
        if chance.happens(self._reading.tensions.total, self._reading.claims.total):
            self._conflict(chance, self._reading.tensions.draw(chance))
        if chance.happens(self._reading.questions.total, self._reading.claims.total):
            self._ask(chance)

    def _row(self, chance: Chance, said: Speaking) -> Row:
        """How it is said: a source seldom says of the same thing now this, now that."""
        before = self._stances[said.proposition.slug]
        if not before:
            return self._reading.claims.draw(chance)
        stance = before[-1].row.stance
        turned = chance.happens(*self._reading.otherwise)
        return (self._reading.turned if turned else self._reading.by_stance)[stance].draw(chance)

    def _settle(self, chance: Chance, claim: Claim) -> None:
        """Where a source denies what it asserts, a tension names the claims."""
        against = {"asserts": "denies", "denies": "asserts"}.get(claim.row.stance)
        others = self._stances[claim.proposition.slug]
        for other in others:
            if other.row.stance == against:
                intended = chance.happens(1, 10)
                between = (other.number, claim.number)
                self.told.tensions.append(
                    Tension(len(self.told.tensions), "Contradiction", between, intended)
                )

    # -- evidence -------------------------------------------------------------------------------

    def _cite(self, chance: Chance, claim: Claim) -> None:
        way = {"asserts": "supports", "denies": "disputes"}.get(claim.row.stance)
        way = way or self._profile.open.draw(chance)
        if chance.happens(*self._reading.cited_again):
            fitting = [e for e in self.told.evidence[-_RECENT:] if self._fits(e, claim, way)]
            if fitting:
                each = fitting[chance.early(len(fitting))]
                each.bears.setdefault(claim.proposition.slug, way)
                claim.cites.append(each.place)
                return
        tier = claim.proposition.tier
        kind = self._reading.types.draw(chance)
        each = Evidence(len(self.told.evidence), claim.number, tier, kind)
        each.bears[claim.proposition.slug] = way
        if chance.happens(*self._reading.qualifies) and self.told.claims:
            other = chance.of(self.told.claims[-_NEAR:]).proposition
            if other.tier >= tier:
                each.bears.setdefault(other.slug, "qualifies")
        each.based_on = self._premises(chance, each)
        self.told.evidence.append(each)
        claim.cites.append(each.place)

    def _fits(self, each: Evidence, claim: Claim, way: str) -> bool:
        return (
            each.place not in claim.cites
            and each.tier <= claim.proposition.tier
            and each.bears.get(claim.proposition.slug, way) == way
        )

    def _premises(self, chance: Chance, each: Evidence) -> tuple[int, ...]:
        """Claims of lower tiers: whatever these rest on is lower still, and so never a circle."""
        wanted = int(self._reading.based_on.draw(chance)) if each.tier else 0
        found: dict[int, None] = {}
        lower = [c for c in self.told.claims[-_FAR:] if c.proposition.tier < each.tier]
        for _ in range(wanted * 3 if lower else 0):
            if len(found) < wanted:
                found[chance.of(lower).number] = None
        return tuple(found)

    # -- what does not sit together, and what is not known ---------------------------------------

    def _conflict(self, chance: Chance, wanted: Conflict) -> None:
        last = self.told.claims[-1]
        window = self.told.claims[-_NEAR:-1]
        if wanted.near == "proposition":
            window = self._stances[last.proposition.slug][:-1]
        elif wanted.near == "subject":
            window = [c for c in window if c.proposition.about == last.proposition.about]
        between = [last.number]
        between += [c.number for c in chance.order(window)[: wanted.size - 1]]
        if len(between) > 1:
            number = len(self.told.tensions)
            self.told.tensions.append(
                Tension(number, wanted.kind, tuple(sorted(between)), wanted.intended)
            )

    def _ask(self, chance: Chance) -> None:
        size, settled = self._reading.questions.draw(chance)
        about: dict[str, None] = {}
        for claim in chance.order(self.told.claims[-_NEAR:]):
            one = claim.proposition
            about[chance.of([one.name, one.about, one.object or one.about])] = None
        self.told.questions.append(
            Question(len(self.told.questions), tuple(about)[:size], bool(settled))
        )

    def _take_back(self, chance: Chance, claim: Claim) -> None:
        if not chance.happens(self._reading.newer.total, self._reading.of_editions):
            return
        how, many = self._reading.newer.draw(chance)
        own = self.told.source
        older = [
            each
            for each in self._blocks.sources(self._block)
            if each.first < own.first and (each.text or 0 < each.edition < own.edition)
        ]
        found: dict[int, None] = {}
        for _ in range(many):
            there = chance.of(older)
            found[there.first + chance.below(there.count)] = None
        claim.takes_back = (how, tuple(found))
