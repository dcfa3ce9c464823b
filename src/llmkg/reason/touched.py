"""Which things' answers may differ after a change: what they are reckoned from came or went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import Difference
from llmkg.reason.brief import ASSESSMENT, STANCES
from llmkg.reason.facts import Facts
from llmkg.reason.listed import below, is_listed_by
from llmkg.vocab import KEPT_GRAPH, LLMKG, RDF, SKOS

_GRAPH: Final = ox.NamedNode(KEPT_GRAPH)
_OF_CLAIMS: Final = frozenset(
    (
        *(LLMKG.confidence, LLMKG.hedge, LLMKG.statedIn, LLMKG.citesEvidence),
        *(LLMKG.comparedWithEvidence, LLMKG.readAs),
    )
)
_OF_VOTES: Final = frozenset((*STANCES, LLMKG.confidence, LLMKG.statedIn))
_ENDS: Final = (RDF.subject, RDF.object)
_OF_TALK: Final = frozenset((*_ENDS, RDF.predicate))
_OF_PLACES: Final = frozenset(
    (*_ENDS, LLMKG.status, LLMKG.effectiveConfidence, LLMKG.asOf, LLMKG.assessedProposition)
)


@dataclass(slots=True)
class Touched:
    """Things of which the answers are asked, by sort; `listed` are those that stand in lists."""

    claims: set[str] = field(default_factory=set)
    propositions: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    tensions: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)


def touched(changed: Difference, states: tuple[Facts, ...]) -> Touched:
    """What the answers of which are reckoned from quads that come or go."""
    found = Touched()
    for quad in changed.quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.graph_name != _GRAPH:
            _touch(found, quad.subject.value, quad.predicate.value, states)
    return found


def _touch(  # noqa: C901 - a case for each sort of predicate
    found: Touched, iri: str, predicate: str, states: tuple[Facts, ...]
) -> None:
    """The same for one statement; what is none of the kind that is supposed gives no answers."""
    if predicate in STANCES or predicate in _OF_CLAIMS:
        found.claims.add(iri)
        if predicate in _OF_VOTES:
            found.propositions.update(*(f.objects(iri, s) for f in states for s in STANCES))
            found.tensions.update(*(f.subjects(LLMKG.between, iri) for f in states))
        if predicate == LLMKG.statedIn:
            found.questions.add(iri)
    elif predicate == LLMKG.evidenceType:
        found.evidence.add(iri)
        found.claims.update(*(f.subjects(LLMKG.citesEvidence, iri) for f in states))
    elif predicate in (LLMKG.tensionKind, LLMKG.between):
        found.tensions.add(iri)
    elif predicate == LLMKG.asksAbout:
        found.questions.add(iri)
    else:
        proposition = iri.partition(ASSESSMENT)[0]
        found.propositions.add(proposition)
        if predicate in _OF_PLACES:
            found.questions.update(*(f.subjects(LLMKG.asksAbout, proposition) for f in states))
        if predicate in _OF_TALK:
            claims = set().union(*(f.subjects(s, iri) for f in states for s in STANCES))
            found.claims |= claims
            found.tensions.update(*(f.subjects(LLMKG.between, c) for f in states for c in claims))
        if predicate == RDF.type:
            found.tensions.add(iri)
            found.questions.add(iri)
        if is_listed_by(predicate):
            found.listed.add(iri)
        if predicate == SKOS.broader:
            found.listed.update(*(below(f, iri) for f in states))
