"""What speaks on a proposition line by line, read from quads.

The rules decide; this tells what they have gone by, so that a reader can follow. See
docs/confidence.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from llmkg.gather.assessments import first_day, timeline
from llmkg.gather.reader import Reader, Said, texts
from llmkg.gather.standing import standing
from llmkg.gather.things import issued
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import EvidenceType, Level
from llmkg.model.standing import is_dated
from llmkg.model.text import Ref
from llmkg.model.weighing import NO_DAY, Fate, Line, Premise, Span, Weighing
from llmkg.reason.weigh import weigh
from llmkg.vocab import DCTERMS, LLMKG, PROV, RDF, SCHEMA

_SIDES: Final = {Direction.SUPPORTS: Stance.ASSERTS, Direction.DISPUTES: Stance.DENIES}
_BEHIND: Final = (DCTERMS.creator, DCTERMS.publisher, SCHEMA.sourceOrganization)
_CONTESTED: Final = LLMKG.Contested
_KEPT_EACH: Final = 10_000


def weighing(reader: Reader, iri: str) -> Weighing:
    """Every line on the proposition; NotFoundError."""
    return _Weigher(reader, frozenset()).of(iri)


def span(reader: Reader, iri: str) -> Span:
    """From when to when a claim, or anything else that others may replace, counts."""
    return _Weigher(reader, frozenset()).span(iri)


def spans(reader: Reader) -> Callable[[str], Span]:
    """As `span`, for many: what was read for one, such as a source, is known for the next."""
    return _Weigher(reader, frozenset()).span


class _Weigher:
    """Reads lines. `above` are the propositions that ask for this one, against going in circles."""

    def __init__(self, reader: Reader, above: frozenset[str]) -> None:
        self._reader = reader
        self._above = above
        # The same claims and sources stand behind many lines.
        self._said = lru_cache(maxsize=_KEPT_EACH)(reader.said)
        self.span = lru_cache(maxsize=_KEPT_EACH)(self._span)

    def of(self, iri: str) -> Weighing:
        said = self._reader.existing(iri, LLMKG.Proposition)
        predicate = self._reader.one_ref(said, RDF.predicate)
        causal = predicate is not None and self._reader.is_causal(predicate.iri)
        claims = {
            each: stance
            for stance in Stance
            for each in self._reader.subjects(LLMKG[stance.value], iri)
        }
        lines = [
            self._line(each, direction, causal=causal)
            for direction in Direction
            for each in self._reader.subjects(LLMKG[direction.value], iri)
        ]
        for direction, stance in _SIDES.items():
            for each, taken in sorted(claims.items()):
                about = self._said(each)
                if taken is stance and LLMKG.citesEvidence not in about:
                    lines.append(self._word(each, about, direction, causal=causal))
        return Weighing(tuple(lines), tuple((each, self.span(each)) for each in sorted(claims)))

    def _span(self, claim: str) -> Span:
        """From when to when a claim counts."""
        said = self._said(claim)
        since = self._issued(self._reader.one_ref(said, LLMKG.statedIn))
        dated: list[tuple[str, Fate]] = [
            (first_day(each.value), Fate.RETRACTED)
            for each in texts(said, PROV.invalidatedAtTime)
            if is_dated(each.value)
        ]
        by: dict[Ref, None] = {}
        for predicate, fate in (
            (PROV.wasInvalidatedBy, Fate.RETRACTED),
            (DCTERMS.isReplacedBy, Fate.SUPERSEDED),
        ):
            for later in self._reader.refs(said.get(predicate, ())):
                by[later] = None
                dated += ((day, fate) for day in self._came(later))
        if dated:
            return Span(since, *min(dated), tuple(by))
        # Taken back nobody knows when, by nothing that has a date: then it counts on no day.
        now = Fate(standing(self._reader, claim).state.value)
        return Span(since) if now is Fate.CURRENT else Span(since, NO_DAY, now, tuple(by))

    def _came(self, later: Ref) -> list[str]:
        """The days of a claim's sources; of a source its own."""
        sources = (later, *self._reader.refs(self._said(later.iri).get(LLMKG.statedIn, ())))
        return [day for each in sources if (day := self._issued(each)) is not None]

    def _issued(self, source: Ref | None) -> str | None:
        date = issued(self._said(source.iri)) if source is not None else None
        return first_day(date) if date is not None else None

    def _line(self, iri: str, direction: Direction, *, causal: bool) -> Line:
        said = self._reader.existing(iri, LLMKG.Evidence)
        type_ref = self._reader.one_ref(said, LLMKG.evidenceType)
        type_ = self._reader.evidence_type(self._reader.needed(type_ref, iri, "type").iri)
        origins = self._origins(iri, said)
        bases = self._reader.refs(said.get(LLMKG.basedOn, ()))
        return Line(
            self._reader.ref(iri),
            direction,
            type_,
            _ceiling(type_, causal=causal),
            self._evidence_span(iri, said),
            tuple(found for each in bases if (found := self._premise(each)) is not None),
            origins,
            self._agents(origins),
        )

    def _word(self, iri: str, said: Said, direction: Direction, *, causal: bool) -> Line:
        type_ = self._reader.evidence_type(LLMKG.AuthorStatement)
        level = self._reader.needed(self._reader.one_ref(said, LLMKG.confidence), iri, "confidence")
        stated, most = self._reader.level(level.iri), _ceiling(type_, causal=causal)
        origins = self._reader.refs(said.get(LLMKG.statedIn, ()))
        return Line(
            self._reader.ref(iri),
            direction,
            type_,
            min(stated, most, key=_rank),
            self.span(iri),
            (),
            origins,
            self._agents(origins),
        )

    def _evidence_span(self, iri: str, said: Said) -> Span:
        """It counts while a claim that cites it does; where none does, from its first report."""
        spans = [self.span(each) for each in self._reader.subjects(LLMKG.citesEvidence, iri)]
        if not spans:
            reports = self._reader.refs(said.get(LLMKG.reportedIn, ()))
            days = sorted(day for each in reports if (day := self._issued(each)) is not None)
            return Span(next(iter(days), None))
        starts = [each.since for each in spans]
        since = min((day for day in starts if day is not None), default=None)
        ends = [each.until for each in spans]
        if None in starts or None in ends:
            return Span(None if None in starts else since)
        last = max(spans, key=lambda each: each.until or "")
        return Span(since, last.until, last.fate, last.by)

    def _origins(self, iri: str, said: Said) -> tuple[Ref, ...]:
        """Where it was first found: reports, less those that only relay it."""
        reports = self._reader.refs(said.get(LLMKG.reportedIn, ()))
        relays = {
            source.iri
            for each in self._reader.subjects(LLMKG.citesEvidence, iri)
            for source in self._reader.refs(self._said(each).get(LLMKG.statedIn, ()))
        }
        return tuple(each for each in reports if each.iri not in relays) or reports

    def _agents(self, origins: Iterable[Ref]) -> tuple[Ref, ...]:
        behind = (
            agent
            for origin in origins
            for predicate in _BEHIND
            for agent in self._reader.refs(self._said(origin.iri).get(predicate, ()))
        )
        return tuple(dict.fromkeys(behind))

    def _premise(self, ref: Ref) -> Premise | None:
        said = self._said(ref.iri)
        stance = next((each for each in Stance if LLMKG[each.value] in said), None)
        level = self._reader.one_ref(said, LLMKG.confidence)
        if stance is None or level is None:
            return None
        about = self._reader.needed(
            self._reader.one_ref(said, LLMKG[stance.value]), ref.iri, "proposition"
        ).iri
        warrants: tuple[tuple[str, Level | None], ...] = ()
        if stance is not Stance.LEAVES_OPEN:
            warrants = tuple(
                (first_day(point.as_of), self._warrant(about, stance, point))
                for point in timeline(self._reader, about)
            )
        confidence, floor = self._reader.level(level.iri), self._reader.level(LLMKG.Unresolved)
        return Premise(ref, stance, confidence, floor, self.span(ref.iri), warrants)

    def _warrant(self, about: str, stance: Stance, point: Assessment) -> Level | None:
        """What the evidence licenses on one side, before one that is contested is capped."""
        if stance is Stance.DENIES:
            return point.warrant_against
        if point.status.iri != _CONTESTED or about in self._above:
            return point.warrant
        below = _Weigher(self._reader, self._above | {about}).of(about)
        side = weigh(below.lines, Direction.SUPPORTS, first_day(point.as_of), None)
        return side.best.worth if side.best is not None else point.warrant


def _ceiling(type_: EvidenceType, *, causal: bool) -> Level:
    return type_.warrants_causal if causal else type_.warrants_factual


def _rank(level: Level) -> int:
    return level.rank
