"""Confidence levels and evidence types: the two ordered schemes."""

from __future__ import annotations

from dataclasses import dataclass, field

from llmkg.model.text import Labels


@dataclass(frozen=True, slots=True)
class Level:
    """A confidence level.

    `rank` runs from 5 (established) to 0 (unresolved); `name` ends its IRI.
    """

    iri: str
    name: str
    rank: int
    label: Labels = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class EvidenceType:
    """A kind of evidence, and the most it warrants for causal and for factual propositions."""

    iri: str
    name: str
    warrants_causal: Level
    warrants_factual: Level
    label: Labels = field(default_factory=dict, compare=False)
