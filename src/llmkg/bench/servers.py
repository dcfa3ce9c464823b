"""Servers that are measured: llmkg and its peers, each over the same quads.

A peer is optional. One whose program is not installed is named as missing and left out.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.errors import OutsideError
from llmkg.store.snapshot import Facts, building, write_snapshot

LLMKG: Final = "llmkg"
BARE: Final = "llmkg without cache"
DISK: Final = "oxigraph serve-read-only"
MEMORY: Final = "oxigraph serve"
RDFLIB: Final = "rdflib-endpoint"
MOST_FOR_RDFLIB: Final = 200_000
"""rdflib takes minutes, and gigabytes, for more quads."""

_PATIENCE: Final = 300.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    name: str
    endpoint: str
    pid: int

    def family(self) -> tuple[int, ...]:
        """Its processes."""
        return tuple(_family(self.pid))

    def memory(self) -> int:
        """Bytes of all its processes; what they share counts once."""
        return sum(map(_proportional, _family(self.pid)))


@dataclass(frozen=True, slots=True)
class Corpus:
    """The quads in the forms that servers read: a snapshot, a file, a store."""

    root: Path
    folder: Path
    quads: int

    @property
    def out(self) -> Path:
        """Snapshots of ours."""
        return self.folder / "out"

    @property
    def file(self) -> Path:
        """N-Quads."""
        return self.folder / "data.nq"

    def said(self, name: str) -> Path:
        """What a server writes to its standard error."""
        return self.folder / f"{name.replace(' ', '-')}.log"


def prepare(root: Path, folder: Path, quads: Iterable[ox.Quad]) -> Corpus:
    """Write the quads for all servers."""
    everything = list(quads)
    corpus = Corpus(root, folder, len(everything))
    ox.serialize(everything, str(corpus.file), format=ox.RdfFormat.N_QUADS)
    with building(corpus.out):
        write_snapshot(corpus.out, everything, Facts("bench", {}, {}))
    return corpus


@contextmanager
def running(corpus: Corpus, wanted: Sequence[str]) -> Iterator[tuple[list[Running], list[str]]]:
    """The wanted servers, and a line for each that is missing."""
    starts: dict[str, Callable[[Corpus, int], list[str]]] = {
        LLMKG: _llmkg,
        BARE: _bare,
        DISK: _disk,
        MEMORY: _memory,
        RDFLIB: _rdflib,
    }
    found: list[Running] = []
    missing: list[str] = []
    with ExitStack() as stack:
        for name in wanted:
            program = None if name in (LLMKG, BARE) else name.split()[0]
            if program is not None and _program(program) is None:
                missing.append(f"{name}: no program {program} here")
                continue
            if name == RDFLIB and corpus.quads > MOST_FOR_RDFLIB:
                missing.append(f"{name}: left out beyond {MOST_FOR_RDFLIB:,} quads")
                continue
            port = free_port()
            said = stack.enter_context(corpus.said(name).open("wb"))
            process = subprocess.Popen(  # noqa: S603 - our own command lines
                starts[name](corpus, port), stdout=subprocess.DEVNULL, stderr=said
            )
            stack.callback(_stop, process)
            path = {LLMKG: "sparql", BARE: "sparql", RDFLIB: ""}.get(name, "query")
            server = Running(name, f"http://127.0.0.1:{port}/{path}", process.pid)
            if name == MEMORY:
                _wait(server, process)
                _fill(corpus, port)
            _wait(server, process)
            found.append(server)
        yield found, missing


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _llmkg(corpus: Corpus, port: int) -> list[str]:
    where = ["--root", str(corpus.root), "--out", str(corpus.out)]
    return [sys.executable, "-m", "llmkg", *where, "serve", "--port", str(port)]


def _bare(corpus: Corpus, port: int) -> list[str]:
    return [*_llmkg(corpus, port), "--cache", "0"]


def _program(name: str) -> str | None:
    """Where a program is: on the path, or beside the Python that runs this."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def _disk(corpus: Corpus, port: int) -> list[str]:
    place = corpus.folder / "oxigraph"
    if not place.exists():
        subprocess.run(  # noqa: S603 - our own arguments
            [
                *(str(_program("oxigraph")), "load"),
                *("--location", str(place), "--file", str(corpus.file)),
            ],
            check=True,
            capture_output=True,
        )
    bind = f"127.0.0.1:{port}"
    command = [
        str(_program("oxigraph")),
        "serve-read-only",
        "--location",
        str(place),
        "--bind",
        bind,
    ]
    return [*command, "--union-default-graph"]


def _memory(_corpus: Corpus, port: int) -> list[str]:
    return [
        str(_program("oxigraph")),
        "serve",
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]


def _rdflib(corpus: Corpus, port: int) -> list[str]:
    return [str(_program("rdflib-endpoint")), "serve", str(corpus.file), "--port", str(port)]


def _fill(corpus: Corpus, port: int) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/store?no_transaction",
        data=corpus.file.read_bytes(),
        headers={"Content-Type": "application/n-quads"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310 - as above
        pass


def _wait(server: Running, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise OutsideError(f"{server.name} ended before it answered")
        try:
            address = f"{server.endpoint}?query=ASK%20%7B%7D"
            with urllib.request.urlopen(address, timeout=_PATIENCE):  # noqa: S310 - our own
                return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.1)
    raise OutsideError(f"{server.name} did not answer in {_PATIENCE:g} seconds")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return  # it has just ended
    for thread in threads:
        try:
            below = (thread / "children").read_text(encoding="ascii").split()
        except OSError:
            continue
        for each in below:
            yield from _family(int(each))


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
