"""What the assessment of a proposition looks at, and what it moves: as the standard rules have it.

A proposition is weighed by the claims on it and the evidence that bears on it. A claim is in force
by the dates of its source and of the claims that replace it; evidence counts by the claims that
cite it, and is worth no more than the claims that it is based on, which are weighed by what they
say. Nothing else has a part in it. So a proposition can be assessed in a small world of its own,
and what a source brings moves only what can be reached from it. Rules of a group's own may look
further; for them `timeline` takes all that hangs together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from llmkg.vocab import LLMKG, PROV, RDF

NPX: Final = "http://purl.org/nanopub/x/"
RETRACTS: Final = f"{NPX}retracts"
NEWER: Final = frozenset((f"{NPX}supersedes", RETRACTS, PROV.wasRevisionOf))
STANCES: Final = frozenset((LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen))
BEARINGS: Final = frozenset((LLMKG.supports, LLMKG.disputes, LLMKG.qualifies))
_SOURCES: Final = frozenset((LLMKG.statedIn, LLMKG.reportedIn))
_LAWS: Final = frozenset((LLMKG.rank, LLMKG.warrantsCausal, LLMKG.warrantsFactual))
_LAWFUL: Final = frozenset((LLMKG.ConfidenceLevel, LLMKG.EvidenceType, LLMKG.CausalProperty))
WORLD: Final = 10_000
"""Quads beyond which a world is full: the rules take memory, and time beyond proportion."""

Links = dict[str, list[str]]


def _links() -> Links:
    return defaultdict(list)


@dataclass(slots=True)
class Dependence:
    """Who looks at whom. Made by `read`."""

    laws: list[ox.Quad] = field(default_factory=list)
    """Levels and their ranks, ceilings, and what is causal, wherever it is said."""
    about: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    """All else that is said, by what it is said of."""
    propositions: Links = field(default_factory=_links)
    """Of each claim and each piece of evidence."""
    claims: Links = field(default_factory=_links)
    """On each proposition."""
    evidence: Links = field(default_factory=_links)
    """On each proposition."""
    cites: Links = field(default_factory=_links)
    cited: Links = field(default_factory=_links)
    rests: Links = field(default_factory=_links)
    """For each piece of evidence the claims that it is based on."""
    carries: Links = field(default_factory=_links)
    """For each claim the evidence that is based on it."""
    older: Links = field(default_factory=_links)
    newer: Links = field(default_factory=_links)
    sources: Links = field(default_factory=_links)
    """That state or report a claim or a piece of evidence."""

    @classmethod
    def read(cls, quads: Iterable[ox.Quad]) -> Dependence:
        """Take in ontology, catalogue and claims."""
        found = cls()
        for quad in quads:
            if _is_law(quad):
                found.laws.append(quad)
            elif isinstance(quad.subject, ox.NamedNode):
                found.about[quad.subject.value].append(quad)
                found._take(quad.subject.value, quad.predicate.value, quad.object)
        return found

    def _take(self, subject: str, predicate: str, obj: object) -> None:
        value = str(getattr(obj, "value", obj))
        if predicate in STANCES:
            self.propositions[subject].append(value)
            self.claims[value].append(subject)
        elif predicate in BEARINGS:
            self.propositions[subject].append(value)
            self.evidence[value].append(subject)
        elif predicate == LLMKG.citesEvidence:
            self.cites[subject].append(value)
            self.cited[value].append(subject)
        elif predicate == LLMKG.basedOn:
            self.rests[subject].append(value)
            self.carries[value].append(subject)
        elif predicate in NEWER:
            self.older[subject].append(value)
            self.newer[value].append(subject)
        elif predicate in _SOURCES:
            self.sources[subject].append(value)

    # -- what moves -----------------------------------------------------------------------------

    def moved(self, statement: str) -> set[str]:
        """The propositions that may stand otherwise once a claim or piece of evidence is there."""
        found = set(self._of(self.propositions, statement))
        for claim in (statement, *self._of(self.older, statement)):
            found.update(self._of(self.propositions, claim))
            for evidence in (*self._of(self.cites, claim), *self._of(self.carries, claim)):
                found.update(self._of(self.propositions, evidence))
        waiting = list(found)
        while waiting:
            for claim in self._of(self.claims, waiting.pop()):
                for evidence in self._of(self.carries, claim):
                    for proposition in self._of(self.propositions, evidence):
                        if proposition not in found:
                            found.add(proposition)
                            waiting.append(proposition)
        return found

    # -- what is looked at ----------------------------------------------------------------------

    def worlds(self, propositions: Iterable[str]) -> Iterator[tuple[set[str], list[ox.Quad]]]:
        """Propositions, each once, with quads that tell all that their assessment looks at.

        Of other propositions a world may tell less than there is: only those that are named count.
        """
        wanted: set[str] = set()
        seen: set[str] = set()
        quads = list(self.laws)
        for proposition in propositions:
            wanted.add(proposition)
            for subject in self._cone(proposition, seen):
                quads += self.about.get(subject, ())
            if len(quads) - len(self.laws) > WORLD:
                yield wanted, quads
                wanted, seen, quads = set(), set(), list(self.laws)
        if wanted:
            yield wanted, quads

    def _cone(self, proposition: str, seen: set[str]) -> Iterator[str]:
        """The things that the assessment of a proposition looks at and that were not seen yet."""
        waiting = [proposition]
        while waiting:
            here = waiting.pop()
            # A thing may be known as one that is named, and still not be looked into.
            if f"? {here}" in seen:
                continue
            seen.add(f"? {here}")
            found = [here, *self._of(self.claims, here)]
            for evidence in self._of(self.evidence, here):
                found += (evidence, *self._of(self.cited, evidence))
                for premise in self._of(self.rests, evidence):
                    found.append(premise)
                    waiting += self._of(self.propositions, premise)
            found += [newer for each in found for newer in self._of(self.newer, each)]
            found += [source for each in found for source in self._of(self.sources, each)]
            for each in found:
                if each not in seen:
                    seen.add(each)
                    yield each

    @staticmethod
    def _of(links: Links, key: str) -> list[str]:
        return links.get(key, [])


def _is_law(quad: ox.Quad) -> bool:
    predicate = quad.predicate.value
    if predicate == RDF.type:
        return isinstance(quad.object, ox.NamedNode) and quad.object.value in _LAWFUL
    return predicate in _LAWS
