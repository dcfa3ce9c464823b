"""Programs that others wrote, and servers for them to talk to."""

import json
import socket
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from llmkg.store.snapshot import Facts, building, write_snapshot
from tests.clients.installing import NODE, PLACE, install
from tests.serving import Served, serving, until

PROGRAMS = Path(sysconfig.get_path("scripts"))
SAID = ox.NamedNode("https://example.org/said")
"""What only the second server holds: what somebody said of a model."""


@pytest.fixture(scope="session")
def comunica() -> Iterator[Callable[..., dict[str, Any]]]:
    """Asks through Comunica, which is installed when a test wants it for the first time.

    It takes seconds to start: one process answers all questions.
    """
    if why := install():
        pytest.skip(f"Comunica could not be installed: {why}")
    with subprocess.Popen(
        [NODE, PLACE / "ask.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        reading, writing = process.stdout, process.stdin

        def ask(query: str, *sources: str, **context: object) -> dict[str, Any]:
            asked = {"query": query, "context": {"sources": sources, **context}}
            writing.write(f"{json.dumps(asked)}\n")
            writing.flush()
            told: dict[str, Any] = json.loads(reading.readline() or '{"error": "It ended."}')
            assert "error" not in told, told["error"]
            return told

        yield ask
        writing.close()
        assert process.wait(30) == 0


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Another server of ours, with data of its own."""
    out = tmp_path_factory.mktemp("second") / "out"
    out.mkdir()
    graph = ox.NamedNode("https://example.org/graph/sayings")
    quads = [
        ox.Quad(ox.NamedNode(f"https://w3id.org/llmkg/model/{slug}"), SAID, ox.Literal(text), graph)
        for slug, text in (("davinci", "large"), ("text-davinci-003", "talkative"))
    ]
    with building(out):
        write_snapshot(out, quads, Facts("0", {}, {}))
    with serving(out, out, options=("--workers", "1")) as served:
        yield served


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The SPARQL address of Oxigraph's own server, which knows who uses which model."""
    place = tmp_path_factory.mktemp("oxigraph")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (place / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [
                PROGRAMS / "oxigraph",
                "serve",
                "--location",
                place / "data",
                "--bind",
                f"127.0.0.1:{port}",
            ],
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(address), what="the start of oxigraph serve")
        stored = httpx.post(
            f"{address}/store?default",
            content="<urn:x:ada> <urn:x:uses> <https://w3id.org/llmkg/model/davinci> .",
            headers={"Content-Type": "text/turtle"},
        )
        assert stored.is_success, stored.text
        yield f"{address}/query"
    finally:
        process.terminate()
        process.wait(10)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/query", timeout=5).status_code < 500
    except httpx.TransportError:
        return False
