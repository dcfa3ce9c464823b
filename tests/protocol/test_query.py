"""The query cases of the W3C's tests of the SPARQL 1.1 Protocol, each under its name there.

They were written anew from their descriptions. Their data are graphs at kasei.us; ours are those
that every snapshot has. Where a server of ours answers otherwise than a case has it, it is said.
"""

from collections.abc import Iterator

import httpx
import pytest

from tests.stranger import stranger

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BOOLEAN = ("application/sparql-results+json", "application/sparql-results+xml")
TABULAR = (*BOOLEAN, "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8")
RDF = ("text/turtle; charset=utf-8", "application/rdf+xml", "application/n-triples")
CATALOGUE = "https://w3id.org/llmkg/graph/catalogue"
ONTOLOGY = "https://w3id.org/llmkg/graph/ontology"
SOURCE = "https://w3id.org/llmkg/graph/source/fu2022-zh"
# In one graph each, so that it can be told which graphs were asked.
IN_CATALOGUE = "<https://w3id.org/llmkg/model/davinci> a ?one"
IN_ONTOLOGY = "<https://w3id.org/llmkg/ontology#Claim> a ?two"
IN_SOURCE = "?claim <https://w3id.org/llmkg/ontology#asserts> ?three"


@pytest.fixture(scope="module")
def client(reader) -> Iterator[httpx.Client]:
    with stranger(reader.address) as client:
        yield client


def direct(client, query, **params):
    headers = {"Content-Type": DIRECT}
    return client.post("/sparql", params=params, content=query, headers=headers)


def says(response) -> bool:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] in BOOLEAN
    return response.json()["boolean"]  # type: ignore[no-any-return]


def test_query_get(client):
    assert says(client.get("/sparql", params={"query": "ASK {}"}))
    assert says(client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": CATALOGUE}))


def test_query_post_form(client):
    headers = {"Content-Type": FORM}
    assert says(client.post("/sparql", content="query=ASK%20%7B%7D", headers=headers))
    assert says(
        client.post(
            "/sparql",
            params={"default-graph-uri": CATALOGUE},
            content="query=ASK%20%7B%7D",
            headers=headers,
        )
    )


def test_query_post_direct(client):
    assert says(direct(client, "ASK {}"))


def test_query_dataset_default_graph(client):
    assert says(direct(client, f"ASK {{ {IN_CATALOGUE} }}", **{"default-graph-uri": CATALOGUE}))
    assert not says(direct(client, f"ASK {{ {IN_CATALOGUE} }}", **{"default-graph-uri": ONTOLOGY}))


BOTH = f"ASK {{ {IN_CATALOGUE} . {IN_ONTOLOGY} }}"


@pytest.mark.parametrize("name", ["get", "post", "form"])
def test_query_dataset_default_graphs(client, name):
    graphs = {"default-graph-uri": [CATALOGUE, ONTOLOGY]}
    asked = {
        "get": lambda given: client.get("/sparql", params={"query": BOTH, **given}),
        "post": lambda given: direct(client, BOTH, **given),
        "form": lambda given: client.post("/sparql", data={"query": BOTH, **given}),
    }[name]
    assert says(asked(graphs))
    assert not says(asked({"default-graph-uri": CATALOGUE}))


NAMED = f"ASK {{ GRAPH ?g {{ {IN_CATALOGUE} }} GRAPH ?h {{ {IN_ONTOLOGY} }} }}"


@pytest.mark.parametrize("name", ["get", "post", "form"])
def test_query_dataset_named_graphs(client, name):
    graphs = {"named-graph-uri": [CATALOGUE, ONTOLOGY]}
    asked = {
        "get": lambda given: client.get("/sparql", params={"query": NAMED, **given}),
        "post": lambda given: direct(client, NAMED, **given),
        "form": lambda given: client.post("/sparql", data={"query": NAMED, **given}),
    }[name]
    assert says(asked(graphs))
    assert not says(asked({"named-graph-uri": CATALOGUE}))


def test_query_dataset_full(client):
    query = f"""ASK {{ {IN_SOURCE}
        GRAPH ?g {{ {IN_CATALOGUE} }} GRAPH ?h {{ {IN_ONTOLOGY} }} }}"""
    graphs = {"default-graph-uri": SOURCE, "named-graph-uri": [CATALOGUE, ONTOLOGY]}
    assert says(direct(client, query, **graphs))
    bare = f"ASK {{ {IN_CATALOGUE} }}"
    assert not says(direct(client, bare, **graphs)), "named graphs are not in the default graph"
    elsewhere = f"ASK {{ GRAPH ?g {{ {IN_SOURCE} }} }}"
    assert not says(direct(client, elsewhere, **graphs)), "nor the default graph among the named"


def test_query_multiple_dataset(client):
    """The dataset of the protocol goes before the one of the query."""
    query = f"ASK FROM <{SOURCE}> {{ GRAPH ?g {{ {IN_CATALOGUE} }} GRAPH ?h {{ {IN_ONTOLOGY} }} }}"
    assert says(direct(client, query, **{"named-graph-uri": [CATALOGUE, ONTOLOGY]}))
    from_source = f"ASK FROM <{SOURCE}> {{ {IN_SOURCE} }}"
    assert says(direct(client, from_source))
    assert not says(direct(client, from_source, **{"default-graph-uri": ONTOLOGY}))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param("SELECT (1 AS ?value) {}", TABULAR, id="query_content_type_select"),
        pytest.param("ASK {}", BOOLEAN, id="query_content_type_ask"),
        pytest.param("DESCRIBE <http://example.org/>", RDF, id="query_content_type_describe"),
        pytest.param("CONSTRUCT { <s> <p> 1 } WHERE {}", RDF, id="query_content_type_construct"),
    ],
)
def test_query_content_type(client, query, wanted):
    response = direct(client, query)
    assert response.status_code == 200
    assert response.headers["content-type"] in wanted


