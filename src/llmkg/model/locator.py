"""Where a statement stands in data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a source that is data: `file` within it, `line` from 1, the way to the value."""

    file: str
    line: int
    key: str = ""
