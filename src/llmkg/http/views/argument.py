"""The page of a proposition: the argument for and against it, and how it went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from llmkg.gather.assessments import first_day
from llmkg.http.sheet import Crumb, Download, Sheet, shown
from llmkg.http.views.course import Course, course
from llmkg.http.views.inference import Drawing, draw
from llmkg.http.views.thing import downloads
from llmkg.kb import KnowledgeBase
from llmkg.model.argument import Argument, EvidenceLine
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction
from llmkg.model.explanation import Why
from llmkg.model.level import EvidenceType, Level
from llmkg.model.proposition import Proposition
from llmkg.model.question import OpenQuestion
from llmkg.model.text import Labels, Ref
from llmkg.model.weighing import Bond, Fate, Line, Side, Span, Weighing
from llmkg.reason.weigh import bonds, weigh
from llmkg.vocab import local_name

_FATES: Final = (Fate.RETRACTED, Fate.SUPERSEDED)
_EXPLANATIONS: Final = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim, the days in which it counts, and how it stands on the day that is shown."""

    claim: Claim
    span: Span
    fate: Fate


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Evidence, the days in which it counts, and with what it counts as one.

    line    the same as it is weighed; None where it only limits
    shares  other evidence on the same side, and what binds the two
    """

    seen: EvidenceLine
    span: Span
    fate: Fate
    line: Line | None
    shares: tuple[tuple[Ref, tuple[Bond, ...]], ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """How it stood from a day on.

    day         the first one; `printed` as precise as it is known; both "" before anything was said
    banner      contested, refuted, superseded or retracted; "" for none of them
    replaced    what took the place of the claims that asserted it
    """

    day: str
    printed: str
    assessment: Assessment | None
    pro: Side | None
    contra: Side | None
    banner: str = ""
    replaced: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Raise:
    """A level that is not warranted yet, and the types of evidence that would warrant it."""

    level: Level
    types: tuple[EvidenceType, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """An explanation of the same statement by others, with its drawing."""

    why: Why
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """Everything that the page shows.

    moments  oldest first; the first is the time before anybody said anything
    shown    the place of the moment that is shown
    day      the day that is shown; `asked` when the address names it
    items    the elements of claims, evidence and changes with their days, for the slider
    raises   what would warrant more, by level
    """

    argument: Argument
    levels: tuple[Level, ...]
    moments: tuple[Moment, ...]
    shown: int
    day: str
    asked: str | None
    today: str
    course: Course
    voices: Mapping[str, tuple[Voice, ...]]
    exhibits: Mapping[str, tuple[Exhibit, ...]]
    items: tuple[tuple[str, Span], ...]
    questions: tuple[OpenQuestion, ...]
    raises: tuple[Raise, ...]
    reasons: tuple[Reason, ...]
    scopes: tuple[tuple[Proposition, Assessment | None], ...]
    can_explain: bool

    @property
    def script(self) -> Mapping[str, object]:
        """What the slider has to know: days by number, and from when to when each card counts."""
        offset = self.course.offset
        return {
            "start": self.course.start,
            "today": offset(self.today),
            "moments": [offset(each.day) if each.day else 0 for each in self.moments],
            "items": [
                [
                    name,
                    offset(span.since) if span.since else 0,
                    None if span.until is None else offset(span.until) if span.until else 0,
                    span.fate.value,
                ]
                for name, span in self.items
            ],
        }

    @property
    def is_denied(self) -> bool:
        """Whether a claim ever denied it."""
        return any(each.denied is not None for each in self.argument.timeline)

    @property
    def types(self) -> Mapping[str, Labels]:
        """The kinds of the evidence on the page, by IRI."""
        seen = [each.seen.evidence for several in self.exhibits.values() for each in several]
        return {each.iri: each.type.label for each in seen}

    @property
    def now(self) -> Moment:
        """The moment that is shown."""
        return self.moments[self.shown]


def argument(kb: KnowledgeBase, iri: str, asked: Mapping[str, str]) -> Sheet:
    """The page of a proposition. Raises NotFoundError."""
    today = datetime.now(UTC).date().isoformat()
    return page(kb, iri, asked.get("as_of"), today)


def page(kb: KnowledgeBase, iri: str, as_of: str | None, today: str) -> Sheet:
    """As `argument`, with the day on which it is read."""
    whole, weighing = kb.proposition(iri), kb.weighing(iri)
    day = as_of or today
    moments = _moments(whole, weighing)
    said = whole.proposition
    voices = _voices(whole, weighing, day)
    exhibits = _exhibits(whole, weighing, day)
    view = ArgumentView(
        argument=whole,
        levels=kb.levels(),
        moments=moments,
        shown=max(at for at, each in enumerate(moments) if each.day <= day),
        day=day,
        asked=as_of,
        today=today,
        course=course(whole.timeline, today, day),
        voices=voices,
        exhibits=exhibits,
        items=(
            *((f"claim-{v.claim.slug}", v.span) for each in voices.values() for v in each),
            *((f"evidence-{e.seen.evidence.slug}", e.span) for s in exhibits.values() for e in s),
            *((f"{what}-{m.day}", Span(m.day)) for m in moments[1:] for what in ("moved", "from")),
        ),
        questions=tuple(
            kb.open_question(str(getattr(row["question"], "value", "")))
            for row in kb.rows("kb/questions-about", about=iri)
        ),
        raises=_raises(kb, said, moments[-1].assessment),
        reasons=_reasons(kb, said),
        scopes=whole.other_scopes,
        can_explain=isinstance(said.object, Ref),
    )
    queries = kb.queries
    return Sheet(
        template="argument.html",
        view=view,
        title=said.label or {"en": said.slug},
        description="argument-description",
        iri=iri,
        kind="Claim",
        crumbs=(Crumb("nav-home", "/"), Crumb(said.subject.label, _path(said.subject))),
        downloads=tuple(_as_of(each, as_of) for each in downloads(iri)),
        queries=(
            shown(queries["argument-about-proposition"], proposition=iri),
            shown(queries["assessment-timeline"], proposition=iri, as_of=as_of),
            shown(queries["evidence-for-proposition"], proposition=iri),
        ),
    )


def _moments(whole: Argument, weighing: Weighing) -> tuple[Moment, ...]:
    found = [Moment("", "", None, None, None)]
    for point in whole.timeline:
        day = first_day(point.as_of)
        banner, replaced = _banner(whole, weighing, day, point)
        pro = weigh(weighing.lines, Direction.SUPPORTS, day, point)
        contra = weigh(weighing.lines, Direction.DISPUTES, day, point)
        found.append(Moment(day, point.as_of, point, pro, contra, banner, replaced))
    return tuple(found)


def _banner(
    whole: Argument, weighing: Weighing, day: str, point: Assessment
) -> tuple[str, tuple[Ref, ...]]:
    """What must not be overlooked: a dispute, or that nobody upholds it any more."""
    spans = [weighing.span(each.iri) for each in whole.asserted]
    there = [span for span in spans if span.at(day) is not Fate.UNBORN]
    gone = [span for span in there if span.at(day) in _FATES]
    by = tuple(dict.fromkeys(ref for span in gone for ref in span.by))
    status = local_name(point.status.iri)
    if status in ("Contested", "Refuted"):
        return status.lower(), by
    if there and len(gone) == len(there):
        withdrawn = all(span.fate is Fate.RETRACTED for span in gone)
        return (Fate.RETRACTED if withdrawn else Fate.SUPERSEDED).value, by
    return "", ()


def _voices(whole: Argument, weighing: Weighing, day: str) -> Mapping[str, tuple[Voice, ...]]:
    by_stance: Mapping[Stance, Sequence[Claim]] = {
        Stance.ASSERTS: whole.asserted,
        Stance.DENIES: whole.denied,
        Stance.LEAVES_OPEN: whole.left_open,
    }
    return {
        stance.value: tuple(
            Voice(each, span, span.at(day))
            for each, span in ((claim, weighing.span(claim.iri)) for claim in claims)
        )
        for stance, claims in by_stance.items()
    }


def _exhibits(whole: Argument, weighing: Weighing, day: str) -> Mapping[str, tuple[Exhibit, ...]]:
    found: dict[str, list[Exhibit]] = {each.value: [] for each in Direction}
    for seen in whole.evidence:
        same = [line for line in weighing.lines if line.direction is seen.direction]
        line = next((each for each in same if each.ref.iri == seen.evidence.iri), None)
        span = line.span if line else Span()
        limits = seen.direction is Direction.QUALIFIES
        shares = [
            (other.ref, binding)
            for other in same
            if line is not None and not limits and other is not line
            if (binding := bonds(line, other))
        ]
        found[seen.direction.value].append(Exhibit(seen, span, span.at(day), line, tuple(shares)))
    return {name: tuple(each) for name, each in found.items()}


def _raises(kb: KnowledgeBase, said: Proposition, standing: Assessment | None) -> tuple[Raise, ...]:
    """What would warrant more than is warranted now."""
    least = standing.warrant.rank if standing is not None and standing.warrant is not None else 0
    ceilings = [
        (each.warrants_causal if said.causal else each.warrants_factual, each)
        for each in kb.evidence_types()
    ]
    return tuple(
        Raise(level, tuple(each for ceiling, each in ceilings if ceiling.rank == level.rank))
        for level in sorted(kb.levels(), key=lambda each: each.rank)
        if level.rank > least and any(ceiling.rank == level.rank for ceiling, _ in ceilings)
    )


def _reasons(kb: KnowledgeBase, said: Proposition) -> tuple[Reason, ...]:
    """Why the same follows from other statements, where it does."""
    if not isinstance(said.object, Ref) or said.object.kind is None:
        return ()
    explained = kb.explain(
        said.subject.iri, said.predicate.iri, said.object.iri, limit=_EXPLANATIONS + 1
    )
    others = [
        why
        for why in explained.explanations
        if why.steps and all(ground.proposition.iri != said.iri for ground in why.grounds)
    ]
    return tuple(Reason(why, draw(why)) for why in others[:_EXPLANATIONS])


def _as_of(download: Download, as_of: str | None) -> Download:
    return replace(download, path=f"{download.path}&as_of={as_of}") if as_of else download


def _path(ref: Ref) -> str:
    return f"/{ref.kind}/{ref.slug}" if ref.kind else "/"
