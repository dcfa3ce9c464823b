"""What is asked for: words, runs of Chinese characters, phrases in quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from llmkg.search.words import LONGEST, is_chinese, pairs, plain, runs, words
from llmkg.vocab import BASE, Kind, expand

LONGEST_TEXT: Final = 200
"""Characters of a search that are looked at."""

MOST_WORDS: Final = 12
"""Words of a search that are looked for."""

_QUOTED: Final = re.compile('"([^"]+)"|“([^”]+)”|「([^」]+)」|『([^』]+)』')
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_SCHEMES: Final = ("http://", "https://", "urn:", "doi:")


@dataclass(frozen=True, slots=True)
class Part:
    """What every hit should have.

    words   as they are indexed, side by side: one, or those of a phrase or a run of characters
    quoted  whether it stood in quotation marks, and is meant as it is spelt
    begun   whether the last word may go on: as while it is typed, or a single character
    """

    words: tuple[str, ...]
    quoted: bool = False
    begun: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is one Latin word, that may be misspelt or have another ending."""
        return len(self.words) == 1 and not self.quoted and not is_chinese(self.words[0])

    def pieces(self) -> tuple[Part, ...]:
        """Its words each by itself: what is left to look for where they do not stand together."""
        return (self,) if self.quoted else tuple(Part((word,)) for word in self.words)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in its parts.

    iris   what it may name itself, when it looks like an identifier
    named  whether it is surely an identifier and not words
    """

    text: str
    parts: tuple[Part, ...]
    iris: tuple[str, ...] = ()
    named: bool = False


def read(text: str, *, unfinished: bool = False) -> Asked:
    """The parts of what somebody typed."""
    text = text[:LONGEST_TEXT].strip()
    parts: list[Part] = []
    at = 0
    for match in _QUOTED.finditer(text):
        parts += _plain(text[at : match.start()])
        inside = _phrase(next(filter(None, match.groups())))
        if inside:
            parts.append(Part(inside, quoted=True))
        at = match.end()
    rest = _plain(text[at:])
    if unfinished and rest and rest[-1].is_word and plain(text)[-1:].isalnum():
        rest[-1] = Part(rest[-1].words, begun=True)
    parts = (parts + rest)[:MOST_WORDS]
    iri = expand(text)
    if text.startswith(_SCHEMES) or iri is not None:
        return Asked(text, tuple(parts), (iri or text,), named=True)
    if _SLUG.fullmatch(text) is None:
        return Asked(text, tuple(parts))
    return Asked(text, tuple(parts), tuple(f"{BASE}{kind.value}/{text.lower()}" for kind in Kind))


def _plain(text: str) -> list[Part]:
    found = []
    for run in runs(text):
        if not is_chinese(run):
            found.append(Part((run[:LONGEST],)))
        elif len(run) == 1:
            found.append(Part((run,), begun=True))
        else:
            found.append(Part(tuple(pairs(run))))
    return found


def _phrase(text: str) -> tuple[str, ...]:
    """Words side by side. A run of characters that ends it may go on in what is found."""
    found = words(text)[: 2 * MOST_WORDS]
    if len(found) > 1 and len(found[-1]) == 1 and is_chinese(found[-1]):
        found.pop()
    return tuple(found)
