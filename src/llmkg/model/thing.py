"""An entity as it is listed, and as it is shown alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from llmkg.model.claim import Claim
from llmkg.model.proposition import Proposition
from llmkg.model.text import Labels, Ref


@dataclass(frozen=True, slots=True)
class Thing:
    """An identity of the catalogue: names, definition, types, and identifiers elsewhere.

    claims  how many claims speak about it
    """

    iri: str
    kind: str
    slug: str
    label: Labels = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    definition: Labels = field(default_factory=dict)
    types: tuple[Ref, ...] = ()
    same_as: tuple[str, ...] = ()
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A proposition and every claim that takes a stance on it."""

    proposition: Proposition
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ThingCard:
    """A thing and what is said about it (statements that it is subject, object or qualifier of)."""

    thing: Thing
    statements: tuple[Statement, ...]
