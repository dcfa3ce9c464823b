"""Assessments as values, read from the graph that the build wrote."""

from __future__ import annotations

from llmkg.gather.reader import Reader, Said, number, text
from llmkg.model.assessment import Assessment
from llmkg.model.level import Level
from llmkg.vocab import LLMKG


def current(reader: Reader, proposition: str) -> Assessment | None:
    """The assessment as of everything that is here; None where no claim speaks of it."""
    return _read(reader, f"{proposition}#assessment")


def timeline(reader: Reader, proposition: str) -> tuple[Assessment, ...]:
    """The points at which the assessment changed, oldest first."""
    points = reader.subjects(LLMKG.assessedProposition, proposition)
    found = [_read(reader, iri) for iri in points if "#assessment-" in iri]
    return tuple(
        sorted((each for each in found if each is not None), key=lambda each: first_day(each.as_of))
    )


def at(points: tuple[Assessment, ...], as_of: str) -> Assessment | None:
    """The last point of a timeline on or before a date; None when nothing was said by then."""
    limit = last_day(as_of)
    return next((each for each in reversed(points) if first_day(each.as_of) <= limit), None)


def first_day(date: str) -> str:
    """The first day of a year, month or day, as the policy counts what was issued in it."""
    return f"{date}-01-01"[:10]


def last_day(date: str) -> str:
    """The last day, for comparison, of a year, month or day up to which sources count."""
    return f"{date}{'-12-31' if len(date) == 4 else '-31'}"[:10]  # noqa: PLR2004 - a bare year


def _read(reader: Reader, iri: str) -> Assessment | None:
    said = reader.said(iri)
    status = reader.one_ref(said, LLMKG.status)
    effective = _level(reader, said, "effectiveConfidence")
    if status is None or effective is None:
        return None
    return Assessment(
        iri=iri,
        as_of=text(said, LLMKG.asOf) or "",
        status=status,
        effective=effective,
        warrant=_level(reader, said, "warrant"),
        warrant_against=_level(reader, said, "warrantAgainst"),
        stated_for=_level(reader, said, "statedFor"),
        stated_against=_level(reader, said, "statedAgainst"),
        denied=_level(reader, said, "deniedConfidence"),
        support_groups=number(said, LLMKG.supportGroups) or 0,
        dispute_groups=number(said, LLMKG.disputeGroups) or 0,
        moved_by=reader.refs(said.get(LLMKG.movedBy, ())),
        moved_by_sources=reader.refs(said.get(LLMKG.movedBySource, ())),
    )


def _level(reader: Reader, said: Said, name: str) -> Level | None:
    ref = reader.one_ref(said, LLMKG[name])
    return reader.level(ref.iri) if ref is not None else None
