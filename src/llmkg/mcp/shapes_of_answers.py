"""The answers of the tools, one class each; what they are made of is in `shapes`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from llmkg.mcp.shapes import (
    Answer,
    Caution,
    Claim,
    Evidence,
    Level,
    Listing,
    Proposition,
    Shape,
    StateName,
    Thing,
)


class Hit(Shape):
    """A thing that was found. Claims and propositions carry their levels here, too."""

    iri: str
    kind: str
    label: str
    definition: str = ""
    level: Level | None = None
    status: str | None = None
    hedge: list[str] = []
    state: StateName = "current"


class SearchAnswer(Listing):
    """What is found by name or definition."""

    items: list[Hit]
    exact: Annotated[bool, Field(description="Whether the hits have every word.")]
    kinds: Annotated[dict[str, int], Field(description="How many there are of each kind.")] = {}
    unknown_words: list[str] = []


class ClaimAnswer(Answer):
    """One claim, and what it is about."""

    claim: Claim
    about: Proposition
    evidence: list[Evidence]


class TensionOut(Shape):
    """Claims that do not sit together."""

    iri: str
    label: str
    kinds: list[str]
    explanation: str = ""
    intended: list[str] = []
    between: list[Claim]


class Change(Shape):
    """How a proposition stood from a day on."""

    as_of: str
    label: str
    effective: Level


class ArgumentAnswer(Answer):
    """A proposition with all that is said for and against it."""

    proposition: Proposition
    asserted_by: list[Claim]
    denied_by: list[Claim]
    left_open_by: list[Claim]
    supported_by: list[Evidence]
    disputed_by: list[Evidence]
    qualified_by: list[Evidence]
    tensions: list[TensionOut]
    timeline: list[Change]
    other_scopes: Annotated[
        list[Proposition], Field(description="The same terms under other conditions.")
    ]
    counts: Annotated[dict[str, int], Field(description="How many there are of each, in all.")]
    truncated: bool


class Origin(Shape):
    """One factor that is said to act on the ability."""

    factor: Thing
    relation: Thing
    stated: Annotated[
        Level | None, Field(description="The best level at which it is asserted.")
    ] = None
    proposition: Proposition
    claims: dict[str, int]
    evidence: dict[str, int]
    sources: list[Thing]


class OriginsAnswer(Listing):
    """Where an ability is said to come from, best stated first."""

    ability: Thing
    min_confidence: str | None = None
    as_of: str | None = None
    origins: list[Origin]


class Edge(Shape):
    """A step from a model to one that it is said to come from."""

    child: Thing
    parent: Thing
    relation: str
    via: Thing | None = None
    stated: Level | None = None
    effective: Annotated[Level | None, Field(description="As entailed, evidence and all.")] = None
    denied: bool
    depth: int
    claims: list[Claim]
    caution: Caution


class LineageAnswer(Listing):
    """From what a model descends."""

    model: Thing
    ancestors: list[Thing]
    edges: list[Edge]


class Ground(Shape):
    """A proposition that an explanation rests on."""

    proposition: Proposition
    level: Level
    claims: list[Claim]
    evidence: list[Evidence]


class Step(Shape):
    """A step of a derivation, in words."""

    conclusion: str
    premises: list[str]
    axiom: str


class Why(Shape):
    """A minimal explanation: none of its grounds can be left out."""

    level: Level
    grounds: list[Ground]
    steps: list[Step]


class KeptOut(Shape):
    """A proposition that says it and does not enter, with the reason."""

    proposition: Proposition
    reason: str


class Gap(Shape):
    """A derivation that lacks one fact."""

    missing: str
    given: list[str]
    said: list[KeptOut]


class ExplainAnswer(Answer):
    """How sure a triple is and why, or what it lacks."""

    fact: str
    terms: list[Thing]
    follows: bool
    level: Level | None = None
    explanations: list[Why]
    complete: bool
    kept_out: list[KeptOut]
    gaps: list[Gap]


class TensionsAnswer(Listing):
    """What does not sit together."""

    items: list[TensionOut]


class Question(Shape):
    """What a source says is unknown."""

    iri: str
    label: str
    asks_about: list[Thing]
    would_be_settled_by: str
    source: Thing | None = None
    section: str | None = None


class QuestionsAnswer(Listing):
    """What nobody knows yet."""

    items: list[Question]


class Mention(Shape):
    """A claim or proposition in the rows, so that none is quoted without its hedge."""

    iri: str
    label: str
    level: Level | None = None
    status: str | None = None
    hedge: list[str] = []
    state: StateName = "current"


class QueryAnswer(Answer):
    """Rows, a yes or no, or triples; cut where they are too many."""

    form: Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
    query: Annotated[str, Field(description="The text that was run.")]
    columns: list[str] = []
    rows: Annotated[
        list[dict[str, str]],
        Field(description="Terms as in Turtle: CURIEs of `prefixes`, <IRIs>, literals."),
    ] = []
    boolean: bool | None = None
    triples: Annotated[str | None, Field(description="N-Triples.")] = None
    prefixes: dict[str, str] = {}
    mentions: list[Mention] = []
    count: Annotated[int, Field(description="Rows or triples given here.")] = 0
    truncated: Annotated[
        bool, Field(description="Whether the result goes on; narrow it or page by OFFSET.")
    ]


class Finding(Shape):
    """One thing that is not as it should be."""

    rule: str
    severity: Literal["violation", "warning", "info"]
    message: str
    focus: str
    path: str | None = None
    value: str | None = None
    line: int | None = None
    mend: str = ""


class ValidateAnswer(Answer):
    """What the check finds; nothing is stored."""

    conforms: Annotated[bool, Field(description="No violation; there may be warnings.")]
    findings: list[Finding]
    total: int
    truncated: bool


class CiteAnswer(Answer):
    """References, ready to be copied."""

    thing: Thing
    reference: Annotated[str, Field(description="To this thing as a part of llmkg, in BibTeX.")]
    reference_csl: str
    source: Thing | None = None
    source_reference: Annotated[
        str | None, Field(description="To the source behind it, in BibTeX: cite that, too.")
    ] = None
    source_reference_csl: str | None = None
    permalink: str


class Statement(Shape):
    """A proposition about a thing, and the claims on it."""

    proposition: Proposition
    claims: list[Claim]


class EntityAnswer(Listing):
    """A thing and what is said about it."""

    thing: Thing
    definition: str = ""
    alternatives: list[str] = []
    types: list[str] = []
    same_as: list[str] = []
    statements: list[Statement]
