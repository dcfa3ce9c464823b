"""RDF 1.2 over HTTP: triple terms for whoever asks for them, and for nobody else."""

import pyoxigraph as ox
import pytest
from httplink import parse_link_header
from werkzeug.http import parse_options_header

from llmkg.export.context import load_context
from llmkg.export.export import quads_of
from llmkg.export.profiles import ALTERNATES, TRIPLE_TERMS
from llmkg.export.triple_terms import FORMATS, REIFIES, with_triple_terms
from llmkg.export.write import write
from llmkg.kb import KnowledgeBase
from llmkg.vocab import BASE

THING = "proposition/code-training-gives-chain-of-thought"
GRAPH = "graph/source/fu2022-zh"
ASKED = """CONSTRUCT {{ ?p rdf:reifies {} }}
WHERE {{ ?p rdf:subject ?s ; rdf:predicate ?r ; rdf:object ?o }} LIMIT 5"""
MEDIA_TYPES = pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)


@pytest.fixture(scope="module")
def kb(root, snapshot):
    with KnowledgeBase.open(snapshot, root / "queries") as opened:
        yield opened


def version(response):
    name, options = parse_options_header(response.headers["content-type"])
    return name, options.get("version")


def terms(response, format_):
    quads = ox.parse(response.content, format=format_.rdf)
    return {quad for quad in quads if isinstance(quad.object, ox.Triple)}


@MEDIA_TYPES
def test_who_accepts_it_gets_what_the_command_writes(client, kb, root, format_):
    announced = f"{format_.media_type};version=1.2"
    found = client.get(f"/{THING}", headers={"Accept": announced})
    assert version(found) == (format_.media_type, "1.2")
    assert {quad.subject.value for quad in terms(found, format_)} >= {BASE + THING}
    quads = with_triple_terms(quads_of(kb.store, BASE + THING, None))
    assert found.content == write(quads, format_, load_context(root), root=BASE + THING)
    there = client.get(found.headers["content-location"], headers={"Accept": "image/png"})
    assert (there.content, version(there)) == (found.content, version(found))
    assert "accept" in found.headers["vary"].lower()


@MEDIA_TYPES
@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("_profile=triple-terms&format={0.name}", {}),
        ("_profile=triple-terms", {"Accept": "{0.media_type}"}),
        ("_mediatype={0.media_type}%3Bversion%3D1.2", {}),
        ("", {"Accept": "{0.media_type}", "Accept-Profile": f"<{TRIPLE_TERMS.iri}>"}),
    ],
)
def test_the_other_ways_to_ask(client, format_, query, headers):
    headers = {name: value.format(format_) for name, value in headers.items()}
    found = client.get(f"/{THING}?{query.format(format_)}", headers=headers)
    assert version(found) == (format_.media_type, "1.2")
    assert terms(found, format_)


@pytest.mark.parametrize(
    "accept",
    [
        *("text/turtle", "text/turtle;version=1.1", "text/turtle;version=1.2-basic"),
        *("text/*;version=1.2", "text/turtle;version=3"),
        "text/turtle;version=1.2;q=0.1, text/turtle;q=0.2",
        *("application/rdf+xml;version=1.2", "application/ld+json;version=1.2"),
    ],
)
def test_nobody_else_gets_triple_terms(client, accept):
    found = client.get(f"/{THING}", headers={"Accept": accept})
    assert found.status_code == 200
    assert version(found)[1] is None
    assert b"reifies" not in found.content


def test_tags_tell_them_apart(client):
    plain = client.get(f"/{THING}", headers={"Accept": "text/turtle"})
    terms_ = client.get(f"/{THING}", headers={"Accept": "text/turtle;version=1.2"})
    assert plain.headers["etag"] != terms_.headers["etag"]
    held = {"Accept": "text/turtle;version=1.2", "If-None-Match": terms_.headers["etag"]}
    assert client.get(f"/{THING}", headers=held).status_code == 304
    held["If-None-Match"] = plain.headers["etag"]
    assert client.get(f"/{THING}", headers=held).status_code == 200


def test_a_graph_has_them_too(client):
    found = client.get(f"/{GRAPH}", headers={"Accept": "application/n-triples;version=1.2"})
    assert version(found) == ("application/n-triples", "1.2")
    assert terms(found, next(each for each in FORMATS if each.name == "ntriples"))
    again = client.get(found.headers["content-location"])
    assert again.content == found.content


def test_a_view_without_propositions_has_none(client):
    found = client.get(f"/{THING}?_profile=skos", headers={"Accept": "text/turtle;version=1.2"})
    assert found.status_code == 200
    assert not terms(found, FORMATS[0])
    missing = client.get(
        f"/{THING}?_profile=triple-terms", headers={"Accept": "application/ld+json"}
    )
    assert missing.status_code == 406


def test_it_is_listed_and_linked(client):
    listed = client.get(f"/{THING}?_profile={ALTERNATES.token}&format=nt").text
    assert '"text/turtle;version=1.2"' in listed
    links = parse_link_header(client.get(f"/{THING}").headers["link"]).links
    (there,) = (
        link.target for link in links if dict(link.attributes).get("profile") == TRIPLE_TERMS.iri
    )
    assert version(client.get(there))[1] == "1.2"


@pytest.mark.parametrize("name", ["turtle", "ntriples"])
@pytest.mark.parametrize("term", ["<<( ?s ?r ?o )>>", "?o"])
def test_sparql_answers_in_the_version_that_was_asked_for(client, name, term):
    format_ = next(each for each in FORMATS if each.name == name)
    params = {"query": ASKED.format(term)}
    headers = {"Accept": f"{format_.media_type};version=1.2, */*;q=0.1"}
    found = client.get("/sparql", params=params, headers=headers)
    assert found.status_code == 200, found.text
    assert version(found) == (format_.media_type, "1.2")
    assert {quad.predicate for quad in ox.parse(found.content, format=format_.rdf)} == {REIFIES}
    assert bool(terms(found, format_)) is ("<<" in term)
    plain = client.get("/sparql", params=params, headers={"Accept": format_.media_type})
    assert version(plain) == (format_.media_type, None)
    rows = client.get(
        "/sparql",
        params={"query": "SELECT * { ?s ?p ?o } LIMIT 1"},
        headers={"Accept": "text/csv;version=1.2"},
    )
    assert version(rows) == ("text/csv", None)


def test_the_graph_store_announces_it_too(client):
    address = f"/rdf-graph-store?graph={BASE}{GRAPH}"
    found = client.get(address, headers={"Accept": "application/n-triples;version=1.2"})
    assert version(found) == ("application/n-triples", "1.2")
    plain = client.get(address, headers={"Accept": "application/n-triples"})
    assert version(plain) == ("application/n-triples", None)
    # The protocol gives a graph as it is stored: nothing is added.
    assert plain.content == found.content
    assert plain.headers["etag"] != found.headers["etag"]
