"""Kill -9 at random moments of writes and builds: what was acknowledged must be there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from llmkg.store.snapshot import open_current

_VICTIMS: Final = ("writer", "child", "servers", "build")
_GRAPHS: Final = 3
_LONGEST: Final = 3.0  # seconds until the kill
_ANSWER: Final = re.compile(rb'"(\d+)"')
_START_SECONDS: Final = 60.0


@dataclass(slots=True)
class Killed:
    """What came of it: kills by victim, writes that were answered, and what was found wrong."""

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_VICTIMS, 0))
    answered: int = 0
    unanswered: int = 0
    faults: list[str] = field(default_factory=list)


class Place:
    """A server over a folder, that is killed and started again."""

    def __init__(self, root: Path, out: Path) -> None:
        self.out = out
        self._command = [sys.executable, "-m", "llmkg", "--root", str(root), "--out", str(out)]
        self._run("build")
        self._token = self._run("token", "add", "killed").strip()
        self._server: subprocess.Popen[bytes] | None = None
        self._address = ""

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own command line
            [*self._command, *arguments], check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def start(self) -> None:
        """Start the server where it does not run, and wait until it answers."""
        if self._server is None or self._server.poll() is not None:
            self._server = subprocess.Popen(  # noqa: S603 - our own command line
                [*self._command, "serve", "--port", "0"], stderr=subprocess.PIPE
            )
            assert self._server.stderr is not None  # noqa: S101 - it was asked for
            for line in self._server.stderr:
                found = re.search(rb"http://[0-9.]+:\d+/", line)
                if found:
                    self._address = found[0].decode().removesuffix("/")
                    break
            threading.Thread(target=self._server.stderr.read, daemon=True).start()
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            ready = f"{self._address}/readyz"
            with suppress(OSError), urllib.request.urlopen(ready, timeout=5):  # noqa: S310 - ours
                return
            time.sleep(0.05)

    def build(self) -> subprocess.Popen[bytes]:
        """Start a build of everything."""
        return subprocess.Popen(  # noqa: S603 - our own command line
            [*self._command, "build", "--force"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def put(self, graph: int, number: int) -> bool:
        """Write a number to a graph; whether that was acknowledged."""
        body = f'<http://example.org/s> <http://example.org/p> "{number}" .'.encode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            self._at(graph), body, self._headers(), method="PUT"
        )
        with suppress(OSError), urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return bool(200 <= answer.status < 300)  # noqa: PLR2004 - as HTTP has it
        return False

    def get(self, graph: int) -> int | None:
        """The number that is in a graph."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            self._at(graph), headers={"Accept": "application/n-triples"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                found = _ANSWER.findall(answer.read())
                return int(found[0]) if len(found) == 1 else -1
        except urllib.error.HTTPError as error:
            return None if error.code == 404 else -1  # noqa: PLR2004 - as HTTP has it

    def processes(self, part: str) -> list[int]:
        """The processes of this folder whose command line has `part`."""
        found = []
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                line = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
                if part.encode() in line and f'"{self.out}"'.encode() in line:
                    found.append(int(process.name))
        return sorted(found)

    def kill(self, victim: str) -> None:
        """Kill what is named."""
        writers = self.processes("llmkg.contribute.process")
        if victim == "writer":
            _kill(writers[:1])
        elif victim == "child":
            _kill(writers[1:])
        elif victim == "servers" and self._server is not None:
            _kill([self._server.pid, *self.processes("llmkg.http.process"), *writers])
            self._server.wait()

    def stop(self) -> None:
        """End it all."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            self._server.wait()

    def _at(self, graph: int) -> str:
        return f"{self._address}/rdf-graph-store?graph=http://example.org/graph/{graph}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}", "Content-Type": "text/turtle"}


def _kill(processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def measure(
    root: Path, out: Path, rounds: int, *, seed: int = 1, progress: Callable[[str], None] = print
) -> Killed:
    """Write, kill, look: again and again. `out` is a folder of its own, which must be new."""
    chance = Random(seed)  # noqa: S311 - the same moments for the same seed, no secret
    place = Place(root, out)
    found = Killed()
    kept: dict[int, int | None] = dict.fromkeys(range(_GRAPHS))
    number = 0
    try:
        for turn in range(rounds):
            place.start()
            sent: dict[int, set[int]] = {graph: set() for graph in kept}
            ending = threading.Event()

            def write(first: int, sent: dict[int, set[int]], ending: threading.Event) -> None:
                nonlocal number
                number = first
                while not ending.is_set():
                    number += 1
                    graph = number % _GRAPHS
                    if place.put(graph, number):
                        kept[graph] = number
                        sent[graph].clear()
                        found.answered += 1
                    else:
                        sent[graph].add(number)
                        found.unanswered += 1

            thread = threading.Thread(target=write, args=(number, sent, ending))
            thread.start()
            victim = chance.choice(_VICTIMS)
            building = place.build() if victim == "build" else None
            time.sleep(chance.uniform(0, _LONGEST))
            if building is not None:
                building.kill()
                building.wait()
            place.kill(victim)
            found.kills[victim] += 1
            ending.set()
            thread.join()
            place.start()
            _look(place, kept, sent, found, turn)
            progress(f"{turn + 1}: {victim} killed, {found.answered} writes answered")
    finally:
        place.stop()
    return found


def _look(
    place: Place,
    kept: dict[int, int | None],
    sent: dict[int, set[int]],
    found: Killed,
    turn: int,
) -> None:
    """Whether all is there, and nothing by halves."""
    for graph, number in kept.items():
        read = place.get(graph)
        if read != number and read not in sent[graph]:
            found.faults.append(f"round {turn}: graph {graph} has {read}, acknowledged is {number}")
        kept[graph] = read
    try:
        with open_current(place.out) as snapshot:
            snapshot.verify()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        found.faults.append(f"round {turn}: {error}")
