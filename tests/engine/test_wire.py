"""The short way says what the long way says, and is taken only where that is sure."""

import gzip
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.serving import serving

PASSING = {"date", "x-request-id", "connection"}


@pytest.fixture(scope="module")
def address(slim, tmp_path_factory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("wire") / "out"
    with serving(slim / "out", out, root=slim / "root", options=["--workers", "1"]) as served:
        yield served.address


def ways(address: str) -> dict[str, float]:
    """How many queries were answered so far, by the way it was done."""
    text = httpx.get(f"{address}/metrics", timeout=30).text
    counts: dict[str, float] = {}
    for line in text.splitlines():
        match = re.match(r"llmkg_request_seconds_count\{(.*)\} (.*)", line)
        if match and 'route="/sparql"' in match[1]:
            way = re.search(r'way="(\w+)"', match[1])
            assert way is not None
            counts[way[1]] = counts.get(way[1], 0) + float(match[2])
    return counts


def plain(response: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in response.headers.items() if name not in PASSING}
    # A page says how long its answer took, and is as long as that is to say.
    body, timed = re.subn(rb"[\d,]+ ms", b"", response.content)
    if timed:
        del headers["content-length"]
    return response.status_code, body, headers


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({}, {}),
        ({"Accept": "text/csv;q=0.5, application/sparql-results+xml"}, {}),
        ({"Accept": "text/csv"}, {"format": "tsv"}),
        ({"Accept": "image/png"}, {}),
        ({"Accept": "text/html"}, {}),
        ({"If-None-Match": "*"}, {}),
        ({"If-None-Match": '"other"'}, {}),
        ({"Accept-Encoding": "gzip"}, {}),
        ({"Accept-Encoding": "identity"}, {}),
        ({"X-Request-Id": "mine"}, {}),
        ({}, {"default-graph-uri": "relative"}),
        ({}, {"default-graph-uri": "urn:x:none"}),
        ({}, {"query": "ASK {}"}),
        ({}, {"update": "CLEAR ALL"}),
        ({}, {"timeout": "3"}),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p ?o { model:davinci ?p ?o } ORDER BY ?p ?o",
        "ASK { model:davinci a llmkg:Modell }",
        "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a llmkg:Model ; rdfs:label ?o }",
        "SELECT (UUID() AS ?u) { }",
        "SELECT * { model:davinci ?p",
    ],
)
def test_the_short_way_says_what_the_long_way_says(address, text, headers, more):
    query = httpx.QueryParams({"query": text, **{k: v for k, v in more.items() if k != "query"}})
    if "query" in more:
        query = query.add("query", more["query"])
    unsaid = {"Accept-Encoding": "identity", **headers}
    with httpx.Client(timeout=60, headers=unsaid) as client:
        # A request that closes its connection takes the usual way.
        usual = plain(
            client.get(f"{address}/sparql", params=query, headers={"Connection": "close"})
        )
        for _ in range(4):  # computed, computed and kept, kept, known by its bytes
            short = plain(client.get(f"{address}/sparql", params=query))
            if "UUID" in text and "etag" not in short[2]:
                assert (short[0], short[2]) == (usual[0], usual[2])
            else:
                assert short == usual


