"""What is said, and the quantities it may be said of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from llmkg.model.text import Labels, Ref


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of a measure in a unit.

    `up_to` is the upper end of a range; `as_printed` as in the source.
    """

    iri: str
    amount: Decimal | None = None
    up_to: Decimal | None = None
    unit: Ref | None = None
    measure: Ref | None = None
    as_printed: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A literal: its lexical form, and the IRI of its datatype or its language tag."""

    value: str
    datatype: str
    language: str | None = None


Object: TypeAlias = Ref | Quantity | Value
"""What may stand as the object of a proposition or the value of a qualifier."""


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What limits or fills out a proposition: a property of the ontology and its value."""

    property: Ref
    value: Object


@dataclass(frozen=True, slots=True)
class Proposition:
    """What is said: subject, predicate, object, and qualifiers in a stable order.

    `causal` tells whether the predicate is a causal property, which lowers what evidence warrants.
    """

    iri: str
    slug: str
    subject: Ref
    predicate: Ref
    object: Object
    qualifiers: tuple[Qualifier, ...] = ()
    causal: bool = False
    label: Labels = field(default_factory=dict)
