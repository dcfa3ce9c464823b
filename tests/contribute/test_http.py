"""What only we promise of writes over HTTP; the protocols themselves are for tests/protocol."""

import json
import logging
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from llmkg.contribute.tokens import Tokens
from llmkg.http.app import create_app
from llmkg.settings import Settings
from llmkg.vocab import CATALOGUE_GRAPH, ONTOLOGY_GRAPH
from tests.shapes.build import HEAD
from tests.small import contribution

STORE = "/rdf-graph-store"
G = "https://example.org/g"
ONE = "<https://example.org/a> <https://example.org/p> <https://example.org/b> ."
TWO = "<https://example.org/c> <https://example.org/p> [ <https://example.org/q> 1 ] ."
TURTLE = {"Content-Type": "text/turtle"}


class Peer:
    """A client with a token."""

    def __init__(self, client: TestClient, token: str, out: Path) -> None:
        self.client = client
        self.out = out
        self.token = token
        self.auth = {"Authorization": f"Bearer {token}"}

    def send(self, method, address, content="", **headers):
        given = {**self.auth, **TURTLE, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.client.request(method, address, content=content, headers=given)

    def lines(self, address):
        answer = self.client.get(address, headers={"Accept": "application/n-triples"})
        assert answer.status_code == 200, answer.text
        return sorted(answer.text.splitlines())


@pytest.fixture(scope="module")
def peer(built_small, tmp_path_factory) -> Iterator[Peer]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(built_small / "out", folder / "out", symlinks=True)
    settings = Settings(root=built_small / "root", out=folder / "out")
    token = Tokens(settings.tokens).add("ada")
    app = create_app(settings)
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield Peer(client, token, settings.out)


def at(graph=G):
    return f"{STORE}?graph={quote(graph, safe='')}"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.1, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("*/*", "text/turtle; charset=utf-8"),
    ],
)
def test_what_is_read_goes_by_accept(peer, accept, content_type):
    answer = peer.client.get(at(CATALOGUE_GRAPH), headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.headers["access-control-allow-origin"] == "*"
    known = ox.RdfFormat.from_media_type(content_type.partition(";")[0])
    assert list(ox.parse(answer.content, format=known))
    again = peer.client.get(
        at(CATALOGUE_GRAPH),
        headers={"Accept": accept, "If-None-Match": answer.headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (STORE, 400),
        (f"{STORE}?default&graph={G}", 400),
        (f"{STORE}?graph={G}&graph={G}", 400),
        (f"{STORE}?graph=relative", 400),
        (f"{STORE}?graph=", 400),
        (f"{STORE}?graph=http://a b", 400),
        (f"{STORE}?graph=https://example.org/none", 404),
        (f"{STORE}/none", 404),
        (f"{STORE}/none?default", 400),
        (f"{STORE}?default", 200),
        (f"{STORE}?graph={CATALOGUE_GRAPH}&format=nt", 200),
    ],
)
def test_which_graph_is_meant(peer, address, status):
    assert peer.client.get(address).status_code == status
    if status == 400 and address != STORE:
        assert peer.send("PUT", address, ONE).status_code == 400


def test_what_cannot_be_given_or_taken(peer):
    png = {"Accept": "image/png"}
    assert peer.client.get(at(CATALOGUE_GRAPH), headers=png).status_code == 406
    assert peer.send("PUT", at(), ONE, Content_Type="text/html").status_code == 415
    assert (
        peer.send("PUT", at(), ONE, Content_Type="text/turtle; charset=latin-1").status_code == 415
    )
    assert peer.send("PATCH", at(), ONE).status_code == 415
    wrong = peer.send("PUT", at(), "<a> <b>")
    assert wrong.status_code == 400
    assert wrong.json()["line"] == 1
    wrong = peer.send("TRACE", at())
    assert wrong.status_code == 405
    assert "PUT" in wrong.headers["allow"]
    options = peer.client.options(STORE)
    assert options.status_code == 204
    assert "PATCH" in options.headers["allow"]


def test_a_body_over_the_limit_is_cut_off(peer, monkeypatch):
    monkeypatch.setattr("llmkg.http.routes.graphs.LIMIT_BYTES", 1_000)
    assert peer.send("PUT", at(), ONE * 50).status_code == 413

    chunks = (b"#" * 500 for _ in range(5))  # without a length
    answer = peer.client.put(at(), content=chunks, headers={**peer.auth, **TURTLE})
    assert answer.status_code == 413


def test_graphs_below_the_store_are_named_by_their_address(peer):
    below = f"{STORE}/person/1.ttl"
    assert peer.send("PUT", below, "<> <https://example.org/p> <#me> .").status_code == 201
    whole = "http://testserver/rdf-graph-store/person/1.ttl"
    assert peer.lines(below) == [f"<{whole}> <https://example.org/p> <{whole}#me> ."]
    assert peer.send("POST", below, ONE).status_code == 204
    patch = f"DELETE DATA {{ {ONE} }}"
    sent = peer.send("PATCH", below, patch, Content_Type="application/sparql-update")
    assert sent.status_code == 204
    assert len(peer.lines(below)) == 1


def test_an_empty_graph_is_there(peer):
    graph = at("https://example.org/empty")
    assert peer.send("PUT", graph, "").status_code == 201
    assert peer.lines(graph) == []


def test_who_may_not(peer):
    without = peer.client.put(at(), content=ONE, headers=TURTLE)
    assert without.status_code == 401
    assert without.headers["www-authenticate"].startswith("Bearer")
    wrong = peer.client.put(at(), content=ONE, headers={**TURTLE, "Authorization": "Bearer no"})
    assert wrong.status_code == 401
    protected = peer.send("PUT", at(ONTOLOGY_GRAPH), ONE)
    assert protected.status_code == 403
    assert "ontology" in protected.json()["detail"]
    assert peer.client.get(at(ONTOLOGY_GRAPH)).status_code == 200
    basic = peer.client.put(at(), content=ONE, headers=TURTLE, auth=("anybody", peer.token))
    assert basic.is_success


def test_without_any_token_nobody_may(reader):
    with httpx.Client(base_url=reader.address) as client:
        for answer in (
            client.put(at(), content=ONE, headers=TURTLE),
            client.post("/sparql", data={"update": "CLEAR DEFAULT"}),
            client.delete(at(), headers={"Authorization": "Bearer x"}),
        ):
            assert answer.status_code == 403
            assert "llmkg token add" in answer.json()["mend"]


def test_wrong_tokens_again_and_again(peer):
    # From elsewhere: what others try wrongly is counted by itself.
    far = TestClient(peer.client.app, base_url="http://testserver", client=("192.0.2.1", 50_000))
    there = Peer(far, peer.token, peer.out)
    there.client.portal = peer.client.portal  # the server runs already
    wrong = {**TURTLE, "Authorization": "Bearer wrong"}
    answers = [far.put(at(), content=ONE, headers=wrong).status_code for _ in range(12)]
    assert answers[-1] == 429
    assert there.send("PUT", at(), ONE).is_success, "who has a token is let in all the same"


def test_what_breaks_a_rule_is_told_in_rdf_or_as_a_problem(peer):
    broken = HEAD + "model:nameless a llmkg:Model ."
    before = peer.lines(at(CATALOGUE_GRAPH))
    refused = peer.send("POST", at(CATALOGUE_GRAPH), broken)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert any("nameless" in each["focus"] for each in refused.json()["findings"])
    conforms = "http://www.w3.org/ns/shacl#conforms"
    for media_type in (
        *("text/turtle", "application/n-triples"),
        *("application/ld+json", "application/rdf+xml"),
    ):
        refused = peer.send("POST", at(CATALOGUE_GRAPH), broken, Accept=media_type)
        assert refused.status_code == 422
        known = ox.RdfFormat.from_media_type(media_type)
        found = [
            q for q in ox.parse(refused.content, format=known) if q.predicate.value == conforms
        ]
        assert [quad.object.value for quad in found] == ["false"]
    assert peer.lines(at(CATALOGUE_GRAPH)) == before


def test_claims_may_come_over_http(peer):
    graph = at("https://w3id.org/llmkg/graph/source/text")
    assert peer.send("POST", graph, contribution("late")).status_code == 204
    assert peer.client.get("/api/claims/late").status_code == 200
    assert peer.client.get("/claim/late", headers={"Accept": "text/turtle"}).status_code == 200


# -- SPARQL Update ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([("update", "CLEAR DEFAULT"), ("update", "CLEAR DEFAULT")], 400),
        ([("update", "CLEAR DEFAULT"), ("query", "ASK {}")], 400),
        ([("using-graph-uri", G)], 400),
        ([("update", "nonsense")], 400),
        ([("update", "CLEAR ALL")], 403),
        ([("update", "LOAD <http://127.0.0.1/>")], 400),
        ([("update", "INSERT {} USING <http://e/> WHERE {}"), ("using-graph-uri", G)], 400),
        ([("update", "WITH <http://e/> DELETE {} WHERE {}"), ("using-named-graph-uri", G)], 400),
        ([("update", "CLEAR DEFAULT"), ("using-graph-uri", "relative")], 400),
        ([("update", f"CLEAR GRAPH <{ONTOLOGY_GRAPH}>")], 403),
        ([("query", "ASK {}")], 200),
    ],
)
def test_requests_of_the_protocol(peer, fields, status):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = peer.client.post("/sparql", content=urlencode(fields), headers={**peer.auth, **form})
    assert answer.status_code == status, answer.text