def test_each_way_is_taken(address):
    text = "SELECT ?p { model:davinci ?p ?way }"
    before = ways(address)
    with httpx.Client(timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        for _ in range(6):
            client.get(f"{address}/sparql", params={"query": text}).raise_for_status()
    after = ways(address)
    # Most queries come once: an answer is kept when it is asked for the second time.
    assert after["inline"] - before.get("inline", 0) == 2
    assert after["cache"] - before.get("cache", 0) == 4


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json"])
def test_requests_that_differ_in_names_are_answered_alike(address, accept):
    text = "SELECT ?{0} ?{1} {{ model:davinci ?{0} ?{1} }} ORDER BY ?{0} ?{1} LIMIT 7"
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    with httpx.Client(timeout=60, headers=headers) as client:
        for number in range(12):
            query = {"query": text.format(f"p{number}", f"o_{number}")}
            closing = {"Connection": "close"}  # takes the usual way
            short = plain(client.get(f"{address}/sparql", params=query))
            usual = plain(client.get(f"{address}/sparql", params=query, headers=closing))
            assert short == usual
            assert f"o_{number}".encode() in short[1]
            again = {"If-None-Match": short[2]["etag"]}
            known = client.get(f"{address}/sparql", params=query, headers=again)
            assert known.status_code == 304


THINGS = [
    *("model/davinci", "model/text-davinci-003", "ability/in-context-learning", "model/gpt-4"),
    *("source/fu2022-zh", "model/nobody", "ontology#Model", "ontology#Modle", "model/davinci"),
]


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SELECT ?p{0} ?o {{ <{1}> ?p{0} ?o }}", "application/sparql-results+json"),
        ("SELECT ?o{0} {{ <{1}> rdfs:label ?o{0} }}", "application/sparql-results+json"),
        ("SELECT ?p ?o{0} {{ <{1}> ?p ?o{0} }} LIMIT 3{0}", "text/tab-separated-values"),
        ("SELECT ?s {{ ?s a <{1}> }} ORDER BY ?s LIMIT 2{0}", "application/sparql-results+json"),
        ("ASK {{ <{1}> <http://www.w3.org/2000/01/rdf-schema#label> ?x{0} }}", "application/json"),
        ("CONSTRUCT WHERE {{ <{1}> ?p{0} ?o }}", "application/n-triples"),
        ('SELECT ?s {{ ?s dcterms:identifier "{1}" }} # {0}', "application/sparql-results+json"),
        ("SELECT ?p {{ <{1}> ?p <{1}> }} # {0}", "application/sparql-results+json"),
    ],
)
def test_requests_that_ask_about_other_things_are_answered_alike(address, text, accept):
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    before = ways(address)
    with httpx.Client(timeout=60, headers=headers) as client:
        for number, thing in enumerate([*THINGS, *THINGS]):
            query = {"query": text.format(number, f"https://w3id.org/llmkg/{thing}")}
            closing = {"Connection": "close"}  # takes the usual way
            short = plain(client.get(f"{address}/sparql", params=query))
            usual = plain(client.get(f"{address}/sparql", params=query, headers=closing))
            assert short == usual
            assert ("x-llmkg-hint" in short[2]) is ("Modle" in thing and "<" in text)
    after = ways(address)
    assert after["inline"] - before.get("inline", 0) > 2 * len(THINGS)


