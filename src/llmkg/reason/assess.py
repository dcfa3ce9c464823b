"""How sure the evidence lets one be of each proposition, as of a date, and how that came about.

All judgement is in the policy's rules, which are queries; see docs/confidence.md. This module runs
them in their order over a working copy in memory and reads the assessments off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from llmkg.queries import NamedQuery, bind
from llmkg.reason.policy import Policy
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import ASSESSMENTS_GRAPH, DCTERMS, LLMKG, RDF, XSD

_WORKING: Final = ox.NamedNode("urn:llmkg:working")
_ASSESSMENTS: Final = ox.NamedNode(ASSESSMENTS_GRAPH)
_PUBLIC: Final = frozenset(
    LLMKG[name]
    for name in (
        "assessedProposition", "status", "warrant", "warrantAgainst", "statedFor", "statedAgainst",
        "effectiveConfidence", "deniedConfidence", "supportGroups", "disputeGroups",
    )
)  # fmt: skip
_OUTCOME: Final = LLMKG.comparedWithEvidence
# What moves when any of these changes: a point of the timeline.
_MOVING: Final = tuple(
    LLMKG[name]
    for name in ("status", "warrant", "warrantAgainst", "effectiveConfidence", "deniedConfidence")
)
_LAST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments at one date.

    of        for each proposition its values by predicate
    outcomes  for each claim how it stands beside its evidence
    """

    as_of: str
    of: dict[str, dict[str, ox.NamedNode | ox.Literal]]
    outcomes: dict[str, str]


def assess_at(quads: Sequence[ox.Quad], policy: Policy, as_of: str = _LAST) -> Assessed:
    """Assess every proposition that a claim in force speaks about.

    Args:
        quads: ontology, catalogue and claims.
        policy: rules and ceilings.
        as_of: the last date that counts, as precise as it is given.
    """
    store = EmbeddedStore.memory(policy.overlay(quads))
    found: set[ox.Triple] = set()
    for repeats, group in groupby(policy.rules, key=policy.repeats):
        rules = list(group)
        grew = True
        while grew:
            outcomes = [_apply(rule, as_of, store, found) for rule in rules]
            grew = repeats and any(outcomes)
    return _read(found, as_of)


def _apply(rule: NamedQuery, as_of: str, store: EmbeddedStore, found: set[ox.Triple]) -> bool:
    values = {name: as_of for name in rule.params if name == "as_of"}
    new = set(store.construct(bind(rule, values))) - found
    found |= new
    store.load([ox.Quad(t.subject, t.predicate, t.object, _WORKING) for t in new])
    return bool(new)


def _read(found: Iterable[ox.Triple], as_of: str) -> Assessed:
    parts: dict[str, dict[str, ox.NamedNode | ox.Literal]] = defaultdict(dict)
    outcomes: dict[str, str] = {}
    for triple in found:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        predicate, value = triple.predicate.value, triple.object
        if isinstance(value, (ox.NamedNode, ox.Literal)) and predicate in _PUBLIC:
            parts[triple.subject.value][predicate] = value
        elif predicate == _OUTCOME and isinstance(value, ox.NamedNode):
            outcomes[triple.subject.value] = value.value
    of = {
        said[LLMKG.assessedProposition].value: said
        for said in parts.values()
        if LLMKG.assessedProposition in said
    }
    return Assessed(as_of, of, outcomes)


