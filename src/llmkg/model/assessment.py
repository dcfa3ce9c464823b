"""How sure the evidence lets one be of a proposition, as of a date."""

from __future__ import annotations

from dataclasses import dataclass

from llmkg.model.level import Level
from llmkg.model.text import Ref


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the policy's rules make of a proposition at a date.

    as_of             the last date of issue that counts
    status            supported, contested, refuted, unsupported or open
    effective         the lower of what is stated and what is warranted
    warrant           what the evidence for it licenses, capped where it is contested
    warrant_against   what the evidence against it licenses
    stated_for        the best confidence with which it is asserted
    stated_against    the best confidence with which it is denied
    denied            how sure its denial is, where a claim denies it
    support_groups    independent groups of evidence for it; `dispute_groups` against it
    moved_by          evidence and claims that changed it at this date
    moved_by_sources  the sources issued at this date that did
    """

    iri: str
    as_of: str
    status: Ref
    effective: Level
    warrant: Level | None = None
    warrant_against: Level | None = None
    stated_for: Level | None = None
    stated_against: Level | None = None
    denied: Level | None = None
    support_groups: int = 0
    dispute_groups: int = 0
    moved_by: tuple[Ref, ...] = ()
    moved_by_sources: tuple[Ref, ...] = ()
