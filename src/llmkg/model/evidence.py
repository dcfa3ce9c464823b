"""What speaks on a proposition."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from llmkg.model.anchor import Anchor
from llmkg.model.level import EvidenceType
from llmkg.model.text import Labels, Ref


class Direction(StrEnum):
    """How evidence bears on a proposition; the names of the properties of the ontology."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    QUALIFIES = "qualifies"


@dataclass(frozen=True, slots=True)
class Bearing:
    """A direction and the proposition it is about."""

    direction: Direction
    proposition: Ref


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: its type, what it bears on, where it is reported, on what it rests.

    reported_in  sources that report it
    based_on     claims it rests on
    cited_by     claims that cite it
    """

    iri: str
    slug: str
    bearings: tuple[Bearing, ...]
    type: EvidenceType
    reported_in: tuple[Ref, ...]
    based_on: tuple[Ref, ...] = ()
    cited_by: tuple[Ref, ...] = ()
    stated_in: Ref | None = None
    section: str | None = None
    anchor: Anchor | None = None
    label: Labels = field(default_factory=dict)
