"""Whether what was said still stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from llmkg.model.text import Ref


class State(StrEnum):
    """What became of a statement since it was made."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a statement, and what took its place."""

    state: State
    replaced_by: tuple[Ref, ...] = ()
