"""Things that there are, and those that are spelt like one that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from llmkg.errors import NotFoundError
from llmkg.model.location import Location
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, RDF, compact, split

_TYPE: Final = ox.NamedNode(RDF["type"])
_MOST: Final = 3
_NEAR: Final = 0.6


def needed(store: GraphStore, iri: str) -> str:
    """The IRI itself. Raises NotFoundError with what is spelt like it when nothing is known of it.

    What is only spoken of counts as known.
    """
    node = ox.NamedNode(iri)
    if store.quads(node) or store.quads(object=node):
        return iri
    near = nearest(store, iri)
    mend = f"Nearest: {', '.join(near)}." if near else "Look for its name with `llmkg link` first."
    raise NotFoundError("Nothing is known of this thing", where=Location("", iri=iri), mend=mend)


def nearest(store: GraphStore, iri: str) -> list[str]:
    """Things of the same kind whose names are spelt like this one, the nearest first."""
    named = split(iri)
    if named is None:
        return []
    start = f"{BASE}{named[0]}/"
    slugs = {
        quad.subject.value.removeprefix(start)
        for quad in store.quads(None, _TYPE)
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(start)
        and split(quad.subject.value)
    }
    found = get_close_matches(named[1], sorted(slugs), _MOST, _NEAR)
    return [compact(start + slug) for slug in found]
