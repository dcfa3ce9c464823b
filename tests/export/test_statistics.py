"""Statistics against the same counts by SPARQL, and as VoID and service description."""

import pyoxigraph as ox
import pytest

from llmkg.export.description import Abilities, describe
from llmkg.export.statistics import beside, count, statistics
from llmkg.store.counts import FILE
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.snapshot import open_current

ONCE = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"
COUNTS = {
    "triples": f"SELECT (COUNT(*) AS ?n) {{ {{ {ONCE} }} }}",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "objects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER(isIRI(?s)) }",
}
PROPERTIES = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?ss) (COUNT(DISTINCT ?o) AS ?os)
WHERE { { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } } } GROUP BY ?p"""
CLASSES = """SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c"""
CLAIMS = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?ss) WHERE {
  { SELECT DISTINCT ?s ?p ?o WHERE { ?s a llmkg:Claim ; ?p ?o } } } GROUP BY ?p"""
SOURCES = """SELECT ?c (COUNT(*) AS ?n) WHERE {
  { SELECT DISTINCT ?s ?o ?c WHERE { ?s a llmkg:Claim ; llmkg:statedIn ?o . ?o a ?c } } }
GROUP BY ?c"""
DATATYPES = """SELECT ?d (COUNT(*) AS ?n) WHERE {
  { SELECT DISTINCT ?s ?o WHERE { ?s llmkg:hedge ?o } } BIND(DATATYPE(?o) AS ?d) } GROUP BY ?d"""
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@pytest.fixture(scope="module")
def store(snapshot):
    with open_current(snapshot) as opened:
        yield opened.store()


@pytest.fixture(scope="module")
def counts(store):
    return count(store.quads())


def rows(store, query):
    return {
        row[0].value: tuple(int(each.value) for each in row[1:]) for row in store.select(query).rows
    }


@pytest.mark.parametrize("name", COUNTS)
def test_whole_counts_are_those_of_sparql(store, counts, name):
    assert getattr(counts, name) == int(store.select(COUNTS[name]).rows[0][0].value)


def test_properties_are_those_of_sparql(store, counts):
    assert {p.iri: (p.triples, p.subjects, p.objects) for p in counts.properties} == rows(
        store, PROPERTIES
    )


def test_classes_are_those_of_sparql(store, counts):
    assert {c.iri: (c.entities,) for c in counts.classes} == rows(store, CLASSES)


def test_properties_within_a_class_are_those_of_sparql(store, counts):
    claims = next(c for c in counts.classes if c.iri.endswith("#Claim"))
    assert {p.iri: (p.triples, p.subjects) for p in claims.properties} == rows(store, CLAIMS)
    stated = next(p for p in claims.properties if p.iri.endswith("#statedIn"))
    assert {share.iri: (share.triples,) for share in stated.classes} == rows(store, SOURCES)


def test_datatypes_are_those_of_sparql(store, counts):
    hedge = next(p for p in counts.properties if p.iri.endswith("#hedge"))
    assert {share.iri: (share.triples,) for share in hedge.datatypes} == rows(store, DATATYPES)


def test_graphs_are_those_of_sparql(store, counts):
    assert {g.iri: (g.triples,) for g in counts.graphs} == rows(store, GRAPHS)


def test_what_lies_in_the_folder_is_what_was_counted(store, counts, tmp_path):
    beside(tmp_path, store.quads())
    assert statistics(tmp_path, EmbeddedStore.memory()) == counts


@pytest.mark.parametrize("text", ["", "{}", '{"format": 0}', '{"format": 1}', "[]"])
def test_a_damaged_file_is_counted_anew(store, counts, tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert statistics(tmp_path, store) == counts


def test_nothing_has_statistics():
    empty = count([])
    assert (empty.triples, empty.entities, empty.classes, empty.graphs) == (0, 0, (), ())


def test_a_triple_in_two_graphs_counts_once():
    a, b, c = (ox.NamedNode(f"http://x/{name}") for name in "abc")
    found = count([ox.Quad(a, b, c, a), ox.Quad(a, b, c, b), ox.Quad(a, b, ox.BlankNode(), b)])
    assert (found.triples, found.entities, found.objects) == (2, 1, 2)
    assert {(g.iri, g.triples) for g in found.graphs} == {("http://x/a", 1), ("http://x/b", 2)}
    assert found.vocabularies == ("http://x/",)


ASKED = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""


@pytest.fixture(scope="module")
def description(counts):
    triples = describe("http://x.example/sparql", counts, Abilities())
    graph = ox.NamedNode("urn:x:d")
    return EmbeddedStore.memory(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a sd:Service ; sd:endpoint <http://x.example/sparql>",
        "?s sd:supportedLanguage sd:SPARQL11Query",
        "?s sd:defaultDataset/sd:defaultGraph/dcterms:description ?d FILTER(LANG(?d) = 'en')",
        "FILTER NOT EXISTS { ?s sd:feature sd:UnionDefaultGraph }",
        """?s sd:defaultDataset/sd:namedGraph [
          sd:name <https://w3id.org/llmkg/graph/kept> ; sd:graph/void:triples ?n ]""",
        "?s sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON>",
        "?s sd:defaultDataset/sd:defaultGraph/void:classPartition/void:class llmkg:Claim",
        """?s sd:defaultDataset/sd:namedGraph [
          sd:name <https://w3id.org/llmkg/graph/catalogue> ;
          sd:graph [ void:triples ?n ; dcterms:license ?l ; void:propertyPartition ?p ] ]""",
        # what editors complete from
        """?c void:class llmkg:Claim ; void:propertyPartition [
          void:property llmkg:statedIn ; void:classPartition/void:class llmkg:Source ]""",
        """?c void:class llmkg:Claim ; void:propertyPartition [ void:property llmkg:hedge ;
          void-ext:datatypePartition/void-ext:datatype rdf:langString ]""",
    ],
)
def test_the_description_says(description, pattern):
    assert description.ask(f"{ASKED}ASK {{ {pattern} }}")


@pytest.mark.parametrize(
    "pattern",
    [
        "?s sd:supportedLanguage sd:SPARQL11Update",
        "?s sd:feature sd:BasicFederatedQuery",
        # clients take it for a promise that no other IRI occurs
        "?s void:uriSpace ?x",
        "?s void:uriRegexPattern ?x",
    ],
)
def test_the_description_does_not_promise(description, pattern):
    assert not description.ask(f"{ASKED}ASK {{ {pattern} }}")


def test_the_description_promises_what_is_switched_on(counts):
    triples = describe("http://x.example/sparql", counts, Abilities(updates=True, outside=True))
    objects = {str(triple.object) for triple in triples}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert {f"<{sd}SPARQL11Update>", f"<{sd}BasicFederatedQuery>"} <= objects


def test_every_predicate_is_in_a_vocabulary(counts):
    assert all(p.iri.startswith(counts.vocabularies) for p in counts.properties)
