"""What is said about a thing, in sections and groups, the best founded first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.http.views.ledger import Ledger, Said, Standing
from llmkg.model.text import Ref
from llmkg.reason.brief import ACTING, BEARING, ORIGINS
from llmkg.vocab import LLMKG, Kind, local_name

SUBJECT: Final = "subject"
OBJECT: Final = "object"
SCOPE: Final = "scope"

_MAKING: Final = (
    "derivedFrom",
    "fineTunedFrom",
    "hasDescendant",
    "producedBy",
    "inputModel",
    "outputModel",
    "method",
    "usedDataset",
    "trainedWith",
    "trainedOn",
    "developedBy",
)
_FIGURES: Final = (
    "hasQuantity",
    "hasComponent",
    "releasedOn",
    "completedOn",
    "trainingDataUntil",
    "coversPeriod",
    "largerThan",
)

Place = tuple[str, str]
"""The side on which the thing stands, and the local name of the relation."""


def _on(side: str, *names: Sequence[str]) -> tuple[Place, ...]:
    return tuple((side, name) for several in names for name in several)


_GIVES: Final = _on(SUBJECT, ACTING, ("enables",))
_TRAINING: Final = (*_on(SUBJECT, _MAKING), *_on(OBJECT, _MAKING))
_ABILITIES: Final = _on(SUBJECT, BEARING)
_NUMBERS: Final = (*_on(SUBJECT, _FIGURES), (OBJECT, "hasComponent"), (OBJECT, "largerThan"))

_OF_FACTOR: Final = (("gives", _GIVES), ("training", _TRAINING), ("origins", ORIGINS))
PLANS: Final[Mapping[str, tuple[tuple[str, tuple[Place, ...]], ...]]] = {
    Kind.ABILITY: (("origins", ORIGINS), ("bearers", _on(OBJECT, BEARING)), ("gives", _GIVES)),
    Kind.MODEL: (("abilities", _ABILITIES), ("training", _TRAINING), ("figures", _NUMBERS)),
    Kind.FAMILY: (("abilities", _ABILITIES), ("training", _TRAINING), ("figures", _NUMBERS)),
    Kind.DATASET: (("gives", _GIVES), ("training", _TRAINING), ("figures", _NUMBERS)),
    Kind.SOURCE: (),
    Kind.AGENT: (),
}
"""The sections of a page by kind, in order; what fits none comes last, under "rest"."""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one relation on one side, or all of a section that are denied or left open.

    name      the local name of the relation, or "denied" or "open"
    relation  None for denied and open
    side      where the thing stands: subject, object, or scope
    """

    name: str
    relation: Ref | None
    side: str
    rows: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: its name and its groups."""

    name: str
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Said, ...]:
        """All its statements."""
        return tuple(row for group in self.groups for row in group.rows)


def sections(book: Ledger, iri: str, kind: str) -> tuple[Section, ...]:
    """Everything that is said about a thing."""
    placed: dict[str, dict[Place, list[Standing]]] = {}
    plan = PLANS.get(kind, _OF_FACTOR)
    where = {place: name for name, places in reversed(plan) for place in places}
    order = {place: at for _, places in plan for at, place in enumerate(places)}
    for each in book.about.get(iri, ()):
        standing = book.standings[each]
        side = SUBJECT if standing.subject == iri else OBJECT
        place = (side, local_name(standing.relation))
        placed.setdefault(where.get(place, "rest"), {}).setdefault(place, []).append(standing)
    for each in book.within.get(iri, ()):
        placed.setdefault("scope", {}).setdefault((SCOPE, "scope"), []).append(book.standings[each])
    names = [*(name for name, _ in plan), "rest", "scope"]
    return tuple(
        Section(name, tuple(_groups(book, placed[name], order)))
        for name in dict.fromkeys(names)
        if name in placed
    )


def _groups(
    book: Ledger, found: Mapping[Place, list[Standing]], order: Mapping[Place, int]
) -> Iterable[Group]:
    apart: dict[str, list[Standing]] = {"denied": [], "open": []}
    last = len(order)
    for place in sorted(found, key=lambda each: (order.get(each, last), -len(found[each]), each)):
        side, name = place
        kept = []
        for standing in found[place]:
            if standing.is_denied:
                apart["denied"].append(standing)
            elif standing.is_open:
                apart["open"].append(standing)
            else:
                kept.append(standing)
        if kept:
            relation = book.reader.ref(LLMKG[name]) if side != SCOPE else None
            yield Group(name, relation, side, _rows(book, kept))
    for name, several in apart.items():
        if several:
            yield Group(name, None, SCOPE, _rows(book, several))


def _rows(book: Ledger, found: Iterable[Standing]) -> tuple[Said, ...]:
    return tuple(book.said(each.iri) for each in sorted(found, key=lambda each: each.best_first))
