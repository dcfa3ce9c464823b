"""Words of a text, as they are indexed and looked for.

Latin text falls into its words. A run of Chinese characters falls into its pairs of neighbours, as
words are not marked in it; so a word of two or more characters is found as its pairs side by side.
The last character of a run also stands alone, so that each character begins some word.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

LONGEST: Final = 64
"""Longest word, in characters; what is longer is cut."""

# Unified ideographs with their extensions, and kana, which the same scheme serves.
_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FIRST: Final = "\u3040"  # of all these, the lowest
_RUNS: Final = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IDEOGRAPH: Final = re.compile(f"[{_CJK}]")
_NO_WORD: Final = re.compile(r"[\W_]+")
_MARKS: Final = "Mn"
_LATIN: Final = bytes(
    ord(sign.lower()) if (sign := chr(each)).isalnum() and sign.isascii() else ord(" ")
    for each in range(256)
)
"""What becomes of each sign of a text in ASCII: words in small letters, and spaces."""
# What most texts are made of, none of which has marks or is taken apart into several characters.
_SIMPLE: Final = re.compile("[\\x00-\\x7f\u3001\u3002\u300a-\u300d\u4e00-\u9fff\uff01-\uff5e]*")


def plain(text: str) -> str:
    """The text without differences that do not count: case, width, accents."""
    if text.isascii():
        return text.lower()
    if _SIMPLE.fullmatch(text):  # the long way does the same; half of the time of an index was it
        return unicodedata.normalize("NFKC", text).casefold()
    # Folding the case can bring marks, and composing can bring capitals: so each stands twice.
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in parts if unicodedata.category(each) != _MARKS)
    return unicodedata.normalize("NFKC", bare).casefold()


class Cut(NamedTuple):
    """A text, cut.

    words  all of them, in order
    latin  those of them that are not Chinese; it may be the same list
    whole  the text without what stands between its words
    """

    words: list[str]
    latin: list[str]
    whole: str


def cut(text: str) -> Cut:
    """Cut a text to be indexed."""
    if text.isascii():  # the long way does the same, and takes three times as long
        cut_ = text.encode().translate(_LATIN).decode().split()
        found = [run[:LONGEST] for run in cut_] if len(text) > LONGEST else cut_
        return Cut(found, found, "".join(cut_))
    found = []
    latin: list[str] = []
    cut_ = runs(text)
    for run in cut_:
        if run[0] < _FIRST:
            found.append(run[:LONGEST])
            latin.append(found[-1])
        elif is_chinese(run):
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found.append(run[:LONGEST])
            latin.append(found[-1])
    whole = "".join(cut_)
    # Some signs in the range of kana are no letters.
    return Cut(found, latin, whole if whole.isalnum() else _NO_WORD.sub("", whole))


def words(text: str) -> list[str]:
    """The words of a text to be indexed, in order."""
    return cut(text).words


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run of Chinese characters; none in a single one."""
    return [one + other for one, other in pairwise(run)]


def runs(text: str) -> list[str]:
    """Stretches of one script: Latin words, runs of Chinese characters."""
    return _RUNS.findall(plain(text))


def joined(text: str) -> str:
    """The text without what stands between its words."""
    return _NO_WORD.sub("", plain(text))


def is_chinese(run: str) -> bool:
    """Whether a run is of Chinese characters."""
    # The pattern is asked only for the rare ones: every word of an index is looked at.
    return "\u4e00" <= run[:1] <= "\u9fff" or _IDEOGRAPH.match(run) is not None


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in a text."""
    return not text.isascii() and _IDEOGRAPH.search(text) is not None
