"""The W3C's tests of the Graph Store Protocol, each under its name there, and its text.

They were written anew from their descriptions. There, a graph's address is below the store's; ours
takes that and `?graph=`. Where a server of ours answers otherwise than a case has it, it is said.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.stranger import stranger

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
STORE = "/rdf-graph-store"
NUMBERS = count(1)
PREFIXES = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""
JOHN = f"""{PREFIXES}<http://example.org/1> a foaf:Person ;
    foaf:businessCard [ a v:VCard ; v:fn "John Doe" ] ."""
JANE = f"""{PREFIXES}<http://example.org/1> a foaf:Person ;
    foaf:businessCard [ a v:VCard ; v:fn "Jane Doe" ] ."""
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:x:">'
    '<rdf:Description rdf:about="urn:x:s"><e:p>é</e:p></rdf:Description></rdf:RDF>'
)
NAME = f'{PREFIXES}<http://example.org/1> foaf:name "Jane Doe" .'
ALICE = f'{PREFIXES}[] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'


@pytest.fixture(scope="module")
def client(writer) -> Iterator[httpx.Client]:
    with stranger(writer.address, headers={"Authorization": f"Bearer {writer.token}"}) as client:
        yield client


@pytest.fixture(scope="module")
def nobody(writer) -> Iterator[httpx.Client]:
    with stranger(writer.address) as client:
        yield client


def graph(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


def holds(client, place, *texts):
    response = client.get(place, headers={"Accept": "text/turtle"})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/turtle")
    wanted = rdflib.Graph()
    for text in texts:
        wanted += graph(text)
    assert isomorphic(graph(response.text), wanted)


def test_the_sequence_of_the_w3c(client):
    """From put__initial_state to head_on_a_nonexisting_graph: each builds on the one before.

    This graph is named by its own address; those of the other tests, by `?graph=`.
    """
    place = f"{STORE}/person/1.ttl"
    made = client.put(place, content=JOHN, headers=TURTLE)
    assert made.status_code == 201, f"put__initial_state: {made.text}"
    holds(client, place, JOHN)  # get_of_put__initial_state
    holds(client, made.headers["location"], JOHN)
    again = client.put(place, content=JANE, headers=TURTLE)
    assert again.status_code in (200, 204), f"put__graph_already_in_store: {again.text}"
    holds(client, place, JANE)  # get_of_put__graph_already_in_store
    wrong = client.put(place, content=JANE, headers={"Content-Type": "application/rdf+xml"})
    assert wrong.status_code == 400, "put__mismatched_payload"
    holds(client, place, JANE)
    more = client.post(place, content=NAME, headers=TURTLE)
    assert more.status_code in (200, 204), f"post__existing_graph: {more.text}"
    holds(client, place, JANE, NAME)  # get_of_post__existing_graph
    # get_of_post__after_noop has a POST without triples first
    assert client.post(place, content="", headers=TURTLE).status_code in (200, 204)
    holds(client, place, JANE, NAME)
    head = client.head(place, headers={"Accept": "text/turtle"})
    assert head.status_code == 200, "head_on_an_existing_graph"
    assert head.content == b""
    get = client.get(place, headers={"Accept": "text/turtle"})
    for name in ("content-type", "etag", "vary", "cache-control"):
        assert head.headers[name] == get.headers[name], name
    assert get.headers["content-type"] == "text/turtle; charset=utf-8"
    gone = client.delete(place)
    assert gone.status_code in (200, 204), f"delete__existing_graph: {gone.text}"
    assert client.get(place).status_code == 404, "get_of_delete__existing_graph"
    assert client.delete(place).status_code == 404, "delete__nonexistent_graph"
    assert client.head(place).status_code == 404, "head_on_a_nonexisting_graph"


def test_post_multipart_formdata(client):
    """post__multipart_formdata: two documents in one request; the name of one tells its format."""
    place = f"{STORE}?graph=urn:x:multipart"
    files = {
        "one": ("1.ttl", NAME, "text/turtle; charset=utf-8"),
        "two": ("2.nt", '<http://example.org/1> <urn:x:p> "o" .', "application/octet-stream"),
    }
    response = client.post(place, files=files)
    assert response.status_code == 201, response.text
    holds(client, place, NAME, '<http://example.org/1> <urn:x:p> "o" .')
    assert client.post(place, files={"one": ("1.exe", b"x")}).status_code == 415
    assert client.post(place, data={"a": "b"}).status_code == 415


def test_post_create_new_graph(client, writer):
    """post__create__new_graph: the store itself makes a graph and says where."""
    response = client.post(STORE, content=ALICE, headers=TURTLE)
    assert response.status_code == 201, response.text
    location = response.headers["location"]
    assert location.startswith(writer.address)
    holds(client, location, ALICE)  # get_of_post__create__new_graph
    holds(client, f"{STORE}?graph={quote(location, safe='')}", ALICE)
    other = client.post(STORE, content=ALICE, headers=TURTLE).headers["location"]
    assert other != location
    assert client.delete(other).status_code == 204
    assert client.get(other).status_code == 404


def test_put_default_graph(client):
    """put__default_graph, with our contract: what names no graph goes to `graph/contributed`, and
    reading the default graph gives the union of all."""
    response = client.put(f"{STORE}?default", content=NAME, headers=TURTLE)
    assert response.status_code in (200, 201, 204), response.text
    own = quote("https://w3id.org/llmkg/graph/contributed", safe="")
    holds(client, f"{STORE}?graph={own}", NAME)
    whole = client.get(f"{STORE}?default", headers={"Accept": "application/n-triples"})
    assert whole.status_code == 200
    assert '<http://xmlns.com/foaf/0.1/name> "Jane Doe"' in whole.text
    assert "https://w3id.org/llmkg/model/w" in whole.text
    assert client.delete(f"{STORE}?default").status_code in (200, 204)
    assert client.get(f"{STORE}?graph={own}").status_code in (200, 404)


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("TEXT/TURTLE;Charset=UTF-8", "<urn:x:s> <urn:x:p> 'é' ."),
        ("application/ld+json", '{"@id": "urn:x:s", "urn:x:p": "é"}'),
        (
            "application/rdf+xml",
            RDF_XML,
        ),
    ],
)
def test_every_format_is_read_and_given(client, content_type, content):
    place = f"{STORE}?graph=urn:x:format:{next(NUMBERS)}"
    put = client.put(place, content=content.encode(), headers={"Content-Type": content_type})
    assert put.status_code == 201, put.text
    for accept, syntax in (
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ):
        got = client.get(place, headers={"Accept": accept})
        assert got.headers["content-type"].startswith(accept)
        assert "accept" in got.headers["vary"].lower()
        found = rdflib.Graph().parse(data=got.text, format=syntax)
        assert isomorphic(found, graph("<urn:x:s> <urn:x:p> 'é' ."))
    assert client.get(place, headers={"Accept": "image/png"}).status_code == 406


def test_relative_names_are_resolved_against_the_graph(client):
    """RFC 3986 by the text's section 4: the base is the graph's own IRI."""
    place = f"{STORE}?graph={quote('http://example.org/base/graph', safe='')}"
    put = client.put(place, content="<> <#p> <other> .", headers=TURTLE)
    assert put.status_code in (201, 204), put.text
    base = "http://example.org/base/"
    holds(client, place, f"<{base}graph> <{base}graph#p> <{base}other> .")


OURS = "https://w3id.org/llmkg"
FINE = {"content": NAME, "headers": TURTLE}
CSV = {"content": "x", "headers": {"Content-Type": "text/csv"}}
LATIN = {"content": b"<urn:a> <urn:b> '\xff' .", "headers": TURTLE}
UTF_16 = {
    "content": NAME.encode("utf-16"),
    "headers": {"Content-Type": "text/turtle; charset=utf-16"},
}
PART = {"content": NAME, "headers": {**TURTLE, "Content-Range": "bytes 0-9/20"}}
CODED = {"content": b"\x1f\x8b", "headers": {**TURTLE, "Content-Encoding": "gzip"}}
REFUSED: list[tuple[str, str, dict[str, Any], set[int]]] = [
    ("GET", "", {}, {400, 200}),  # the store itself: no graph is meant, or its description
    ("GET", "?graph=", {}, {400}),
    ("GET", "?graph=relative", {}, {400}),
    ("GET", "?graph=http://a%20b/", {}, {400}),
    ("GET", "?graph=urn:x:a&graph=urn:x:b", {}, {400}),
    ("GET", "?graph=urn:x:a&default", {}, {400}),
    ("GET", "?default&default", {}, {400}),
    ("GET", "?graph=urn:x:nothing", {}, {404}),
    ("PUT", "", FINE, {400, 405}),
    ("DELETE", "", {}, {400, 405}),
    ("PUT", "?graph=relative", FINE, {400}),
    ("PUT", "?graph=urn:x:a", {"content": NAME}, {415}),
    ("PUT", "?graph=urn:x:a", CSV, {415}),
    ("PUT", "?graph=urn:x:a", {"content": "<a", "headers": TURTLE}, {400}),
    ("PUT", "?graph=urn:x:a", LATIN, {400}),
    ("PUT", "?graph=urn:x:a", UTF_16, {415}),
    ("PATCH", "?graph=urn:x:a", FINE, {415}),
    ("PUT", "?graph=urn:x:a", PART, {400}),
    ("PUT", "?graph=urn:x:a", CODED, {415}),
    ("PUT", f"?graph={OURS}/graph/ontology", FINE, {403}),
    ("PUT", f"?graph={OURS}/graph/assessments", FINE, {403}),
    ("PUT", f"?graph={OURS}/graph/audit", FINE, {403}),
    ("DELETE", f"?graph={OURS}/graph/entailed/established", {}, {403, 404}),
    ("PUT", f"?graph={OURS}/nothing", FINE, {403}),
]


@pytest.mark.parametrize(("method", "address", "how", "wanted"), REFUSED)
def test_refused(client, method, address, how, wanted):
    response = client.request(method, f"{STORE}{address}", **how)
    assert response.status_code in wanted, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
    assert client.get(f"{STORE}?graph=urn:x:a").status_code == 404, "nothing was stored"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_is_for_those_who_may(nobody, reader, method):
    address = f"{STORE}?graph=urn:x:{method}"
    how: dict[str, Any] = {"content": NAME, "headers": TURTLE}
    missing = nobody.request(method, address, **how)
    assert missing.status_code == 401
    assert missing.headers["www-authenticate"].lower().startswith("bearer")
    wrong = nobody.request(
        method, address, content=NAME, headers={**TURTLE, "Authorization": "Bearer wrong"}
    )
    assert wrong.status_code == 401
    with stranger(reader.address) as other:
        assert other.request(method, address, **how).status_code == 403, "no token is configured"
    assert nobody.get(address).status_code == 404


def test_preconditions(client):
    """Lost updates: RFC 9110, 13.1."""
    place = f"{STORE}?graph=urn:x:preconditions"
    missing = client.put(place, content=NAME, headers={**TURTLE, "If-Match": "*"})
    assert missing.status_code == 412
    first = client.put(place, content=NAME, headers={**TURTLE, "If-None-Match": "*"})
    assert first.status_code == 201, first.text
    second = client.put(place, content=JANE, headers={**TURTLE, "If-None-Match": "*"})
    assert second.status_code == 412
    tag = client.get(place, headers={"Accept": "text/turtle"}).headers["etag"]
    plain = {"Accept": "text/turtle", "If-None-Match": tag}
    assert client.get(place, headers=plain).status_code == 304
    assert (
        client.put(place, content=JANE, headers={**TURTLE, "If-Match": '"no"'}).status_code == 412
    )
    holds(client, place, NAME)
    json = client.get(place, headers={"Accept": "application/ld+json"}).headers["etag"]
    assert client.put(place, content=JANE, headers={**TURTLE, "If-Match": json}).status_code == 204
    holds(client, place, JANE)
    assert client.delete(place, headers={"If-Match": tag}).status_code == 412, "it has changed"


def test_who_writes_reads_what_was_written(client, writer):
    """On both server processes: each request has a connection of its own."""
    place = f"{STORE}?graph=urn:x:read-your-writes"
    for number in range(2):
        put = client.put(place, content=f"<urn:x:s> <urn:x:n> {number} .", headers=TURTLE)
        assert put.status_code in (201, 204)
        query = "SELECT ?n { GRAPH <urn:x:read-your-writes> { ?s <urn:x:n> ?n } }"
        for _ in range(6):
            found = httpx.get(writer.sparql, params={"query": query}).json()["results"]["bindings"]
            assert [row["n"]["value"] for row in found] == [str(number)]


@pytest.mark.parametrize(
    ("method", "how", "header", "wanted"),
    [
        ("PUT", CSV, "accept-put", "text/turtle"),
        ("POST", CSV, "accept-post", "multipart/form-data"),
        ("PATCH", FINE, "accept-patch", "application/sparql-update"),
        ("PUT", CODED, "accept-encoding", "identity"),
    ],
)
def test_a_refused_body_hears_what_is_read(client, method, how, header, wanted):
    response = client.request(method, f"{STORE}?graph=urn:x:b", **how)
    assert response.status_code == 415
    assert wanted in response.headers[header]


def test_options(client):
    response = client.options(STORE)
    assert response.status_code == 204
    allowed = set(response.headers["allow"].split(", "))
    assert {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"} <= allowed
