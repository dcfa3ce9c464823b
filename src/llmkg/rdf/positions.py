"""Where in a file a thing or a statement stands, found only when a finding needs it."""

from __future__ import annotations

from pathlib import Path

from llmkg.model.location import Location


def locate(
    path: Path,
    focus: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    name: str | None = None,
) -> Location:
    """The line and column of a thing, or of its statement with this predicate (and value, as N-Triples).

    `focus` may be the IRI that the loader gave to a blank node. When the statement is not there the
    thing's place is given, and the file alone when the thing is not there either. `name` is how the
    Location calls the file.
    """
    raise NotImplementedError
