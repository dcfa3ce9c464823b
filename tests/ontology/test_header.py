"""The head of the ontology: what FOOPS!, the ROBOT report and LOV ask for."""

import re

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

from llmkg.vocab import LLMKG, ONTOLOGY

BIBO = Namespace("http://purl.org/ontology/bibo/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
PAV = Namespace("http://purl.org/pav/")
SCHEMA = Namespace("https://schema.org/")
VANN = Namespace("http://purl.org/vocab/vann/")
VOAF = Namespace("http://purl.org/vocommons/voaf#")

HEAD = URIRef(ONTOLOGY)
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
REQUIRED = [
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.license,
    DCTERMS.rights,
    DCTERMS.creator,
    DCTERMS.publisher,
    DCTERMS.created,
    DCTERMS.issued,
    DCTERMS.modified,
    DCTERMS.identifier,
    DCTERMS.bibliographicCitation,
    DCTERMS.source,
    OWL.versionIRI,
    OWL.versionInfo,
    PAV.version,
    VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
    BIBO.status,
    FOAF.logo,
    SCHEMA.logo,
    RDFS.label,
    RDFS.comment,
]
BILINGUAL = [DCTERMS.title, DCTERMS.description, DCTERMS.rights, RDFS.label, RDFS.comment]


def test_there_is_one_ontology(ontology):
    assert set(ontology.subjects(RDF.type, OWL.Ontology)) == {HEAD}
    assert (HEAD, RDF.type, VOAF.Vocabulary) in ontology


@pytest.mark.parametrize("prop", REQUIRED)
def test_head_says(prop, ontology):
    values = list(ontology.objects(HEAD, prop))
    assert values
    assert all(str(value).strip() for value in values)


@pytest.mark.parametrize("prop", BILINGUAL)
def test_head_says_it_in_both_languages(prop, ontology):
    languages = [
        text.language for text in ontology.objects(HEAD, prop) if isinstance(text, Literal)
    ]
    assert sorted(languages, key=str) == ["en", "zh"]


def test_nothing_is_imported(ontology):
    assert not list(ontology.objects(HEAD, OWL.imports)), "an import would need the network"


def test_licence_is_cc_by(ontology):
    assert set(ontology.objects(HEAD, DCTERMS.license)) == {LICENCE}


def test_namespace_and_prefix(ontology):
    assert str(ontology.value(HEAD, VANN.preferredNamespaceUri)) == str(LLMKG)
    assert str(ontology.value(HEAD, VANN.preferredNamespacePrefix)) == "llmkg"


def test_version_is_one_and_the_same(ontology):
    version = str(ontology.value(HEAD, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert ontology.value(HEAD, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert str(ontology.value(HEAD, PAV.version)) == version
    assert version in str(ontology.value(HEAD, DCTERMS.bibliographicCitation))


def test_dates_are_in_order(ontology):
    created, issued, modified = (
        Literal.toPython(ontology.value(HEAD, prop))
        for prop in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified)
    )
    assert created <= issued <= modified


def test_makers_have_names(ontology):
    for prop in (DCTERMS.creator, DCTERMS.publisher):
        for maker in ontology.objects(HEAD, prop):
            assert {text.language for text in ontology.objects(maker, RDFS.label)} == {"en", "zh"}


def test_logo_is_there(ontology, files):
    logo = str(ontology.value(HEAD, FOAF.logo))
    picture = files[0].parent / logo.rsplit("/", 1)[1]
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_files_are_written_for_people(files):
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), f"{path.name} does not say what it holds"
        assert len(text.splitlines()) < 400, f"{path.name} is too long to read"
        used = {prefix for prefix, _ in Graph().parse(data=text).namespaces()}
        for prefix in re.findall(r"^@prefix (\w+):", text, re.MULTILINE):
            body = re.sub(r"^(@prefix|#).*$", "", text, flags=re.MULTILINE)
            assert prefix in used
            assert re.search(rf"(?<![\w<]){prefix}:", body), f"{path.name}: {prefix} is not used"
