"""`llmkg serve` as strangers meet it: processes, sockets, signals."""

import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from llmkg.store.snapshot import Facts, building, open_current, write_snapshot
from tests.serving import serving, until

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
POINT = "SELECT ?p ?o { model:davinci ?p ?o }"
# Many rows at once, and then none for as long as anybody waits.
# Of graphs by name: where nothing is left out, the first part comes before the second is begun.
BREAKS = """SELECT ?a ?b { { SELECT ?a ?b { GRAPH ?x { ?a ?b ?c } } LIMIT 20000 } UNION
{ GRAPH ?w { ?a ?b ?c } GRAPH ?x { ?d ?e ?f } GRAPH ?y { ?g ?h ?i } GRAPH ?z { ?j ?k ?l }
  FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "none") } }"""


@dataclass
class Served:
    address: str
    port: int
    pid: int
    out: Path
    said: list[str]

    def servers(self) -> set[int]:
        """The server processes below the supervisor."""
        return children(self.pid)

    def below(self) -> str:
        """What each server process has started, and what all of them said."""
        found = [
            f"{server}: {child} {Path(f'/proc/{child}/cmdline').read_bytes()!r}"
            for server in self.servers()
            for child in children(server)
        ]
        return "\n".join((*found, *self.said[-40:]))

    def query(self, text, **params):
        return httpx.get(f"{self.address}/sparql", params={"query": text, **params}, timeout=60)

    def workers_running(self) -> float:
        return metric(self.address, "llmkg_queries_running")

    def dropped(self) -> float:
        """Queries that ended because nobody waited for them any more."""
        return metric(self.address, 'llmkg_queries_ended_total{why="gone"}')


