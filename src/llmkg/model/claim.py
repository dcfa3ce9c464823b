"""A source saying something at a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from llmkg.model.anchor import Anchor
from llmkg.model.level import Level
from llmkg.model.locator import Locator
from llmkg.model.text import Labels, LangText, Ref


class Stance(StrEnum):
    """How a claim stands to its proposition; the names of the properties of the ontology."""

    ASSERTS = "asserts"
    DENIES = "denies"
    LEAVES_OPEN = "leavesOpen"


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that takes a stance on a proposition, with its own confidence and hedge.

    confidence    as the source states it, never as anybody judges it
    hedge         its hedging words as printed, perhaps with their English
    hedge_anchor  where the governing hedge stands, when it is elsewhere (a lead-in)
    locator       where it stands, when the source is data
    section       of the source, such as "3.1"
    """

    iri: str
    slug: str
    stance: Stance
    proposition: Ref
    confidence: Level
    source: Ref
    section: str | None = None
    hedge: tuple[LangText, ...] = ()
    anchor: Anchor | None = None
    hedge_anchor: Anchor | None = None
    attributed_to: tuple[Ref, ...] = ()
    cites: tuple[Ref, ...] = ()
    label: Labels = field(default_factory=dict)
    locator: Locator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims are wanted; None means any. Things and levels are given by IRI.

    confidence      exactly this level
    min_confidence  this level or a better one
    about           an entity that is subject, object or qualifier of the proposition
    hedged          whether the claim has a hedge
    """

    source: str | None = None
    section: str | None = None
    confidence: str | None = None
    min_confidence: str | None = None
    stance: Stance | None = None
    about: str | None = None
    predicate: str | None = None
    hedged: bool | None = None