def test_a_relative_iri_is_one_of_ours(client):
    """The base is the service's to choose; `test_update.py` has the same for updates."""
    response = direct(client, "CONSTRUCT { <s> <p> 1 } WHERE {}")
    assert "https://w3id.org/llmkg/s" in response.text
    assert says(direct(client, "ASK FROM <graph/catalogue> { <model/davinci> ?p ?o }"))
    assert not says(direct(client, "BASE <urn:x:> ASK { <model/davinci> ?p ?o }"))


REFUSED = [
    pytest.param("PUT", {"params": {"query": "ASK {}"}}, 405, id="bad_query_method"),
    pytest.param(
        "GET",
        {"params": [("query", "ASK {}"), ("query", "SELECT * {}")]},
        400,
        id="bad_multiple_queries",
    ),
    pytest.param(
        "POST",
        {"content": "query=ASK+%7B%7D&query=ASK+%7B%7D", "headers": {"Content-Type": FORM}},
        400,
        id="bad_multiple_queries-form",
    ),
    pytest.param(
        "POST",
        {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}},
        415,
        id="bad_query_wrong_media_type",
    ),
    pytest.param("POST", {"content": "query=ASK%20%7B%7D"}, 415, id="bad_query_missing_form_type"),
    pytest.param("POST", {"content": "ASK {}"}, 415, id="bad_query_missing_direct_type"),
    pytest.param(
        "POST",
        {
            "content": "ASK {}".encode("utf-16"),
            "headers": {"Content-Type": f"{DIRECT}; charset=UTF-16"},
        },
        415,
        id="bad_query_non_utf8",
    ),
    pytest.param(
        "POST",
        {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": DIRECT}},
        400,
        id="bad_query_non_utf8-unsaid",
    ),
    pytest.param("GET", {"params": {"query": "ASK {"}}, 400, id="bad_query_syntax"),
    pytest.param(
        "POST",
        {"content": "ASK {", "headers": {"Content-Type": DIRECT}},
        400,
        id="bad_query_syntax-direct",
    ),
]


@pytest.mark.parametrize(("method", "how", "status"), REFUSED)
def test_refused(client, method, how, status):
    response = client.request(method, "/sparql", **how)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


# -- beyond the W3C's cases: what the protocol's text says


def test_the_same_triple_in_two_default_graphs_comes_once(client):
    """Several default graphs are merged (SPARQL 1.1 Protocol, 2.1.4), and a graph is a set."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    once = direct(client, count, **{"default-graph-uri": CATALOGUE}).json()
    twice = direct(client, count, **{"default-graph-uri": [CATALOGUE, CATALOGUE]}).json()
    assert once["results"]["bindings"] == twice["results"]["bindings"]


@pytest.mark.parametrize(
    "content_type",
    [
        DIRECT.upper(),
        f"{DIRECT};charset=utf-8",
        f'{DIRECT} ; Charset="UTF-8"',
        f"{DIRECT}; version=1.1",
    ],
)
def test_a_media_type_is_read_as_one(client, content_type):
    headers = {"Content-Type": content_type}
    assert says(client.post("/sparql", content="ASK {}", headers=headers))


def test_a_form_is_decoded_once(client):
    query = "SELECT ('%2B+%41' AS ?text) {}"
    for response in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        direct(client, query),
    ):
        assert response.json()["results"]["bindings"][0]["text"]["value"] == "%2B+%41"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_parameters_of_others_are_passed_over(client, method):
    how = {"params": {"query": "ASK {}", "debug": "on", "timeout": "x", "infer": "false"}}
    assert says(
        client.request(method, "/sparql", **how if method == "GET" else {"data": how["params"]})
    )


def test_head_is_get_without_its_body(client):
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 5"}
    plain = {"Accept-Encoding": "identity"}  # else the length is not known without compressing
    whole = client.get("/sparql", params=asked, headers=plain)
    head = client.head("/sparql", params=asked, headers=plain)
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers.get(name) == whole.headers.get(name), name


def test_options(client):
    response = client.options("/sparql")
    assert response.status_code == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(response.headers["allow"].split(", "))
