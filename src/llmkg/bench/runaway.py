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

_DOUBLINGS: Final = 40
_SETTLE: Final = 4.0  # seconds in which processes that were killed are gone and replaced

_CARTESIAN: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
_BACKTRACKING: Final = "^(([a-z0-9:/.])+.*)+[A-Z]{2,}(.*)*!$"
_TEXT: Final = "CONCAT(STR(?c), STR(?f), STR(?a))"
_DOUBLED: Final = " ".join(
    f"BIND(CONCAT(?s{number}, ?s{number}) AS ?s{number + 1})" for number in range(_DOUBLINGS)
)
RUNAWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cartesian product": f"SELECT (COUNT(*) AS ?n) {{ {_CARTESIAN} }}",
        "path over everything": (
            "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x:none>)* ?b . ?b !<urn:x:no>+ ?c }"
        ),
        "backtracking regex": (
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . "
            f'FILTER(REGEX({_TEXT}, "{_BACKTRACKING}")) }}'
        ),
        "doubling string": (
            f'SELECT (STRLEN(?s{_DOUBLINGS}) AS ?n) {{ BIND("llmkg" AS ?s0) {_DOUBLED} }}'
        ),
    }
)


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
    address = f"{server.endpoint}?query={quote(RUNAWAYS[name])}&timeout={deadline}"
    try:
        with urllib.request.urlopen(address, timeout=deadline + 60) as answer:  # noqa: S310 - our own
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    return Ended(name, status, time.monotonic() - begun - deadline)
