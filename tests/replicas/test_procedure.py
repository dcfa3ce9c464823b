"""docs/replicas.md, done: two servers, a tiny balancer between, and readers who never stop."""

import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.replicas.days import built, llmkg
from tests.serving import ROOT, Served, serving

DAY = "SELECT ?day { GRAPH <https://example.org/graph/days> { ?thing <urn:x:day> ?day } }"


_get = partial(httpx.get, timeout=60)  # a busy machine is no fault of a server


class Balancer(ThreadingHTTPServer):
    """Passes each request on to the next of its servers."""

    daemon_threads = True
    request_queue_size = 64
    ports: list[int]
    turns: Iterator[int]


class Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        assert isinstance(self.server, Balancer)
        port = self.server.ports[next(self.server.turns) % len(self.server.ports)]
        behind = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        behind.request("GET", self.path, headers=dict(self.headers))  # its Host, too
        answer = behind.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "ETag"):
            if found := answer.headers.get(name):
                self.send_header(name, found)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        behind.close()

    def log_message(self, *_said: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def balancing(servers: list[Served]) -> Iterator[str]:
    with Balancer(("127.0.0.1", 0), Passing) as balancer:
        balancer.ports, balancer.turns = [each.port for each in servers], count()
        thread = threading.Thread(target=balancer.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{balancer.server_port}"
        finally:
            balancer.shutdown()
            thread.join()


@contextmanager
def readers(address: str) -> Iterator[list[str]]:
    """Two who ask again and again; gives the days that they are told. Any failure is raised."""
    told: list[str] = []
    over = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            while not over.is_set():
                answer = client.get("/sparql", params={"query": DAY})
                assert answer.status_code == 200, answer.text
                (row,) = answer.json()["results"]["bindings"]
                told.append(row["day"]["value"])

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(read) for _ in range(2)]
        try:
            yield told
        finally:
            over.set()
            for each in asked:
                each.result()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What comes with the program, without any claims."""
    root = tmp_path_factory.mktemp("bare")
    for name in ("ontology", "queries"):
        (root / name).symlink_to(ROOT / name)
    (root / "claims").mkdir()
    return root


def test_the_procedure(bare, tmp_path):
    home, place = tmp_path / "home", str(tmp_path / "place")
    outs = [tmp_path / "one", tmp_path / "two"]
    monday = built(home, "Monday")
    assert monday[:16] in llmkg(home, "push", place)
    with ExitStack() as stack:
        servers: list[Served] = []
        for out in outs:
            assert "serves" in llmkg(out, "pull", place)
            one = serving(home, out, root=bare, options=["--workers", "1"], query_seconds="10")
            servers.append(stack.enter_context(one))
        address = stack.enter_context(balancing(servers))
        assert alike(servers, address) == monday

        # Roll out, each by itself.
        tuesday = built(home, "Tuesday")
        with readers(address) as told:
            seen(told, "Monday")
            llmkg(home, "push", place)
            for out in outs:
                assert tuesday[:16] in llmkg(out, "pull", place)
            assert set(later(told)) == {"Tuesday"}
        assert set(told) == {"Monday", "Tuesday"}
        assert alike(servers, address) == tuesday

        # Roll back in one step; nothing is fetched, and nobody notices but by what is said.
        with readers(address) as told:
            assert monday[:16] in llmkg(home, "rollback", place)
            shutil.move(f"{place}/files", f"{place}/away")
            for out in outs:
                llmkg(out, "pull", place)
            assert set(later(told)) == {"Monday"}
        shutil.move(f"{place}/away", f"{place}/files")
        assert alike(servers, address) == monday

        # Fetch first, then switch together.
        wednesday = built(home, "Wednesday")
        llmkg(home, "push", place, "--hold")
        for out in outs:
            assert "is here" in llmkg(out, "pull", place, "--hold", "--snapshot", wednesday[:8])
        assert alike(servers, address) == monday
        llmkg(home, "rollback", place, "--to", wednesday[:8])
        for out, served in zip(outs, servers, strict=True):
            # A balancer can tell the one that has it from the one that has not.
            checks = [f"{each.address}/readyz?snapshot={wednesday[:12]}" for each in servers]
            assert _get(f"{served.address}/readyz?snapshot={wednesday}").status_code == 503
            llmkg(out, "pull", place)
            ready = [_get(check).is_success for check in checks]
            assert ready == [True, served is servers[1]]
        assert alike(servers, address) == wednesday

        # A damaged copy is refused, and what serves goes on.
        built(home, "Thursday")
        llmkg(home, "push", place)
        spoilt = next(path for path in newest(place) if path.stat().st_size > 1_000)
        spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"?")
        with readers(address) as told:
            assert "not what the list of files says" in llmkg(outs[0], "pull", place, code=3)
            assert set(later(told)) == {"Wednesday"}
        assert alike(servers, address) == wednesday
        marks = [line[0] for line in llmkg(outs[0], "list").splitlines()]
        assert sorted(marks) == [" ", " ", "*"]


def newest(place: str) -> list[Path]:
    """The files that only the newest snapshot at a place has."""
    names = json.loads(Path(place, "current").read_text("ascii"))["digests"]
    new, *old = [
        {said.partition(" ")[2] for said in json.loads(text)["files"].values()}
        for text in (Path(place, "snapshots", name).read_text("ascii") for name in names)
    ]
    return [Path(place, "files", sha) for sha in sorted(new.difference(*old))]


def alike(servers: list[Served], address: str) -> str:
    """The digest that all servers read, whose answers have one tag through the balancer."""
    (digest,) = {_get(f"{each.address}/readyz").json()["snapshot"] for each in servers}
    for path in ("/sparql", "/api/models", "/"):
        asked = {"params": {"query": DAY}} if path == "/sparql" else {}
        answers = [_get(f"{address}{path}", **asked) for _ in range(4)]  # type: ignore[arg-type]
        (tag,) = {answer.headers["etag"] for answer in answers}
        assert len({answer.content for answer in answers}) == 1
        known = _get(f"{address}{path}", headers={"If-None-Match": tag}, **asked)  # type: ignore[arg-type]
        assert known.status_code == 304
    return str(digest)


def seen(told: list[str], day: str) -> None:
    """Wait until a reader was told this day."""
    while day not in told:
        threading.Event().wait(0.01)


def later(told: list[str]) -> list[str]:
    """What readers are told from now on, a few times, but for what was under way."""
    begun = len(told) + 4
    while len(told) < begun + 12:
        threading.Event().wait(0.01)
    return told[begun:]
