"""Text in a language, and references to things by IRI and label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

Labels: TypeAlias = Mapping[str, str]
"""Text by language tag, such as ``{"en": "dialogue", "zh": "对话"}``."""

LANGUAGES: Final = ("en", "zh")
"""The languages in which everything that is ours is said."""

# Chinese has no spaces between words: where a line of it ends, nothing stands.
_HAN: Final = "[\u3000-\u9fff\uff00-\uffef]"
_BROKEN: Final = re.compile(f"(?<={_HAN})\n(?={_HAN})|(?<=[，。；：、）])\n")


def read_labels(given: object) -> Labels:
    """A text as a file gives it: in English alone, or by language.

    Nothing (None or "") is no text in any language. Lines of Chinese are joined. Raises ValueError
    for what is neither, for another language, and where English is missing.
    """
    texts = {"en": given} if isinstance(given, str) else given or {}
    if not isinstance(texts, Mapping):
        raise ValueError("it is neither a text nor texts by language")  # noqa: TRY004 - of a file
    found = {}
    for tag, text in texts.items():
        if tag not in LANGUAGES or not isinstance(text, str):
            raise ValueError(f"it has {tag}: {text!r}, where texts in {LANGUAGES} may stand")
        if text.strip():
            found[tag] = _BROKEN.sub("", text.strip()) if tag == "zh" else text.strip()
    if found and "en" not in found:
        raise ValueError("it is not said in English (en)")
    return MappingProxyType(found)


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