def children(pid: int) -> set[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return set()
    return {int(each) for each in text.split()}


def zygotes(server: int) -> list[Path]:
    """The snapshots of those of its children that have workers."""
    found = []
    for child in children(server):
        with suppress(OSError):
            line = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if "llmkg.engine.zygote" in line:
                found.append(Path(json.loads(line[3])["store"]).parent)
    return found


def metric(address: str, name: str) -> float:
    text = httpx.get(f"{address}/metrics", timeout=30).text
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


@pytest.fixture(scope="module")
def served(slim, tmp_path_factory) -> Iterator[Served]:
    out = tmp_path_factory.mktemp("served") / "out"
    with serving(slim / "out", out, root=slim / "root", query_seconds="15") as running:
        yield Served(running.address, running.port, running.pid, out, running.said)


def test_a_query_over_its_deadline_gets_a_problem_that_helps(served):
    response = served.query(RUNAWAY, timeout="1")
    assert response.status_code == 504
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"].endswith("/problem/deadline")
    assert problem["limit"] == 1
    assert problem["elapsed"] >= 1
    assert "LIMIT" in problem["mend"]


def test_tags_and_what_changes(served):
    first = served.query(POINT)
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    again = httpx.get(
        f"{served.address}/sparql", params={"query": POINT}, headers={"If-None-Match": tag}
    )
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == "Accept, Accept-Encoding"
    as_csv = httpx.get(
        f"{served.address}/sparql", params={"query": POINT}, headers={"Accept": "text/csv"}
    )
    assert as_csv.headers["etag"] != tag
    assert as_csv.headers["content-type"].startswith("text/csv")
    elsewhere = served.query(POINT, **{"default-graph-uri": "urn:x:none"})
    assert elsewhere.json()["results"]["bindings"] == []
    changing = served.query("SELECT (UUID() AS ?u) {}")
    assert "etag" not in changing.headers
    assert changing.headers["cache-control"] == "no-store"
    assert changing.content != served.query("SELECT (UUID() AS ?u) {}").content


def test_each_answer_has_the_id_of_its_request(served):
    ids = {served.query(POINT).headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5
    given = httpx.get(
        f"{served.address}/sparql", params={"query": POINT}, headers={"X-Request-Id": "mine-1"}
    )
    assert given.headers["x-request-id"] == "mine-1"


def test_a_stream_that_breaks_is_seen_to_break(served):
    size = 0

    def read():
        nonlocal size
        asked = {"query": BREAKS, "timeout": "2"}
        with httpx.stream("GET", f"{served.address}/sparql", params=asked, timeout=60) as response:
            assert response.status_code == 200
            for part in response.iter_bytes():
                size += len(part)

    with pytest.raises(httpx.RemoteProtocolError):
        read()
    assert size > 100_000, "it was to stream before it broke"


def test_without_chunks_a_broken_result_is_no_answer_at_all(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as client:
        query = httpx.QueryParams({"query": BREAKS, "timeout": "1"})
        client.sendall(f"GET /sparql?{query} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        said = b""
        while piece := client.recv(65_536):
            said += piece
    assert b" 504 " in said.split(b"\r\n", 1)[0]


def test_a_large_result_comes_in_parts_and_whole(served):
    query = "SELECT * { ?s ?p ?o }"
    with httpx.stream(
        "GET", f"{served.address}/sparql", params={"query": query}, timeout=60
    ) as response:
        assert response.headers.get("transfer-encoding") == "chunked"
        rows = json.loads(b"".join(response.iter_bytes()))["results"]["bindings"]
    counted = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(rows) == int(counted.json()["results"]["bindings"][0]["n"]["value"])


def test_a_connection_that_is_dropped_stops_its_query(served):
    until(lambda: served.workers_running() == 0)
    before = served.dropped()
    clients = []
    for _ in range(4):
        client = socket.create_connection(("127.0.0.1", served.port))
        query = httpx.QueryParams({"query": RUNAWAY})
        client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        clients.append(client)
    until(lambda: served.workers_running() == 4)
    for client in clients:
        client.close()
    until(lambda: served.workers_running() == 0)
    until(lambda: served.dropped() == before + 4)  # and none of them ended at its deadline


def test_what_brings_a_process_down_brings_one_worker_down(served):
    servers = served.servers()
    nested = "ASK { FILTER " + "NOT EXISTS { ?s ?p ?o FILTER " * 30 + "(true)" + "}" * 31
    # On a busy machine it may meet its deadline first; whichever way it ends, the servers live on.
    assert served.query(nested, timeout="1").status_code in {200, 400, 500, 504}
    bomb = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
    assert served.query(bomb, timeout="1.5").status_code in {504, 507}
    assert served.query(POINT).status_code == 200
    assert served.servers() == servers


def test_a_new_snapshot_is_switched_to_without_a_lost_request(served):
    with open_current(served.out) as snapshot:
        store = snapshot.store()
        quads = list(store.quads())
        store.close()
    graph = ox.NamedNode("https://w3id.org/llmkg/graph/catalogue")
    mark = ox.Quad(ox.NamedNode("urn:x:new"), ox.NamedNode("urn:x:p"), ox.Literal("there"), graph)
    asked = "SELECT ?o { <urn:x:new> ?p ?o }"
    assert served.query(asked).json()["results"]["bindings"] == []
    stop = threading.Event()
    faults: list[str] = []
    counts = [0] * 3

    def load(number, path, params):
        with httpx.Client(base_url=served.address, timeout=60) as client:
            while not stop.is_set():
                try:
                    response = client.get(path, params=params)
                    if response.status_code != 200:
                        faults.append(f"{path}: {response.status_code} {response.text}")
                except httpx.HTTPError as error:
                    faults.append(f"{path}: {error!r}")
                counts[number] += 1

    loads = [
        ("/sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s a llmkg:Claim }"}),
        ("/sparql", {"query": "SELECT (RAND() AS ?n) { ?s a llmkg:Model }"}),
        ("/api/models/davinci", {}),
    ]
    threads = [
        threading.Thread(target=load, args=(number, *each)) for number, each in enumerate(loads)
    ]
    for thread in threads:
        thread.start()
    try:
        with building(served.out):
            write_snapshot(served.out, [*quads, mark], Facts("0", {}, {}))

        def switched():
            answers = [served.query(asked).json()["results"]["bindings"] for _ in range(8)]
            return all(rows and rows[0]["o"]["value"] == "there" for rows in answers)

        until(
            switched,
            60,
            "the switch",
            lambda: f"{counts} {faults[:3]} {''.join(served.said[-40:])}",
        )
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert faults == []
    assert min(counts) > 3
    new = (served.out / "current").resolve()
    until(  # it is in memory by now, and the old one's workers go
        lambda: all(zygotes(server) == [new] for server in served.servers()),
        60,
        "the end of the old one's workers",
        served.below,
    )


def test_a_frozen_server_is_killed_and_replaced(served):
    before = served.servers()
    assert len(before) == 2
    frozen = min(before)
    os.kill(frozen, signal.SIGSTOP)
    until(lambda: frozen not in served.servers() and len(served.servers()) == 2, 60)
    for _ in range(6):
        assert served.query(POINT).status_code == 200
    assert before - {frozen} <= served.servers()


def test_a_server_that_dies_is_replaced_and_leaves_nothing(served):
    victim = max(served.servers())
    until(lambda: bool(children(victim)))
    below = children(victim)
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in served.servers() and len(served.servers()) == 2)
    until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in below))
    for _ in range(6):
        assert served.query(POINT).status_code == 200


def test_metrics_tell_of_all_this(served):
    assert served.query(POINT).is_success
    text = httpx.get(f"{served.address}/metrics", timeout=30).text
    assert metric(served.address, "llmkg_cache_requests_total") > 0
    for name in (
        "llmkg_request_seconds_bucket",
        "llmkg_queries_waiting",
        "llmkg_workers_memory_bytes",
        'llmkg_queries_ended_total{why="deadline"}',
        "llmkg_snapshot_swaps_total",
    ):
        assert name in text, name
