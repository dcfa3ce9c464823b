"""Comunica: one server alone, several of them together, and a page as a source of triples."""

from collections import Counter

import httpx
import pytest

PREFIXES = """PREFIX llmkg: <https://w3id.org/llmkg/ontology#>
PREFIX model: <https://w3id.org/llmkg/model/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
MODELS = f"{PREFIXES}SELECT ?s ?label {{ ?s a llmkg:Model ; rdfs:label ?label }}"
LABELS = f"{PREFIXES}CONSTRUCT WHERE {{ model:davinci rdfs:label ?label }}"


@pytest.fixture(scope="module")
def labels(reader):
    found = httpx.get(reader.sparql, params={"query": MODELS}).json()["results"]["bindings"]
    assert found
    return Counter((row["s"]["value"], row["label"]["value"]) for row in found)


def test_rows(comunica, reader, labels):
    told = comunica(MODELS, reader.sparql)
    assert told["type"] == "bindings"
    assert Counter((row["s"], row["label"]) for row in told["found"]) == labels


def test_a_yes(comunica, reader):
    told = comunica(f"{PREFIXES}ASK {{ model:davinci a llmkg:Model }}", reader.sparql)
    assert told == {"type": "boolean", "answer": True}


def test_triples(comunica, reader, labels):
    told = comunica(LABELS, reader.sparql)
    assert told["type"] == "quads"
    assert {(subject, object_) for subject, _, object_ in told["found"]} == {
        pair for pair in labels if pair[0].endswith("/model/davinci")
    }


FEDERATED = """SELECT DISTINCT ?who ?label ?text {
  ?who <urn:x:uses> ?model .
  ?model <https://example.org/said> ?text ;
         <http://www.w3.org/2000/01/rdf-schema#label> ?label .
}"""
BY_SERVICE = """SELECT ?who ?label ?text {
  ?who <urn:x:uses> ?model .
  SERVICE <%s> { ?model <https://example.org/said> ?text }
  SERVICE <%s> { ?model <http://www.w3.org/2000/01/rdf-schema#label> ?label }
}"""


def wanted(labels):
    return {
        ("urn:x:ada", label, "large") for iri, label in labels if iri.endswith("/model/davinci")
    }


def test_three_servers_as_one(comunica, reader, second, oxigraph, labels):
    """Which server has which triples is found by Comunica itself."""
    told = comunica(FEDERATED, reader.sparql, second.sparql, oxigraph)
    found = {(row["who"], row["label"], row["text"]) for row in told["found"]}
    assert found == wanted(labels)


def test_three_servers_by_service(comunica, reader, second, oxigraph, labels):
    told = comunica(BY_SERVICE % (second.sparql, reader.sparql), oxigraph)
    found = {(row["who"], row["label"], row["text"]) for row in told["found"]}
    assert found == wanted(labels)


def test_the_page_of_a_thing_is_a_source(comunica, reader, labels):
    """It asks for N-Quads first, where each triple is in the graph that says it."""
    told = comunica(LABELS, f"{reader.address}/model/davinci", unionDefaultGraph=True)
    found = {object_ for subject, _, object_ in told["found"] if subject.endswith("/model/davinci")}
    assert {label for iri, label in labels if iri.endswith("/model/davinci")} <= found
