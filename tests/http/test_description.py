"""What a bare GET of /sparql gives."""

import html
import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDF = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}


def endpoints(response, rdf=ox.RdfFormat.TURTLE):
    assert response.status_code == 200, response.text
    return {
        quad.object.value
        for quad in ox.parse(response.content, format=rdf)
        if quad.predicate.value == f"{SD}endpoint"
    }


@pytest.mark.parametrize("media_type", RDF)
def test_the_description_in_every_format(client, media_type):
    response = client.get("/sparql", headers={"Accept": media_type})
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert endpoints(response, RDF[media_type]) == {"http://testserver/sparql"}
    assert "accept" in response.headers["vary"].lower()


def test_the_endpoint_is_where_the_request_came_to(client):
    response = client.get("/sparql", headers={"Host": "kg.example:8080"})
    assert endpoints(response) == {"http://kg.example:8080/sparql"}


def test_the_public_address_goes_before_the_host(root, snapshot):
    settings = Settings(root=root, out=snapshot, base="https://kg.example/llmkg")
    with TestClient(create_app(settings)) as client:
        response = client.get("/sparql", headers={"Host": "evil.example"})
    assert endpoints(response) == {"https://kg.example/llmkg/sparql"}


@pytest.mark.parametrize("accept", ["*/*", "", "text/*", "application/x-unknown, */*;q=0.1"])
def test_without_a_wish_it_is_turtle(client, accept):
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"


def test_a_format_may_be_named(client):
    response = client.get("/sparql", params={"format": "nt"}, headers={"Accept": BROWSER})
    assert endpoints(response, ox.RdfFormat.N_TRIPLES)


def test_what_there_is_not_gets_406_with_what_there_is(client):
    response = client.get("/sparql", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["mend"]


def test_a_browser_gets_a_page_with_and_without_a_query(client):
    query = "SELECT ('</textarea><b>&' AS ?x) {}"
    for params in ({}, {"query": query}):
        response = client.get("/sparql", params=params, headers={"Accept": BROWSER})
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert "<b>&" not in response.text
        assert response.text.count("</textarea>") == 1
    (asked,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", response.text)
    assert html.unescape(asked).strip() == query
    (answered,) = re.findall(r'<div id="results"[^>]*>(.*?)</table>', response.text, re.DOTALL)
    assert "&lt;/textarea&gt;&lt;b&gt;&amp;" in answered


def test_a_browser_that_names_a_format_gets_results(client):
    params = {"query": "ASK {}", "format": "json"}
    response = client.get("/sparql", params=params, headers={"Accept": BROWSER})
    assert response.json()["boolean"] is True


def test_it_is_answered_with_304_while_it_stands(client):
    first = client.get("/sparql")
    again = client.get("/sparql", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_has_the_head_of_get(client):
    get, head = client.get("/sparql"), client.head("/sparql")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_options_say_what_may_be_sent(client):
    response = client.options("/sparql")
    assert response.status_code == 204
    for name in ("accept-post", "accept-query"):
        assert "application/sparql-query" in response.headers[name]


def test_a_query_by_the_method_query(client):
    query = "SELECT ?s { ?s a llmkg:Model } ORDER BY ?s LIMIT 3"
    wanted = client.get("/sparql", params={"query": query})
    direct = {"Content-Type": "application/sparql-query"}
    for response in (
        client.request("QUERY", "/sparql", content=query, headers=direct),
        client.request("QUERY", "/sparql", data={"query": query}),
    ):
        assert response.status_code == 200
        assert response.content == wanted.content
    etag = response.headers["etag"]
    known = {**direct, "If-None-Match": etag}
    again = client.request("QUERY", "/sparql", content=query, headers=known)
    assert again.status_code == 304


def test_a_preflight_for_query_is_granted(client):
    asked = {"Origin": "https://x.example", "Access-Control-Request-Method": "QUERY"}
    response = client.options("/sparql", headers=asked)
    assert response.status_code == 200
    assert "QUERY" in response.headers["access-control-allow-methods"]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2-basic", "1.2"])
def test_versions_that_are_read(client, version):
    response = client.get("/sparql", params={"query": "ASK {}", "version": version})
    assert response.json()["boolean"] is True


def test_a_misspelt_term_is_pointed_out_and_the_query_runs(client):
    response = client.get("/sparql", params={"query": "SELECT * { ?s llmkg:confidense ?o }"})
    assert response.json()["results"]["bindings"] == []
    assert "llmkg:confidence" in response.headers["x-llmkg-hint"]
    again = client.get("/sparql", params={"query": "SELECT * { ?s llmkg:confidense ?o }"})
    assert again.headers["x-llmkg-hint"] == response.headers["x-llmkg-hint"]
    fine = client.get("/sparql", params={"query": "SELECT * { ?s llmkg:confidence ?o } LIMIT 1"})
    assert "x-llmkg-hint" not in fine.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Accept", "text/turtle"), ("Accept", "text/csv")], 200),
        ([("Accept", "text/turtle"), ("Accept", "image/png")], 406),
    ],
)
def test_several_accept_headers_are_one(client, headers, status):
    response = client.get("/sparql", params={"query": "ASK {}"}, headers=headers)
    assert response.status_code == status
