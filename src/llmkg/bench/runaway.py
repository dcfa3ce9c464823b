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

_SETTLE: Final = 4.0  # seconds in which processes that were killed are gone and replaced

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
class Runaway:
    """The whole: point lookups alone and beside the runaways, memory before and after (bytes)."""

    generator: str
    before: Taken
    during: Taken
    ended: tuple[Ended, ...]
    memory_before: int
    memory_after: int


def run(root: Path, *, size: int = 10_000, deadline: float = 5.0, connections: int = 4) -> Runaway:
    """Put four runaways at once beside point lookups, with `deadline` seconds for each."""
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

            load(2)  # whatever is slow once is slow now
            before = load(deadline)
            memory_before = server.memory()
            with ThreadPoolExecutor(len(RUNAWAYS)) as threads:
                asked = [threads.submit(_ask, server, name, deadline) for name in RUNAWAYS]
                during = load(deadline)
                ended = tuple(each.result() for each in asked)
            time.sleep(_SETTLE)
            return Runaway(generator.name, before, during, ended, memory_before, server.memory())


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
