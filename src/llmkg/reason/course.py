"""How a proposition stood, day by day, written down: the points of its timeline, and its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from llmkg.reason.assess import OUTCOME
from llmkg.reason.cone import Cone, first_day
from llmkg.reason.dependence import BEARINGS, Dependence
from llmkg.store.embedded import as_stored
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
_ASSESSED: Final = LLMKG.assessedProposition
_AS_OF: Final = LLMKG.asOf
_IN: Final = f" {GRAPH} .\n"
_IS: Final = f" <{RDF.type}> <{LLMKG.Assessment}>{_IN}"
_MOVED_BY: Final = f" <{LLMKG.movedBy}> "
_MOVED_BY_SOURCE: Final = f" <{LLMKG.movedBySource}> "
_COMPARED: Final = f" <{OUTCOME}> "
_AT_ONCE: Final = 1_000


def told(
    looks: Dependence,
    cone: Cone,
    stood: Iterable[tuple[str, Mapping[str, str], Mapping[str, str]]],
) -> Iterator[str]:
    """How a proposition stood on days: a point for each on which it moved; and how it stands.

    Given as lines of N-Quads, some at once: most are written down, and need be no quads before.

    Args:
        looks: finds who spoke of it.
        cone: what it looks at.
        stood: by day, in order, what is said of it by predicate in N-Triples, and the sources that
            may have moved it then with their dates as printed.
    """
    said: Mapping[str, str] = {}
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
            yield _described(node, cone.proposition, said, as_of)
            yield from _movers(node, sources, _speakers(looks, cone, day))
    if as_of:
        node = ox.NamedNode(f"{cone.proposition}#assessment")
        yield _described(node, cone.proposition, said, as_of)


def compared(outcomes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """How claims stand beside their evidence, in lines."""
    for claim, outcome in outcomes:
        yield f"<{claim}>{_COMPARED}<{outcome}>{_IN}"


def as_quads(lines: Iterable[str]) -> Iterator[ox.Quad]:
    """Lines for those who go on with them."""
    waiting = iter(lines)
    while text := "".join(islice(waiting, _AT_ONCE)):
        yield from ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True)


def _described(node: ox.NamedNode, proposition: str, said: Mapping[str, str], date: str) -> str:
    lines = [
        f"{node}{_IS}",
        f"{node} <{_AS_OF}> {_dated(date)}{_IN}",
        f"{node} <{_ASSESSED}> <{proposition}>{_IN}",
    ]
    lines += [
        f"{node} <{predicate}> {value}{_IN}"
        for predicate, value in said.items()
        if predicate != _ASSESSED
    ]
    return "".join(lines)


@lru_cache(maxsize=10_000)
def _dated(date: str) -> str:
    """A date as a store gives it back."""
    literal = ox.Literal(date, datatype=_KINDS[len(date)])
    (quad,) = as_stored([ox.Quad(GRAPH, ox.NamedNode(_AS_OF), literal, GRAPH)])
    return str(quad.object)


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
) -> Iterator[str]:
    """The sources of a day that speak of the proposition, and what they brought.

    A proposition may move because what it rests on moved, or because a claim was taken back; then
    all sources of the day that brought something that it looks at may have done it.
    """
    sources = sorted(sources)
    speaking = [source for source in sources if source in said_by]
    for source in speaking or sources:
        yield f"{node}{_MOVED_BY_SOURCE}<{source}>{_IN}"
    for statement in sorted({each for source in speaking for each in said_by[source]}):
        yield f"{node}{_MOVED_BY}<{statement}>{_IN}"


def _by_day(date: str) -> tuple[str, str]:
    return first_day(date), date
