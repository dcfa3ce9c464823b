"""How single propositions stand, in brief, and what that adds to the things that they are about.

A thing of a list (a model, a family, an ability) may have these (prefix `kept:`):

    asserting, denying, leaving   claims on statements with it as subject or object, by stance
    weighed      of these statements the ones that its list is about: what gives rise to an
                 ability, which abilities a model has
    at5 … at0    such statements by how sure one can be of them, by rank
    best5 …      the same, of those that stand
    supported, contested, refuted, unsupported, open   such statements by status

A source has the same of the claims that it makes (asserting …, at5 …), and `speaks`: propositions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from llmkg.reason.facts import Facts, no_texts
from llmkg.reason.shelf import Place
from llmkg.vocab import BASE, KEPT, LLMKG, RDF, Kind, local_name

STANCES: Final = (LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen)
ASSESSMENT: Final = "#assessment"
STATES: Final = ("supported", "contested", "refuted", "unsupported", "open")

VOTES: Final = (KEPT.asserting, KEPT.denying, KEPT.leaving)
"""Claims by stance, in the order of `STANCES`."""

ACTING: Final = (
    "givesRiseTo",
    "injects",
    "unlocks",
    "improves",
    "recovers",
    "weakens",
    "affectsAbility",
    "causes",
    "correlatesWith",
)
"""What something does to an ability; and that it goes with it, which is no cause."""

BEARING: Final = ("hasAbility", "strongAt", "weakAt", "lacksAbility", "sacrifices")
ORIGINS: Final = (
    *(("object", name) for name in ACTING),
    ("subject", "correlatesWith"),
    ("subject", "abilityDependsOn"),
    ("subject", "requires"),
    ("object", "enables"),
)
"""Which end of which relation an ability is, where a statement is about where it comes from."""

TREE: Final = (
    *(("subject", name) for name in ("derivedFrom", "fineTunedFrom", "producedBy")),
    *(("object", name) for name in ("hasDescendant", "outputModel")),
    *(("subject", name) for name in ("releasedOn", "describedIn", "precedes", "memberOf")),
)
"""Which end of which relation a model is, where a statement places it among others.

