"""Where something stands: a place in a file, an IRI, or both."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in `file` (path as the user knows it).

    `line` and `column` count from 1; None when unknown. `iri` is the thing meant, where that helps.
    """

    file: str
    line: int | None = None
    column: int | None = None
    iri: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        if self.iri is not None:
            place = f"{place}, {self.iri}" if place else self.iri
        return place
