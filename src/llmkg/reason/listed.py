"""On which shelves things stand: lists that numbers sort, and what they are filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from llmkg.reason.brief import STATES, VOTES
from llmkg.reason.facts import Facts
from llmkg.reason.shelf import Place, cell, filterable
from llmkg.vocab import BASE, DCTERMS, KEPT, LLMKG, RDF, SKOS, Kind

MODELS: Final = "models"
ABILITIES: Final = "abilities"
SOURCES: Final = "sources"

RANKED: Final = ("tensionsOn", "tensionsOf", "questionsOn", "questionsOf")
"""Numbers of things that are lists of their own, the largest first, by kind and of any kind."""

NumberOf: TypeAlias = Callable[[str, str], int]
"""The number of a thing under a predicate; 0 where there is none."""

_BEARERS: Final = {
    f"{BASE}{Kind.MODEL.value}/": Kind.MODEL.value,
    f"{BASE}{Kind.FAMILY.value}/": Kind.FAMILY.value,
}
_RANKS: Final = range(5, -1, -1)
_SHOWN: Final = frozenset((RDF.type, SKOS.inScheme, SKOS.broader, DCTERMS.issued, DCTERMS.language))


class Listed:
    """Tells the places of things from facts and from their numbers."""

    def __init__(self, facts: Facts, number: NumberOf) -> None:
        self._facts = facts
        self._number = number

    def places(self, iri: str) -> Iterator[Place]:
        """Where a thing stands in the lists of its kind."""
        for base, kind in _BEARERS.items():
            if iri.startswith(base) and "#" not in iri and self._facts.objects(iri, RDF.type):
                yield self._bearer(iri, kind)
        if LLMKG.AbilityScheme in self._facts.objects(iri, SKOS.inScheme):
            yield self._ability(iri)
        if LLMKG.Source in self._facts.objects(iri, RDF.type):
            yield self._source(iri)

    def ranked(self, iri: str, predicate: str) -> Iterator[Place]:
        """Where it stands because of one of its numbers."""
        name, _, kind = predicate.removeprefix(KEPT).partition("-")
        number = self._number(iri, predicate) if name in RANKED else 0
        if number:
            yield Place(rank(name), kind, (str(number),))

    def _bearer(self, iri: str, kind: str) -> Place:
        facets = cell((kind,), self._best(iri), self._states(iri))
        return Place(MODELS, facets, (str(self._claims(iri)),))

    def _ability(self, iri: str) -> Place:
        facets = cell(self._best(iri), self._states(iri), sorted(above(self._facts, iri)))
        weighed = self._number(iri, KEPT.weighed)
        return Place(ABILITIES, facets, (f"{weighed}.{self._claims(iri)}",))

    def _source(self, iri: str) -> Place:
        claims = self._claims(iri)
        year = filterable(self._text(iri, DCTERMS.issued)[:4])
        language = filterable(self._text(iri, DCTERMS.language))
        levels = [str(rank) for rank in _RANKS if self._number(iri, KEPT[f"at{rank}"])]
        facets = cell(
            ("claims" if claims else "cited",),
            *((each,) if each else () for each in (year, language)),
            levels,
        )
        return Place(SOURCES, facets, (f"{claims}.{year}",))

    def _claims(self, iri: str) -> int:
        return sum(self._number(iri, each) for each in VOTES)

    def _best(self, iri: str) -> tuple[str, ...]:
        best = (str(rank) for rank in _RANKS if self._number(iri, KEPT[f"best{rank}"]))
        return tuple(each for each in (next(best, ""),) if each)

    def _states(self, iri: str) -> list[str]:
        return [each for each in STATES if self._number(iri, KEPT[each])]

    def _text(self, iri: str, predicate: str) -> str:
        found = [each[1:] for each in self._facts.objects(iri, predicate) if each.startswith('"')]
        return min(found, default="")


def rank(name: str) -> str:
    """The list of what has such a number."""
    return f"{name}Rank"


def is_listed_by(predicate: str) -> bool:
    """Whether a statement with this predicate may move a thing to another shelf."""
    return predicate in _SHOWN


def above(facts: Facts, iri: str) -> set[str]:
    """Everything broader, over all steps."""
    return _reached(iri, lambda each: facts.objects(each, SKOS.broader))


def below(facts: Facts, iri: str) -> set[str]:
    """Everything narrower, over all steps."""
    return _reached(iri, lambda each: facts.subjects(SKOS.broader, each))


def _reached(iri: str, nexts: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for each in nexts(waiting.pop()):
            if each not in found and not each.startswith('"'):
                found.add(each)
                waiting.append(each)
    return found
