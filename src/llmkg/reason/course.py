"""How a proposition stood, day by day, written down: the points of its timeline, and its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from llmkg.reason.assess import OUTCOME, Term
from llmkg.reason.cone import Cone, first_day
from llmkg.reason.dependence import BEARINGS, Dependence
from llmkg.vocab import ASSESSMENTS_GRAPH, LLMKG, RDF, XSD

GRAPH: Final = ox.NamedNode(ASSESSMENTS_GRAPH)
# What moves when any of these changes: a point of the timeline.
_MOVING: Final = tuple(
    LLMKG[name]
    for name in ("status", "warrant", "warrantAgainst", "effectiveConfidence", "deniedConfidence")
)
_KINDS: Final = {
    10: ox.NamedNode(XSD.date),
    7: ox.NamedNode(XSD.gYearMonth),
    4: ox.NamedNode(XSD.gYear),
}
_TYPE: Final = ox.NamedNode(RDF.type)
_ASSESSMENT: Final = ox.NamedNode(LLMKG.Assessment)
_ASSESSED: Final = LLMKG.assessedProposition
_AS_OF: Final = ox.NamedNode(LLMKG.asOf)
_MOVED_BY: Final = ox.NamedNode(LLMKG.movedBy)
_MOVED_BY_SOURCE: Final = ox.NamedNode(LLMKG.movedBySource)


def told(
    looks: Dependence,
    cone: Cone,
    stood: Iterable[tuple[str, Mapping[str, Term], Mapping[str, str]]],
) -> Iterator[ox.Quad]:
    """How a proposition stood on days: a point for each on which it moved; and how it stands.

    Args:
        looks: finds who spoke of it.
        cone: what it looks at.
        stood: by day, in order, what is said of it, and the sources that may have moved it then
            with their dates as printed.
    """
    said: Mapping[str, Term] = {}
    before: tuple[object, ...] | None = None
    as_of = ""
    for day, now, sources in stood:
        if not now:
            continue
        said = now
        moving = tuple(now.get(predicate) for predicate in _MOVING)
        if day in cone.came or moving != before:
            as_of = min(sources.values(), key=_by_day)
        if moving != before:
            before = moving
            node = ox.NamedNode(f"{cone.proposition}#assessment-{as_of}")
            yield from _describe(node, cone.proposition, said, as_of)
            yield from _movers(node, sources, _speakers(looks, cone, day))
    if as_of:
        node = ox.NamedNode(f"{cone.proposition}#assessment")
        yield from _describe(node, cone.proposition, said, as_of)


def compared(outcomes: Iterable[tuple[str, str]]) -> Iterator[ox.Quad]:
    """How claims stand beside their evidence."""
    predicate = ox.NamedNode(OUTCOME)
    for claim, outcome in sorted(outcomes):
        yield ox.Quad(ox.NamedNode(claim), predicate, ox.NamedNode(outcome), GRAPH)


def _describe(
    node: ox.NamedNode, proposition: str, said: Mapping[str, Term], date: str
) -> Iterator[ox.Quad]:
    yield ox.Quad(node, _TYPE, _ASSESSMENT, GRAPH)
    yield ox.Quad(node, _AS_OF, ox.Literal(date, datatype=_KINDS[len(date)]), GRAPH)
    yield ox.Quad(node, ox.NamedNode(_ASSESSED), ox.NamedNode(proposition), GRAPH)
    for predicate, value in sorted(said.items()):
        if predicate != _ASSESSED:
            yield ox.Quad(node, ox.NamedNode(predicate), value, GRAPH)


def _speakers(looks: Dependence, cone: Cone, day: str) -> dict[str, set[str]]:
    """By source what speaks on the proposition.

    That is the evidence that its claims cite, or bare claims; evidence that the source tells of;
    and evidence that no claim cites, where it was reported on the day.
    """
    found: dict[str, set[str]] = {}
    for claim in cone.claims:
        cites = looks.out(claim, LLMKG.citesEvidence)
        for source in looks.out(claim, LLMKG.statedIn):
            found.setdefault(source, set()).update(cites or (claim,))
    came = cone.came.get(day, {})
    for _, evidence in looks.evidence(cone.proposition, BEARINGS):
        for source in looks.out(evidence, LLMKG.statedIn):
            found.setdefault(source, set()).add(evidence)
        if not looks.into(evidence, LLMKG.citesEvidence):
            for source in looks.out(evidence, LLMKG.reportedIn):
                if source in came:
                    found.setdefault(source, set()).add(evidence)
    return found


def _movers(
    node: ox.NamedNode, sources: Iterable[str], said_by: Mapping[str, set[str]]
) -> Iterator[ox.Quad]:
    """The sources of a day that speak of the proposition, and what they brought.

    A proposition may move because what it rests on moved, or because a claim was taken back; then
    all sources of the day that brought something that it looks at may have done it.
    """
    sources = sorted(sources)
    speaking = [source for source in sources if source in said_by]
    for source in speaking or sources:
        yield ox.Quad(node, _MOVED_BY_SOURCE, ox.NamedNode(source), GRAPH)
    for statement in sorted({each for source in speaking for each in said_by[source]}):
        yield ox.Quad(node, _MOVED_BY, ox.NamedNode(statement), GRAPH)


def _by_day(date: str) -> tuple[str, str]:
    return first_day(date), date
