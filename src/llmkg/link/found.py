"""What a name was linked to, by us or by another service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: whole IRI, name, score of 0 to 100, and whether it stands out.

    lexical   whether the names are the same, and not only alike; None where that is not known
    """

    iri: str
    name: str
    score: float
    match: bool
    lexical: bool | None = None
