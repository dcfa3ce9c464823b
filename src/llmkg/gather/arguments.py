"""The whole argument about a proposition, also as it stood at a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from llmkg.gather.assessments import at, current, first_day, last_day, timeline
from llmkg.gather.reader import Reader
from llmkg.gather.statements import claims_on, evidence, proposition
from llmkg.gather.things import issued, tension
from llmkg.model.argument import AbilityOrigins, Argument, EvidenceLine, Origin
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.vocab import LLMKG, RDF

_DIRECTIONS: Final = tuple(Direction)


def argument(reader: Reader, iri: str, as_of: str | None = None) -> Argument:
    """Everything said on a proposition; with `as_of`, by sources issued by then.

    A tension stays while at least two of the claims between which it stands do.
    """
    about = proposition(reader, iri)
    claims = [each for each in claims_on(reader, iri) if _by_then(reader, [each.source], as_of)]
    lines = [
        EvidenceLine(
            direction,
            found.type.warrants_causal if about.causal else found.type.warrants_factual,
            found,
        )
        for direction in _DIRECTIONS
        for found in _evidence_on(reader, iri, direction)
        if _by_then(reader, _reporters(reader, found), as_of)
    ]
    lines.sort(key=_line_order)
    tensions = {each for one in claims for each in reader.subjects(LLMKG.between, one.iri)}
    found_tensions = [tension(reader, each) for each in sorted(tensions)]
    points = timeline(reader, iri)
    if as_of is not None:
        points = tuple(each for each in points if first_day(each.as_of) <= last_day(as_of))
    return Argument(
        proposition=about,
        asserted=_of(claims, Stance.ASSERTS),
        denied=_of(claims, Stance.DENIES),
        left_open=_of(claims, Stance.LEAVES_OPEN),
        evidence=tuple(lines),
        tensions=tuple(
            each
            for each in found_tensions
            if as_of is None or _still_two(reader, each.between, as_of)
        ),
        assessment=current(reader, iri) if as_of is None else at(points, as_of),
        timeline=points,
        other_scopes=tuple(
            (proposition(reader, each), current(reader, each))
            for each in same_terms(reader, iri)
            if each != iri
        ),
    )


def same_terms(reader: Reader, iri: str) -> list[str]:
    """The propositions with the subject, predicate and object of this one, whatever qualifies them.

    Quantities are parts of one proposition each, so that none shares them.
    """
    said = reader.said(iri)
    subject = reader.one_ref(said, RDF.subject)
    if subject is None:
        return []
    relations, objects = said.get(RDF.predicate), said.get(RDF.object)
    return [
        each
        for each in reader.subjects(RDF.subject, subject.iri)
        # Of a thing of which much is said nearly all have another object.
        if reader.values(each, RDF.object) == objects
        and reader.values(each, RDF.predicate) == relations
    ]


def best(claims: Iterable[Claim]) -> Level | None:
    """The best level at which any of the claims asserts; None when none does."""
    levels = [each.confidence for each in claims if each.stance is Stance.ASSERTS]
    return max(levels, key=lambda level: level.rank, default=None)


def origins(
    reader: Reader,
    ability: Ref,
    said: Iterable[tuple[str, str, str]],
    least: Level | None,
    as_of: str | None,
) -> AbilityOrigins:
    """Where an ability comes from, out of (factor, relation, proposition) by IRI."""
    found = []
    for factor, relation, iri in said:
        whole = argument(reader, iri, as_of)
        level = best(whole.asserted)
        wanted = least is None or (level is not None and level.rank >= least.rank)
        if wanted and whole.claims:
            found.append(Origin(reader.ref(factor), reader.ref(relation), level, whole))
    found.sort(key=_origin_order)
    return AbilityOrigins(ability, tuple(found), least, as_of)


def _by_then(reader: Reader, sources: Sequence[Ref], as_of: str | None) -> bool:
    """Whether any of the sources was issued by the date; one without a date counts as issued.

    Dates may be less precise than a day: then they are compared as far as both go.
    """
    if as_of is None or not sources:
        return True
    dates = [issued(reader.said(each.iri)) for each in sources]
    return any(date is None or date[: len(as_of)] <= as_of[: len(date)] for date in dates)


def _reporters(reader: Reader, found: Evidence) -> Sequence[Ref]:
    """Whose dates decide: reports that have one, else the source that tells of the evidence."""
    dated = [each for each in found.reported_in if issued(reader.said(each.iri)) is not None]
    return dated or ((found.stated_in,) if found.stated_in else found.reported_in)


def _evidence_on(reader: Reader, iri: str, direction: Direction) -> list[Evidence]:
    return [evidence(reader, each) for each in reader.subjects(LLMKG[direction.value], iri)]


def _still_two(reader: Reader, between: Sequence[Ref], as_of: str) -> bool:
    sources = [reader.one_ref(reader.said(each.iri), LLMKG.statedIn) for each in between]
    there = [each for each in sources if each is not None and _by_then(reader, [each], as_of)]
    return len(there) > 1


def _of(claims: Sequence[Claim], stance: Stance) -> tuple[Claim, ...]:
    return tuple(each for each in claims if each.stance is stance)


def _line_order(line: EvidenceLine) -> tuple[int, int, str]:
    return (_DIRECTIONS.index(line.direction), -line.ceiling.rank, line.evidence.iri)


def _origin_order(origin: Origin) -> tuple[int, str, str]:
    rank = origin.confidence.rank if origin.confidence else -1
    return (-rank, origin.factor.iri, origin.argument.proposition.iri)
