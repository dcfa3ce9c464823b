"""What cannot be written down again: characters that no XML may hold, and names without end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from llmkg.errors import RecordError
from llmkg.exchange.said import Amount, Draft, Name, Place, Value

LONGEST: Final = 2_000
"""Most characters of a name."""
# What is no Char of XML 1.0: RDF/XML, GraphML and pages could not say it.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unprintable(draft: Draft) -> Iterator[RecordError]:
    """The faults of what the records say, each at its place, once."""
    seen: set[str] = set()
    for text, place, named in _texts(draft):
        if text in seen:
            continue
        seen.add(text)
        found = _NO_CHARACTER.search(text)
        if found:
            yield RecordError(
                f"There is a character that no text has, U+{ord(found[0]):04X}: {text[:40]!r}",
                where=place.location,
                mend="Take it out; nothing was stored.",
            )
        elif named and len(text) > LONGEST:
            yield RecordError(
                f"The name {text[:40]!r}… has {len(text):,} characters, more than {LONGEST:,}",
                where=place.location,
                mend="Shorten it; nothing was stored.",
            )


def _texts(draft: Draft) -> Iterator[tuple[str, Place, bool]]:
    """Every text, with its place and whether it is a name."""
    for name, place in draft.things:
        yield from _of_name(name, place)
    for each in draft.statements:
        yield from _of_name(each.subject, each.place)
        yield each.note, each.place, False
        for value in (each.object, *(found for _, found in each.qualifiers)):
            if isinstance(value, Name):
                yield from _of_name(value, each.place)
            elif isinstance(value, Value):
                yield value.text, each.place, True
            elif isinstance(value, Amount):
                yield value.printed, each.place, True
                yield value.measure.text, each.place, True
                yield value.unit.text if value.unit else "", each.place, True


def _of_name(name: Name, place: Place) -> Iterator[tuple[str, Place, bool]]:
    for text in (name.text, name.publisher, *name.ids, *name.aliases):
        yield text, place, True
    for _, text, _ in name.facts:
        yield text, place, True