def assess(quads: Sequence[ox.Quad], policy: Policy) -> tuple[ox.Quad, ...]:
    """The assessments graph: each proposition as it stands, and the points at which it moved.

    A point is made for each date on which a source was issued and the status, a warrant or an
    effective confidence changed; it names the sources of that date that speak of the proposition.
    """
    dates = _dates(quads)
    speaks = _speakers(quads)
    out: list[ox.Quad] = []
    before: dict[str, tuple[object, ...]] = {}
    last = Assessed(_LAST, {}, {})
    for date, sources in dates:
        # A source counts from the first day of its month or year; what came later in it does not yet.
        last = assess_at(quads, policy, f"{date}-01-01"[:10])
        for proposition, said in sorted(last.of.items()):
            now = tuple(said.get(predicate) for predicate in _MOVING)
            if before.get(proposition) == now:
                continue
            before[proposition] = now
            node = ox.NamedNode(f"{proposition}#assessment-{date}")
            out += _describe(node, said, date)
            out += _movers(node, sources, speaks[proposition])
    for proposition, said in sorted(last.of.items()):
        out += _describe(ox.NamedNode(f"{proposition}#assessment"), said, dates[-1][0])
    for claim, outcome in sorted(last.outcomes.items()):
        out.append(
            ox.Quad(
                ox.NamedNode(claim), ox.NamedNode(_OUTCOME), ox.NamedNode(outcome), _ASSESSMENTS
            )
        )
    return tuple(out)


def _describe(
    node: ox.NamedNode, said: dict[str, ox.NamedNode | ox.Literal], date: str
) -> Iterator[ox.Quad]:
    kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(date)]
    as_of = ox.Literal(date, datatype=ox.NamedNode(XSD[kind]))
    yield ox.Quad(node, ox.NamedNode(RDF.type), ox.NamedNode(LLMKG.Assessment), _ASSESSMENTS)
    yield ox.Quad(node, ox.NamedNode(LLMKG.asOf), as_of, _ASSESSMENTS)
    for predicate, value in sorted(said.items()):
        yield ox.Quad(node, ox.NamedNode(predicate), value, _ASSESSMENTS)


def _movers(
    node: ox.NamedNode, sources: Iterable[str], said_by: dict[str, set[str]]
) -> Iterator[ox.Quad]:
    """The sources of a date that speak of the proposition, and what they brought.

    A proposition may move because evidence that it rests on moved; then all sources of the date
    may have done it.
    """
    sources = list(sources)
    speaking = [source for source in sources if source in said_by]
    for source in speaking or sources:
        yield ox.Quad(node, ox.NamedNode(LLMKG.movedBySource), ox.NamedNode(source), _ASSESSMENTS)
        for statement in sorted(said_by.get(source, ())):
            yield ox.Quad(node, ox.NamedNode(LLMKG.movedBy), ox.NamedNode(statement), _ASSESSMENTS)


def _dates(quads: Iterable[ox.Quad]) -> list[tuple[str, list[str]]]:
    """The dates on which a source that makes claims was issued, in order, with those sources."""
    speaking: set[str] = set()
    issued: dict[str, str] = {}
    for quad in quads:
        if quad.predicate.value == LLMKG.statedIn and isinstance(quad.object, ox.NamedNode):
            speaking.add(quad.object.value)
        elif quad.predicate.value == DCTERMS.issued and isinstance(quad.subject, ox.NamedNode):
            issued[quad.subject.value] = str(getattr(quad.object, "value", ""))
    by_date: dict[str, list[str]] = defaultdict(list)
    for source in sorted(speaking):
        if source in issued:
            by_date[issued[source]].append(source)
    return sorted(by_date.items(), key=lambda item: (f"{item[0]}-01-01"[:10], item[0]))


def _speakers(quads: Iterable[ox.Quad]) -> dict[str, dict[str, set[str]]]:
    """For each proposition, by source: the evidence that its claims cite, or the bare claims."""
    about: dict[str, set[str]] = defaultdict(set)
    stated: dict[str, str] = {}
    cites: dict[str, set[str]] = defaultdict(set)
    stances = (LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            if quad.predicate.value in stances:
                about[quad.object.value].add(quad.subject.value)
            elif quad.predicate.value == LLMKG.statedIn:
                stated[quad.subject.value] = quad.object.value
            elif quad.predicate.value == LLMKG.citesEvidence:
                cites[quad.subject.value].add(quad.object.value)
    out: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for proposition, claims in about.items():
        for claim in claims:
            if claim in stated:
                out[proposition][stated[claim]] |= cites[claim] or {claim}
    return out