A model is an end of very many statements, and no store finds those of one relation among them: they
are linked from it, as `kept:subjectOf-derivedFrom`. So are those about a day
(`kept:subjectOf-day`), and that it is not known (`kept:subjectOf-unknown`).
"""

CHANGES: Final = "changes"
ORIGIN_CHANGES: Final = "originChanges"
ORIGIN: Final = "origin"

_ABILITIES: Final = f"{BASE}{Kind.ABILITY.value}/"
_BEARERS: Final = (f"{BASE}{Kind.MODEL.value}/", f"{BASE}{Kind.FAMILY.value}/")
_LISTED: Final = (_ABILITIES, *_BEARERS)
_MODELS: Final = _BEARERS[0]
_UNKNOWN: Final = f"{BASE}{Kind.CONCEPT.value}/not-known"
_PLACES: Final = {
    _ABILITIES: frozenset(ORIGINS),
    **dict.fromkeys(_BEARERS, frozenset(("subject", name) for name in BEARING)),
}


@dataclass(frozen=True, slots=True)
class Vote:
    """Who takes which stance (its place in `STANCES`) on what, how surely, in which sources."""

    stance: int
    proposition: str
    level: str
    sources: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A day on which a proposition came to stand otherwise."""

    day: str
    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a proposition stands; `shown`: how sure one can be, of the denial where denied."""

    state: str
    level: str
    shown: str
    is_denied: bool
    is_open: bool

    @property
    def stands(self) -> bool:
        """Whether somebody says it, and it is not refuted."""
        return not self.is_denied and not self.is_open

    @property
    def is_sound(self) -> bool:
        """Whether it is supported as it is said."""
        return self.state == "supported" and not self.is_denied


class Briefs:
    """Reads how claims and propositions stand from facts."""

    def __init__(self, facts: Facts, ranks: Mapping[str, int], causal: AbstractSet[str]) -> None:
        """`ranks` of the levels; `causal` are the causal properties."""
        self._facts = facts
        self._ranks = ranks
        self._causal = causal
        self._votes: dict[str, Vote | None] = {}

    def vote(self, claim: str) -> Vote | None:
        """A claim in brief; None where it says nothing, or not how surely, or not where."""
        if claim not in self._votes:  # it is asked for by itself and for what it is about
            self._votes[claim] = self._vote(claim)
        return self._votes[claim]

    def _vote(self, claim: str) -> Vote | None:
        objects = self._facts.objects
        for at, stance in enumerate(STANCES):
            about = no_texts(objects(claim, stance))
            if about:
                levels = no_texts(objects(claim, LLMKG.confidence))
                sources = no_texts(objects(claim, LLMKG.statedIn))
                if not levels or not sources:
                    return None
                return Vote(at, min(about), min(levels), sources)
        return None

    def count_claim(self, claim: str, numbers: Counter[tuple[str, str]]) -> None:
        """Add what a claim adds to the sources that make it."""
        vote = self.vote(claim)
        for source in vote.sources if vote else ():
            assert vote is not None  # noqa: S101 - else there are no sources
            numbers[source, VOTES[vote.stance]] += 1
            if vote.level in self._ranks:
                numbers[source, KEPT[f"at{self._ranks[vote.level]}"]] += 1

    def count(
        self, proposition: str, claims: AbstractSet[str], numbers: Counter[tuple[str, str]]
    ) -> Iterator[Place]:
        """Add what a proposition adds to the things that it is about, and give its shelves."""
        objects = self._facts.objects
        votes = [vote for each in claims if (vote := self.vote(each)) is not None]
        for source in {s for v in votes if v.proposition == proposition for s in v.sources}:
            numbers[source, KEPT.speaks] += 1
        ends = [objects(proposition, each) for each in (RDF.subject, RDF.predicate, RDF.object)]
        if not all(ends):
            return
        about = {iri for end in (ends[0], ends[2]) for iri in end if iri.startswith(_LISTED)}
        if about:
            yield from self._count_about(proposition, ends, about, votes, numbers)
        for each in self.moves(proposition):
            yield Place(CHANGES, "", (first_day(each.day),))
            if self._tells_origin(ends):
                yield Place(ORIGIN_CHANGES, "", (first_day(each.day),))

    def links(self, proposition: str) -> Iterator[tuple[str, str]]:
        """The models that a proposition places among others, and by which end of what."""
        objects = self._facts.objects
        ends = {"subject": objects(proposition, RDF.subject)}
        ends["object"] = objects(proposition, RDF.object)
        models = {side: [e for e in end if e.startswith(_MODELS)] for side, end in ends.items()}
        if not any(models.values()):
            return
        relations = {local_name(each) for each in objects(proposition, RDF.predicate)}
        for side, name in TREE:
            if name in relations:
                yield from ((model, KEPT[f"{side}Of-{name}"]) for model in models[side])
        if objects(proposition, LLMKG.atTime):
            yield from ((model, KEPT["subjectOf-day"]) for model in models["subject"])
        if "hasCharacteristic" in relations and _UNKNOWN in ends["object"]:
            yield from ((model, KEPT["subjectOf-unknown"]) for model in models["subject"])

    def moves(self, proposition: str) -> Iterator[Moved]:
        """The days on which a proposition came to stand otherwise, oldest first."""
        objects = self._facts.objects
        points: dict[str, tuple[str, str]] = {}
        begin = f"{proposition}{ASSESSMENT}-"
        assessed = self._facts.subjects(LLMKG.assessedProposition, proposition)
        all_points = [each for each in assessed if each.startswith(begin)]
        if len(all_points) <= 1:  # as nearly always: it never moved
            return
        for point in sorted(all_points):
            days = objects(point, LLMKG.asOf)
            status = objects(point, LLMKG.status)
            effective = objects(point, LLMKG.effectiveConfidence)
            if days and status and effective:
                points[min(days).removeprefix('"')] = (min(status), min(effective))
        ordered = sorted(points.items(), key=lambda pair: first_day(pair[0]))
        for (_, before), (day, after) in pairwise(ordered):
            if before != after:
                yield Moved(day, before, after)

    def _tells_origin(self, ends: list[AbstractSet[str]]) -> bool:
        return bool(ends[1] & self._causal) and min(ends[2]).startswith(_ABILITIES)

    def _count_about(
        self,
        proposition: str,
        ends: list[AbstractSet[str]],
        about: set[str],
        votes: list[Vote],
        numbers: Counter[tuple[str, str]],
    ) -> Iterator[Place]:
        objects = self._facts.objects
        standing = self._standing(proposition, votes)
        subject, relation = min(ends[0]), min(ends[1])
        causal = relation in self._causal
        for thing in about:
            for at, predicate in enumerate(VOTES):
                numbers[thing, predicate] += sum(vote.stance == at for vote in votes)
            base = next(each for each in _LISTED if thing.startswith(each))
            place = ("subject" if subject == thing else "object", local_name(relation))
            if place in _PLACES[base]:
                stands = standing.stands and (causal or base != _ABILITIES)
                for name in self._weighed(standing, stands=stands):
                    numbers[thing, KEPT[name]] += 1
        if causal and (standing.state == "contested" or standing.is_sound):
            warrant = min(objects(proposition + ASSESSMENT, LLMKG.warrant), default="")
            ranks = (self._ranks.get(warrant, -1), self._ranks.get(standing.shown, -1))
            for ability in ends[2]:
                if ability.startswith(_ABILITIES):
                    yield origin(ability, standing.state, *ranks)

    def _standing(self, proposition: str, votes: list[Vote]) -> _Standing:
        now = proposition + ASSESSMENT
        status = min(self._facts.objects(now, LLMKG.status), default="")
        level = min(self._facts.objects(now, LLMKG.effectiveConfidence), default="")
        if not status or not level:
            status = level = denied = ""
        else:
            denied = min(self._facts.objects(now, LLMKG.deniedConfidence), default="")
        state = local_name(status).lower()
        stances = Counter(vote.stance for vote in votes)
        is_denied = state == "refuted" or (stances[1] > 0 and not stances[0])
        is_open = bool(votes) and stances[2] == len(votes)
        shown = denied if is_denied and denied else level
        return _Standing(state, level, shown, is_denied=is_denied, is_open=is_open)

    def _weighed(self, standing: _Standing, *, stands: bool) -> Iterator[str]:
        """The numbers that a statement of a list's own sort adds one to."""
        yield "weighed"
        if standing.state in STATES:
            yield standing.state
        if standing.shown in self._ranks:
            yield f"at{self._ranks[standing.shown]}"
        if stands and standing.level in self._ranks:
            yield f"best{self._ranks[standing.level]}"


def origin(ability: str, state: str, warrant: int = 0, level: int = 0) -> Place:
    """Where what gives rise to an ability stands, by ranks; what is contested stands together."""
    keys = (f"{warrant}.{level}",) if state == "supported" else ("",)
    return Place(ORIGIN, f"{ability}|{state}", keys, counted=False)


def first_day(date: str) -> str:
    """The first day of a year, month or day."""
    return f"{date}-01-01"[:10]
