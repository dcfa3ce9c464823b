"""Text in a language, and references to things by IRI and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Labels: TypeAlias = Mapping[str, str]
"""Text by language tag, such as ``{"en": "dialogue", "zh": "对话"}``."""


@dataclass(frozen=True, slots=True)
class LangText:
    """A text and its language tag ("" when it has none)."""

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing that is only pointed at.

    `kind` and `slug` are None for what is not one of our things (a term of the ontology, say).
    """

    iri: str
    kind: str | None = None
    slug: str | None = None
    label: Labels = field(default_factory=dict, compare=False)

    def text(self, *languages: str) -> str:
        """The label in the first language that has one, else any, else the end of the IRI."""
        for language in languages:
            if language in self.label:
                return self.label[language]
        if self.label:
            return next(iter(self.label.values()))
        return self.slug or self.iri.rpartition("#")[2].rpartition("/")[2] or self.iri
