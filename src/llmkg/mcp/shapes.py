"""What statements look like to an assistant: flat, in one language, each with its caution."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_UNSEEN: Final = ("Cc", "Cf", "Zl", "Zp")

Lang: TypeAlias = Literal["en", "zh"]
LevelName: TypeAlias = Literal[
    "Established",
    "WellSupported",
    "CorrelationNotCausation",
    "Anecdotal",
    "Conjectural",
    "Unresolved",
]
StanceName: TypeAlias = Literal["asserts", "denies", "leavesOpen"]
StandingName: TypeAlias = Literal[
    "Supported",
    "Contested",
    "Refuted",
    "Unsupported",
    "Open",
    "Retracted",
    "Superseded",
]
StateName: TypeAlias = Literal["current", "superseded", "retracted"]


def in_one_line(text: str) -> str:
    """Without breaks or marks that turn the writing round; names come from strangers."""
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(seen.split())


Caution: TypeAlias = Annotated[
    str,
    AfterValidator(in_one_line),
    Field(description="How this may be quoted, in one line. Never leave it out of a quotation."),
]


class Shape(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Level(Shape):
    """A confidence level; rank 5 is the surest, 0 the least."""

    name: str
    label: str
    rank: int
    iri: str


class Thing(Shape):
    """Something that is named."""

    iri: str
    kind: str | None = None
    label: str


class Assessment(Shape):
    """How sure the evidence lets one be of a proposition, all claims considered."""

    status: str
    label: str
    effective: Annotated[Level, Field(description="The lower of what is stated and warranted.")]
    warrant: Annotated[Level | None, Field(description="What the evidence for it licenses.")] = None
    warrant_against: Level | None = None
    support_groups: Annotated[int, Field(description="Independent groups of evidence for it.")] = 0
    dispute_groups: int = 0
    as_of: str


class Qualifier(Shape):
    """What limits or fills out a proposition."""

    name: str
    label: str
    value: Thing | str


class Proposition(Shape):
    """What is said, and how it stands."""

    iri: str
    label: str
    subject: Thing
    predicate: Thing
    object: Thing | str
    qualifiers: list[Qualifier] = []
    causal: bool
    assessment: Assessment | None = None
    caution: Caution


class Place(Shape):
    """Where data say it: a file of the source, a line from 1, the way to the value."""

    file: str
    line: int
    key: str


class Claim(Shape):
    """A source saying it, with its own confidence and hedging words."""

    iri: str
    label: str
    stance: StanceName
    proposition: Thing
    confidence: Annotated[Level, Field(description="As the source states it.")]
    hedge: Annotated[list[str], Field(description="Its hedging words, as printed.")] = []
    source: Thing
    section: str | None = None
    place: Annotated[Place | None, Field(description="Where its source is data.")] = None
    attributed_to: list[Thing] = []
    evidence: Annotated[list[str], Field(description="What it cites, by IRI.")] = []
    state: StateName
    replaced_by: list[str] = []
    caution: Caution


class Evidence(Shape):
    """What speaks on a proposition."""

    iri: str
    label: str
    type: str
    type_label: str
    direction: Literal["supports", "disputes", "qualifies"] | None = None
    ceiling: Annotated[Level | None, Field(description="The most that its type warrants here.")] = (
        None
    )
    reported_in: list[Thing] = []
    based_on: Annotated[list[str], Field(description="Claims it rests on, by IRI.")] = []
    state: StateName


class Answer(Shape):
    """What every answer has."""

    caution: Caution
    lang: Lang
    snapshot: Annotated[str, Field(description="Digest of the snapshot that was read.")]


class Listing(Answer):
    """A part of a list."""

    total: int
    truncated: Annotated[bool, Field(description="Whether there is more than is given here.")]
