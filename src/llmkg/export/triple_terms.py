"""RDF 1.2: what a proposition says as a triple term, beside its subject, predicate and object.

``p:x rdf:reifies <<( s p o )>>`` names the triple without stating it, just as the proposition does:
what is denied, doubted or retracted stays unstated. The plain form stays, so that nothing is lost
on a reader that skips triple terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import UnknownFormatError
from llmkg.export.formats import GRAPH_FORMATS, GraphFormat
from llmkg.vocab import RDF

VERSION: Final = "1.2"
REIFIES: Final = ox.NamedNode(RDF["reifies"])
FORMATS: Final = tuple(each for each in GRAPH_FORMATS if each.name not in ("jsonld", "rdfxml"))
"""The formats that have triple terms."""

_PARTS: Final = tuple(ox.NamedNode(RDF[name]) for name in ("subject", "predicate", "object"))


def check_format(format_: GraphFormat) -> None:
    """Raise UnknownFormatError for a format that cannot hold triple terms."""
    if format_ not in FORMATS:
        raise UnknownFormatError(
            f"{format_.name} has no triple terms",
            mend=f"Choose one of: {', '.join(each.name for each in FORMATS)}.",
        )


def with_triple_terms(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    """The quads, and with each proposition that is whole among them the triple that it reifies."""
    found = set(quads)
    parts: dict[ox.NamedNode, dict[ox.NamedNode, ox.Quad]] = defaultdict(dict)
    for quad in found:
        if quad.predicate in _PARTS and isinstance(quad.subject, ox.NamedNode):
            parts[quad.subject][quad.predicate] = quad
    for node, of in parts.items():
        if len(of) == len(_PARTS):
            subject, predicate, value = (of[part] for part in _PARTS)
            if isinstance(subject.object, ox.NamedNode) and isinstance(
                predicate.object, ox.NamedNode
            ):
                triple = ox.Triple(subject.object, predicate.object, value.object)
                found.add(ox.Quad(node, REIFIES, triple, value.graph_name))
    return frozenset(found)
