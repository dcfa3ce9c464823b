"""Sentences of no meaning, in the words of real labels, as long as real ones.

Words have the shares that they have in this project's own labels; Chinese is made of pairs of
characters. So an index of texts meets words as frequent and as rare as it would among real ones, up
to the six hundred most frequent; rarer ones are missing.
"""

from __future__ import annotations

from llmkg.bench.make.chance import Chance
from llmkg.bench.make.profile import Profile, between

_ENDS = {"en": ".", "zh": "。"}


class Words:
    """Makes labels by a profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def labels(self, chance: Chance, kind: str) -> str:
        """A label in English and Chinese, as Turtle has two objects."""
        en, zh = (self.sentence(chance, kind, lang) for lang in ("en", "zh"))
        return f'"{en}"@en , "{zh}"@zh'

    def named(self, chance: Chance, kind: str, number: int) -> str:
        """As `labels`, of a thing: a name that no other thing of the kind has."""
        en, zh = (self._until(chance, kind, lang)[:60] for lang in ("en", "zh"))
        return f'"{en} {number}"@en , "{zh} {number}"@zh'

    def sentence(self, chance: Chance, kind: str, language: str) -> str:
        """One sentence, about as long as one that was measured."""
        text = self._until(chance, kind, language)
        return f"{text[:1].upper()}{text[1:]}{_ENDS[language]}"

    def some(self, chance: Chance, count: int) -> str:
        """English words with dashes, for a name in an IRI."""
        return "-".join(self._profile.words["en"].draw(chance) for _ in range(count))

    def passage(self, chance: Chance, length: int) -> str:
        """So many characters of Chinese, as they stand beside a passage."""
        pairs = self._profile.words["zh"]
        return "".join(pairs.draw(chance) for _ in range(-(-length // 2)))[:length]

    def _until(self, chance: Chance, kind: str, language: str) -> str:
        length = between(chance, self._profile.labels[kind][language]) - 1
        words, there = self._profile.words[language], 0
        found: list[str] = []
        space = language == "en"
        while there < length or not found:
            word = words.draw(chance)
            found.append(word)
            there += len(word) + space
        return (" " if space else "").join(found)
