"""What a source says is unknown."""

from __future__ import annotations

from dataclasses import dataclass, field

from llmkg.model.anchor import Anchor
from llmkg.model.text import Labels, Ref


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open question, what it asks about, and the experiment that would settle it."""

    iri: str
    slug: str
    asks_about: tuple[Ref, ...]
    would_be_settled_by: Labels
    source: Ref | None = None
    section: str | None = None
    anchor: Anchor | None = None
    label: Labels = field(default_factory=dict)
