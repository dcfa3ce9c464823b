"""What an import says that does not sit with what others say, or with itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from llmkg.exchange.known import Known, Stance
from llmkg.exchange.reading import mark
from llmkg.exchange.said import Amount, Draft
from llmkg.exchange.settle import Settled, Stated, short, slug_of
from llmkg.vocab import LLMKG, Kind, thing

_LINEAGE: Final = (LLMKG.derivedFrom, LLMKG.fineTunedFrom)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that do not sit together; the first is of the import.

    kind   local name of the kind of tension
    about  what they disagree on, in English and in Chinese
    """

    iri: str
    kind: str
    claims: tuple[str, ...]
    about: tuple[str, str]
    stated: Stated


def conflicts(draft: Draft, settled: Settled) -> list[Conflict]:
    """Every conflict of the statements with claims of others, or among themselves, once each."""
    return list({each.iri: each for each in _Finder(draft, settled).find()}.values())


class _Finder:
    def __init__(self, draft: Draft, settled: Settled) -> None:
        self._known: Known = settled.known
        self._settled = settled
        self._source = thing(Kind.SOURCE, draft.origin.slug)
        self._origin = draft.origin

    def find(self) -> Iterator[Conflict]:
        for each in self._settled.stated:
            yield from self._denied(each)
            if each.key[1] in _LINEAGE:
                yield from self._circle(each)
                yield from self._other_origin(each)
            elif each.statement.predicate == "releasedOn":
                yield from self._other_value(each, "DateMismatch")
            elif isinstance(each.statement.object, Amount):
                yield from self._other_value(each, "NumberMismatch")

    def _denied(self, each: Stated) -> Iterator[Conflict]:
        against = [
            one.claim for one in self._known.stances[each.proposition] if one.stance == LLMKG.denies
        ]
        if against:
            yield self._conflict(
                each,
                "Contradiction",
                against,
                f"Whether {self._said(each, 0)}",
                f"是否{self._said(each, 1)}",
            )

    def _circle(self, each: Stated) -> Iterator[Conflict]:
        """Others say that the parent descends from the child."""
        way = self._way(each.object, each.subject)
        claims = [claim for step in way for claim in self._claims(step)]
        if claims:
            yield self._conflict(
                each,
                "Contradiction",
                claims,
                f"Which of {self._label(each.subject, 0)} and {self._label(each.object, 0)} "
                "descends from the other",
                f"{self._label(each.subject, 1)} 与 {self._label(each.object, 1)} 谁源自谁",
            )

    def _other_origin(self, each: Stated) -> Iterator[Conflict]:
        """Others name a parent from which neither way leads to this one."""
        for parent, proposition in self._known.parents(each.subject, _LINEAGE):
            claims = self._claims(proposition, others=True)
            if (
                not claims
                or parent == each.object
                or self._way(parent, each.object)
                or self._way(each.object, parent)
                or self._agreed(each, parent)
            ):
                continue
            yield self._conflict(
                each,
                "Contradiction",
                claims,
                f"Whether {self._label(each.subject, 0)} descends from "
                f"{self._label(each.object, 0)} or from {self._label(parent, 0)}",
                f"{self._label(each.subject, 1)} 源自 {self._label(each.object, 1)} "
                f"还是 {self._label(parent, 1)}",
            )

    def _agreed(self, each: Stated, parent: str) -> bool:
        """Whether somebody names both parents: then they are two parents, and no two opinions."""
        mine = {one.source for one in self._stances(each.subject, each.object)}
        return bool(mine & {one.source for one in self._stances(each.subject, parent)})

    def _stances(self, child: str, parent: str) -> list[Stance]:
        return [
            stance
            for above, proposition in self._known.parents(child, _LINEAGE)
            if above == parent
            for stance in self._known.stances[proposition]
        ]

    def _other_value(self, each: Stated, kind: str) -> Iterator[Conflict]:
        for key in self._known.said.get(each.subject, ()):
            if key == each.key or len(key) != len(each.key) or key[1] != each.key[1]:
                continue
            claims = [
                one.claim
                for one in self._known.stances[self._known.propositions[key]]
                if one.stance == LLMKG.asserts
            ]
            if not claims or not _differ(kind, key[2], each.object):
                continue
            what = ("size", "规模") if kind == "NumberMismatch" else ("date", "日期")
            yield self._conflict(
                each,
                kind,
                claims,
                f"The {what[0]} of {self._label(each.subject, 0)}",
                f"{self._label(each.subject, 1)} 的{what[1]}",
            )

    def _way(self, start: str, end: str) -> list[str]:
        """The propositions on a way upwards, from a model to an ancestor."""
        ways: dict[str, list[str]] = {start: []}
        waiting = [start]
        while waiting:
            here = waiting.pop(0)
            for parent, proposition in self._known.parents(here, _LINEAGE):
                if parent not in ways:
                    ways[parent] = [*ways[here], proposition]
                    waiting.append(parent)
        return ways.get(end, [])

    def _claims(self, proposition: str, *, others: bool = False) -> list[str]:
        return [
            one.claim
            for one in self._known.stances[proposition]
            if one.stance == LLMKG.asserts and not (others and one.source == self._source)
        ]

    def _conflict(
        self, each: Stated, kind: str, against: list[str], english: str, chinese: str
    ) -> Conflict:
        claims = (each.claim, *sorted(set(against) - {each.claim}))
        stem = f"{self._origin.slug}-{slug_of(each.subject)}"
        iri = thing(Kind.TENSION, f"{stem}-{mark(kind, *sorted(claims))}")
        return Conflict(iri, kind, claims, (english, chinese), each)

    def _label(self, iri: str, language: int) -> str:
        return self._known.labels.get(iri, (short(iri),) * 2)[language]

    def _said(self, each: Stated, language: int) -> str:
        return self._known.labels[each.proposition][language].rstrip(".。")


def _differ(kind: str, one: str, other: str) -> bool:
    if kind == "DateMismatch":
        first, second = (text.partition("^^")[0].strip('"') for text in (one, other))
        return not (first.startswith(second) or second.startswith(first))
    # Quantities read "number unit measure"; those of another unit or measure do not meet.
    return one.split(" ")[1:] == other.split(" ")[1:] and one != other
