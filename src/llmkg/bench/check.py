"""The check of made-up claims: the engine beside pyshacl with the same shapes, in one run.

Times are processor time, so that neighbours on the machine count for nothing. Each measurement is
a process of its own, and what does not end within its limit is stopped: its time is then at least
that. Reading the files is not counted, parsing the rules is.
"""

from __future__ import annotations

import multiprocessing as mp
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.bench.make.root import make
from llmkg.check import load_shapes
from llmkg.check.engine import Engine
from llmkg.check.result import Result
from llmkg.check.rules import Shapes
from llmkg.check.shacl import validate
from llmkg.rdf.corpus import load_corpus
from llmkg.rdf.terms import to_graph

_LIMIT_BYTES: Final = 1 << 30
Breach: TypeAlias = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Timed:
    """One measurement.

    seconds   of the processor; None when it was stopped
    peak_mb   most memory resident, in MB of 2**20 bytes, the triples included
    breaches  what was found, each once
    """

    seconds: float | None
    peak_mb: int
    breaches: frozenset[Breach]


@dataclass(frozen=True, slots=True)
class Checked:
    """Both engines on the same data; `reference` is None where pyshacl was not asked."""

    claims: int
    triples: int
    engine: Timed
    reference: Timed | None
    limit: float

    @property
    def ratio(self) -> float | None:
        """How many times faster the engine is; at least, where pyshacl was stopped."""
        if self.reference is None or not self.engine.seconds:
            return None
        return (self.reference.seconds or self.limit) / self.engine.seconds

    @property
    def agree(self) -> bool | None:
        """Whether both found the same; None where pyshacl did not come to an end."""
        if self.reference is None or self.reference.seconds is None:
            return None
        return self.engine.breaches == self.reference.breaches


def compare(
    root: Path, claims: Sequence[int], *, seed: int, reference: int, limit: float
) -> Iterator[Checked]:
    """Check so many made-up claims; pyshacl up to `reference` of them, for `limit` seconds."""
    shapes = load_shapes((root / "ontology" / "shapes").glob("*.ttl"))
    for size in claims:
        with TemporaryDirectory(prefix="llmkg-") as name:
            folder = Path(name) / "made"
            make(root, folder, claims=size, seed=seed)
            quads = tuple(load_corpus(folder, limit_bytes=_LIMIT_BYTES).quads())
        engine = _measured(_by_engine, quads, shapes, None)
        other = _measured(_by_pyshacl, quads, shapes, limit) if size <= reference else None
        triples = len({(quad.subject, quad.predicate, quad.object) for quad in quads})
        yield Checked(size, triples, engine, other, limit)


Ask: TypeAlias = Callable[[tuple[ox.Quad, ...], Shapes], Iterator[Result]]


def _by_engine(quads: tuple[ox.Quad, ...], shapes: Shapes) -> Iterator[Result]:
    return Engine(quads).results(shapes)


def _by_pyshacl(quads: tuple[ox.Quad, ...], shapes: Shapes) -> Iterator[Result]:
    return validate(to_graph(quads), to_graph(shapes.quads), advanced=True)


def _measured(ask: Ask, quads: tuple[ox.Quad, ...], shapes: Shapes, limit: float | None) -> Timed:
    # A fork: the statements are there already, and nothing of the parent's time is counted.
    context = mp.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_ask, args=(theirs, ask, quads, shapes, limit))
    process.start()
    theirs.close()
    try:
        seconds, peak, found = ours.recv()
    except EOFError:
        return Timed(None, 0, frozenset())
    finally:
        process.join()
        ours.close()
    return Timed(seconds, peak, found)


def _ask(
    channel: Connection, ask: Ask, quads: tuple[ox.Quad, ...], shapes: Shapes, limit: float | None
) -> None:
    if limit is not None:
        # The system ends the process when it has had so many seconds of the processor.
        seconds = int(limit)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    begin = time.process_time()
    found = frozenset(_plain(result) for result in ask(quads, shapes))
    seconds_used = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    channel.send((seconds_used, peak, found))
    channel.close()


def _plain(result: Result) -> Breach:
    """For comparison: where a rule selects no value, SHACL gives the focus."""
    value = None if result.value == result.focus else result.value
    return result.rule, result.focus, result.path, value
