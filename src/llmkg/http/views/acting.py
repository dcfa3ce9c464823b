"""What acts on abilities, as it stood on any day: read once, asked for many days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.gather.assessments import first_day, last_day
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.model.weighing import NO_DAY
from llmkg.vocab import local_name

HOLDS: Final = "holds"
DENIED: Final = "denied"
OPEN: Final = "open"
_DAYS: Final = 64
_LAST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Act:
    """A statement that a factor acts on an ability, as it stands on a day.

    stands   holds, denied or open
    status   local name of its status
    level    what to quote it as, or its denial where it is denied
    via      the method of the stage, where it is the method that is spoken of
    """

    ability: str
    factor: str
    relation: str
    proposition: str
    stands: str
    status: str
    level: Level
    asserting: int
    denying: int
    undecided: int
    via: str | None = None


@dataclass(frozen=True, slots=True)
class _Point:
    day: str
    status: str
    effective: Level
    denied: Level | None


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim: its stance, and the days from which and from which no more it counts."""

    stance: Stance
    since: str | None
    until: str | None

    def counts(self, day: str) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or self.until > day
        )


class Acting:
    """All that is said to act on abilities; `acting` gives that of a snapshot."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.reader: Final = Reader(kb.store)
        self.on = lru_cache(maxsize=_DAYS)(self._on)
        self._terms = [
            tuple(_text(row[name]) for name in ("ability", "factor", "relation", "proposition"))
            for row in kb.rows("kb/matrix")
        ]
        steps = [
            tuple(_text(row[name]) for name in ("stage", "method", "proposition"))
            for row in kb.rows("kb/matrix-methods")
        ]
        wanted = {each[3] for each in self._terms} | {each[2] for each in steps}
        self._now: dict[str, _Point] = {}
        self._then: dict[str, list[_Point]] = defaultdict(list)
        for row in kb.rows("kb/matrix-points"):
            iri = _text(row["proposition"])
            if iri not in wanted:
                continue
            point = _Point(
                first_day(_text(row["when"])),
                local_name(_text(row["status"])),
                self.reader.level(_text(row["effective"])),
                self.reader.level(_text(row["denied"])) if "denied" in row else None,
            )
            if "#assessment-" in _text(row["assessment"]):
                self._then[iri].append(point)
            else:
                self._now[iri] = point
        for points in self._then.values():
            points.sort(key=lambda each: each.day)
        self._claims = _claims(kb, wanted)
        self._steps: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for stage, method, proposition in steps:
            self._steps[method].append((stage, proposition))
        broader: dict[str, list[str]] = defaultdict(list)
        for row in kb.rows("kb/hierarchy"):
            above = [_text(row["broader"])] if "broader" in row else []
            broader[_text(row["thing"])].extend(above)
        self.broader: Mapping[str, list[str]] = broader

    def ref(self, iri: str) -> Ref:
        """A thing by its name."""
        return self.reader.ref(iri)

    def _on(self, as_of: str | None) -> tuple[Act, ...]:
        """Everything as of a day, what is said of methods also for the stages that used them."""
        acts = []
        for ability, factor, relation, iri in self._terms:
            act = self._act(ability, factor, relation, iri, as_of)
            if act is not None:
                acts.append(act)
                acts.extend(self._by_way_of(act, as_of))
        return tuple(acts)

    def _act(
        self, ability: str, factor: str, relation: str, iri: str, as_of: str | None
    ) -> Act | None:
        point, numbers = self._stood(iri, as_of)
        if point is None or not any(numbers.values()):
            return None
        pro, contra = numbers[Stance.ASSERTS], numbers[Stance.DENIES]
        stands = HOLDS if pro else OPEN
        if point.status == "Refuted" or (not pro and contra):
            stands = DENIED
        level = point.denied if stands == DENIED and point.denied else point.effective
        undecided = numbers[Stance.LEAVES_OPEN]
        return Act(
            ability, factor, relation, iri, stands, point.status, level, pro, contra, undecided
        )

    def _by_way_of(self, act: Act, as_of: str | None) -> list[Act]:
        """The same of each stage that used the method: no surer than that it did."""
        found = []
        for stage, step in self._steps.get(act.factor, ()):
            point, numbers = self._stood(step, as_of)
            if point is None or not numbers[Stance.ASSERTS] or point.status in ("Refuted", "Open"):
                continue
            level = min(act.level, point.effective, key=lambda each: each.rank)
            found.append(
                Act(
                    act.ability,
                    stage,
                    act.relation,
                    act.proposition,
                    act.stands,
                    act.status,
                    level,
                    act.asserting,
                    act.denying,
                    act.undecided,
                    via=act.factor,
                )
            )
        return found

    def _stood(self, iri: str, as_of: str | None) -> tuple[_Point | None, dict[Stance, int]]:
        day = last_day(as_of) if as_of else _LAST
        there = [each.stance for each in self._claims.get(iri, ()) if each.counts(day)]
        numbers = {stance: there.count(stance) for stance in Stance}
        if as_of is None:
            return self._now.get(iri), numbers
        past = [each for each in self._then.get(iri, ()) if each.day <= day]
        return (past[-1] if past else None), numbers


def _claims(kb: KnowledgeBase, wanted: set[str]) -> Mapping[str, list[_Said]]:
    """By proposition; a claim that several later ones replace stopped with the first of them.

    One that was taken back nobody knows when counts on no day (`NO_DAY`).
    """
    dated: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}
    for row in kb.rows("kb/matrix-claims"):
        iri = _text(row["proposition"])
        if iri not in wanted:
            continue
        key = (_text(row["claim"]), _text(row["stance"]), iri)
        since = first_day(_text(row["issued"])) if "issued" in row else None
        gone = _text(row["gone"]) if "gone" in row else None
        until = first_day(gone) if gone else gone
        before = dated.get(key)
        if before is not None:
            since = min(filter(None, (since, before[0])), default=None)
            unknown = NO_DAY if NO_DAY in (until, before[1]) else None
            until = min(filter(None, (until, before[1])), default=unknown)
        dated[key] = (since, until)
    found: dict[str, list[_Said]] = defaultdict(list)
    for (_, stance, iri), (since, until) in dated.items():
        found[iri].append(_Said(Stance(local_name(stance)), since, until))
    return found


_KEPT: WeakKeyDictionary[KnowledgeBase, Acting] = WeakKeyDictionary()


def acting(kb: KnowledgeBase) -> Acting:
    """What acts on abilities in a snapshot, read once for as long as it is open."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = Acting(kb)
    return found


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
