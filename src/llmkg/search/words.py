"""Words of a text, as they are indexed and looked for.

Latin text falls into its words. A run of Chinese characters falls into its pairs of neighbours, as
words are not marked in it; so a word of two or more characters is found as its pairs side by side.
The last character of a run also stands alone, so that each character begins some word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 64
"""Longest word, in characters; what is longer is cut."""

# Unified ideographs with their extensions, and kana, which the same scheme serves.
_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS: Final = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IDEOGRAPH: Final = re.compile(f"[{_CJK}]")
_MARKS: Final = "Mn"


def plain(text: str) -> str:
    """The text without differences that do not count: case, width, accents."""
    # Folding the case can bring marks, and composing can bring capitals: so each stands twice.
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in parts if unicodedata.category(each) != _MARKS)
    return unicodedata.normalize("NFKC", bare).casefold()


def words(text: str) -> Iterator[str]:
    """The words of a text to be indexed, in order."""
    for run in runs(text):
        if not is_chinese(run):
            yield run[:LONGEST]
            continue
        for at in range(len(run) - 1):
            yield run[at : at + 2]
        yield run[-1]


def runs(text: str) -> list[str]:
    """Stretches of one script: Latin words, runs of Chinese characters."""
    return _RUNS.findall(plain(text))


def is_chinese(run: str) -> bool:
    """Whether a run is of Chinese characters."""
    return _IDEOGRAPH.match(run) is not None
