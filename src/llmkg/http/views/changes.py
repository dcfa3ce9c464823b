"""Changes of belief: when the standing of a proposition moved, from what to what, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

from llmkg.gather.assessments import first_day
from llmkg.http.views.ledger import ledger
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.vocab import local_name


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


_KEPT: WeakKeyDictionary[KnowledgeBase, tuple[Change, ...]] = WeakKeyDictionary()


def changes(kb: KnowledgeBase) -> tuple[Change, ...]:
    """All changes, newest first; of one day those of which most claims speak come first.

    That a proposition is assessed for the first time changes nothing. Gathered once a snapshot.
    """
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = _gathered(kb)
    return found


def _gathered(kb: KnowledgeBase) -> tuple[Change, ...]:
    book = ledger(kb)
    points: dict[str, dict[str, Point]] = defaultdict(dict)
    movers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in kb.rows("kb/changes"):
        iri, day = _value(row["proposition"]), _value(row["date"])
        status, level = _value(row["status"]), _value(row["effective"])
        points[iri][day] = Point(book.reader.ref(status), book.reader.level(level))
        if "source" in row:
            movers[iri, day][_value(row["source"])] = None
    found = [
        Change(
            book.reader.ref(iri),
            day,
            before,
            after,
            book.refs(movers.get((iri, day), ())),
        )
        for iri, timeline in points.items()
        for (_, before), (day, after) in pairwise(
            sorted(timeline.items(), key=lambda pair: first_day(pair[0]))
        )
        if (before.status, before.level) != (after.status, after.level)
    ]

    def spoken(change: Change) -> int:
        standing = book.standings.get(change.proposition.iri)
        return len(standing.votes) if standing else 0

    found.sort(key=lambda each: (-spoken(each), each.proposition.iri))
    found.sort(key=lambda each: first_day(each.day), reverse=True)
    return tuple(found)


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
