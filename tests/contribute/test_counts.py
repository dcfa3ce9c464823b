"""What is asked first of an endpoint is looked up, and right as soon as a write is answered."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from llmkg.contribute.job import Do
from llmkg.http.reading import Readings
from llmkg.kb import KnowledgeBase
from llmkg.replicas.place import Place
from llmkg.replicas.pull import pull
from llmkg.replicas.push import push
from llmkg.settings import Settings
from llmkg.store import folders
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import GraphStore
from llmkg.store.snapshot import open_current
from llmkg.vocab import KEPT_GRAPH, RDF
from tests.serving import until

GRAPH = "https://example.org/counted"
KIND, OTHER = "https://example.org/Kind", "https://example.org/Other"
ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CLASSES = "SELECT ?key (COUNT(?s) AS ?n) { ?s a ?key } GROUP BY ?key"
GRAPHS = "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key"
JSON = "application/sparql-results+json"
# What is put, one after the other: more, some of it taken back, all of it.
STATES = (
    f"<x:a> a <{KIND}> ; <x:p> 1 . <x:b> a <{KIND}> .",
    f"<x:a> a <{OTHER}> ; <x:p> 2 , 3 .",
    "",
)


def rows(body: bytes) -> dict[str, int]:
    """What a count says, by its key."""
    found = json.loads(body)["results"]["bindings"]
    return {row.get("key", {}).get("value", ""): int(row["n"]["value"]) for row in found}


def counted(ask: Callable[[str], bytes]) -> list[dict[str, int]]:
    """All triples, things by class, triples by graph."""
    return [rows(ask(text)) for text in (ALL, CLASSES, GRAPHS)]


def in_fact(store: GraphStore) -> list[dict[str, int]]:
    """The same, counted here, of all that a store has."""
    quads = store.quads()
    merge = {quad.triple for quad in quads if quad.graph_name != ox.NamedNode(KEPT_GRAPH)}
    types = [each for each in merge if each.predicate == ox.NamedNode(RDF.type)]
    classes = Counter(str(getattr(each.object, "value", "")) for each in types)
    graphs = Counter(str(getattr(quad.graph_name, "value", "")) for quad in quads)
    return [{"": len(merge)}, dict(classes), dict(graphs)]


def said(kb: KnowledgeBase) -> list[dict[str, int]]:
    return counted(lambda text: kb.query(text, JSON).body)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The texts that come to the engine."""
    texts: list[str] = []
    ask = EmbeddedStore._ask

    def noted(store, engine, text, *given, **more):
        texts.append(text)
        return ask(store, engine, text, *given, **more)

    monkeypatch.setattr(EmbeddedStore, "_ask", noted)
    return texts


def test_copies_that_follow_look_up_what_was_counted(desk, asked):
    readings = Readings(Settings(root=desk.place.root, out=desk.place.out))
    desk.do(Do.PUT, GRAPH, "<x:a> <x:p> 0 .")
    readings.keep_up(readings.get())
    for text in STATES:
        desk.do(Do.PUT, GRAPH, text)
        reading = readings.open(at_once=True)
        assert type(reading.kb.store) is not EmbeddedStore  # a copy, and not opened
        asked.clear()
        assert said(reading.kb) == in_fact(reading.kb.store)
        assert len(asked) == 3
        assert all("VALUES" in each for each in asked)
        old = readings.switch(reading)
        assert old is not None
        assert said(old.kb) == in_fact(old.kb.store)  # who reads it still has its numbers
        readings.retire(old)
        readings.keep_up(reading)
    readings.close()


def test_copies_in_memory_look_it_up_until_they_are_changed(place, asked):
    with KnowledgeBase.open(place.out, place.root / "queries", in_memory=True) as kb:
        before = in_fact(kb.store)
        asked.clear()
        assert said(kb) == before
        assert all("VALUES" in each for each in asked)
        kb.store.load([ox.Quad(*[ox.NamedNode("x:new")] * 4)])
        assert said(kb) == in_fact(kb.store) != before


def test_a_replica_has_what_was_counted(desk, asked, tmp_path):
    place, out = Place(str(tmp_path / "place")), tmp_path / "replica"
    readings = Readings(Settings(root=desk.place.root, out=out))
    for text in STATES:
        desk.do(Do.PUT, GRAPH, text)
        push(desk.place.out, place, keep=3)
        pull(out, place, keep=3)
        reading = readings.open(at_once=True)
        asked.clear()
        assert said(reading.kb) == in_fact(reading.kb.store)
        assert all("VALUES" in each for each in asked)
        old = readings.switch(reading)
        if old is not None:
            readings.retire(old)
        readings.keep_up(reading)
    readings.close()


@pytest.fixture
def client(writer) -> Iterator[httpx.Client]:
    """One that takes a connection for each request: they come to one process or the other."""
    said = {"Authorization": f"Bearer {writer.token}", "Accept": JSON, "Connection": "close"}
    with httpx.Client(base_url=writer.address, headers=said, timeout=60) as client:
        yield client


def test_over_http_counts_are_right_at_once(writer, client):
    def ask(text: str) -> bytes:
        answer: httpx.Response = client.get("/sparql", params={"query": text})
        return answer.raise_for_status().content

    def put(text: str) -> None:
        is_turtle = {"Content-Type": "text/turtle"}
        where = f"/rdf-graph-store?graph={GRAPH}"
        client.put(where, content=text, headers=is_turtle).raise_for_status()

    def copies() -> list[Path]:
        return [*(writer.out / folders.WORKING).glob("mirror-*")]

    put("<x:a> <x:p> 0 .")
    until(lambda: len(copies()) >= 2, what="copies at hand")
    for text in STATES:
        put(text)
        with open_current(writer.out) as snapshot:
            fact = in_fact(snapshot.store())
        assert [counted(ask) for _ in range(3)] == [fact] * 3
