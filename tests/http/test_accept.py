"""Any Accept header at /sparql gets what it asks for, or 406; never an error of ours."""

import json
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
          "text/tab-separated-values")  # fmt: skip
GRAPHS = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
OTHERS = ("application/json", "application/xml", "text/plain", "image/png", "text/html")
RANGES = st.sampled_from([*TABLES, *GRAPHS, *OTHERS, "*/*", "text/*", "application/*", "image/*"])
QUALITIES = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.001", ";q=0.5", ";q=1", "; Q=0.7"])
EXTRA = st.sampled_from(["", ";charset=utf-8", ";version=1.2", ' ; a="b,c"'])
HEADERS = st.lists(
    st.builds(lambda *parts: "".join(parts), RANGES, EXTRA, QUALITIES), max_size=5
).map(", ".join)
ANYTHING = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
QUERIES = {
    "SELECT ?s { ?s a llmkg:Model } LIMIT 2": TABLES,
    "ASK { ?s a llmkg:Model }": TABLES,
    "CONSTRUCT WHERE { model:davinci ?p ?o }": GRAPHS,
}


def read(content_type, body):
    """Read the body as what it says it is."""
    kind = content_type.partition(";")[0]
    if kind in ("application/sparql-results+xml", "application/xml"):
        ET.fromstring(body)
    elif kind.endswith("json"):
        json.loads(body)
    elif kind in GRAPHS:
        list(ox.parse(body, format=ox.RdfFormat.from_media_type(kind)))
    else:
        assert body.decode()


@pytest.mark.parametrize("query", QUERIES)
@few(max_examples=40)
@given(accept=st.one_of(HEADERS, ANYTHING))
def test_the_body_is_what_its_type_says(client, query, accept):
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code in (200, 406)
    content_type = response.headers["content-type"]
    assert "accept" in response.headers["vary"].lower()
    assert response.headers["access-control-allow-origin"] == "*"
    if response.status_code == 406:
        if content_type == "application/problem+json":
            assert QUERIES[query][0] in response.json()["mend"]
    elif not content_type.startswith("text/html"):
        read(content_type, response.content)
        kind = content_type.partition(";")[0]
        # what was written out with no quality at all, and nowhere with any, never comes
        named = [part.replace(" ", "") for part in accept.split(",") if kind in part]
        assert not named or any(part != f"{kind};q=0" for part in named)


@pytest.mark.parametrize("query", QUERIES)
def test_each_type_alone_brings_itself(client, query):
    for media_type in QUERIES[query]:
        for accept in (media_type, media_type.upper(), f"{media_type}, */*;q=0.1"):
            response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
            assert response.headers["content-type"].partition(";")[0] == media_type
