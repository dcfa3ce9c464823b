"""Claims that do not sit together."""

from __future__ import annotations

from dataclasses import dataclass, field

from llmkg.model.text import Labels, LangText, Ref


@dataclass(frozen=True, slots=True)
class Tension:
    """Two or more claims that do not sit together, and what was meant where that is plain."""

    iri: str
    slug: str
    kinds: tuple[Ref, ...]
    between: tuple[Ref, ...]
    intended: tuple[LangText, ...] = ()
    label: Labels = field(default_factory=dict)
    definition: Labels = field(default_factory=dict)
