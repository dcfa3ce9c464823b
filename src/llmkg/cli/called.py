"""What somebody calls a thing or a graph on the command line."""

from __future__ import annotations

from llmkg.errors import ParameterError
from llmkg.vocab import BASE, KINDS, Kind, expand, thing


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


def _sound(iri: str) -> str:
    """The IRI itself, when it can be one: a space or a bracket in it is a slip of the hand."""
    if any(character <= " " or character in '<>"{}|^`\\' for character in iri):
        raise ParameterError(f"{iri!r} is no IRI", mend="Write kind:slug or a whole IRI.")
    return iri
