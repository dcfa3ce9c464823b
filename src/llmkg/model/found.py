"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.standing import State
from llmkg.model.text import Labels, Ref


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    kind        its kind ("model", "claim" …), or "term" for a term of the ontology
    definition  what it is, to tell it from others of the same name
    score       how well it fits; only the order means anything
    level       how sure one can be of a proposition, how sure a claim sounds
    status      of a proposition, or of that on which a claim speaks; None where nobody speaks of it
    state       whether it still stands, or was taken back
    """

    thing: Ref
    kind: str
    definition: Labels
    score: float
    level: Level | None = None
    status: Ref | None = None
    state: State = State.CURRENT


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first.

    exact    whether they have every word that was asked for; if not, they have some of them
    kinds    how many there are of each kind, whatever kinds were asked for
    unknown  words that stand nowhere as they are spelt
    """

    page: Page[Hit]
    exact: bool
    kinds: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
