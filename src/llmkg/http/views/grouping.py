"""What is said about a thing, in sections and groups, the best founded first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.errors import ParameterError
from llmkg.http.views.ledger import Ledger, Said
from llmkg.http.views.lines import OBJECT, SCOPE, SUBJECT, Line
from llmkg.http.views.thing import offset_of
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.reason.brief import ACTING, BEARING, ORIGINS
from llmkg.vocab import LLMKG, Kind, local_name

WHOLE: Final = 60
"""Statements about a thing up to which its page tells them all."""

FIRST: Final = 5
"""Of each group where there are more; `WINDOW` of the one that is opened."""

WINDOW: Final = 50
FIGURES: Final = "figures"
GROUP: Final = "group"
START: Final = "from"
WINDOWED: Final = {
    GROUP: "The group of statements of which more is shown.",
    START: "Where the statements that are shown of this group begin.",
}
"""The parameters of a page that has `sections`."""

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
    Kind.MODEL: (("abilities", _ABILITIES), ("training", _TRAINING), (FIGURES, _NUMBERS)),
    Kind.FAMILY: (("abilities", _ABILITIES), ("training", _TRAINING), (FIGURES, _NUMBERS)),
    Kind.DATASET: (("gives", _GIVES), ("training", _TRAINING), (FIGURES, _NUMBERS)),
    Kind.SOURCE: (),
    Kind.AGENT: (),
}
"""The sections of a page by kind, in order; what fits none comes last, under "rest"."""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one relation on one side, or all of a section that are denied or left open.

    name       the local name of the relation, or "denied" or "open"
    relation   None for denied and open
    side       where the thing stands: subject, object, or scope
    key        what it is called in addresses; no two groups of a thing have one
    shown      those that the page tells, the best founded first
    is_opened  whether it was asked for
    """

    name: str
    relation: Ref | None
    side: str
    key: str
    shown: Page[Said]
    is_opened: bool = False

    @property
    def rows(self) -> tuple[Said, ...]:
        """Its statements, as far as the page tells them."""
        return self.shown.items

    @property
    def is_part(self) -> bool:
        """Whether there are more than the page tells."""
        return len(self.shown.items) < self.shown.total


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: its name, its groups, and all its statements in brief."""

    name: str
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> tuple[Said, ...]:
        """Its statements, as far as the page tells them."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Opened:
    """The group that is asked for, and where what is shown of it begins."""

    key: str = ""
    start: int = 0


def opened(asked: Mapping[str, str]) -> Opened:
    """What of it an address asks for. Raises ParameterError for a start that is no number."""
    return Opened(asked.get(GROUP, ""), offset_of(asked.get(START, "0"), START))


@dataclass(frozen=True, slots=True)
class _Group:
    """As `Group`, before any statement is looked up whole."""

    name: str
    relation: str
    side: str
    key: str
    lines: tuple[Line, ...]


def sections(
    book: Ledger, iri: str, kind: str, opened: Opened | None = None, *, whole: int | None = None
) -> tuple[Section, ...]:
    """What is said about a thing: all of it up to `whole` statements, else the first of each group.

    `WHOLE` of them unless it is given.
    Of the group that is opened more is shown. Raises ParameterError for a group that there is not.
    """
    lines, whole = book.lines(iri), WHOLE if whole is None else whole
    placed: dict[str, dict[Place, list[Line]]] = {}
    plan = PLANS.get(kind, _OF_FACTOR)
    where = {place: name for name, places in reversed(plan) for place in places}
    order = {place: at for _, places in plan for at, place in enumerate(places)}
    for line in lines:
        place = (line.side, local_name(line.relation) if line.side != SCOPE else SCOPE)
        part = SCOPE if line.side == SCOPE else where.get(place, "rest")
        placed.setdefault(part, {}).setdefault(place, []).append(line)
    names = dict.fromkeys([*(name for name, _ in plan), "rest", SCOPE])
    parts = {each: tuple(_groups(each, placed[each], order)) for each in names if each in placed}
    keys = [group.key for groups in parts.values() for group in groups]
    if opened is not None and opened.key and opened.key not in keys:
        mend = f"Leave it out, or choose: {', '.join(keys)}." if keys else "Leave it out."
        raise ParameterError(f"{GROUP} is {opened.key!r}", mend=mend)

    def shown(part: str, group: _Group) -> Group:
        here = opened if opened is not None and opened.key == group.key else None
        start, most = 0, whole
        if here is not None:
            start, most = here.start, WINDOW
        elif len(lines) > whole:
            most = WINDOW if part == FIGURES else FIRST
        wanted = group.lines[start : start + most]
        return Group(
            group.name,
            book.reader.ref(group.relation) if group.relation else None,
            group.side,
            group.key,
            Page(tuple(book.said(each.iri) for each in wanted), len(group.lines), start, most),
            here is not None,
        )

    return tuple(
        Section(
            name,
            tuple(shown(name, group) for group in groups),
            tuple(line for group in groups for line in group.lines),
        )
        for name, groups in parts.items()
    )


def _groups(
    part: str, found: Mapping[Place, list[Line]], order: Mapping[Place, int]
) -> Iterator[_Group]:
    apart: dict[str, list[Line]] = {"denied": [], "open": []}
    last = len(order)
    for place in sorted(found, key=lambda each: (order.get(each, last), -len(found[each]), each)):
        side, name = place
        kept = []
        for line in found[place]:
            if line.is_denied:
                apart["denied"].append(line)
            elif line.is_open:
                apart["open"].append(line)
            else:
                kept.append(line)
        if kept:
            relation = LLMKG[name] if side != SCOPE else ""
            yield _Group(name, relation, side, f"{side}-{name}", _sorted(kept))
    for name, several in apart.items():
        if several:
            yield _Group(name, "", SCOPE, f"{part}-{name}", _sorted(several))


def _sorted(found: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(found, key=lambda each: each.best_first))
