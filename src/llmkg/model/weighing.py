"""What speaks on a proposition, line by line: from when to when it counts, and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from llmkg.model.claim import Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import EvidenceType, Level
from llmkg.model.text import Ref

NO_DAY: Final = ""
"""Before every day: what ended nobody knows when counts on none."""


class Fate(StrEnum):
    """How something stands at a day."""

    UNBORN = "unborn"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Span:
    """The days in which something counts.

    since  the first of them (YYYY-MM-DD); None where nobody knows it, and then it always counted
    until  the day on which it stopped; None while it counts, `NO_DAY` where nobody knows the day
    fate   what it became then
    by     the claims that took its place
    """

    since: str | None = None
    until: str | None = None
    fate: Fate = Fate.CURRENT
    by: tuple[Ref, ...] = ()

    def at(self, day: str) -> Fate:
        """How it stands at the end of a day."""
        if self.since is not None and day < self.since:
            return Fate.UNBORN
        return self.fate if self.until is not None and self.until <= day else Fate.CURRENT


@dataclass(frozen=True, slots=True)
class Premise:
    """A claim under a piece of evidence.

    warrants  by first day, what the evidence licensed from then on on the claim's side of what it
              says; None where nothing spoke there
    floor     what it is worth when it leaves open what it speaks of, or no longer counts
    """

    claim: Ref
    stance: Stance
    confidence: Level
    floor: Level
    span: Span
    warrants: tuple[tuple[str, Level | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence, or the word of one claim that cites none, on one side.

    ceiling  the most that its type licenses for this proposition; for a bare word no more than the
             claim itself states
    origins  the sources in which it was first found; `agents` those behind them
    """

    ref: Ref
    direction: Direction
    type: EvidenceType
    ceiling: Level
    span: Span
    premises: tuple[Premise, ...] = ()
    origins: tuple[Ref, ...] = ()
    agents: tuple[Ref, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether this is a claim that cites nothing."""
        return self.ref.kind == "claim"


@dataclass(frozen=True, slots=True)
class Bond:
    """What keeps two lines from being independent: a shared origin, agent or claim."""

    kind: str
    shared: Ref


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line at a day: what it licenses, and the premise that holds it below its ceiling."""

    line: Line
    worth: Level
    weakest: Premise | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that count once, the best first, and what binds them."""

    lines: tuple[Weighed, ...]
    bonds: tuple[Bond, ...] = ()


class Cause(StrEnum):
    """What sets a warrant.

    CEILING      the type of the best evidence licenses no more
    PREMISE      the best evidence rests on a claim that is worth no more
    WORD         there is nothing but somebody's word
    CONTESTED    the evidence against it presses it down
    REPLICATION  independent experiments lift it
    POLICY       the rules of this snapshot, in another way than these
    NOTHING      nothing speaks on this side
    """

    CEILING = "ceiling"
    PREMISE = "premise"
    WORD = "word"
    CONTESTED = "contested"
    REPLICATION = "replication"
    POLICY = "policy"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a proposition at a day: its groups, the best first, and why it weighs that."""

    direction: Direction
    warrant: Level | None
    cause: Cause
    groups: tuple[Group, ...]

    @property
    def best(self) -> Weighed | None:
        """The line that weighs most."""
        return self.groups[0].lines[0] if self.groups else None


@dataclass(frozen=True, slots=True)
class Weighing:
    """Every line on a proposition, and when each claim on it counted."""

    lines: tuple[Line, ...]
    claims: tuple[tuple[str, Span], ...]

    def span(self, iri: str) -> Span:
        """From when to when a claim on the proposition, or evidence, counts."""
        for name, span in self.claims:
            if name == iri:
                return span
        return next((line.span for line in self.lines if line.ref.iri == iri), Span())
