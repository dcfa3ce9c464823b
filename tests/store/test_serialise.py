"""Answers are right where the engine's own serialisers are not."""

import json
from functools import partial
from io import BytesIO
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.errors import UnknownFormatError
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import DatasetSpec
from llmkg.store.serialise import WHOLE, graph_bytes
from llmkg.vocab import RDF

A = ox.NamedNode("http://x.example/a")
JSON_LD = "application/ld+json"
XML = "application/sparql-results+xml"
RDF_XML = "application/rdf+xml"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def store(*triples, graphs=("urn:x:g",)):
    return EmbeddedStore.memory(
        ox.Quad(subject, predicate, value, ox.NamedNode(graph))
        for subject, predicate, value in triples
        for graph in graphs
    )


def test_carriage_returns_survive_xml():
    held = store((A, A, ox.Literal("a\rb\r\nc\n")))
    rows = ET.fromstring(held.query("SELECT ?o { ?s ?p ?o }", XML).body)
    assert [e.text for e in rows.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "a\rb\r\nc\n"
    ]
    graph = list(ox.parse(held.query(ALL, RDF_XML).body, format=ox.RdfFormat.RDF_XML))
    assert [quad.object.value for quad in graph] == ["a\rb\r\nc\n"]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize(("query", "media_type"), [("SELECT ?o { ?s ?p ?o }", XML), (ALL, RDF_XML)])
@pytest.mark.parametrize("streamed", [False, True])
def test_what_xml_cannot_hold_is_refused(character, query, media_type, streamed):
    held = store((A, A, ox.Literal(f"a{character}b")))
    ask = partial(held.write, output=BytesIO()) if streamed else held.query
    with pytest.raises(UnknownFormatError, match="U\\+"):
        ask(query, media_type)


@pytest.mark.parametrize("iri", ["http://x.example/a/1", "http://x.example/", "urn:x:1b"])
def test_a_predicate_without_an_xml_name_is_refused(iri):
    with pytest.raises(UnknownFormatError, match="cannot hold the predicate"):
        store((A, ox.NamedNode(iri), A)).query(ALL, RDF_XML)


def test_json_ld_reads_well():
    held = store(
        (ox.NamedNode("https://w3id.org/llmkg/model/x"), ox.NamedNode(RDF.type), A),
        (ox.NamedNode("https://w3id.org/llmkg/model/x"), A, ox.Literal("x", language="en")),
        (ox.NamedNode("https://w3id.org/llmkg/model/x"), A, ox.Literal(2)),
    )
    document = json.loads(held.query(ALL, JSON_LD).body)
    [node] = document["@graph"]
    assert node["@id"] == "model:x"
    assert node["@type"] == A.value
    assert {"@value": "x", "@language": "en"} in node[A.value]
    assert document["@context"]["model"] == "https://w3id.org/llmkg/model/"


def test_an_iri_that_looks_like_a_short_name_stays_itself():
    triple = (ox.NamedNode("model:x"), A, ox.NamedNode("https://w3id.org/llmkg/model/x"))
    body = store(triple).query(ALL, JSON_LD).body
    [quad] = ox.parse(body, format=ox.RdfFormat.JSON_LD)
    assert (quad.subject, quad.predicate, quad.object) == triple


def test_large_graphs_are_json_ld_all_the_same():
    triples = [ox.Triple(A, A, ox.Literal(n)) for n in range(WHOLE + 5)]
    body = graph_bytes(iter(triples), ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)} == set(triples)


iris = st.sampled_from(
    ["http://x/a", "urn:x:b", "model:x", "p:y", "https://w3id.org/llmkg/claim/c", RDF.type,
     "https://w3id.org/llmkg/ontology#", "https://w3id.org/llmkg/claim///x", "http://x/a#%20"]
).map(ox.NamedNode)  # fmt: skip
nodes = st.one_of(iris, st.sampled_from(["b1", "b2"]).map(ox.BlankNode))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="en-gb")),
    st.builds(lambda text, iri: ox.Literal(text, datatype=iri), texts, iris),
)


@given(st.lists(st.builds(ox.Triple, nodes, iris, st.one_of(nodes, literals)), max_size=12))
def test_json_ld_comes_back_as_it_went(triples):
    body = graph_bytes(triples, ox.RdfFormat.JSON_LD)
    back = ox.Dataset(ox.parse(body, format=ox.RdfFormat.JSON_LD))
    sent = ox.Dataset(ox.Quad(*triple) for triple in triples)
    for each in (back, sent):
        each.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert back == sent


TWICE = ("urn:x:g1", "urn:x:g2")
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        (COUNT.format(""), DatasetSpec(TWICE, ())),
        (COUNT.format(""), DatasetSpec((TWICE[0], TWICE[0]), ())),
        (COUNT.format("FROM <urn:x:g1> FROM <urn:x:g2>"), None),
        (COUNT.format("FROM <urn:x:g1> FROM <urn:x:g1>"), None),
        ("PREFIX g: <urn:x:> " + COUNT.format("FROM g:g1 FROM g:g2"), None),
        ("BASE <urn:x:g1> " + COUNT.format("FROM <urn:x:g1> FROM <urn:x:g2>"), None),
        (COUNT.format("FROM <urn:x:other> FROM <urn:x:other>"), DatasetSpec(TWICE, ())),
        # named graphs stay apart, the default graph is merged beside them
        (
            """SELECT (COUNT(*) AS ?n) FROM <urn:x:g1> FROM <urn:x:g2> FROM NAMED <urn:x:g2>
            { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }""",
            None,
        ),
    ],
)
def test_graphs_are_merged_as_sets(query, dataset):
    held = store((A, A, A), graphs=TWICE)
    assert held.query(query, "text/csv", dataset=dataset).body.split() == [b"n", b"1"]
