"""Mappings to other vocabularies: each one justified, none stronger than it may be."""

from collections import Counter

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from llmkg.vocab import LLMKG, ONTOLOGY

SSSOM = Namespace("https://w3id.org/sssom/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
PREDICATES = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
}
# Only these are built on; from a mapping to any other vocabulary nothing follows.
BUILT_ON = (
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/ns/oa#",
    "http://purl.org/spar/fabio/",
    "http://purl.org/pav/",
)
REACHED = {
    "PROV-O": "http://www.w3.org/ns/prov#",
    "SKOS": "http://www.w3.org/2004/02/skos/core#",
    "Web Annotation": "http://www.w3.org/ns/oa#",
    "FaBiO": "http://purl.org/spar/fabio/",
    "CiTO": "http://purl.org/spar/cito/",
    "PAV": "http://purl.org/pav/",
    "schema.org": "https://schema.org/",
    "FAIR4ML": "https://w3id.org/fair4ml#",
    "ML-Schema": "http://www.w3.org/ns/mls#",
    "SEPIO": "http://purl.obolibrary.org/obo/SEPIO_",
    "ECO": "http://purl.obolibrary.org/obo/ECO_",
    "Biolink": "https://w3id.org/biolink/vocab/",
    "Discourse Graphs": "https://discoursegraphs.com/schema/dg_core#",
}


@pytest.fixture(scope="module")
def alignments(files) -> Graph:
    """What the file of mappings says."""
    path = next(path for path in files if path.name == "alignments.ttl")
    return Graph().parse(path)


@pytest.fixture(scope="module")
def mappings(ontology) -> set[tuple[Node, Node, Node]]:
    """Every statement, in any file, that ties a term of ours to another's."""
    return {
        (subject, predicate, value)
        for predicate in PREDICATES
        for subject, value in ontology.subject_objects(predicate)
        if str(subject).startswith(LLMKG)
        and isinstance(value, URIRef)
        and not str(value).startswith((LLMKG, str(OWL), str(RDFS)))
    }


def test_every_vocabulary_is_reached(mappings):
    objects = [str(value) for _, _, value in mappings]
    missed = [
        name
        for name, start in REACHED.items()
        if not any(each.startswith(start) for each in objects)
    ]
    assert not missed


def test_every_mapping_has_one_justified_axiom(alignments, mappings):
    axioms = Counter(
        (
            alignments.value(axiom, OWL.annotatedSource),
            alignments.value(axiom, OWL.annotatedProperty),
            alignments.value(axiom, OWL.annotatedTarget),
        )
        for axiom in alignments.subjects(RDF.type, OWL.Axiom)
    )
    # that the assessment's own classes are SKOS concepts is said where they are declared
    justified = {triple for triple in mappings if triple[2] != SKOS.Concept or triple in alignments}
    assert axioms == Counter(justified)


def test_every_axiom_says_how_sure_and_why(alignments):
    axioms = list(alignments.subjects(RDF.type, OWL.Axiom))
    assert len(axioms) > 50
    for axiom in axioms:
        assert alignments.value(axiom, SSSOM.mapping_justification) == SEMAPV.ManualMappingCuration
        sure = alignments.value(axiom, SSSOM.confidence)
        assert isinstance(sure, Literal)
        assert 0 < sure.toPython() <= 1
        assert len(str(alignments.value(axiom, RDFS.comment))) > 5


def test_set_has_id_title_and_licence(alignments):
    (which,) = alignments.subjects(RDF.type, SSSOM.MappingSet)
    assert alignments.value(which, SSSOM.mapping_set_id) == which
    assert which == URIRef(f"{ONTOLOGY}/mappings")
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert alignments.value(which, DCTERMS.license) == licence
    titles = alignments.objects(which, DCTERMS.title)
    assert {text.language for text in titles if isinstance(text, Literal)} == {"en", "zh"}
    assert alignments.value(which, DCTERMS.creator) is not None


def test_sepio_is_only_close(mappings):
    predicates = {p for _, p, value in mappings if str(value).startswith(REACHED["SEPIO"])}
    assert predicates == {SKOS.closeMatch}


def test_inference_follows_only_into_vocabularies_that_we_build_on(mappings):
    logical = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty}
    astray = [triple for triple in mappings if triple[1] in logical]
    assert astray
    assert all(str(value).startswith(BUILT_ON) for _, _, value in astray)


def test_mapped_terms_exist(mappings, ontology):
    assert all((subject, RDF.type, None) in ontology for subject, _, _ in mappings)
