"""Suggestions while somebody types: things, types and properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from llmkg.link.likeness import worded
from llmkg.link.linker import Linker
from llmkg.link.types import identifiers
from llmkg.link.wanted import Named, Wanted
from llmkg.vocab import local_name

_LIKE: Final = 30


def entities(linker: Linker, prefix: str, *, types: tuple[str, ...] = ()) -> list[Named]:
    """Things that have this identifier or begin so, then those called almost so."""
    wanted = tuple(map(linker.types.find, types))
    order = dict.fromkeys(
        [
            *sorted(linker.identified(prefix)),
            *(name.iri for name in linker.names.begun(prefix)),
            *(
                each.thing.id
                for each in linker.candidates(Wanted((prefix,), limit=_LIKE))
                if prefix.strip()
            ),
        ]
    )
    return [
        linker.described(iri)
        for iri in order
        if not wanted or any(linker.types.has(iri, each) for each in wanted)
    ]


def types(linker: Linker, prefix: str) -> list[Named]:
    """Types that have this identifier or begin so."""
    return fitting(linker.types.all(), prefix)


def properties(linker: Linker, prefix: str) -> list[Named]:
    """Properties that have this identifier or begin so."""
    return fitting(linker.properties.all(), prefix)


def fitting(terms: Iterable[Named], prefix: str) -> list[Named]:
    """The terms with this identifier, then those whose names begin so, then those with it inside.

    All of them where nothing has been typed.
    """
    text = worded(prefix)
    if not prefix.strip():
        return list(terms)
    same = set(identifiers(prefix))
    ranked = []
    for at, term in enumerate(terms):
        names = [worded(each) for each in (*term.label.values(), local_name(term.id))]
        if term.id in same:
            rank = 0
        elif text and any(name.startswith(text) for name in names):
            rank = 1
        elif text and any(f" {text}" in name for name in names):
            rank = 2
        elif text and any(text in name for name in names):
            rank = 3
        else:
            continue
        ranked.append((rank, at, term))
    return [term for _, _, term in sorted(ranked, key=lambda each: each[:2])]
