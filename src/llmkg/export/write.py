"""Quads to bytes in any of the formats, sorted and stable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.errors import UnknownFormatError
from llmkg.export.arrange import arranged
from llmkg.export.context import Context
from llmkg.export.formats import JSON_LD, RDF_XML, GraphFormat
from llmkg.export.jsonld import compacted, framed
from llmkg.vocab import KEPT_GRAPH, PREFIXES

_KEPT: Final = ox.NamedNode(KEPT_GRAPH)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def write(
    quads: Iterable[ox.Quad],
    format_: GraphFormat,
    context: Context,
    *,
    root: str | None = None,
    also: Mapping[str, str] = _NONE,
) -> bytes:
    """Serialise quads; a format that keeps no named graphs gets their triples as one graph.

    context  the published JSON-LD context; the other formats do without
    root     the thing that all is about: JSON-LD then is a tree that starts at it, without graphs
    also     prefixes beyond ours, for what speaks in other vocabularies; JSON-LD does without
    """
    if format_ is JSON_LD and root is not None:
        return framed([quad.triple for quad in merged(quads)], context, root)
    whole = arranged(quads) if format_.datasets else merged(quads)
    if format_ is JSON_LD:
        return compacted(whole, context)
    prefixes = {**used_prefixes(whole), **also}
    if format_.datasets:
        return _serialise(whole, format_, prefixes)
    triples = [quad.triple for quad in whole]
    if format_ is RDF_XML:
        prefixes = {name: iri for name, iri in prefixes.items() if name != "rdf"}
        _refuse_unnameable(triples)
        # A reader of XML takes a bare carriage return for a line feed (XML 1.0, 2.11).
        return _serialise(triples, format_, prefixes).replace(b"\r", b"&#13;")
    return _serialise(triples, format_, prefixes)


def _serialise(
    content: Sequence[ox.Quad] | Sequence[ox.Triple],
    format_: GraphFormat,
    prefixes: dict[str, str],
) -> bytes:
    buffer = BytesIO()
    ox.serialize(content, buffer, format_.rdf, prefixes=prefixes)
    return buffer.getvalue()


def merged(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """The triples of all graphs as one graph, arranged: what queries see without a dataset.

    What is kept is there by its name alone: of several graphs, that one is left out.
    """
    given = [*quads]
    seen = [quad for quad in given if quad.graph_name != _KEPT]
    return arranged(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in seen or given)


def used_prefixes(quads: Sequence[ox.Quad]) -> dict[str, str]:
    """Our prefixes, by name, as far as the quads have use for them."""
    terms = {term for quad in quads for term in quad if isinstance(term, ox.NamedNode)}
    terms |= {quad.object.datatype for quad in quads if isinstance(quad.object, ox.Literal)}
    spaces = {_namespace(term.value) for term in terms}
    return {
        name: iri
        for name, iri in sorted(PREFIXES.items())
        if any(space.startswith(iri) for space in spaces)
    }


def _namespace(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _refuse_unnameable(triples: Iterable[ox.Triple]) -> None:
    """RDF/XML writes a predicate as an element: one whose IRI ends in no XML name has no place."""
    for triple in triples:
        iri = triple.predicate.value
        name = iri.removeprefix(_namespace(iri))
        if not name or not (name[0].isalpha() or name[0] == "_"):
            raise UnknownFormatError(
                f"RDF/XML cannot hold the predicate {iri}", mend="Ask for Turtle instead."
            )
