"""A span of a source's text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a statement stands in the text of its source.

    start, end  offsets in code points, `end` exclusive
    digest      sha256 of the span in UTF-8, in hex
    prefix      at most 12 code points before the span
    suffix      at most 12 code points after it
    """

    start: int
    end: int
    digest: str
    prefix: str = ""
    suffix: str = ""
