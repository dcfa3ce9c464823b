"""From what a model descends, as claimed."""

from __future__ import annotations

from dataclasses import dataclass

from llmkg.model.claim import Claim
from llmkg.model.level import Level
from llmkg.model.text import Ref


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """A step from a model to one it is said to come from.

    relation      IRI of ``derivedFrom``, ``fineTunedFrom``, or ``producedBy`` for a step by way of
                  a stage
    via           the training stage between the two, where one is named
    propositions  what is said: one, or the stage's input and its output
    claims        every claim on these propositions, for, against and open, best confidence first
    confidence    the best level at which it is asserted (for a step by way of a stage: the lower
                  of the best levels of its two halves); None when no claim asserts it
    denied        whether any claim denies it
    effective     the level at which the step is entailed, evidence and all; None when it is not
    depth         steps from the model asked about: 1 for a parent
    """

    child: Ref
    parent: Ref
    relation: str
    via: Ref | None
    propositions: tuple[Ref, ...]
    claims: tuple[Claim, ...]
    confidence: Level | None
    denied: bool
    depth: int
    effective: Level | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """The ancestry of a model: the edges, nearest first, and the models met, nearest first."""

    model: Ref
    edges: tuple[LineageEdge, ...]
    ancestors: tuple[Ref, ...]
