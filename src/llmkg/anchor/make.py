"""From a quotation to an anchor."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from llmkg.anchor.text import text_digest
from llmkg.errors import ParameterError, QuoteAmbiguous, QuoteNotFound
from llmkg.model.anchor import Anchor

CONTEXT: Final = 12
"""Code points of context on each side, at most."""

_SHOWN: Final = 5
# Shorter agreements of an absent quotation with the text are chance.
_LEAST_AGREEMENT: Final = 4
# Beyond this many code points of text, looking for what was meant takes too long to be a help.
_SEARCHED: Final = 500_000


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """The anchor of a span; ParameterError when there is no such span or it is empty."""
    if not 0 <= start < end <= len(text):
        raise ParameterError(
            f"There is no span {start}-{end} in a text of {len(text)} code points",
            mend="Offsets count code points from 0, the end is exclusive.",
        )
    return Anchor(
        start=start,
        end=end,
        digest=text_digest(text[start:end]),
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def make(text: str, quote: str, occurrence: int | None = None) -> Anchor:
    """The anchor of a passage, quoted exactly.

    `occurrence` (from 1) says which one is meant when the passage stands there several times;
    occurrences may overlap. Raises QuoteNotFound with the nearest passage, QuoteAmbiguous with the
    places, ParameterError for an empty quotation or an occurrence below 1.
    """
    if not quote:
        raise ParameterError("The quotation is empty", mend="Quote at least one character.")
    if occurrence is not None and occurrence < 1:
        raise ParameterError(f"There is no occurrence {occurrence}", mend="Count from 1.")
    places = list(occurrences(text, quote))
    if not places:
        raise _absent(text, quote)
    if occurrence is not None:
        if occurrence > len(places):
            raise QuoteNotFound(
                f"The passage stands in the text {len(places)} times, so there is no occurrence "
                f"{occurrence}",
                mend="Count from 1, in the order of the text.",
            )
        start = places[occurrence - 1]
    elif len(places) > 1:
        raise _ambiguous(text, quote, places)
    else:
        start = places[0]
    return anchor_at(text, start, start + len(quote))


def candidates(text: str, quote: str) -> tuple[Anchor, ...]:
    """The anchor of every place where the passage stands."""
    if not quote:
        return ()
    return tuple(anchor_at(text, at, at + len(quote)) for at in occurrences(text, quote))


def occurrences(text: str, part: str) -> Iterator[int]:
    """Where a part starts in a text, overlapping ones included."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _ambiguous(text: str, quote: str, places: list[int]) -> QuoteAmbiguous:
    shown = "; ".join(
        f"{number}: at {at} …{_context(text, at, at + len(quote))}…"
        for number, at in enumerate(places[:_SHOWN], start=1)
    )
    more = f"; and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return QuoteAmbiguous(
        f"The passage stands in the text {len(places)} times ({shown}{more})",
        mend="Quote more of it, or say which occurrence is meant.",
    )


def _absent(text: str, quote: str) -> QuoteNotFound:
    near = _nearest(text, quote)
    hint = f"; the nearest passage is at {near[0]}: “{text[near[0] : near[1]]}”" if near else ""
    return QuoteNotFound(
        f"The passage is not in the text{hint}",
        mend="Quote exactly, code point by code point: spaces, punctuation and width count.",
    )


def _nearest(text: str, quote: str) -> tuple[int, int] | None:
    """The span around the longest part that the quotation and the text have in common."""
    if len(text) > _SEARCHED:
        return None
    match = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
    if match.size < min(_LEAST_AGREEMENT, len(quote)):
        return None
    start = max(0, match.a - match.b)
    return start, min(len(text), start + len(quote))


def _context(text: str, start: int, end: int) -> str:
    return text[max(0, start - CONTEXT) : end + CONTEXT].replace("\n", "⏎").replace("\r", "␍")
