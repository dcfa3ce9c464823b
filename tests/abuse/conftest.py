"""A server that is meant to be beaten, and what must hold of it when all is over."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.serving import Served, children, serving, until
from tests.stranger import stranger

SECONDS = 2
SPARE = 200 << 20
"""Bytes by which the server may be larger at the end: its caches and idle workers."""


@pytest.fixture(scope="session")
def target(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Queries have two seconds. It must end as it began: answering, small, all of its family."""
    out = tmp_path_factory.mktemp("target") / "out"
    with serving(snapshot, out, query_seconds=str(SECONDS)) as served:
        with stranger(served.address) as client:
            for _ in range(20):  # both servers have done something of everything
                for path in ("/", "/model/davinci", "/api/claims", "/sparql?query=ASK%7B%7D"):
                    assert client.get(path).status_code == 200
        before = served.memory()
        servers = _servers(served)
        yield served
        with stranger(served.address) as client:
            asked = {"query": "ASK { model:davinci a llmkg:Model }"}
            assert client.get("/sparql", params=asked).json()["boolean"] is True
            assert client.get("/model/davinci").status_code == 200
        assert _servers(served) == servers, "a server had to be replaced"
        until(lambda: served.memory() < before + SPARE, what="memory going back to its start")
        assert not [line for line in served.said if "unforeseen" in line or "Traceback" in line]


def _servers(served: Served) -> set[int]:

    return children(served.pid)


@pytest.fixture(scope="session")
def client(target: Served) -> Iterator[httpx.Client]:
    with stranger(target.address) as client:
        yield client


@dataclass
class Bait:
    """Listens where nobody may be sent; counts who comes all the same."""

    port: int
    visits: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def bait() -> Iterator[Bait]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Bait(listening.getsockname()[1])

        def wait() -> None:
            while True:
                try:
                    visitor, _ = listening.accept()
                except OSError:
                    return
                with visitor:
                    visitor.settimeout(2)
                    found.visits.append(visitor.recv(1000))

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    assert found.visits == [], "the server went where it was sent"
