"""Whether what was said still stands.

A claim is in force from the day on which its source was issued until the day on which it was
invalidated (`prov:invalidatedAtTime`), or on which something was issued that supersedes, revises,
replaces or retracts it, the first of these. One that is deprecated, or has ended by something that
has no day, is in force on no day. What others say of a claim (`npx:supersedes` and the like) is
said by assessing of the claim itself, so that `ENDS` are all that has to be looked at to know
whether it stands now. `queries/policy/10-in-force.rq` and `Dependence` in `reason` say the same to
the rules, and `Span` to who asks for days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from llmkg.model.text import Ref
from llmkg.vocab import DCTERMS, OWL, PROV

RETRACTING: Final = (OWL.deprecated, PROV.invalidatedAtTime, PROV.wasInvalidatedBy)
"""What is said of a statement that was taken back, with anything but "false" or "0" as value."""
REPLACING: Final = (DCTERMS.isReplacedBy,)
"""What is said of one that another took the place of."""
ENDS: Final = (*RETRACTING, *REPLACING)
UNTRUE: Final = frozenset(("false", "0"))
_DATED: Final = re.compile("[0-9]{4}")


def is_dated(value: str) -> bool:
    """Whether the value of `prov:invalidatedAtTime` is a day, a month, a year or a time."""
    return _DATED.match(value) is not None


class State(StrEnum):
    """What became of a statement since it was made."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


def state(said: Iterable[tuple[str, str]]) -> State:
    """What became of a statement, from the predicates and values that are said of it."""
    ended = {predicate for predicate, value in said if value not in UNTRUE}
    if ended.intersection(RETRACTING):
        return State.RETRACTED
    return State.SUPERSEDED if ended.intersection(REPLACING) else State.CURRENT


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a statement, and what took its place."""

    state: State
    replaced_by: tuple[Ref, ...] = ()
