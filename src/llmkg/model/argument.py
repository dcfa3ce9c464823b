"""The whole argument about a proposition, and where an ability comes from."""

from __future__ import annotations

from dataclasses import dataclass

from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.level import Level
from llmkg.model.proposition import Proposition
from llmkg.model.tension import Tension
from llmkg.model.text import Ref


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Evidence seen from one proposition: its direction, and its ceiling for this proposition."""

    direction: Direction
    ceiling: Level
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Argument:
    """Everything said on a proposition: claims for, against and open, evidence, tensions.

    `assessment` is how it stands at the date asked for, `timeline` every change up to it.
    `other_scopes` are propositions of the same terms with other qualifiers, and how they stand: to
    differ from one of them is no contradiction, but a difference of scope. Claims
    stand best confidence first, then by source and section; evidence by direction, then best
    ceiling first.
    """

    proposition: Proposition
    asserted: tuple[Claim, ...]
    denied: tuple[Claim, ...]
    left_open: tuple[Claim, ...]
    evidence: tuple[EvidenceLine, ...]
    tensions: tuple[Tension, ...]
    assessment: Assessment | None = None
    timeline: tuple[Assessment, ...] = ()
    other_scopes: tuple[tuple[Proposition, Assessment | None], ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims: for, against, open."""
        return self.asserted + self.denied + self.left_open


@dataclass(frozen=True, slots=True)
class Origin:
    """A factor (stage, method, dataset …) said to act on an ability, with the argument about it.

    confidence  the best level at which it is asserted; None when it is only denied or left open
    """

    factor: Ref
    relation: Ref
    confidence: Level | None
    argument: Argument


@dataclass(frozen=True, slots=True)
class AbilityOrigins:
    """Where an ability comes from, best confidence first."""

    ability: Ref
    origins: tuple[Origin, ...]
    min_confidence: Level | None
    as_of: str | None
