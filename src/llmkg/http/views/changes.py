"""Changes of belief: when the standing of a proposition moved, from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from llmkg.gather import assessments
from llmkg.gather.assessments import first_day
from llmkg.http.views.ledger import ledger, shelves_of
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.reason.brief import CHANGES
from llmkg.vocab import LLMKG, local_name


@dataclass(frozen=True, slots=True)
class Point:
    """How a proposition stood: its status, and how sure one could be."""

    status: Ref
    level: Level


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which a proposition came to stand otherwise, and the sources that moved it.

    day  as precise as the date of issue of what moved it
    """

    proposition: Ref
    day: str
    before: Point
    after: Point
    sources: tuple[Ref, ...]

    @property
    def way(self) -> str:
        """What happened to it: rises, falls, or turns, where only the status is another."""
        step = self.after.level.rank - self.before.level.rank
        return "rises" if step > 0 else "falls" if step < 0 else "turns"

    @property
    def state(self) -> str:
        """The name of the status that is new, in small letters; "" where it is the old one."""
        same = self.after.status == self.before.status
        return "" if same else local_name(self.after.status.iri).lower()


def changes(kb: KnowledgeBase, most: int | None = None) -> tuple[Change, ...]:
    """The newest changes first, all of them or so many.

    Of one day those of which most claims speak come first. That a proposition is assessed for the
    first time changes nothing. What was not of one of the days that are shown is not looked at.
    """
    book, shelves = ledger(kb), shelves_of(kb)

    def spoken(iri: str) -> tuple[int, str]:
        claims = [book.reader.subjects(LLMKG[stance.value], iri) for stance in Stance]
        return (-sum(map(len, claims)), iri)

    days = list(shelves.top(CHANGES))
    total = sum(day.count for day in days)
    found: list[Change] = []
    for day in sorted(days, key=lambda each: each.key, reverse=True):
        for iri in sorted(shelves.on(day.iri), key=spoken):
            found += (each for each in moves(kb, iri) if first_day(each.day) == day.key)
            if len(found) >= (total if most is None else most):
                return tuple(found)
    return tuple(found)


def how_many(kb: KnowledgeBase) -> int:
    """How often a proposition came to stand otherwise on a day."""
    return sum(day.count for day in shelves_of(kb).top(CHANGES))


def last_moves(kb: KnowledgeBase, name: str = CHANGES) -> tuple[str, list[str]]:
    """The last day of a list of changes, and the propositions that moved on it; "" where none."""
    shelves = shelves_of(kb)
    last = max(shelves.top(name), key=lambda each: each.key, default=None)
    return (last.key, shelves.on(last.iri)) if last else ("", [])


def moves(kb: KnowledgeBase, iri: str) -> Iterator[Change]:
    """How one proposition moved, oldest first."""
    book = ledger(kb)
    points = assessments.timeline(book.reader, iri)
    for before, after in pairwise(points):
        if (before.status, before.effective) != (after.status, after.effective):
            yield Change(
                book.reader.ref(iri),
                after.as_of,
                Point(before.status, before.effective),
                Point(after.status, after.effective),
                tuple(sorted(after.moved_by_sources, key=lambda source: source.iri)),
            )
