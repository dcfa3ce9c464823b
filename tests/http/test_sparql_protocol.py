"""The query half of the SPARQL 1.1 Protocol, after the cases of the W3C's own tests."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

MODELS = "SELECT ?s WHERE { ?s a llmkg:Model } ORDER BY ?s LIMIT 2"
ASK = "ASK { ?s a llmkg:Model }"
CONSTRUCT = "CONSTRUCT WHERE { model:davinci ?p ?o }"
DESCRIBE = "DESCRIBE model:davinci"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
CATALOGUE = "https://w3id.org/llmkg/graph/catalogue"
ONTOLOGY = "https://w3id.org/llmkg/graph/ontology"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "QUERY"}
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def get(client, query, accept="*/*", **params):
    return client.get("/sparql", params={"query": query, **params}, headers={"Accept": accept})


def number(response):
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def test_the_three_ways_to_ask_agree(client):
    asked = [
        client.get("/sparql", params={"query": MODELS}),
        client.post("/sparql", data={"query": MODELS}),
        client.post("/sparql", content=MODELS, headers={"Content-Type": DIRECT}),
        client.post(
            "/sparql", content=MODELS, headers={"Content-Type": f"{DIRECT}; charset=UTF-8"}
        ),
        client.post("/sparql", content=MODELS, headers={"Content-Type": DIRECT.upper()}),
    ]
    assert {response.status_code for response in asked} == {200}
    assert len({response.content for response in asked}) == 1
    rows = asked[0].json()["results"]["bindings"]
    assert len(rows) == 2
    assert all(row["s"]["value"].startswith("https://w3id.org/llmkg/model/") for row in rows)


def test_rows_in_every_format(client):
    wanted = [row["s"]["value"] for row in get(client, MODELS).json()["results"]["bindings"]]
    as_csv = get(client, MODELS, "text/csv")
    assert [row["s"] for row in csv.DictReader(io.StringIO(as_csv.text))] == wanted
    as_tsv = get(client, MODELS, "text/tab-separated-values")
    assert as_tsv.text.splitlines() == ["?s", *(f"<{iri}>" for iri in wanted)]
    as_xml = get(client, MODELS, "application/sparql-results+xml")
    found = ET.fromstring(as_xml.content).iter("{http://www.w3.org/2005/sparql-results#}uri")
    assert [uri.text for uri in found] == wanted


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [MODELS, ASK])
def test_content_type_of_rows_and_answers(client, query, accept, content_type):
    response = get(client, query, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert "accept" in response.headers["vary"].lower()


def test_a_yes(client):
    assert get(client, ASK).json() == {"head": {}, "boolean": True}


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize(
    ("accept", "content_type", "rdf"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples; charset=utf-8", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ],
)
def test_graphs_in_every_format(client, query, accept, content_type, rdf):
    response = get(client, query, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    triples = {quad.triple for quad in ox.parse(response.content, format=rdf)}
    assert any(triple.subject.value.endswith("/model/davinci") for triple in triples)
    plain = ox.parse(
        get(client, query, "application/n-triples").content, format=ox.RdfFormat.N_TRIPLES
    )
    assert triples == {quad.triple for quad in plain}


@pytest.mark.parametrize(
    ("query", "name", "content_type"),
    [
        (MODELS, "csv", "text/csv; charset=utf-8"),
        (MODELS, "xml", "application/sparql-results+xml"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "nt", "application/n-triples; charset=utf-8"),
    ],
)
def test_format_goes_before_accept(client, query, name, content_type):
    response = get(client, query, "image/png", format=name)
    assert response.headers["content-type"] == content_type


# -- what is refused

BAD = [
    # (method, keyword arguments, status)
    ("GET", {"params": {"default-graph-uri": CATALOGUE}}, 400),
    ("GET", {"params": {"query": ASK, "version": "2.0"}}, 400),
    ("GET", {"params": [("query", ASK), ("version", "1.1"), ("version", "1.2")]}, 400),
    ("QUERY", {}, 415),
    ("QUERY", {"content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
    ("QUERY", {"content": "a=b", "headers": {"Content-Type": FORM}}, 400),
    ("GET", {"params": {"query": ""}}, 400),
    ("GET", {"params": {"query": "SELECT"}}, 400),
    ("GET", {"params": [("query", ASK), ("query", ASK)]}, 400),
    ("GET", {"params": [("query", ASK), ("query", MODELS)]}, 400),
    ("POST", {"data": {}}, 415),
    ("POST", {"content": "", "headers": {"Content-Type": FORM}}, 400),
    (
        "POST",
        {"content": "query=ASK%7B%7D&query=ASK%7B%7D", "headers": {"Content-Type": FORM}},
        400,
    ),
    ("POST", {"params": {"query": ASK}, "data": {"query": ASK}}, 400),
    (
        "POST",
        {"params": {"query": ASK}, "content": ASK, "headers": {"Content-Type": DIRECT}},
        400,
    ),
    ("POST", {"content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
    ("POST", {"content": ASK, "headers": {"Content-Type": "application/json"}}, 415),
    ("POST", {"files": {"query": ASK}}, 415),
    ("POST", {"content": ASK, "headers": {"Content-Type": f"{DIRECT}; charset=latin-1"}}, 415),
    ("POST", {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": DIRECT}}, 400),
    ("GET", {"params": {"query": ASK, "default-graph-uri": "relative"}}, 400),
    ("GET", {"params": {"query": ASK, "named-graph-uri": "http://a b"}}, 400),
    ("GET", {"params": {"query": ASK, "named-graph-uri": ""}}, 400),
    ("GET", {"params": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406),
    ("GET", {"params": {"query": MODELS}, "headers": {"Accept": "text/turtle"}}, 406),
    ("GET", {"params": {"query": CONSTRUCT}, "headers": {"Accept": "text/csv"}}, 406),
    ("GET", {"params": {"query": ASK, "format": "yaml"}}, 406),
    ("GET", {"params": [("query", ASK), ("format", "csv"), ("format", "json")]}, 400),
    # updates, in every place where they could stand
    ("GET", {"params": {"update": "CLEAR ALL"}}, 400),  # only a POST can be an update
    ("GET", {"params": {"query": ASK, "update": "CLEAR ALL"}}, 400),
    ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
    (
        "POST",
        {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
        403,
    ),
    ("GET", {"params": {"query": "DELETE WHERE { ?s ?p ?o }"}}, 400),
    ("GET", {"params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, 400),
    # nothing outside is reached
    ("GET", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403),
    ("GET", {"params": {"query": "LOAD <http://127.0.0.1:9/>"}}, 400),
    # nothing brings the process down
    ("GET", {"params": {"query": "ASK " + "{" * 3000 + "}" * 3000}}, 400),
    ("POST", {"data": {"query": "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }"}}, 400),
    ("POST", {"data": {"query": f"ASK {{ ?s ?p '{'x' * 70_000}' }}"}}, 413),
    ("POST", {"content": "query=" + "x" * 300_000, "headers": {"Content-Type": FORM}}, 413),
    ("POST", {"content": "#" * 70_000, "headers": {"Content-Type": DIRECT}}, 413),
    ("GET", {"params": [("query", ASK)] + [("default-graph-uri", "a:b")] * 1_001}, 400),
]


@pytest.mark.parametrize(("method", "how", "status"), BAD)
def test_bad_requests(client, method, how, status):
    response = client.request(method, "/sparql", **how)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_wrong_methods_name_the_right_ones(client, method):
    response = client.request(method, "/sparql")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == METHODS


def test_a_percent_encoded_value_is_decoded_once(client):
    query = "SELECT ('100%25' AS ?a) ('a+b' AS ?b) ('%2B' AS ?c) {}"
    for response in (get(client, query), client.post("/sparql", data={"query": query})):
        row = response.json()["results"]["bindings"][0]
        assert [row[name]["value"] for name in "abc"] == ["100%25", "a+b", "%2B"]


def test_text_beyond_ascii_stays_as_it_is(client):
    response = client.post(
        "/sparql", content="SELECT ('思维链𝄞' AS ?a) {}".encode(), headers={"Content-Type": DIRECT}
    )
    assert response.json()["results"]["bindings"][0]["a"]["value"] == "思维链𝄞"


def test_a_bad_percent_sequence_is_no_utf8(client):
    response = client.get("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%7D")
    assert response.status_code == 400


def test_a_syntax_error_has_its_place(client):
    response = get(client, "SELECT *\nWHERE { ?s ?p }")
    assert response.status_code == 400
    assert response.json()["where"]["line"] == 2


# -- datasets


def test_the_dataset_of_the_protocol(client):
    union = number(get(client, COUNT))
    catalogue = number(get(client, COUNT, **{"default-graph-uri": CATALOGUE}))
    ontology = number(get(client, COUNT, **{"default-graph-uri": ONTOLOGY}))
    both = number(get(client, COUNT, **{"default-graph-uri": [CATALOGUE, ONTOLOGY]}))
    assert 0 < catalogue < union
    assert both == catalogue + ontology
    assert number(get(client, COUNT, **{"default-graph-uri": "urn:x:none"})) == 0


def test_named_graphs_of_the_protocol_leave_the_default_graph_empty(client):
    named = {"named-graph-uri": CATALOGUE}
    assert number(get(client, COUNT, **named)) == 0
    catalogue = number(get(client, COUNT, **{"default-graph-uri": CATALOGUE}))
    assert number(get(client, COUNT_NAMED, **named)) == catalogue


def test_the_dataset_of_the_protocol_goes_before_from(client):
    text = COUNT.replace("WHERE", f"FROM <{ONTOLOGY}> WHERE")
    by_from = number(get(client, text))
    assert by_from == number(get(client, COUNT, **{"default-graph-uri": ONTOLOGY}))
    over = number(get(client, text, **{"default-graph-uri": CATALOGUE}))
    assert over == number(get(client, COUNT, **{"default-graph-uri": CATALOGUE})) != by_from


def test_the_dataset_counts_in_forms_and_beside_direct_posts(client):
    wanted = number(get(client, COUNT, **{"default-graph-uri": CATALOGUE}))
    form = client.post("/sparql", data={"query": COUNT, "default-graph-uri": CATALOGUE})
    direct = client.post(
        "/sparql",
        params={"default-graph-uri": CATALOGUE},
        content=COUNT,
        headers={"Content-Type": DIRECT},
    )
    assert number(form) == number(direct) == wanted


# -- HEAD, OPTIONS, CORS


def test_head_is_get_without_the_body(client):
    whole = client.get("/sparql", params={"query": ASK})
    head = client.head("/sparql", params={"query": ASK})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == whole.headers[name]


def test_options(client):
    response = client.options("/sparql")
    assert response.status_code == 204
    assert set(response.headers["allow"].split(", ")) == METHODS


def test_preflight(client):
    response = client.options(
        "/sparql",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, x-anything",
        },
    )
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert "POST" in response.headers["access-control-allow-methods"]


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example"])
def test_cors_with_and_without_an_origin(client, origin):
    headers = {"Origin": origin} if origin else {}
    response = client.get("/sparql", params={"query": ASK}, headers=headers)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert "ETag" in response.headers["access-control-expose-headers"]


def test_parameters_of_clients_are_passed_over(client):
    response = get(client, ASK, output="json", results="json", timeout="3")
    assert json.loads(response.content)["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?mine (COUNT(*) AS ?n) { ?mine ?p ?o }",
        "SELECT (COUNT(*) AS ?mine) { ?mine ?p ?o }",
        "SELECT ?mine { ?mine ?p ?o } GROUP BY ?p",
    ],
)
def test_a_fault_is_told_in_the_readers_words(client, query):
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv, */*;q=0"})
    if answer.status_code == 200:  # what is nowhere bound is empty
        assert answer.text.startswith("mine")
        return
    assert answer.status_code == 400
    assert not re.search(r"v[0-9a-f]{16}", answer.text)
