"""The vocabulary: every term with its label and definition."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.http.sheet import Crumb, Sheet
from llmkg.http.views.thing import downloads, texts
from llmkg.model.text import Labels
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, ONTOLOGY, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS

_GROUPS: Final = {
    OWL["Class"]: "ontology-classes",
    OWL["ObjectProperty"]: "ontology-objects",
    OWL["DatatypeProperty"]: "ontology-values",
}


@dataclass(frozen=True, slots=True)
class TermView:
    """A term: its local name, label and definition."""

    name: str
    label: Labels
    definition: Labels


@dataclass(frozen=True, slots=True)
class OntologyView:
    """Terms in groups, each with the key of its heading."""

    groups: tuple[tuple[str, tuple[TermView, ...]], ...]


def ontology(store: GraphStore) -> Sheet:
    """The page of the ontology."""
    quads = sorted(store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH)), key=str)
    labels, definitions = texts(quads, RDFS["label"]), texts(quads, SKOS["definition"])
    found: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        term = quad.subject
        if (
            quad.predicate.value == RDF["type"]
            and isinstance(term, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode)
            and term.value.startswith(LLMKG)
            and quad.object.value in _GROUPS
        ):
            found[quad.object.value].add(term.value)
    groups = tuple(
        (
            key,
            tuple(
                TermView(iri.removeprefix(LLMKG), labels.get(iri, {}), definitions.get(iri, {}))
                for iri in sorted(found[group])
            ),
        )
        for group, key in _GROUPS.items()
    )
    return Sheet(
        template="ontology.html",
        view=OntologyView(groups),
        title="ontology-title",
        iri=ONTOLOGY,
        kind="DefinedTermSet",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=downloads(ONTOLOGY),
    )
