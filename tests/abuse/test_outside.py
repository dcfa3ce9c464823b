"""Whatever a request names, the server goes nowhere: a bait listens, and nobody must come."""

import json

import pytest

TURTLE = "text/turtle"


QUERIES = {
    "service": "SELECT * {{ SERVICE <{0}/> {{ ?s ?p ?o }} }}",
    "silent": "SELECT * {{ SERVICE SILENT <{0}/> {{ ?s ?p ?o }} }}",
    "bound": "SELECT * {{ BIND(<{0}/> AS ?g) SERVICE ?g {{ ?s ?p ?o }} }}",
    "values": "SELECT * {{ VALUES ?g {{ <{0}/> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "prefixed": "PREFIX a: <{0}/> SELECT * {{ SERVICE a:b {{ ?s ?p ?o }} }}",
    "based": "BASE <{0}/> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "escaped": "SELECT * {{ \\u0053ERVICE <{0}/> {{ ?s ?p ?o }} }}",
    "small": "SELECT * {{ service<{0}/>{{?s ?p ?o}} }}",
    "commented": "SELECT * {{ SERVICE # }}\n <{0}/> {{ ?s ?p ?o }} }}",
    "in a filter": "ASK {{ FILTER NOT EXISTS {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }}",
    "below": "SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{0}/> {{ ?s ?p ?o }} }} }} }} }}",
    "constructed": "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}/> {{ ?s ?p ?o }} }}",
    "after a string": "SELECT * {{ BIND('\\'' AS ?x) SERVICE <{0}/> {{ ?s ?p ?o }} }}",
    "after a long string": 'SELECT * {{ BIND("""a"b""" AS ?x) SERVICE <{0}/> {{ ?s ?p ?o }} }}',
    "from": "SELECT * FROM <{0}/> {{ ?s ?p ?o }}",
    "from named": "SELECT * FROM NAMED <{0}/> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "from a file": "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "describe": "DESCRIBE <{0}/>",
    "load": "LOAD <{0}/>",
    "load into": "LOAD SILENT <{0}/> INTO GRAPH <urn:x:g>",
    "update": "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}/> {{ ?s ?p ?o }} }}",
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_reaches_out(client, bait, name):
    query = QUERIES[name].format(bait.address)
    response = client.post("/sparql", data={"query": query})
    if "SERVICE" in query.upper().replace("\\U0053", "S") or "LOAD" in query:
        assert response.status_code in (400, 403)
    else:
        assert response.status_code == 200
        assert "root:" not in response.text
        rows = response.headers["content-type"].startswith("application/sparql-results")
        assert not rows or response.json()["results"]["bindings"] == []


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    "scheme", ["bait", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/"]
)
def test_no_graph_of_the_protocol_is_fetched(client, bait, name, scheme):
    iri = bait.address if scheme == "bait" else scheme
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    response = client.get("/sparql", params={"query": query, name: iri})
    assert response.status_code == 200
    assert response.json()["results"]["bindings"] == []


@pytest.mark.parametrize("form", ["plain", "list", "scoped", "imported", "nested", "property"])
def test_no_context_is_fetched(client, bait, form):
    away = f"{bait.address}/context.jsonld"
    thing = {"@id": "urn:x:s", "https://example.org/p": "o"}
    document = {
        "plain": {"@context": away, **thing},
        "list": {"@context": [{}, away], **thing},
        "scoped": {"@context": {"p": {"@id": "urn:x:p", "@context": away}}, "p": {"q": 1}},
        "imported": {"@context": {"@version": 1.1, "@import": away}, **thing},
        "nested": {"@graph": [{"@context": away, **thing}]},
        "property": {"@context": {"T": {"@id": "urn:x:T", "@context": away}}, "@type": "T"},
    }[form]
    response = client.post(
        "/api/validate",
        content=json.dumps(document),
        headers={"Content-Type": "application/ld+json"},
    )
    assert response.status_code in (400, 422), response.text


@pytest.mark.parametrize("context", ["file:///etc/passwd", "//127.0.0.1/x", "../x", "data:,{}"])
def test_no_context_of_another_kind_is_read(client, context):
    response = client.post(
        "/api/validate",
        content=json.dumps({"@context": context, "@id": "urn:x:s", "p": 1}),
        headers={"Content-Type": "application/ld+json"},
    )
    assert response.status_code in (400, 422), response.text
    assert "root:" not in response.text


ENTITIES = {
    "outside": '<!DOCTYPE r [<!ENTITY x SYSTEM "{0}/x">]>{1}',
    "a file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{1}',
    "a parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "{0}/p"> %p;]>{1}',
    "a subset": '<!DOCTYPE r SYSTEM "{0}/r.dtd">{1}',
    "laughs": "<!DOCTYPE r [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&a11;'>]>{1}",
    "a blow-up": "<!DOCTYPE r [<!ENTITY x '" + "h" * 50_000 + "'>]>{1}",
}
BODY = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:x:">'
    '<rdf:Description rdf:about="urn:x:s"><e:p>%s</e:p></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize("name", ENTITIES)
def test_no_entity_of_xml_is_expanded(client, bait, name):
    content = ENTITIES[name].replace("{0}", bait.address).replace("{1}", BODY % ("&x;" * 2_000))
    response = client.post(
        "/api/validate", content=content, headers={"Content-Type": "application/rdf+xml"}
    )
    assert response.status_code in (400, 413, 415, 422), response.text
    assert "root:" not in response.text
    assert len(response.content) < 100_000


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Referer", "Origin", "X-Callback-URL"],
)
def test_no_header_sends_it_away(client, bait, name):
    response = client.get("/model/davinci", headers={name: f"{bait.address}/x"})
    assert response.status_code == 200
    assert str(bait.port) not in response.text
    assert not any(str(bait.port) in value for value in response.headers.values())
