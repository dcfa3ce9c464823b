"""Documents that are built to hurt, sent by somebody who may write: each is cheaply refused."""

import gzip
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.abuse.conftest import SPARE
from tests.serving import until
from tests.stranger import say, stranger

G = "/rdf-graph-store?graph=urn:x:upload"
RDF = (
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:x:">'
    '<r:Description r:about="urn:x:s">%s</r:Description></r:RDF>'
)
SAID = "<urn:x:s> <urn:x:p> %s ."
TURTLE, TRIG, NT, JSON_LD, XML = (
    *("text/turtle", "application/trig", "application/n-triples"),
    *("application/ld+json", "application/rdf+xml"),
)


@pytest.fixture(scope="module")
def owner(writer) -> Iterator[httpx.Client]:
    """Whoever has a token, before and after whom the server is of one size."""
    with stranger(writer.address, headers={"Authorization": f"Bearer {writer.token}"}) as client:
        wrong = client.put(G, content="x", headers={"Content-Type": TURTLE})
        assert wrong.status_code == 400, "the writer is there"
        before = writer.memory()
        yield client
        assert client.get(G).status_code == 404, "nothing of it was stored"
        until(lambda: writer.memory() < before + SPARE, what="memory going back to its start")


def upload(owner, content, media_type, method="PUT", **headers):
    return owner.request(
        method, G, content=content, headers={"Content-Type": media_type, **headers}
    )


def nested(opening, middle, closing, depth=20_000):
    return opening * depth + middle + closing * depth


DEEP = {
    "Turtle": (TURTLE, SAID % nested("[ <urn:x:p> ", "1", " ]")),
    "lists of Turtle": (TURTLE, SAID % nested("( ", "1", " )")),
    "open brackets of Turtle": (TURTLE, SAID % ("[ <urn:x:p> " * 20_000)),
    "triple terms": (NT, SAID % nested("<<( <urn:x:s> <urn:x:p> ", '"o"', " )>>")),
    "TriG": (TRIG, f"<urn:x:upload> {{ {SAID % nested('[ <urn:x:p> ', '1', ' ]')} }}"),
    "annotations": (TURTLE, SAID % ("1 " + nested("{| <urn:x:p> 1 ", "", " |}"))),
    "JSON-LD": (JSON_LD, nested('{"urn:x:p": ', "1", "}")),
    "lists of JSON-LD": (JSON_LD, '{"urn:x:p": ' + nested("[", "1", "]") + "}"),
    "contexts": (JSON_LD, '{"@context": ' + nested('{"a": {"@context": ', "{}", "}}") + "}"),
    "RDF/XML": (
        XML,
        RDF % nested("<e:p><r:Description>", "<e:p>1</e:p>", "</r:Description></e:p>"),
    ),
    "open elements": (XML, RDF % ("<e:p>" * 20_000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_what_nests_too_deeply_is_refused_with_its_place(owner, name):
    media_type, content = DEEP[name]
    answer = upload(owner, content, media_type)
    assert answer.status_code == 400, answer.text
    said = answer.json()
    assert "nests too deeply" in said["detail"]
    assert said["line"] == 1
    assert said["column"] > 200
    assert "200 levels" in said["mend"]


@pytest.mark.parametrize("name", ["Turtle", "lists of Turtle", "JSON-LD", "contexts"])
def test_so_it_is_where_nothing_is_stored(owner, name):
    media_type, content = DEEP[name]
    headers = {"Content-Type": media_type}
    answer = owner.post("/api/validate", content=content, headers=headers)
    assert answer.status_code in (200, 400), answer.text
    assert "nests too deeply" in answer.text


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT DATA {{ {SAID % nested('[ <urn:x:p> ', '1', ' ]')} }}",
        f"INSERT DATA {{ {SAID % nested('(', '1', ')')} }}",
        f"DELETE {{}} WHERE {nested('{', '', '}')}",
        f"INSERT {{}} WHERE {{ FILTER{nested('(', '1', ')')} }}",
    ],
    ids=lambda update: update[:24],
)
def test_updates_nest_no_deeper_than_queries(owner, update):
    headers = {"Content-Type": "application/sparql-update"}
    for method, address in (("POST", "/sparql"), ("PATCH", f"{G}-none")):
        answer = owner.request(method, address, content=update, headers=headers)
        if method == "PATCH" and answer.status_code == 404:
            continue  # there is no such graph, which comes first
        assert answer.status_code in (400, 413), answer.text
    assert "deep" in owner.post("/sparql", content=update, headers=headers).text


def test_blank_nodes_that_cannot_be_told_apart_end_soon(owner):
    """Flat, so that no bracket tells of it: canonical labels of such a ring would take minutes."""
    ring = "\n".join(f"_:n{i} <urn:x:p> _:n{(i + 1) % 800} ." for i in range(800))
    answer = upload(owner, ring, TURTLE)
    assert answer.status_code == 413, answer.text
    assert "blank nodes" in answer.json()["detail"]
    assert "IRIs" in answer.json()["mend"]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "x-gzip", "gzip, gzip"])
