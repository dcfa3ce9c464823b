"""What runaway queries do to their neighbours: point lookups before, during and after."""

from __future__ import annotations

import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from llmkg.bench.claims import mixes, quads
from llmkg.bench.load import Generator, Load, Taken
from llmkg.bench.serve import ROWS
from llmkg.bench.servers import LLMKG, Running, prepare, running
from llmkg.bench.texts import text

_SETTLE: Final = 3.0  # seconds in which no process may have come or gone
_PATIENCE: Final = 60.0
_LOOK: Final = 0.1

RUNAWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cartesian product": "runaway-cartesian",
        "path over everything": "runaway-path",
        "backtracking regex": "runaway-regex",
        "doubling string": "runaway-string",
    }
)
"""What they are called, and their files."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one runaway ended: HTTP status, and seconds beyond its deadline (less than 0: sooner)."""

    name: str
    status: int
    late: float


@dataclass(frozen=True, slots=True)
class Round:
    """Four runaways at once: lookups beside them, how they ended, memory afterwards (bytes)."""

    during: Taken
    ended: tuple[Ended, ...]
    memory: int


@dataclass(frozen=True, slots=True)
class Runaway:
    """The whole: point lookups alone, memory at the start (bytes), and each round."""

    generator: str
    before: Taken
    memory: int
    rounds: tuple[Round, ...]


def run(
    root: Path,
    *,
    size: int = 10_000,
    deadline: float = 5.0,
    connections: int = 4,
    rounds: int = 2,
) -> Runaway:
    """Put four runaways at once beside point lookups, with `deadline` seconds for each.

    A second round tells what only the first one needs, as whatever is used once is warm then, from
    what every one leaves behind.
    """
    generator = Generator()
    lookups = next(mix for mix in mixes(size) if mix.name == "point lookup")
    with tempfile.TemporaryDirectory(prefix="llmkg-bench-") as folder:
        corpus = prepare(root, Path(folder), quads(size))
        with running(corpus, [LLMKG]) as ((server,), _):

            def load(seconds: float) -> Taken:
                return generator.put(
                    Load(
                        server.endpoint,
                        lookups.variants,
                        ROWS,
                        connections=connections,
                        seconds=seconds,
                    )
                )

            def one() -> Round:
                with ThreadPoolExecutor(len(RUNAWAYS)) as threads:
                    asked = [threads.submit(_ask, server, name, deadline) for name in RUNAWAYS]
                    during = load(deadline)
                    ended = tuple(each.result() for each in asked)
                return Round(during, ended, _at_rest(server))

            load(2)  # whatever is slow once is slow now
            _at_rest(server)
            before = load(deadline)
            memory = _at_rest(server)
            return Runaway(generator.name, before, memory, tuple(one() for _ in range(rounds)))


def _at_rest(server: Running) -> int:
    """Bytes, once processes that were killed are replaced and none comes or goes any more.

    The survey of a snapshot is such a process: it takes some seconds, and then it is gone.
    """
    end = time.monotonic() + _PATIENCE
    family, since = set(server.family()), time.monotonic()
    while time.monotonic() - since < _SETTLE and time.monotonic() < end:
        time.sleep(_LOOK)
        now = set(server.family())
        if now != family:
            family, since = now, time.monotonic()
    return server.memory()


def _ask(server: Running, name: str, deadline: float) -> Ended:
    begun = time.monotonic()
    address = f"{server.endpoint}?query={quote(text(RUNAWAYS[name]))}&timeout={deadline}"
    try:
        with urllib.request.urlopen(address, timeout=deadline + 60) as answer:  # noqa: S310 - our own
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    return Ended(name, status, time.monotonic() - begun - deadline)
