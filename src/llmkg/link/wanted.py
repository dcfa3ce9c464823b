"""What is asked of the linker, and what it answers: values, whichever protocol they come by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from llmkg.model.text import Labels

DEFAULT_LIMIT: Final = 5
"""Candidates where nothing is said of how many."""

MOST_CANDIDATES: Final = 100
"""Most candidates that may be asked for."""

LONGEST_NAME: Final = 1_000
"""Characters of a name that is looked for."""

Value: TypeAlias = str | float | bool


class TypeRule(StrEnum):
    """What several types mean together, and how strictly they are meant."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


class Quantifier(StrEnum):
    """Which of several values a thing must have."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Property:
    """Values that a thing ought to have.

    id        of the property, as it was given: IRI, CURIE or local name
    values    names, numbers or identifiers
    required  whether what has them not is no candidate
    """

    id: str
    values: tuple[Value, ...]
    required: bool = False
    quantifier: Quantifier = Quantifier.ANY


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing that is looked for.

    names       what it may be called; one of them is enough
    ids         identifiers that it may have; one of them is enough
    required    whether what fits no name at all is no candidate (there are properties, too)
    types       identifiers of types, as they were given
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rule: TypeRule = TypeRule.ANY
    properties: tuple[Property, ...] = ()
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a score is made of; `name` by language."""

    id: str
    value: float | bool
    name: Labels


@dataclass(frozen=True, slots=True)
class Named:
    """A type, property or thing, with what it is called and what it is, by language."""

    id: str
    label: Labels
    definition: Labels


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant.

    matched  the name that fits best, in whichever language
    score    0 to 100
    match    whether it stands out so far that it may be taken without asking
    """

    thing: Named
    types: tuple[Named, ...]
    score: float
    match: bool
    matched: str
    features: tuple[Feature, ...]


Answer: TypeAlias = Sequence[Candidate]
"""Candidates, best first."""
