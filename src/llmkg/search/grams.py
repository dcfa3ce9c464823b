"""Pieces of names: what is nearly called so shares some of them, wherever the slip is."""

from __future__ import annotations

from typing import Final

from llmkg.search.words import has_chinese

_LATIN: Final = 3
_CHINESE: Final = 2
LONGEST: Final = 80
"""Characters of a name that are taken to pieces."""


def grams(name: str) -> list[str]:
    """The pieces of a name whose words are joined, each once: three letters, or two characters.

    Its ends count as characters, so that a short name has pieces, too.
    """
    padded = f"^{name[:LONGEST]}$"
    size = _CHINESE if has_chinese(padded) else _LATIN
    pieces = (padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
    return list(dict.fromkeys(pieces))
