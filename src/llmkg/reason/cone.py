"""All that the assessment of a proposition looks at, with its names taken away.

Of another proposition on which it rests nothing counts but what is warranted for it and against it;
where that is known, the cone ends there.

What the standard rules make of a proposition does not depend on what things are called, nor on how
long ago a source was issued, but on what is linked to what and on which sources are there by the
day. So a cone is told in numbers, and as of a day it is a `World`: propositions with equal worlds
stand alike, however many there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from llmkg.reason.dependence import AGENTS, INVALIDATED, Dependence
from llmkg.vocab import DCTERMS, LLMKG, OWL, RDF

CAME: Final = "came"
LATER: Final = "later"
ELSEWHERE: Final = "urn:llmkg:elsewhere"
"""Stands for what is there, and is not looked into."""

_PRECISE: Final = (4, 7, 10)

World: TypeAlias = tuple[int | str, ...]
"""Triples, one after the other: the number of a thing, a predicate, a number or a name.

The proposition is number 0. Dates are `CAME` or `LATER`; ranks are as in N-Triples.
"""

POLICY: Final = "https://w3id.org/llmkg/policy#"
"""The names that rules tell each other things by."""
_ON, _SIDE, _AT_MOST = (f"{POLICY}{name}" for name in ("on", "side", "atMost"))
_SIDES: Final = (f"{POLICY}For", f"{POLICY}Against")


def first_day(date: str) -> str:
    """The first day of a year, a month or a day: from then on it counts."""
    return f"{date}-01-01"[:10]


def printed(date: str) -> str:
    """A date as precise as it is given, down to its day."""
    return date if len(date) in _PRECISE else first_day(date)


@dataclass(frozen=True, slots=True)
class Known:
    """What matters of a proposition that was assessed to those that rest on it.

    came   as of a cone
    worth  by day, in order, what is warranted for it (0) and against it (1), as ranks in N-Triples
    """

    came: Mapping[str, Mapping[str, str]]
    worth: tuple[tuple[str, tuple[str | None, str | None]], ...]

    def at(self, day: str) -> tuple[str | None, str | None]:
        """What it is worth as of a day."""
        past = bisect_right(self.worth, day, key=lambda point: point[0])
        return self.worth[past - 1][1] if past else (None, None)


class Cone:
    """What one proposition looks at: itself, claims, evidence, premises, newer claims, sources.

    things  what has a number, in order
    came    by day the sources from which something came then that is looked at, with the date as
            printed: claims, claims that replace others, first reports of what no claim cites; and
            the sources of claims that ended then
    since   the first day on which a claim on the proposition came; None: there is none with a date
    """

    def __init__(
        self,
        looks: Dependence,
        proposition: str,
        alike: Mapping[str, str],
        known: Mapping[str, Known] | None = None,
    ) -> None:
        """`known` propositions are not looked into: what they are worth is enough.

        `alike`: for each predicate that a law names, one of which the laws say the same.
        """
        self._looks = looks
        self._known = known or {}
        self._resting: list[tuple[int, tuple[int, int], Known]] = []
        self._alike = alike
        self._said: list[int | str] = []
        self._numbers: dict[str, int] = {}
        self._stances: list[tuple[int, str, str]] = []
        self._told: set[tuple[str, str]] = set()
        self._sources: dict[str, tuple[str, str] | None] = {}
        self._origins: dict[str, None] = {}
        self._days: dict[str, tuple[str, str] | None] = {}
        self._ends: list[tuple[int, str]] = []
        self.came: dict[str, dict[str, str]] = {}
        self._gather(proposition)
        self.proposition = proposition
        self.claims = tuple(dict.fromkeys(claim for _, claim in looks.claims(proposition)))
        days = [
            day[0]
            for claim in self.claims
            for source in looks.out(claim, LLMKG.statedIn)
            if (day := self._day(source))
        ]
        self.since = min(days) if days else None

    def __len__(self) -> int:
        """How many triples it has, but for dates."""
        return len(self._said) // 3

    @property
    def things(self) -> tuple[str, ...]:
        """What has a number, in order."""
        return tuple(self._numbers)

    def days(self) -> list[str]:
        """The days on which the proposition may have come to stand otherwise, in order."""
        if self.since is None:
            return []
        return sorted(day for day in self.came if day >= self.since)

    def world(self, day: str) -> World:
        """It as of a day."""
        out = list(self._said)
        for source, dated in self._sources.items():
            if dated:
                out += self._numbers[source], DCTERMS.issued, CAME if dated[0] <= day else LATER
        for claim, last in self._ends:
            out += claim, INVALIDATED, CAME if last <= day else LATER
        for about, lines, known in self._resting:
            for line, side, rank in zip(lines, _SIDES, known.at(day), strict=True):
                if rank is not None:
                    out += line, _ON, about, line, _SIDE, side, line, _AT_MOST, rank
        return tuple(out)

    # -- gathering ------------------------------------------------------------------------------

    def _gather(self, proposition: str) -> None:
        looks, said = self._looks, self._said
        waiting = [proposition]
        while waiting:
            here = waiting.pop()
            if not self._tell("proposition", here):
                continue
            number = self._number(here)
            if here != proposition and here in self._known:
                self._rest(here, self._known[here])
                continue
            for predicate in looks.out(here, RDF.predicate):
                said += number, RDF.predicate, self._alike.get(predicate, ELSEWHERE)
            for _, claim in sorted(looks.claims(here), key=self._of_claim):
                self._claim(claim)
            for side, evidence in sorted(looks.evidence(here), key=self._of_evidence):
                said += self._number(evidence), side, number
                waiting += self._evidence(evidence)
        for claim_number, stance, about in self._stances:
            told = ("proposition", about) in self._told
            said += claim_number, stance, self._numbers[about] if told else ELSEWHERE
        self._bind()

    def _rest(self, proposition: str, known: Known) -> None:
        """Take a proposition for what it is worth, as if one line told it on either side."""
        lines = self._number(f"{proposition} for"), self._number(f"{proposition} against")
        self._resting.append((self._number(proposition), lines, known))
        for day, sources in known.came.items():
            self.came.setdefault(day, {}).update(sources)

    def _claim(self, claim: str) -> None:
        """One that is weighed: on the proposition, or on one that something is based on."""
        if not self._tell("claim", claim):
            return
        number = self._stated(claim)
        for level in self._looks.out(claim, LLMKG.confidence):
            self._said += number, LLMKG.confidence, level
        if self._looks.out(claim, LLMKG.citesEvidence):
            self._said += number, LLMKG.citesEvidence, ELSEWHERE
        self._origins.update(dict.fromkeys(self._looks.out(claim, LLMKG.statedIn)))

    def _stated(self, claim: str) -> int:
        """One of which only counts whether it is in force."""
        number = self._number(claim)
        if not self._tell("stated", claim):
            return number
        looks, said = self._looks, self._said
        self._stances += ((number, *each) for each in looks.stances(claim))
        self._from(claim)
        self._end(claim, number)
        for how, newer in sorted(looks.newer(claim), key=self._of_newer):
            said += self._number(newer), how, number
            if self._tell("newer", newer):
                self._from(newer)
        return number

    def _end(self, claim: str, number: int) -> None:
        """What is said of the claim itself, and ends it."""
        days, dateless = self._looks.ended(claim)
        if dateless:
            self._said += number, OWL.deprecated, ELSEWHERE
        if days:
            first, exact = min((first_day(day), printed(day)) for day in days)
            self._ends.append((number, first))
            for source in self._looks.out(claim, LLMKG.statedIn):
                here = self.came.setdefault(first, {})
                here[source] = min(here.get(source, exact), exact)

    def _evidence(self, evidence: str) -> list[str]:
        """A piece of evidence; gives the propositions of the claims that it is based on."""
        if not self._tell("evidence", evidence):
            return []
        looks, said = self._looks, self._said
        number = self._number(evidence)
        for kind in looks.out(evidence, LLMKG.evidenceType):
            said += number, LLMKG.evidenceType, kind
        reports = sorted(looks.out(evidence, LLMKG.reportedIn), key=self._of_source)
        for source in reports:
            said += number, LLMKG.reportedIn, self._source(source)
        self._origins.update(dict.fromkeys(reports))
        citing = sorted(looks.into(evidence, LLMKG.citesEvidence), key=self._of_claim_only)
        twins: set[tuple[object, ...]] = set()
        for claim in citing:
            before = len(twins)
            twins.add(self._as_citing(claim))
            if len(twins) > before or claim in self._numbers:
                said += self._stated(claim), LLMKG.citesEvidence, number
        if not citing:
            first = min((dated[0] for each in reports if (dated := self._day(each))), default="")
            for source in reports:
                dated = self._day(source)
                if dated and dated[0] == first:
                    self._bring(source)
        further: list[str] = []
        for premise in sorted(looks.out(evidence, LLMKG.basedOn), key=self._of_claim_only):
            self._claim(premise)
            said += number, LLMKG.basedOn, self._number(premise)
            further += (about for _, about in looks.stances(premise))
        return further

    def _as_citing(self, claim: str) -> tuple[object, ...]:
        """All that counts of a claim that cites. Of two that are alike one says it for both."""
        looks = self._looks
        about = next(looks.stances(claim), None) is not None
        from_ = looks.out(claim, LLMKG.statedIn)
        return about, from_, tuple(looks.newer(claim)), looks.ended(claim)

    def _from(self, claim: str) -> None:
        number = self._number(claim)
        for source in self._looks.out(claim, LLMKG.statedIn):
            self._said += number, LLMKG.statedIn, self._source(source)
            self._bring(source)

    def _bring(self, source: str) -> None:
        dated = self._day(source)
        if dated:
            here = self.came.setdefault(dated[0], {})
            here[source] = min(here.get(source, dated[1]), dated[1])

    def _source(self, source: str) -> int:
        number = self._number(source)
        if source not in self._sources:
            self._sources[source] = self._day(source)
        return number

    def _bind(self) -> None:
        """Who had a part in several of the sources; one who had in one only binds nothing more."""
        if len(self._origins) < _SEVERAL:
            return
        has: dict[str, list[tuple[str, str]]] = {}
        for source in self._origins:
            for how in AGENTS:
                for agent in self._looks.out(source, how):
                    has.setdefault(agent, []).append((source, how))
        for agent, shares in has.items():
            if len({source for source, _ in shares}) >= _SEVERAL:
                for source, how in shares:
                    self._said += self._number(source), how, self._number(agent)

    def _number(self, thing: str) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))

    def _tell(self, what: str, thing: str) -> bool:
        """Whether it was not told yet; it is from now on."""
        before = len(self._told)
        self._told.add((what, thing))
        return len(self._told) > before

    def _day(self, source: str) -> tuple[str, str] | None:
        """The first day of a source, and its date as printed."""
        if source not in self._days:
            dates = self._looks.issued(source)
            day = min(((first_day(date), printed(date)) for date in dates), default=None)
            self._days[source] = day
        return self._days[source]

    # -- orders in which much comes out alike; nothing depends on them ----------------------------

    def _of_claim(self, said: tuple[str, str]) -> tuple[object, ...]:
        stance, claim = said
        cites = bool(self._looks.out(claim, LLMKG.citesEvidence))
        level = self._looks.out(claim, LLMKG.confidence)
        return (stance, level, cites, self._of_claim_only(claim))

    def _of_claim_only(self, claim: str) -> tuple[object, ...]:
        days = [self._of_source(source) for source in self._looks.out(claim, LLMKG.statedIn)]
        return (days, claim)

    def _of_newer(self, said: tuple[str, str]) -> tuple[object, ...]:
        return (said[0], self._of_claim_only(said[1]))

    def _of_evidence(self, said: tuple[str, str]) -> tuple[object, ...]:
        side, evidence = said
        looks = self._looks
        kinds, based = (looks.out(evidence, each) for each in (LLMKG.evidenceType, LLMKG.basedOn))
        return (side, kinds, len(based), evidence)

    def _of_source(self, source: str) -> tuple[str, str]:
        dated = self._day(source)
        return (dated[0] if dated else "", source)


_SEVERAL: Final = 2