def test_large_answers_are_kept_when_they_come_again(address):
    text = "SELECT ?s ?p ?o ?large { ?s ?p ?o } LIMIT 90"
    before = ways(address)
    with httpx.Client(timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        for _ in range(4):
            found = client.get(f"{address}/sparql", params={"query": text}).raise_for_status()
    assert len(found.content) > 8_192
    after = ways(address)
    assert after["inline"] - before.get("inline", 0) == 2
    assert after["cache"] - before.get("cache", 0) == 2


def test_an_answer_that_is_compressed_is_the_same(address):
    query = {"query": "SELECT * { ?s a llmkg:Model ; rdfs:label ?l } LIMIT 60"}
    plainly = httpx.get(f"{address}/sparql", params=query, headers={"Accept-Encoding": "identity"})
    assert len(plainly.content) > 2_000
    for _ in range(3):
        with httpx.stream(
            "GET", f"{address}/sparql", params=query, headers={"Accept-Encoding": "gzip"}
        ) as coded:
            assert coded.headers["content-encoding"] == "gzip"
            assert gzip.decompress(b"".join(coded.iter_raw())) == plainly.content


def read(client: socket.socket, bodies: int) -> list[bytes]:
    """The bodies of so many answers that come one after the other."""
    said = b""
    found: list[bytes] = []
    while len(found) < bodies:
        while b"\r\n\r\n" not in said:
            said += client.recv(65_536)
        start, _, said = said.partition(b"\r\n\r\n")
        assert start.startswith(b"HTTP/1.1 200 "), start
        size = re.search(rb"content-length: (\d+)", start)
        assert size is not None
        while len(said) < int(size[1]):
            said += client.recv(65_536)
        found.append(said[: int(size[1])])
        said = said[int(size[1]) :]
    assert said == b""
    return found


def asked(text: str, *lines: str) -> bytes:
    query = httpx.QueryParams({"query": text})
    return "\r\n".join([f"GET /sparql?{query} HTTP/1.1", "Host: x", *lines, "", ""]).encode()


TEXTS = [
    ("SELECT ?p ?o { model:davinci ?p ?o }", b'"vars":["p","o"]'),
    ("SELECT (COUNT(*) AS ?n) { ?s a llmkg:Claim ; ?p ?o FILTER(RAND() < 2) }", b'"vars":["n"]'),
    ("ASK { model:davinci a llmkg:Model }", b'"boolean":true'),
    ("SELECT (COUNT(*) AS ?m) { { ?s a llmkg:Model } }", b'"vars":["m"]'),
]


def test_requests_that_come_at_once_are_answered_in_order(address):
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.settimeout(60)
        client.sendall(b"".join(asked(text) for text, _ in TEXTS * 4))
        for body, (_, mark) in zip(read(client, len(TEXTS) * 4), TEXTS * 4, strict=True):
            assert mark in body


def test_a_request_that_comes_in_pieces_is_one_request(address):
    text, mark = TEXTS[0]
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.settimeout(60)
        for _ in range(3):
            client.sendall(asked(text))
            assert mark in read(client, 1)[0]
        whole = asked(text)
        for start in range(0, len(whole), 17):
            client.sendall(whole[start : start + 17])
        assert mark in read(client, 1)[0]
        # A request and a half, then the rest.
        client.sendall(whole + whole[:20])
        assert mark in read(client, 1)[0]
        client.sendall(whole[20:])
        assert mark in read(client, 1)[0]


@pytest.mark.parametrize(
    "lines",
    [
        ("Host: y",),
        ("Host : y",),
        ("Content-Length: 3", "Content-Length: 4"),
        ("Transfer-Encoding: chunked", "Content-Length: 3"),
        ("broken",),
    ],
)
def test_a_head_that_is_wrong_is_refused_here_too(address, lines):
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.settimeout(60)
        for _ in range(4):
            client.sendall(asked(TEXTS[0][0]))
            read(client, 1)
        client.sendall(asked(TEXTS[0][0], *lines))
        assert client.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_the_body_of_a_get_is_not_taken_for_a_request(address):
    hidden = asked("ASK { <urn:x:hidden> ?p ?o }")
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.settimeout(60)
        client.sendall(asked(TEXTS[0][0], f"Content-Length: {len(hidden)}") + hidden)
        client.sendall(asked(TEXTS[2][0]))
        first, second = read(client, 2)
        assert TEXTS[0][1] in first
        assert TEXTS[2][1] in second


@pytest.mark.parametrize("first", ["identity", "gzip", "br"])
def test_the_tag_of_any_coding_is_known_on_the_short_way(address, first):
    url = httpx.URL(
        f"{address}/sparql", params={"query": "SELECT * { ?s a ?c ; rdfs:label ?l } LIMIT 100"}
    )
    tag = httpx.get(url, headers={"Accept-Encoding": first}, timeout=30).headers["etag"]
    for then in ("identity", "gzip"):
        known = {"Accept-Encoding": then, "If-None-Match": tag}
        again = httpx.get(url, headers=known, timeout=30)
        assert (again.status_code, again.headers["etag"]) == (304, tag)
