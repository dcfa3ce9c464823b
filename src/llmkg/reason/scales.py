"""What the ontology says of levels, causes, evidence and roles: all that is kept hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Self

from llmkg.rdf.view import View
from llmkg.reason.facts import Lookups
from llmkg.vocab import LLMKG, RDF, RDFS

ENDS: Final = (RDF.subject, RDF.object)
"""The properties by which a proposition has its ends."""


@dataclass(frozen=True, slots=True)
class Scales:
    """It is little, and asked for all the time.

    rank      of each level of confidence
    causal    the causal properties
    ceilings  of each type of evidence the ranks that it warrants: of a fact, of a cause; -1 is none
    roles     the properties by which a proposition names things
    """

    rank: Mapping[str, int]
    causal: AbstractSet[str]
    ceilings: Mapping[str, tuple[int, int]]
    roles: AbstractSet[str]

    @classmethod
    def of(cls, view: View) -> Self:
        """As a view has it."""
        look = Lookups(view)
        rank = {
            level: int(rank[1:])
            for level in look.subjects(RDF.type, LLMKG.ConfidenceLevel)
            for rank in look.objects(level, LLMKG["rank"])
        }

        def best(type_: str, warrants: str) -> int:
            return max((rank.get(each, -1) for each in look.objects(type_, warrants)), default=-1)

        ceilings = {
            type_: (best(type_, LLMKG.warrantsFactual), best(type_, LLMKG.warrantsCausal))
            for type_ in look.subjects(RDF.type, LLMKG.EvidenceType)
        }
        roles = {*ENDS, *look.subjects(RDFS.domain, LLMKG.Proposition)} - {RDF.predicate}
        return cls(rank, look.subjects(RDF.type, LLMKG.CausalProperty), ceilings, roles)
