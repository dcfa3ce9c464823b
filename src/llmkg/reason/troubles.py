"""Tensions and open questions: which sources and things they concern, and where they are listed.

What is concerned by some has these numbers (prefix `kept:`): `tensionsOn` and `tensionsOf`, a thing
or a source, and the same with the kind of the tension (`tensionsOn-HedgeDrift`); `questionsOn` and
`questionsOf`. Lists by name are cut by the first letters, since nothing else is sure to be the same
for a few only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from llmkg.reason.brief import STANCES, Briefs, first_day
from llmkg.reason.facts import Facts, no_texts
from llmkg.reason.shelf import Place, cell
from llmkg.vocab import BASE, KEPT, LLMKG, RDF, Kind, local_name, split

TENSIONS: Final = "tensionsHere"
QUESTIONS: Final = "questionsHere"
ASKED: Final = "asked"

TOPICS: Final = (
    Kind.ABILITY,
    Kind.METHOD,
    Kind.MODEL,
    Kind.FAMILY,
    Kind.STAGE,
    Kind.DATASET,
    Kind.BENCHMARK,
)
"""The kinds of things by which tensions and questions are found."""

_CUTS: Final = (4, 9, 14)


class Troubles:
    """Tells of single tensions and questions from facts."""

    def __init__(self, facts: Facts, briefs: Briefs) -> None:
        self._facts = facts
        self._briefs = briefs

    def tension(self, iri: str, numbers: Counter[tuple[str, str]]) -> Iterator[Place]:
        """The shelves of a tension, and what it adds to the things that it concerns."""
        objects = self._facts.objects
        kinds = sorted(set(map(local_name, no_texts(objects(iri, LLMKG.tensionKind)))))
        if LLMKG.Tension not in objects(iri, RDF.type) or not kinds:
            return
        sources: set[str] = set()
        topics: set[str] = set()
        for claim in objects(iri, LLMKG.between):
            said_in = no_texts(objects(claim, LLMKG.statedIn))
            about = {
                each
                for stance in STANCES
                for proposition in objects(claim, stance)
                for each in self._ends(proposition)
            }
            if said_in and about:
                sources |= said_in
                topics |= about
        if not topics:
            return
        yield Place(TENSIONS, cell(kinds), cut(iri))
        yield from self._concerned("tensions", sources, topics, kinds, numbers)

    def question(self, iri: str, numbers: Counter[tuple[str, str]]) -> Iterator[Place]:
        """The same of an open question, and its shelf by what moved on what it asks about."""
        objects = self._facts.objects
        if LLMKG.OpenQuestion not in objects(iri, RDF.type):
            return
        asks = {each for each in objects(iri, LLMKG.asksAbout) if not each.startswith('"')}
        days = [first_day(each[-1].day) for p in asks if (each := [*self._briefs.moves(p)])]
        yield Place(ASKED, "", (f"{max(days, default='')}.{len(days)}.{len(asks)}",))
        if not asks:
            return
        topics = asks.union(*map(self._ends, asks))
        sources = no_texts(objects(iri, LLMKG.statedIn))
        yield Place(QUESTIONS, "", cut(iri))
        yield from self._concerned("questions", sources, topics, [], numbers)

    def _ends(self, proposition: str) -> set[str]:
        ends = (self._facts.objects(proposition, each) for each in (RDF.subject, RDF.object))
        return {each for end in ends for each in end if not each.startswith('"')}

    @staticmethod
    def _concerned(
        name: str,
        sources: AbstractSet[str],
        topics: AbstractSet[str],
        kinds: list[str],
        numbers: Counter[tuple[str, str]],
    ) -> Iterator[Place]:
        for end, things in (("Of", sources), ("On", topics)):
            for each in things:
                if end == "On" and not _is_topic(each):
                    continue
                for kind in ("", *(f"-{kind}" for kind in kinds)):
                    numbers[each, KEPT[f"{name}{end}{kind}"]] += 1
                for kind in kinds or [""]:
                    yield by(f"{name}{end}", each, kind)


def by(name: str, thing: str, kind: str) -> Place:
    """Where tensions of a kind, or questions, stand that concern a thing; `name` counts them."""
    return Place(f"{name}-each", cell((thing,), (kind,)), ("",), counted=False)


def cut(iri: str) -> tuple[str, ...]:
    """What a list by name is cut by."""
    name = iri.removeprefix(BASE).partition("/")[2]
    return tuple(name[:length] for length in _CUTS)


def _is_topic(iri: str) -> bool:
    parts = split(iri)
    return parts is not None and parts[0] in TOPICS
