"""One live example behind each door of the first page, picked from what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from llmkg.gather.assessments import first_day
from llmkg.http.views.changes import changes
from llmkg.http.views.evolution import evolution
from llmkg.http.views.ledger import Standing, ledger
from llmkg.http.views.steps import Step
from llmkg.kb import KnowledgeBase
from llmkg.model.argument import Argument
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.level import Level
from llmkg.model.question import OpenQuestion
from llmkg.model.text import Ref
from llmkg.vocab import LLMKG, RDF, Kind, split


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
    book = ledger(kb)
    causes: dict[str, list[Standing]] = defaultdict(list)
    moved = {each.proposition.iri: first_day(each.day) for each in reversed(changes(kb))}
    for relation in book.reader.subjects(RDF.type, LLMKG.CausalProperty):
        for iri in book.reader.subjects(RDF.predicate, relation):
            each = book.standings.get(iri)
            kind = split(each.object) if each is not None else None
            if each is not None and kind and kind[0] is Kind.ABILITY:
                causes[each.object].append(each)

    def interest(ability: str) -> tuple[str, int, str]:
        day = max((moved.get(each.iri, "") for each in causes[ability]), default="")
        last = [each for each in causes[ability] if moved.get(each.iri, "") == day]
        return (day, sum(len(each.votes) for each in last), ability)

    if not causes:
        return None
    chosen = max(causes, key=interest)
    ordered = sorted(causes[chosen], key=lambda each: each.best_first)
    sound = [each for each in ordered if each.state == "supported" and not each.is_denied]
    debated = [each for each in ordered if each.state == "contested"]
    debated.sort(key=lambda each: -len(each.votes))
    return Origins(book.reader.ref(chosen), _first(kb, sound), _first(kb, debated))


def steps(kb: KnowledgeBase) -> Steps:
    """Of the evolution tree."""
    found = sorted(evolution(kb).steps, key=lambda step: (-len(step.claims), step.slug))
    real = [step for step in found if not step.is_loop and step.level is not None]
    return Steps(
        next((step for step in real if step.standing == "stated"), None),
        next((step for step in real if step.standing in ("denied", "contested")), None),
    )


def question(kb: KnowledgeBase) -> Asked | None:
    """The open question that belief moved on last; where it moved on none, the broadest."""
    book = ledger(kb)
    newest = {each.proposition.iri: first_day(each.day) for each in reversed(changes(kb))}

    def moved(each: OpenQuestion) -> tuple[str, int]:
        days = [newest[ref.iri] for ref in each.asks_about if ref.iri in newest]
        return (max(days, default=""), len(days))

    asked = kb.open_questions()
    if not asked:
        return None
    chosen = max(asked, key=lambda each: (*moved(each), len(each.asks_about), each.slug))
    on = [book.standings[ref.iri] for ref in chosen.asks_about if ref.iri in book.standings]
    on.sort(key=lambda each: (newest.get(each.iri, ""), len(each.votes)), reverse=True)
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
