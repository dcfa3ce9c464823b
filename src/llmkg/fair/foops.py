"""The checks of FOOPS!, an assessor of ontologies (https://w3id.org/foops/test/{id})."""

from __future__ import annotations

from collections.abc import Iterable

from llmkg.fair.common import OUTSIDE, elements, is_web, licence, persistent_name, web_name
from llmkg.fair.evidence import Evidence
from llmkg.fair.graph import Triples
from llmkg.fair.result import Asks, Check, Found, lacking, there
from llmkg.fair.terms import (
    CREATED,
    CREATOR,
    ISSUED,
    ONTOLOGY_DETAILED,
    ONTOLOGY_MINIMUM,
    ONTOLOGY_RECOMMENDED,
    PUBLISHER,
    REUSED_FOR_METADATA,
    VANN,
)
from llmkg.vocab import OWL, RDF, RDFS, SKOS

_TERMS = (
    *(OWL.Class, RDFS.Class, RDF.Property),
    *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
)
_LABELS = (RDFS.label, SKOS.prefLabel)
_DEFINITIONS = (
    *(RDFS.comment, SKOS.definition, "http://purl.obolibrary.org/obo/IAO_0000118"),
    "http://purl.obolibrary.org/obo/IAO_0000115",
)
_CORE = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#")
_REGISTRY = "looks into a registry (LOV, prefix.cc, OBO …), where an ontology must be entered"


def _negotiation(evidence: Evidence) -> Found:
    ontology = evidence.ontology
    if not ontology.has_page:
        return lacking("Accept: text/html brings no page")
    if not ontology.forms:
        return lacking("no Accept brings RDF (Turtle, RDF/XML, JSON-LD, N-Triples)")
    return there(f"a page, and {', '.join(ontology.forms)}")


def _page(evidence: Evidence) -> Found:
    if evidence.ontology.has_page and evidence.ontology.page.body.strip():
        return there("a page documents it")
    return lacking("Accept: text/html brings no page")


def _rdf(evidence: Evidence) -> Found:
    triples = evidence.ontology.negotiated
    if triples.of_type(OWL.Ontology, SKOS.ConceptScheme):
        return there(f"RDF that can be read, {triples.size} triples")
    return lacking("no RDF that can be read and holds an owl:Ontology")


def _same_name(evidence: Evidence) -> Found:
    iri = evidence.ontology_iri
    if iri == evidence.ontology.iri:
        return there(f"it calls itself {iri}, by which it was asked for")
    return lacking(f"asked for as {evidence.ontology.iri}, it calls itself {iri or 'nothing'}")


def _resolves(evidence: Evidence) -> Found:
    iri = evidence.ontology_iri
    answer = evidence.visitor.get(iri, "text/turtle") if iri else None
    if answer is not None and answer.fine and answer.media_type in evidence.ontology.forms:
        return there(f"{iri} brings {answer.media_type}")
    return lacking(f"{iri or 'the IRI of the ontology'} brings no RDF")


def _version(evidence: Evidence) -> Found:
    found = evidence.ontology.all(OWL.versionIRI)
    if found and found[0] != evidence.ontology.iri:
        return there(f"version {found[0]}")
    return lacking("no owl:versionIRI that differs from the ontology's own IRI")


def _version_resolves(evidence: Evidence) -> Found:
    for iri in evidence.ontology.all(OWL.versionIRI)[:1]:
        if evidence.visitor.get(iri, "text/turtle").fine:
            return there(f"{iri} answers")
        return lacking(f"{iri} does not answer")
    return lacking("no owl:versionIRI")


def _prefix(evidence: Evidence) -> Found:
    found = evidence.ontology.all(f"{VANN}preferredNamespacePrefix")
    if found:
        return there(f"prefix {found[0]}")
    return lacking("no vann:preferredNamespacePrefix")


def _reuses_for_metadata(evidence: Evidence) -> Found:
    used = evidence.ontology.negotiated.properties(evidence.ontology_iri)
    found = [s for s in REUSED_FOR_METADATA if any(name.startswith(s) for name in used)]
    if found:
        return there(f"its metadata speaks {', '.join(map(str, found))}")
    return lacking("its metadata uses none of Dublin Core, schema.org, VANN, PROV, PAV …")


