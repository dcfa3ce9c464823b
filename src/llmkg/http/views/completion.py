"""What an editor of queries completes: prefixes, classes and properties with their counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from llmkg.kb import KnowledgeBase
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, OWL, PREFIXES, RDF, RDFS, compact

_SORTS: Final = {
    OWL["Class"]: "class",
    OWL["ObjectProperty"]: "property",
    OWL["DatatypeProperty"]: "property",
    OWL["AnnotationProperty"]: "property",
    OWL["NamedIndividual"]: "individual",
}


def completion(kb: KnowledgeBase, counts: Mapping[str, int]) -> dict[str, Any]:
    """The terms of the ontology, and those of other vocabularies that the data use.

    ``terms`` are [short name, sort, count, label by language], the most used first.
    """
    sorts: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for quad in kb.store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH)):
        if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(LLMKG):
            continue
        iri = quad.subject.value
        if quad.predicate.value == RDF["type"] and isinstance(quad.object, ox.NamedNode):
            sort = _SORTS.get(quad.object.value)
            if sort is not None:
                sorts[iri] = sort
        elif quad.predicate.value == RDFS["label"] and isinstance(quad.object, ox.Literal):
            labels.setdefault(iri, {})[quad.object.language or ""] = quad.object.value
    for iri in counts:
        if iri not in sorts and compact(iri) != iri:
            name = compact(iri).partition(":")[2]
            sorts[iri] = "class" if name[:1].isupper() else "property"
    order = sorted(sorts, key=lambda iri: (-counts.get(iri, 0), compact(iri)))
    terms = [(compact(iri), sorts[iri], counts.get(iri, 0), labels.get(iri, {})) for iri in order]
    return {"prefixes": dict(PREFIXES), "terms": terms}
