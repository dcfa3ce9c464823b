"""The stored queries as RDF: at the address of their pages, by Accept and by name."""

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
ONE = "/queries/origins-of-ability"


def graph_of(response):
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.content, format="turtle")


def test_all_of_them(client):
    response = client.get("/queries", headers={"Accept": "text/turtle"})
    graph = graph_of(response)
    assert set(graph.subjects(RDF.type, SH.SPARQLExecutable)) == {
        URIRef(f"https://w3id.org/llmkg/queries/{each['name']}")
        for each in client.get("/api/queries").json()["items"]
    }
    assert response.headers["vary"].startswith("Accept")
    known = {"Accept": "text/turtle", "If-None-Match": response.headers["etag"]}
    assert client.get("/queries", headers=known).status_code == 304


def test_one(client):
    graph = graph_of(client.get(f"{ONE}?format=turtle"))
    (iri,) = graph.subjects(RDF.type, SH.SPARQLExecutable)
    endpoint = graph.value(iri, SCHEMA.target)
    assert endpoint == URIRef("http://testserver/sparql")
    text = str(graph.value(iri, SH.select))
    rows = client.get(str(endpoint), params={"query": text}).json()["results"]["bindings"]
    api = client.get("/api/queries/origins-of-ability", params={"ability": "chain-of-thought"})
    assert rows == api.json()["results"]["bindings"] != []


@pytest.mark.parametrize("path", ["/queries", ONE])
def test_browsers_get_the_page(client, path):
    for headers in ({}, {"Accept": "text/html,*/*;q=0.8"}):
        assert "text/html" in client.get(path, headers=headers).headers["content-type"]
    assert "text/html" in client.get(f"{path}?format=html").headers["content-type"]
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_what_there_is_not(client):
    turtle = {"Accept": "text/turtle"}
    assert client.get("/queries/none", headers=turtle).status_code == 404
    assert client.get(f"{ONE}?format=csv").status_code in (400, 406)
    assert client.get(f"{ONE}?format=turtle&ability=x").status_code == 422


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_descriptions_lead_there(client, path):
    graph = graph_of(client.get(path, headers={"Accept": "text/turtle"}))
    see = URIRef("http://www.w3.org/2000/01/rdf-schema#seeAlso")
    assert URIRef("http://testserver/queries") in set(graph.objects(None, see))