def _reuses(evidence: Evidence) -> Found:
    ontology = evidence.ontology
    triples, iri = ontology.negotiated, evidence.ontology_iri
    if triples.all(iri, OWL.imports):
        return there("it imports other vocabularies")
    own = (iri or ontology.iri, *_CORE, *map(str, REUSED_FOR_METADATA))
    above = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty)
    more = (SKOS.closeMatch, SKOS.exactMatch, RDFS.range, RDFS.domain)
    values = {v for each in triples.subjects() for v in triples.all(each, *above, *more)}
    values |= triples.properties() | set(triples.of_type(*_TERMS))
    found = sorted(v for v in values if is_web(v) and not v.startswith(own))
    if found:
        return there(f"{len(found)} terms of other vocabularies, such as {found[0]}")
    return lacking("no import, and no term of another vocabulary")


def _terms(evidence: Evidence) -> tuple[Triples, list[str]]:
    triples = evidence.ontology.negotiated
    space = evidence.ontology_iri or evidence.ontology.iri
    return triples, [each for each in triples.of_type(*_TERMS) if each.startswith(space)]


def _documented(properties: Iterable[str], what: str) -> Asks:
    def asks(evidence: Evidence) -> Found:
        triples, terms = _terms(evidence)
        bare = [each for each in terms if not triples.has(each, *properties)]
        if not terms:
            return lacking("no terms were found")
        if bare:
            share = 100 * (len(terms) - len(bare)) / len(terms)
            return lacking(f"{share:.0f} % have a {what}; not {', '.join(bare[:3])}")
        return there(f"all {len(terms)} terms have a {what}")

    return asks


def _check(id_: str, principle: str, title: str, asks: Asks | str) -> Check:
    return Check(id_, "FOOPS!", principle, title, asks)


CHECKS = (
    _check("PURL1", "F1", "the ontology has a persistent IRI",
           lambda e: persistent_name(e.ontology_iri, "the ontology")),
    _check("URI1", "F1", "its IRI resolves to RDF", _resolves),
    _check("URI2", "F1", "it is found under the IRI that it calls itself by", _same_name),
    _check("VER1", "F1", "it has an IRI of its version", _version),
    _check("VER2", "F1", "the IRI of its version resolves", _version_resolves),
    _check("OM1", "F2", "the minimum of metadata is there",
           lambda e: elements(e.ontology, ONTOLOGY_MINIMUM)),
    _check("FIND1", "F3", "its prefix is declared", _prefix),
    _check("FIND2", "F4", "its prefix is registered", _REGISTRY),
    _check("FIND3", "F4", "it is in a registry of ontologies", _REGISTRY),
    _check("CN1", "A1", "page and RDF by content negotiation", _negotiation),
    _check("HTTP1", "A1.1", "it is had by an open protocol",
           lambda e: web_name(e.ontology_iri, "the ontology")),
    _check("FIND_3_BIS", "A2", "its metadata outlives it", _REGISTRY),
    _check("RDF1", "I1", "it is there as RDF", _rdf),
    _check("VOC1", "I2", "its metadata reuses vocabularies", _reuses_for_metadata),
    _check("VOC2", "I2", "it imports or reuses vocabularies", _reuses),
    _check("DOC1", "R1", "a page documents it", _page),
    _check("OM2", "R1", "the recommended metadata is there",
           lambda e: elements(e.ontology, ONTOLOGY_RECOMMENDED)),
    _check("OM3", "R1", "detailed metadata is there (but for a DOI, which is registered)",
           lambda e: elements(e.ontology, ONTOLOGY_DETAILED)),
    _check("VOC3", "R1", "all terms have labels", _documented(_LABELS, "label")),
    _check("VOC4", "R1", "all terms have definitions", _documented(_DEFINITIONS, "definition")),
    _check("OM4.1", "R1.1", "a licence is named", lambda e: licence(e.ontology)),
    _check("OM4.2", "R1.1", "the licence resolves", OUTSIDE),
    _check("OM5.1", "R1.2", "basic provenance: creator and date of creation",
           lambda e: elements(e.ontology, {"creator": CREATOR, "creation date": CREATED})),
    _check("OM5.2", "R1.2", "detailed provenance: date of issue and publisher",
           lambda e: elements(e.ontology, {"issued date": ISSUED, "publisher": PUBLISHER})),
)  # fmt: skip
