"""What somebody calls a thing or a graph on the command line; where there is none, what is near."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from llmkg.errors import NotFoundError, ParameterError
from llmkg.model.location import Location
from llmkg.vocab import BASE, KINDS, RDF, Kind, compact, expand, split, thing

if TYPE_CHECKING:
    from llmkg.store.port import GraphStore

_TYPE: Final = ox.NamedNode(RDF["type"])
_MOST: Final = 3
_NEAR: Final = 0.6


def thing_iri(name: str) -> str:
    """The IRI of a thing by IRI, CURIE or kind (`p:…`, `proposition:…`), or path (`model/…`)."""
    if "://" in name:
        return _sound(name)
    iri = expand(name)
    kind, _, slug = name.partition(":")
    if iri is None and kind in KINDS and slug:
        iri = f"{BASE}{kind}/{slug}"
    if iri is None and "/" in name:
        iri = BASE + name.strip("/")
    if iri is None:
        raise ParameterError(
            f"{name!r} names no thing", mend="Write kind:slug, such as model:davinci, or an IRI."
        )
    return _sound(iri)


def claim_iri(name: str) -> str:
    """The IRI of a claim by slug, CURIE, path or IRI."""
    is_whole = "://" in name or expand(name) is not None or name.partition("/")[0] in KINDS
    return thing_iri(name) if is_whole else _sound(thing(Kind.CLAIM, name))


def graph_iri(name: str) -> str:
    """The IRI of a named graph by IRI or by what follows `graph/` in it."""
    if "://" in name:
        return _sound(name)
    return _sound(f"{BASE}graph/{name.removeprefix('graph:').removeprefix('graph/')}")


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


def _sound(iri: str) -> str:
    """The IRI itself, when it can be one: a space or a bracket in it is a slip of the hand."""
    if any(character <= " " or character in '<>"{}|^`\\' for character in iri):
        raise ParameterError(f"{iri!r} is no IRI", mend="Write kind:slug or a whole IRI.")
    return iri
