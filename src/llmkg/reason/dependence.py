"""Who looks at whom, when propositions are assessed by the standard rules; looked up in a view.

A proposition is weighed by the claims on it and the evidence that bears on it. A claim is in force
by the dates of its source and of the claims that replace it; evidence counts by the claims that
cite it, and is worth no more than the claims that it is based on, which are weighed by what they
say. Nothing else has a part in it (`Cone` gathers just that), so what a change brings moves only
what can be reached from it, going the other way. Rules of a group's own may look further; for them
`whole` takes all that hangs together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.model.standing import UNTRUE, is_dated
from llmkg.rdf.links import Links
from llmkg.rdf.view import View, is_authored, named
from llmkg.vocab import DCTERMS, LLMKG, NPX, OWL, PROV, RDF, SCHEMA

RETRACTS: Final = f"{NPX}retracts"
NEWER: Final = (f"{NPX}supersedes", RETRACTS, PROV.wasRevisionOf)
STANCES: Final = (LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen)
SIDES: Final = (LLMKG.supports, LLMKG.disputes)
BEARINGS: Final = (*SIDES, LLMKG.qualifies)
AGENTS: Final = (DCTERMS.creator, DCTERMS.publisher, SCHEMA.sourceOrganization)
INVALIDATED: Final = PROV.invalidatedAtTime
BY: Final = (PROV.wasInvalidatedBy, DCTERMS.isReplacedBy)
"""What is said of a claim that has ended, by pointing to what ended it."""
_OF_CLAIMS: Final = frozenset(
    (*STANCES, *NEWER, LLMKG.statedIn, LLMKG.confidence, LLMKG.citesEvidence)
)
_OF_ENDS: Final = frozenset((*BY, INVALIDATED, OWL.deprecated))
_OF_EVIDENCE: Final = frozenset((*BEARINGS, LLMKG.evidenceType, LLMKG.reportedIn, LLMKG.basedOn))
_OF_SOURCES: Final = frozenset((*AGENTS, DCTERMS.issued))
_OF_LAWS: Final = frozenset((LLMKG.rank, LLMKG.warrantsCausal, LLMKG.warrantsFactual))
_LAWFUL: Final = (LLMKG.ConfidenceLevel, LLMKG.EvidenceType, LLMKG.CausalProperty)
READ: Final = (
    _OF_CLAIMS | _OF_ENDS | _OF_EVIDENCE | _OF_SOURCES | _OF_LAWS | {RDF.predicate, RDF.type}
)
"""The predicates that the standard rules read, and `qualifies`: by it sources speak, too."""
LINKING: Final = READ - _OF_LAWS - {RDF.type}
"""Those of them by which one thing leads to another, or has dates and levels."""

_NODES: Final = {iri: ox.NamedNode(iri) for iri in READ}
_TYPE: Final = ox.NamedNode(RDF.type)
Found: TypeAlias = tuple[str, ...]
_LINKS: Final = 3
"""Look-ups of one thing: the links of some predicates come at once."""


class Dependence:
    """What is authored in a view, by links; what was looked up is kept until it is forgotten.

    Only what has a name is followed.
    """

    def __init__(self, view: View, links: Links | None = None) -> None:
        """`links`: the same under `LINKING`, where it was written down: all of a thing at once."""
        self._view = view
        self._links = links
        self._out: dict[tuple[str, str], Found] = {}
        self._into: dict[tuple[str, str], Found] = {}
        self._counts: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, bool] = {}
        self._read: dict[str, dict[str, Found]] = {}
        self._met: dict[str, dict[str, Found]] = {}

    def __len__(self) -> int:
        """How many look-ups are kept."""
        return len(self._out) + len(self._into) + _LINKS * (len(self._read) + len(self._met))

    def forget(self) -> None:
        """Keep nothing of what was looked up."""
        for kept in (self._out, self._into, self._read, self._met):
            kept.clear()
        if self._links is not None:
            self._links.forget()

    # -- links ----------------------------------------------------------------------------------

    def out(self, thing: str, predicate: str) -> Found:
        """The names, or the texts, that a thing has under a predicate; each once, in order."""
        if self._links is not None:
            said = self._read.get(thing)
            if said is None:
                said = self._read[thing] = _sorted(self._links.out(thing))
            return said.get(predicate, ())
        found = self._out.get((thing, predicate))
        if found is None:
            node = named(thing)
            if node is None:
                return ()
            quads = self._view.quads_for_pattern(node, _NODES[predicate], None, None)
            values = {
                quad.object.value
                for quad in quads
                if self._is_authored(quad) and isinstance(quad.object, (ox.NamedNode, ox.Literal))
            }
            found = self._out[thing, predicate] = tuple(sorted(values)) if values else ()
        return found

    def into(self, thing: str, predicate: str) -> Found:
        """The things that have this one under a predicate; each once, in order."""
        if self._links is not None:
            said = self._met.get(thing)
            if said is None:
                said = self._met[thing] = _sorted(self._links.into(thing))
            return said.get(predicate, ())
        found = self._into.get((thing, predicate))
        if found is None:
            node = named(thing)
            if node is None:
                return ()
            quads = self._view.quads_for_pattern(None, _NODES[predicate], node, None)
            values = {
                quad.subject.value
                for quad in quads
                if self._is_authored(quad) and isinstance(quad.subject, ox.NamedNode)
            }
            found = self._into[thing, predicate] = tuple(sorted(values)) if values else ()
        return found

    def _is_authored(self, quad: ox.Quad) -> bool:
        graph = quad.graph_name
        counts = self._counts.get(graph)
        if counts is None:
            counts = self._counts[graph] = is_authored(graph)
        return counts

    def claims(self, proposition: str) -> Iterator[tuple[str, str]]:
        """Stance and name of each claim on a proposition."""
        for stance in STANCES:
            for claim in self.into(proposition, stance):
                yield stance, claim

    def evidence(self, proposition: str, sides: Iterable[str] = SIDES) -> Iterator[tuple[str, str]]:
        """Side and name of each piece of evidence for or against a proposition."""
        for side in sides:
            for evidence in self.into(proposition, side):
                yield side, evidence

    def stances(self, claim: str) -> Iterator[tuple[str, str]]:
        """Stance and proposition of a claim."""
        for stance in STANCES:
            for proposition in self.out(claim, stance):
                yield stance, proposition

    def said_by(self, statement: str) -> Iterator[str]:
        """The propositions of a claim, or those that evidence bears on."""
        for predicate in (*STANCES, *BEARINGS):
            yield from self.out(statement, predicate)

    def newer(self, claim: str) -> Iterator[tuple[str, str]]:
        """How, and by which, a claim is replaced or retracted."""
        for how in NEWER:
            for newer in self.into(claim, how):
                yield how, newer

    def ended(self, claim: str) -> tuple[tuple[str, ...], bool]:
        """By what is said of the claim itself: the days, as printed, and whether any has none."""
        days: list[str] = []
        dateless = not UNTRUE.issuperset(self.out(claim, OWL.deprecated))
        for when in self.out(claim, INVALIDATED):
            if is_dated(when):
                days.append(when)
            else:
                dateless = dateless or when not in UNTRUE
        for by in BY:
            for later in self.out(claim, by):
                dated = [*self.issued(later)]
                for source in self.out(later, LLMKG.statedIn):
                    dated += self.issued(source)
                days += dated
                dateless = dateless or not dated
        return tuple(days), dateless

    def issued(self, source: str) -> Found:
        """The dates of issue of a source, as they are printed."""
        return self.out(source, DCTERMS.issued)

    # -- laws -----------------------------------------------------------------------------------

    def laws(self) -> list[ox.Quad]:
        """Levels and their ranks, ceilings, and what is causal, wherever it is said."""
        found: list[ox.Quad] = []
        for predicate in sorted(_OF_LAWS):
            found += self._view.quads_for_pattern(None, _NODES[predicate], None, None)
        for kind in _LAWFUL:
            found += self._view.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), None)
        return [quad for quad in found if self._is_authored(quad)]

    # -- what moves -----------------------------------------------------------------------------

    def moved(self, subjects: Iterable[str]) -> set[str]:
        """The propositions that look at any of these: propositions, statements, sources.

        A thing may be any of them, since it may be one before a change and none after.
        """
        waiting: list[str] = []
        for subject in subjects:
            waiting.append(subject)
            for statement in (
                subject,
                *self.into(subject, LLMKG.statedIn),
                *self.into(subject, LLMKG.reportedIn),
            ):
                waiting += self._moved_at_once(statement)
        found: set[str] = set()
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            for _, claim in self.claims(here):
                for evidence in self.into(claim, LLMKG.basedOn):
                    waiting += self.said_by(evidence)
        return found

    def _moved_at_once(self, statement: str) -> Iterator[str]:
        yield from self.said_by(statement)
        older = [
            *(old for how in NEWER for old in self.out(statement, how)),
            *(old for by in BY for old in self.into(statement, by)),
        ]
        for claim in (statement, *older):
            yield from self.said_by(claim)
            for evidence in self.out(claim, LLMKG.citesEvidence):
                yield from self.said_by(evidence)


def _sorted(links: Iterable[tuple[str, str]]) -> dict[str, Found]:
    """The links of a thing by predicate, each once and in order."""
    said: dict[str, list[str]] = {}
    for predicate, other in links:
        others = said.get(predicate)
        if others is None:
            said[predicate] = [other]
        else:
            others.append(other)
    return {
        predicate: (others[0],) if len(others) == 1 else tuple(sorted(set(others)))
        for predicate, others in said.items()
    }


def is_law(quad: ox.Quad) -> bool:
    """Whether it says something by which everything is assessed."""
    predicate = quad.predicate.value
    if predicate == RDF.type:
        return isinstance(quad.object, ox.NamedNode) and quad.object.value in _LAWFUL
    return predicate in _OF_LAWS


def is_looked_at(quad: ox.Quad) -> bool:
    """Whether a standard rule may read it."""
    if quad.predicate.value == RDF.type:
        return is_law(quad)
    return quad.predicate.value in READ