def test_an_update_is_not_sent_by_get_and_needs_a_token(peer):
    assert peer.client.get("/sparql", params={"update": "CLEAR DEFAULT"}).status_code == 400
    without = peer.client.post("/sparql", data={"update": "CLEAR DEFAULT"})
    assert without.status_code == 401
    kind = {"Content-Type": "application/sparql-update"}
    assert peer.client.post("/sparql", content="CLEAR DEFAULT", headers=kind).status_code == 401


def test_no_token_gets_into_the_log(peer, caplog):
    with caplog.at_level(logging.DEBUG):
        peer.send("PUT", at(), ONE)
    assert peer.token not in caplog.text
    assert peer.token not in json.dumps([vars(record) for record in caplog.records], default=str)


def writers(out: Path) -> list[int]:
    """The processes that write for this folder, without those that they have work."""
    found = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                line = (process / "cmdline").read_bytes().decode()
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if "llmkg.contribute.process" in line and json.dumps(str(out)) in line:
                found[int(process.name)] = parent
    return [process for process, parent in found.items() if parent not in found]


def test_two_servers_over_one_folder_write_and_read_together(peer, built_small):
    """Whoever is asked: each write is read at once from both, none is lost, each keeps its turn."""
    app = create_app(Settings(root=built_small / "root", out=peer.out))
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        both = (peer, Peer(client, peer.token, peer.out))

        def write(number):
            graph, triple = at(f"{G}/own-{number}"), ONE.replace("/a>", f"/{number}>")
            server, other = both[number % 2], both[1 - number % 2]
            for text in (TWO, triple):  # one after the other: the second one has to stay
                assert server.send("PUT", graph, text).is_success
            assert server.send("POST", at(f"{G}/common"), triple).is_success
            assert other.lines(graph) == [triple]
            assert triple in other.lines(at(f"{G}/common"))
            return triple

        with ThreadPoolExecutor(3) as threads:
            triples = sorted(threads.map(write, range(3)))
        assert [each.lines(at(f"{G}/common")) for each in both] == [triples, triples]


def test_the_writer_may_be_killed(peer):
    assert peer.send("PUT", at(), TWO).is_success
    (writer,) = writers(peer.out)
    os.kill(writer, signal.SIGKILL)
    assert peer.send("PUT", at(), ONE).is_success
    assert peer.lines(at()) == [ONE]
    assert writers(peer.out) != [writer]
