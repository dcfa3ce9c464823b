import re

import pyoxigraph as ox
import pytest

from llmkg.export.formats import GRAPH_FORMATS

THINGS = [
    "model/text-davinci-003",
    "ability/chain-of-thought",
    "method/code-training",
    "proposition/code-training-gives-chain-of-thought",
    "claim/fu2022-zh-3-1-code-training-gives-cot",
    "evidence/fu2022-zh-gpt3-no-code-no-cot",
    "source/fu2022-zh",
    "agent/yao-fu",
    "tension/code-training-as-cause-of-chain-of-thought",
]


def triples(response, rdf):
    return {quad.triple for quad in ox.parse(response.content, format=rdf)}


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_a_thing_says_the_same_in_every_format(client, thing, format_):
    by_accept = client.get(f"/{thing}", headers={"Accept": format_.media_type})
    assert by_accept.status_code == 200, by_accept.text
    assert by_accept.headers["content-type"] == format_.content_type()
    by_name = client.get(f"/{thing}", params={"format": format_.name})
    assert by_name.content == by_accept.content
    plain = triples(client.get(f"/{thing}?format=nt"), ox.RdfFormat.N_TRIPLES)
    assert triples(by_accept, format_.rdf) == plain
    iri = ox.NamedNode(f"https://w3id.org/llmkg/{thing}")
    assert any(triple.subject == iri for triple in plain)


@pytest.mark.parametrize("thing", [*THINGS, "graph/catalogue", "graph/source/fu2022-zh"])
def test_a_browser_gets_a_page(client, thing):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = client.get(f"/{thing}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f"https://w3id.org/llmkg/{thing}" in response.text
    assert "content-disposition" not in response.headers


def test_the_page_of_a_proposition_shows_hedges_beside_claims(client):
    page = client.get("/proposition/code-training-gives-chain-of-thought?format=html").text
    assert "很可能" in page
    assert "不一定是因果性" in page


def test_alternates_are_named_and_are_there(client):
    response = client.get("/model/davinci")
    assert "accept" in response.headers["vary"].lower()
    assert 'rel="canonical"' in response.headers["link"]
    parts = [
        part
        for part in response.headers["link"].split(", ")
        if "alternate" in part and "profiles#llmkg" in part
    ]
    assert len(parts) == len(GRAPH_FORMATS) + 2
    for part in parts:
        address, _, rest = part.removeprefix("<").partition(">")
        found = client.get(address, headers={"Accept": "image/png"})
        assert found.status_code == 200
        assert (
            found.headers["content-type"].partition(";")[0]
            == rest.split('type="')[1].partition('"')[0]
        )
        assert found.headers["content-location"] == address


@pytest.mark.parametrize("path", ["/model/davinci", "/ontology", "/graph/catalogue"])
def test_tags_differ_by_format_and_save_the_answer(client, path):
    tags = set()
    for format_ in GRAPH_FORMATS:
        response = client.get(path, headers={"Accept": format_.media_type})
        tag = response.headers["etag"]
        tags.add(tag)
        again = client.get(
            path, headers={"Accept": format_.media_type, "If-None-Match": f'"x", {tag}'}
        )
        assert again.status_code == 304
        assert again.content == b""
        for name in ("etag", "cache-control", "vary", "content-location"):  # RFC 9110, 15.4.5
            assert again.headers[name] == response.headers[name]
    assert len(tags) == len(GRAPH_FORMATS)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/model/none", 404),
        ("/model/none?format=turtle", 404),
        ("/nothing/davinci", 404),
        ("/model/", 404),
        ("/model/a%20b", 404),
        ("/model/%22%3E", 404),
        ("/graph/none", 404),
        ("/graph/none?format=nq", 404),
        ("/model/davinci?format=yaml", 406),
        ("/model/davinci?formatt=turtle", 422),
    ],
)
def test_what_is_not_there(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_what_is_not_acceptable_varies_too(client):
    response = client.get("/model/davinci", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "accept" in response.headers["vary"].lower()


def test_a_named_graph_comes_whole(client):
    response = client.get("/graph/catalogue", headers={"Accept": "application/n-quads"})
    quads = list(ox.parse(response.content, format=ox.RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in quads} == {"<https://w3id.org/llmkg/graph/catalogue>"}
    name = "https://w3id.org/llmkg/graph/catalogue"
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    counted = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert len(quads) == int(counted[0]["n"]["value"])


def test_the_ontology_as_page_and_as_rdf(client):
    page = client.get("/ontology", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'id="givesRiseTo"' in page.text
    turtle = client.get("/ontology", headers={"Accept": "text/turtle"})
    found = triples(turtle, ox.RdfFormat.TURTLE)
    ontology = ox.NamedNode("https://w3id.org/llmkg/ontology")
    assert any(triple.subject == ontology for triple in found)


def test_no_page_takes_markup_from_the_data(client):
    page = client.get("/model/davinci?format=html").text
    ours = re.findall(r'<script (?:type="module" )?src="/static/[\w-]+\.js"></script>', page)
    data = re.findall(r'<script type="application/ld\+json">[^<]*</script>', page)
    assert page.count("<script") == len(ours) + len(data)


def test_the_page_at_the_root(client):
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for path in ("/api/openapi.json", "/queries", "/ontology"):
        assert f'href="{path}"' in response.text
        assert client.get(path, headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200
    assert "语言模型的能力从何而来" in client.get("/?lang=zh").text
    elsewhere = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', response.text)
    own = ("http://testserver/", "https://creativecommons.org/licenses/")
    assert [address for address in elsewhere if not address.startswith(own)] == []
    things = set(re.findall(r'href="(/(?:ability|proposition|question)/[\w-]+)', response.text))
    assert things
    for path in things:
        assert client.get(path).status_code == 200


def test_every_query_of_the_page_of_queries_answers(client):
    page = client.get("/queries").text
    names = re.findall(r'href="/queries/([\w/-]+)"', page)
    assert "code-training-evidence" in names
    assert set(names) == {each["name"] for each in client.get("/api/queries").json()["items"]}
    for name in names:
        response = client.get(f"/queries/{name}")
        assert response.status_code == 200, response.text
        assert f"/api/queries/{name}" in response.text
