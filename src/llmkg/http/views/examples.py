"""One live example behind each door of the first page, picked from what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.gather import things
from llmkg.gather.assessments import first_day
from llmkg.gather.shelves import Shelves
from llmkg.http.views.changes import last_moves, moves
from llmkg.http.views.ledger import Ledger, Standing, ledger, shelves_of
from llmkg.http.views.steps import Evolution, Step
from llmkg.kb import KnowledgeBase
from llmkg.model.argument import Argument
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.level import Level
from llmkg.model.question import OpenQuestion
from llmkg.model.text import Ref
from llmkg.reason.brief import ORIGIN_CHANGES, origin
from llmkg.reason.listed import ABILITIES
from llmkg.reason.troubles import ASKED
from llmkg.vocab import KEPT, LLMKG

HIGHEST: Final = 5
"""The rank of the best level."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who is for or against a statement, and the best evidence on that side.

    sources   those that say so, each once, the surest first
    evidence  the piece with the highest ceiling, and that ceiling
    """

    sources: tuple[Ref, ...]
    evidence: Evidence | None = None
    ceiling: Level | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A proposition with how sure one can be of it, and how many claims speak for and against."""

    ref: Ref
    level: Level
    pro: int
    contra: int
    supporting: Side
    opposing: Side
    status: Ref | None = None


@dataclass(frozen=True, slots=True)
class Origins:
    """An ability with the best supported and the most contested of its origins."""

    ability: Ref
    best: Statement | None
    contested: Statement | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The step of the tree that most claims state, and the one that is most denied or contested."""

    stated: Step | None
    doubted: Step | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question, and how the statement that it asks about stands."""

    question: OpenQuestion
    on: Statement | None


def origins(kb: KnowledgeBase) -> Origins | None:
    """Of the ability on whose origin belief moved last; where none moved, the most discussed."""
    book, shelves = ledger(kb), shelves_of(kb)
    _, moved = last_moves(kb, ORIGIN_CHANGES)
    votes: Counter[str] = Counter()
    for standing in filter(None, map(book.standings.get, moved)):
        votes[standing.object] += len(standing.votes)
    if votes:
        chosen = max(votes, key=lambda iri: (votes[iri], iri))
    else:
        listed = shelves.window(
            shelves.top(ABILITIES), 0, 1, order=lambda key: tuple(-int(n) for n in key.split("."))
        )
        if not any(shelves.numbers(iri).get(KEPT.weighed) for iri in listed):
            return None
        chosen = listed[0]
    return Origins(
        book.reader.ref(chosen),
        _first(kb, _soundest(book, shelves, chosen)),
        _first(kb, _debated(book, shelves, chosen)),
    )


def _soundest(book: Ledger, shelves: Shelves, ability: str) -> list[Standing]:
    """What is best supported of where an ability comes from."""
    ranks = range(HIGHEST, -2, -1)
    for warrant in ranks:
        for level in ranks:
            found = shelves.at(origin(ability, "supported", warrant, level))
            standings = _most(book, found, lambda iri: (_on(book, iri), _spoken(book, iri)))
            if standings:
                return sorted(standings, key=lambda each: each.best_first)
    return []


def _debated(book: Ledger, shelves: Shelves, ability: str) -> list[Standing]:
    """What is contested of it, by how many speak of it."""
    found = shelves.at(origin(ability, "contested"))
    standings = _most(book, found, lambda iri: (_spoken(book, iri),))
    return sorted(standings, key=lambda each: each.best_first)


def _most(
    book: Ledger, iris: Sequence[str], number: Callable[[str], tuple[int, ...]]
) -> list[Standing]:
    """Those of which the number is largest; the others are counted, and not looked at further."""
    numbers = {iri: number(iri) for iri in iris}
    most = max(numbers.values(), default=())
    found = (book.standings.get(iri) for iri in iris if numbers[iri] == most)
    return [each for each in found if each is not None]


def _spoken(book: Ledger, iri: str) -> int:
    return sum(len(book.reader.subjects(LLMKG[each.value], iri)) for each in Stance)


def _on(book: Ledger, iri: str) -> int:
    return sum(len(book.reader.subjects(LLMKG[each.value], iri)) for each in Direction)


def steps(tree: Evolution) -> Steps:
    """Of the evolution tree that the page shows."""
    found = sorted(tree.steps, key=lambda step: (-len(step.claims), step.slug))
    real = [step for step in found if not step.is_loop and step.level is not None]
    return Steps(
        next((step for step in real if step.standing == "stated"), None),
        next((step for step in real if step.standing in ("denied", "contested")), None),
    )


def question(kb: KnowledgeBase) -> Asked | None:
    """The open question that belief moved on last; where it moved on none, the broadest."""
    book, shelves = ledger(kb), shelves_of(kb)

    def moved(key: str) -> tuple[str, int, int]:
        day, several, asks = key.rsplit(".", 2)
        return (day, int(several), int(asks))

    last = max(shelves.top(ASKED), key=lambda each: moved(each.key), default=None)
    if last is None:
        return None
    chosen = things.question(book.reader, max(shelves.on(last.iri)))
    asked = [ref.iri for ref in chosen.asks_about if ref.iri in book.standings]
    days = {iri: max((first_day(e.day) for e in moves(kb, iri)), default="") for iri in asked}
    on = [book.standings[iri] for iri in asked]
    on.sort(key=lambda each: (days[each.iri], len(each.votes)), reverse=True)
    return Asked(chosen, _first(kb, on))


def _first(kb: KnowledgeBase, several: Sequence[Standing]) -> Statement | None:
    for each in several:
        if each.level is not None:
            ref = ledger(kb).reader.ref(each.iri)
            argument = kb.proposition(ref.slug or "")
            return Statement(
                ref,
                each.level,
                each.count(Stance.ASSERTS),
                each.count(Stance.DENIES),
                _side(argument.asserted, argument, Direction.SUPPORTS),
                _side(argument.denied, argument, Direction.DISPUTES),
                argument.assessment.status if argument.assessment else None,
            )
    return None


def _side(claims: Sequence[Claim], argument: Argument, direction: Direction) -> Side:
    sources = tuple({each.source.iri: each.source for each in claims}.values())
    lines = [line for line in argument.evidence if line.direction is direction]
    if not lines:
        return Side(sources)
    best = max(lines, key=lambda line: line.ceiling.rank)
    return Side(sources, best.evidence, best.ceiling)