def test_compressed_bodies_are_not_even_opened(owner, coding):
    bomb = gzip.compress(b"#" * 20_000_000)
    answer = upload(owner, bomb, TURTLE, **{"Content-Encoding": coding})
    assert answer.status_code == 415, answer.text
    assert answer.headers["accept-encoding"] == "identity"


def test_a_body_that_is_announced_too_large_is_not_waited_for(writer):
    head = (
        f"PUT {G} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {writer.token}\r\n"
        "Content-Type: text/turtle\r\nContent-Length: 100000000\r\n"
    )
    for more in ("", "Expect: 100-continue\r\n"):
        answer = say(writer.port, f"{head}{more}\r\n".encode())
        assert answer.statuses == [413], answer.data
        assert answer.closed


def test_a_body_without_an_announced_end_is_cut_off(writer):
    head = (
        f"PUT {G} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {writer.token}\r\n"
        "Content-Type: text/turtle\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    sent = 0
    chunk = b"100000\r\n" + b"#" * (1 << 20) + b"\r\n"
    with socket.create_connection(("127.0.0.1", writer.port), timeout=30) as client:
        client.sendall(head.encode())
        try:
            while sent < 200 << 20:
                client.sendall(chunk)
                sent += 1 << 20
        except ConnectionError:
            pass
    assert sent < 100 << 20


ENTITIES = {
    "outside": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "a file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "a parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    "a subset": '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
    "laughs": "<!DOCTYPE r [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&a11;'>]>",
    "a blow-up": "<!DOCTYPE r [<!ENTITY x '" + "h" * 50_000 + "'>]>",
    "after a comment": "<?xml version='1.0'?><!-- > --><!DOCTYPE r [<!ENTITY x 'h'>]>",
    "none": "",
}


@pytest.mark.parametrize("name", ENTITIES)
def test_no_entity_is_expanded(owner, name):
    answer = upload(owner, ENTITIES[name] + RDF % f"<e:p>{'&x;' * 2_000}</e:p>", XML)
    assert answer.status_code == 400, answer.text
    assert answer.json()["line"] == 1
    assert "root:" not in answer.text


@pytest.mark.parametrize("form", ["plain", "scoped", "imported"])
def test_no_context_is_fetched(owner, bait, form):
    away = f"{bait.address}/context.jsonld"
    document = {
        "plain": {"@context": away, "@id": "urn:x:s", "urn:x:p": 1},
        "scoped": {"@context": {"p": {"@id": "urn:x:p", "@context": away}}, "p": {"q": 1}},
        "imported": {"@context": {"@version": 1.1, "@import": away}, "@id": "urn:x:s"},
    }[form]
    answer = upload(owner, json.dumps(document), JSON_LD)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["mend"]


WIDE = {
    "prefixes": (
        TURTLE,
        "".join(f"@prefix p{i}: <urn:x:{i}:> .\n" for i in range(50_000)) + "p0:s p0:p p0:o",
    ),
    "a literal": (TURTLE, SAID % f'"{"x" * 10_000_000}'),
    "a long literal": (TURTLE, SAID % f'"""{"(" * 10_000_000}'),
    "a name": (TURTLE, f"<urn:{'x' * 5_000_000}"),
    "terms": (
        JSON_LD,
        json.dumps({"@context": {f"t{i}": f"urn:x:{i}" for i in range(5_000)}})[:-1],
    ),
    "attributes": (
        XML,
        RDF % ("<e:p " + "".join(f'e:a{i}="1" ' for i in range(20_000)) + "/></e:p>"),
    ),
}


@pytest.mark.parametrize("name", WIDE)
def test_what_is_wide_is_read_to_where_it_breaks(owner, name):
    """Every one ends in a fault of syntax, so that it is known to have been read to there."""
    media_type, content = WIDE[name]
    answer = upload(owner, content, media_type)
    assert answer.status_code == 400, answer.text
    assert answer.json()["line"] >= 1


def test_a_literal_that_no_parser_holds_is_too_large(owner):
    answer = upload(owner, SAID % f'"{"x" * 17_000_000}"', TURTLE)
    assert answer.status_code == 413, answer.text
    assert "16 MiB" in answer.json()["detail"]
