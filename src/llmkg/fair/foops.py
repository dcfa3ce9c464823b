"""The checks of FOOPS!, an assessor of ontologies (https://w3id.org/foops/test/{id})."""

from __future__ import annotations

from collections.abc import Iterable

from llmkg.fair.common import OUTSIDE, is_web, licence, persistent_name, web_name, weighed
from llmkg.fair.evidence import Evidence
from llmkg.fair.graph import Triples
from llmkg.fair.result import Asks, Check, Found, Tool, lacking, partly, there
from llmkg.fair.terms import (
    CREATED,
    CREATOR,
    ISSUED,
    KEPT_BY_FOOPS,
    ONTOLOGY_DETAILED,
    ONTOLOGY_MINIMUM,
    ONTOLOGY_RECOMMENDED,
    PUBLISHER,
    REUSED_FOR_METADATA,
    RIGHTS,
    VANN,
)
from llmkg.vocab import OWL, RDF, RDFS, SKOS

_TERMS = (
    *(OWL.Class, RDFS.Class, RDF.Property),
    *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
)
_LABELS = (RDFS.label, SKOS.prefLabel)
_DEFINITIONS = (RDFS.comment, SKOS.definition, "http://purl.obolibrary.org/obo/IAO_0000118")
_CORE = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#")
_REGISTRY = "looks into a registry (LOV, prefix.cc, OBO …), where an ontology must be entered"


def _negotiation(evidence: Evidence) -> Found:
    ontology = evidence.ontology
    if not ontology.has_page and not ontology.forms:
        return lacking("Accept brings neither a page nor RDF")
    if not ontology.has_page:
        return partly("Accept: text/html brings no page")
    if not ontology.forms:
        return partly("no Accept brings RDF (Turtle, RDF/XML, JSON-LD, N-Triples)")
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
    if iri.rstrip("/#") == evidence.ontology.iri:
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
    return lacking("its metadata uses none of Dublin Core, schema.org, VANN, PROV, PAV, OWL …")


def _allowed(evidence: Evidence) -> Found:
    named = licence(evidence.ontology)
    rights = next(iter(evidence.ontology.all(*RIGHTS)), "")
    return there(f"rights: {rights}") if rights and not named.share else named


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
            share = 1 - len(bare) / len(terms)
            return partly(f"{share:.0%} have a {what}; not {', '.join(bare[:3])}", share)
        return there(f"all {len(terms)} terms have a {what}")

    return asks


TOOL = Tool(
    name="FOOPS!",
    looks="ontology",
    address="https://w3id.org/foops/",
    compared="tests 0.0.1, source of 16 April 2026",
)


def _check(id_: str, principle: str, title: str, asks: Asks | str) -> Check:
    return Check(id_, TOOL, principle, title, asks)


CHECKS = (
    _check("PURL1", "F1", "ontology has a persistent URL",
           lambda e: persistent_name(e.ontology_iri, "the ontology", KEPT_BY_FOOPS)),
    _check("URI1", "F1", "ontology URI is resolvable", _resolves),
    _check("URI2", "F1", "consistent ontology IDs are employed", _same_name),
    _check("VER1", "F1", "a version IRI is declared in the ontology metadata", _version),
    _check("VER2", "F1", "ontology version IRI resolves", _version_resolves),
    _check("OM1", "F2", "ontology minimum metadata is declared",
           lambda e: weighed(e.ontology, ONTOLOGY_MINIMUM)),
    _check("FIND1", "F3", "ontology prefix is declared", _prefix),
    _check("FIND2", "F4", "ontology prefix is found in prefix.cc or LOV", _REGISTRY),
    _check("FIND3", "F4", "ontology found in community registry", _REGISTRY),
    _check("CN1", "A1", "content negotiation for a page and RDF", _negotiation),
    _check("HTTP1", "A1.1", "ontology uses an open protocol",
           lambda e: web_name(e.ontology_iri, "the ontology")),
    _check("FIND_3_BIS", "A2", "metadata are accessible, even when the ontology is not",
           _REGISTRY),
    _check("RDF1", "I1", "ontology is available in RDF", _rdf),
    _check("VOC1", "I2", "reuses existing vocabularies for metadata", _reuses_for_metadata),
    _check("VOC2", "I2", "imports or reuses well established vocabularies", _reuses),
    _check("DOC1", "R1", "ontology has HTML documentation", _page),
    _check("OM2", "R1", "ontology declares recommended metadata",
           lambda e: weighed(e.ontology, ONTOLOGY_RECOMMENDED)),
    _check("OM3", "R1", "ontology declares detailed metadata",
           lambda e: weighed(e.ontology, ONTOLOGY_DETAILED, registered=("DOI",))),
    _check("VOC3", "R1", "all terms have labels", _documented(_LABELS, "label")),
    _check("VOC4", "R1", "all terms have definitions", _documented(_DEFINITIONS, "definition")),
    _check("OM4.1", "R1.1", "ontology has a license available", _allowed),
    _check("OM4.2", "R1.1", "ontology license is resolvable", OUTSIDE),
    _check("OM5.1", "R1.2", "ontology declares basic provenance metadata",
           lambda e: weighed(e.ontology, {"creator": CREATOR, "creation date": CREATED})),
    _check("OM5.2", "R1.2", "ontology declares detailed provenance metadata",
           lambda e: weighed(e.ontology, {"issued date": ISSUED, "publisher": PUBLISHER})),
)  # fmt: skip
