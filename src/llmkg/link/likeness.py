"""How alike two names are, from 0 to 100.

The words are compared, not what they mean. Slips of the pen cost little, a word more or less costs
more, and a number that is nearly right is wrong: 002 and 003 are two models. The distances are
RapidFuzz's, which compares thousands of names in a millisecond; the index of texts (search/)
forgives slips within a word only, so that "instruct gpt" and "InstructGPT" are strangers to it.
"""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz

from llmkg.search.words import plain

WHOLE: Final = 100.0
"""The name itself, but for case, width and accents."""

JOINED: Final = 97.0
"""The name but for spaces and punctuation."""

_MOST_ALIKE: Final = 94.0  # names that are not the same
_OTHER_NUMBER: Final = 70.0
_PART: Final = 75.0  # all words of the one stand in the other
_NUMBER: Final = re.compile(r"\d+")
_NO_WORD: Final = re.compile(r"[\W_]+")


def worded(text: str) -> str:
    """A name as words with one space between."""
    return _NO_WORD.sub(" ", plain(text)).strip()


def joined(text: str) -> str:
    """A name without spaces and punctuation."""
    return _NO_WORD.sub("", plain(text))


def likeness(one: str, other: str) -> float:
    """How alike two names are that are `worded`."""
    if one == other:
        return WHOLE
    tight, tighter = one.replace(" ", ""), other.replace(" ", "")
    if tight == tighter:
        return JOINED
    numbers = [sorted(map(int, _NUMBER.findall(each))) for each in (one, other)]
    alike = max(
        fuzz.ratio(tight, tighter),
        fuzz.token_sort_ratio(one, other),
        fuzz.token_set_ratio(one, other) * _PART / 100,
    )
    return float(min(alike, _MOST_ALIKE if numbers[0] == numbers[1] else _OTHER_NUMBER))
