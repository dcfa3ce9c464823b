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
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import IO, Final, TypeAlias

from llmkg.store.snapshot import open_current

_VICTIMS: Final = ("writer", "worker", "servers", "build")
_GRAPHS: Final = 3
_LONGEST: Final = 3.0  # seconds until the kill
_ANSWER: Final = re.compile(rb'"(\d+)"')
_START_SECONDS: Final = 60.0
_SAID: Final = 1 << 16

Kept: TypeAlias = dict[int, int | None]
"""The number that each graph has, as far as was acknowledged."""

Sent: TypeAlias = dict[int, set[int]]
"""Per graph, what was sent since without an acknowledgement: it may be there, or come later.

What was killed between its journal and its snapshot comes when another process writes, or serves.
"""


@dataclass(slots=True)
class Killed:
    """What came of it: kills by victim, writes that were answered, and what was found wrong.

    answered    acknowledged as stored
    unanswered  it is not known what became of them
    refused     told that they were not stored, and why
    """

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_VICTIMS, 0))
    answered: int = 0
    unanswered: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


class Place:
    """A server over a folder, that is killed and started again."""

    def __init__(self, root: Path, out: Path) -> None:
        self.out = out
        self._command = [sys.executable, "-m", "llmkg", "--root", str(root), "--out", str(out)]
        self._run("build")
        self.token = self._run("token", "add", "killed").strip()
        self._server: subprocess.Popen[bytes] | None = None
        self.address = ""
        self.said = ""
        """What the last refusal said."""

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
            said = self._server.stderr
            assert said is not None  # noqa: S101 - it was asked for
            for line in said:
                found = re.search(rb"http://[0-9.]+:\d+/", line)
                if found:
                    self.address = found[0].decode().removesuffix("/")
                    break
            threading.Thread(target=_drain, args=(said,), daemon=True).start()
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            ready = f"{self.address}/readyz"
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

    def put(self, graph: int, number: int) -> int:
        """Write a number to a graph; the status of the answer, 0 where none came."""
        body = f'<http://example.org/s> <http://example.org/p> "{number}" .'.encode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            self._at(graph), body, self._headers(), method="PUT"
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                return int(answer.status)
        except urllib.error.HTTPError as error:
            self.said = error.read(500).decode("utf-8", "replace")
            return error.code
        except (OSError, HTTPException):  # it, or the one that it asked, was killed
            return 0

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

    def kill(self, victim: str) -> bool:
        """Kill what is named; whether there was anything to kill."""
        writers = self.processes("llmkg.contribute.process")
        workers = [each for each in writers if _parent(each) in writers]
        if victim == "writer":
            return _kill([each for each in writers if each not in workers])
        if victim == "worker":  # it has the store open that is written to
            return _kill(workers)
        if victim == "servers" and self._server is not None:
            _kill([self._server.pid, *self.processes("llmkg.http.process"), *writers])
            self._server.wait()
            return True
        return False

    def stop(self) -> None:
        """End it all."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            self._server.wait()

    def _at(self, graph: int) -> str:
        return f"{self.address}/rdf-graph-store?graph=http://example.org/graph/{graph}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "text/turtle"}


def _drain(said: IO[bytes]) -> None:
    """Let a server say what it likes, to its end: a full pipe would stop it."""
    with said:
        while said.read(_SAID):
            pass


def _kill(processes: list[int]) -> bool:
    killed = False
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed = True
    return killed


def _parent(process: int) -> int:
    """Who started a process; 0 where it is gone."""
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


class Writing:
    """Writes to one graph after another, on a thread of its own, until it is told to end."""

    def __init__(self, place: Place, found: Killed, kept: Kept, sent: Sent, first: int) -> None:
        self.number = first
        self._sent = sent
        self._place = place
        self._found = found
        self._kept = kept
        self._answered = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def begun(self, seconds: float) -> None:
        """Wait until a write has been acknowledged, but not for longer."""
        self._answered.wait(seconds)

    def end(self) -> None:
        """Let the write that is under way be the last."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        found = self._found
        while not self._ending.is_set():
            self.number += 1
            graph = self.number % _GRAPHS
            status = self._place.put(graph, self.number)
            if 200 <= status < 300:  # noqa: PLR2004 - as HTTP has it
                self._kept[graph] = self.number
                self._sent[graph].clear()
                found.answered += 1
                self._answered.set()
                continue
            self._sent[graph].add(self.number)
            if not status:
                found.unanswered += 1
                continue
            found.refused += 1
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                found.faults.append(f"a write was refused with {status}: {self._place.said}")
                return


def measure(
    root: Path, out: Path, rounds: int, *, seed: int = 1, progress: Callable[[str], None] = print
) -> Killed:
    """Write, kill, look: again and again. `out` is a folder of its own, which must be new."""
    chance = Random(seed)  # noqa: S311 - the same moments for the same seed, no secret
    place = Place(root, out)
    found = Killed()
    kept: Kept = dict.fromkeys(range(_GRAPHS))
    sent: Sent = {graph: set() for graph in kept}
    number = 0
    try:
        for turn in range(rounds):
            place.start()
            writing = Writing(place, found, kept, sent, number)
            victim = _VICTIMS[turn % len(_VICTIMS)]
            building = place.build() if victim == "build" else None
            # One in three comes while the writer starts, the others while it writes.
            if chance.random() > 1 / 3:
                writing.begun(_START_SECONDS)
            time.sleep(chance.uniform(0, _LONGEST))
            if building is not None:
                building.kill()
                building.wait()
            found.kills[victim] += place.kill(victim) or building is not None
            writing.end()
            number = writing.number
            place.start()
            _look(place, kept, sent, found, turn)
            progress(f"{turn + 1}: {victim} killed, {found.answered} writes answered")
    finally:
        place.stop()
    if not found.answered:
        found.faults.append("no write was acknowledged, so nothing was tried")
    return found


def _look(
    place: Place,
    kept: Kept,
    sent: Sent,
    found: Killed,
    turn: int,
) -> None:
    """Whether all is there, and nothing by halves."""
    for graph, number in kept.items():
        read = place.get(graph)
        if read != number and read not in sent[graph]:
            found.faults.append(f"round {turn}: graph {graph} has {read}, acknowledged is {number}")
        kept[graph] = read
        sent[graph] = {each for each in sent[graph] if read is None or each > read}
    try:
        with open_current(place.out) as snapshot:
            snapshot.verify()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        found.faults.append(f"round {turn}: {error}")
