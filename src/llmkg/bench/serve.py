"""llmkg beside its peers over HTTP: the same quads, the same load, one interleaved run."""

from __future__ import annotations

import statistics
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from llmkg.bench.claims import Mix, mixes, quads
from llmkg.bench.load import Generator, Load, Taken
from llmkg.bench.servers import LLMKG, Corpus, Running, prepare, running
from llmkg.bench.texts import UNIQUE

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
_REPEATED: Final = 2_000  # different queries at most, where they are to come again


@dataclass(frozen=True, slots=True)
class Measured:
    """One server at one kind of query.

    distinct  whether every text was new to the server, and what it asks about as far as there
              were things that nobody had asked about
    rate      answers a second; the median of the rounds, as are the times in milliseconds
    ratio     the rate of llmkg over that of this server, each round by itself, the median
    agrees    whether it answers as llmkg does
    """

    quads: int
    mix: str
    distinct: bool
    server: str
    rate: float
    p50: float
    p99: float
    errors: int
    ratio: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All kinds of query together, for one peer: geometric means."""

    quads: int
    distinct: bool
    server: str
    ratio: float
    p99_ratio: float
    memory: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The run over one number of quads; `memory` of llmkg in bytes."""

    generator: str
    measured: tuple[Measured, ...]
    summaries: tuple[Summary, ...]
    missing: tuple[str, ...]
    memory: int


def compare(  # noqa: PLR0913 - what is measured, and how much
    root: Path,
    sizes: Sequence[int],
    wanted: Sequence[str],
    *,
    rounds: int = 3,
    seconds: float = 1.0,
    connections: int = 16,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Compared]:
    """Measure sizes in turn. In a round each server gets each load, one after the other."""
    generator = Generator()
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="llmkg-bench-") as folder:
            progress(f"{size:,} quads: writing them for every server")
            corpus = prepare(root, Path(folder), quads(size))
            with running(corpus, wanted) as (servers, missing):
                measured = tuple(
                    each
                    for mix in mixes(size)
                    for distinct in (True, False)
                    for each in _measure(
                        corpus,
                        servers,
                        mix,
                        distinct=distinct,
                        put=lambda server, mix, distinct: generator.put(
                            Load(
                                server.endpoint,
                                mix.variants if distinct else mix.variants[:_REPEATED],
                                TRIPLES if mix.graph else ROWS,
                                connections=connections,
                                seconds=seconds,
                                unique=distinct,
                            )
                        ),
                        rounds=rounds,
                        progress=progress,
                    )
                )
                memory = {server.name: server.memory() for server in servers}
            yield Compared(
                generator.name,
                measured,
                tuple(_summaries(measured, memory)),
                tuple(missing),
                memory.get(LLMKG, 0),
            )


def _measure(  # noqa: PLR0913 - what is measured, and how
    corpus: Corpus,
    servers: Sequence[Running],
    mix: Mix,
    *,
    distinct: bool,
    put: Callable[[Running, Mix, bool], Taken],
    rounds: int,
    progress: Callable[[str], None],
) -> Iterator[Measured]:
    progress(f"{corpus.quads:,} quads: {mix.name}, {'distinct' if distinct else 'repeated'}")
    taken: dict[str, list[Taken]] = {server.name: [] for server in servers}
    for server in servers:
        put(server, mix, distinct)  # to warm up: what is measured is how a server is in use
    for number in range(rounds):
        # Who comes first changes from round to round.
        start = number % len(servers)
        for server in (*servers[start:], *servers[:start]):
            taken[server.name].append(put(server, mix, distinct))
    counted = {server.name: _count(server, mix) for server in servers}
    ours = taken.get(LLMKG, [])
    for server in servers:
        runs = taken[server.name]
        ratios = [mine.rate / max(its.rate, 1e-9) for mine, its in zip(ours, runs, strict=False)]
        yield Measured(
            corpus.quads,
            mix.name,
            distinct,
            server.name,
            rate=statistics.median(run.rate for run in runs),
            p50=statistics.median(run.p50 for run in runs),
            p99=statistics.median(run.p99 for run in runs),
            errors=sum(run.errors for run in runs),
            ratio=statistics.median(ratios) if ratios else 0.0,
            agrees=counted[server.name] == counted.get(LLMKG, counted[server.name]),
        )


def _count(server: Running, mix: Mix) -> int | None:
    """How many rows or triples the first query brings; for ASK 1 or 0."""
    query = quote(mix.variants[0].replace(UNIQUE, ""))
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{server.endpoint}?query={query}", headers={"Accept": TRIPLES if mix.graph else ROWS}
    )
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - as above
        body = answer.read()
    try:
        if mix.graph:
            return len(set(ox.parse(body, format=ox.RdfFormat.N_TRIPLES)))
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except SyntaxError:
        return None
    return int(bool(found)) if isinstance(found, ox.QueryBoolean) else sum(1 for _ in found)


def _summaries(measured: Sequence[Measured], memory: dict[str, int]) -> Iterator[Summary]:
    for distinct in (True, False):
        of = [each for each in measured if each.distinct is distinct]
        ours = {each.mix: each.p99 for each in of if each.server == LLMKG}
        for name, used in memory.items():
            its = [each for each in of if each.server == name and each.ratio > 0]
            if not its or name == LLMKG:
                continue
            yield Summary(
                its[0].quads,
                distinct,
                name,
                ratio=statistics.geometric_mean(each.ratio for each in its),
                p99_ratio=statistics.geometric_mean(
                    max(ours[each.mix], 1e-3) / max(each.p99, 1e-3) for each in its
                ),
                memory=used,
            )
