"""The check of made-up claims: the engine beside pyshacl with the same shapes, in one run.

Times are processor time, so that neighbours on the machine count for nothing. Each measurement is
a process of its own, and what does not end within its limit is stopped: its time is then at least
that. Reading N-Quads and parsing the rules are counted, reading Turtle is not.
"""

from __future__ import annotations

import multiprocessing as mp
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import numpy as np
import pyoxigraph as ox

from llmkg.bench.make.root import make
from llmkg.check import load_shapes
from llmkg.check.apart import check_slice, join, note, slices
from llmkg.check.engine import Engine
from llmkg.check.result import Result
from llmkg.check.shacl import validate
from llmkg.rdf.corpus import load_files
from llmkg.rdf.terms import to_graph

_LIMIT_BYTES: Final = 1 << 30
_FILES: Final = 200  # of Turtle in a part
Breach: TypeAlias = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Timed:
    """One measurement.

    seconds   of the processor; None when it was stopped
    peak_mb   most memory resident, in MB of 2**20 bytes, files that are mapped included
    breaches  what was found, each once
    """

    seconds: float | None
    peak_mb: int
    breaches: frozenset[Breach]


@dataclass(frozen=True, slots=True)
class Checked:
    """Both engines on the same data; `reference` is None where pyshacl was not asked.

    engine  over columns in memory
    sliced  over columns on the disk, slice by slice, in one process
    """

    claims: int
    triples: int
    engine: Timed
    sliced: Timed
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
        """Whether all found the same; None where pyshacl did not come to an end."""
        if self.engine.breaches != self.sliced.breaches:
            return False
        if self.reference is None or self.reference.seconds is None:
            return None
        return self.engine.breaches == self.reference.breaches


def compare(
    root: Path, claims: Sequence[int], *, seed: int, reference: int, limit: float
) -> Iterator[Checked]:
    """Check so many made-up claims; pyshacl up to `reference` of them, for `limit` seconds."""
    for size in claims:
        with TemporaryDirectory(prefix="llmkg-") as name:
            folder = Path(name)
            make(root, folder / "made", claims=size, seed=seed)
            given = Given(_parts(folder), tuple((root / "ontology" / "shapes").glob("*.ttl")))
            engine = _measured(_by_engine, given, None)
            sliced = _measured(_by_slices, given, None)
            other = _measured(_by_pyshacl, given, limit) if size <= reference else None
            triples = int(np.load(given.joined / "counts.npy").sum())
        yield Checked(size, triples, engine, sliced, other, limit)


@dataclass(frozen=True, slots=True)
class Given:
    """Files of N-Quads, and of shapes."""

    parts: tuple[Path, ...]
    shapes: tuple[Path, ...]

    @property
    def joined(self) -> Path:
        """The columns of all parts."""
        return self.parts[0].parent / "joined"

    def quads(self) -> Iterator[ox.Quad]:
        """All of them."""
        for part in self.parts:
            yield from ox.parse(path=part, format=ox.RdfFormat.N_QUADS)


def _parts(folder: Path) -> tuple[Path, ...]:
    """What was made, as files of N-Quads: no process has to hold all of it."""
    made = folder / "made"
    files = [path for top in ("ontology", "claims") for path in sorted((made / top).rglob("*.ttl"))]
    names = [path.relative_to(made).as_posix() for path in files]
    parts = []
    for number, start in enumerate(range(0, len(names), _FILES)):
        some = load_files(made, names[start : start + _FILES], limit_bytes=_LIMIT_BYTES)
        part = folder / f"{number}.nq"
        ox.serialize(some.quads(), part, format=ox.RdfFormat.N_QUADS)
        parts.append(part)
    return tuple(parts)


Ask: TypeAlias = Callable[[Given], Iterable[Result]]


def _by_engine(given: Given) -> Iterator[Result]:
    return Engine(given.quads()).results(load_shapes(given.shapes))


def _by_slices(given: Given) -> Iterator[Result]:
    for part in given.parts:
        with part.open("rb") as lines:
            note(part.with_suffix(".noted"), lines)
    join(given.joined, [part.with_suffix(".noted") for part in given.parts])
    for each in slices(given.joined, given.shapes):
        yield from check_slice(each)


def _by_pyshacl(given: Given) -> Iterator[Result]:
    shapes = to_graph(load_shapes(given.shapes).quads)
    return validate(to_graph(given.quads()), shapes, advanced=True)


def _measured(ask: Ask, given: Given, limit: float | None) -> Timed:
    # A fork: nothing of the parent's time is counted.
    context = mp.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_ask, args=(theirs, ask, given, limit))
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


def _ask(channel: Connection, ask: Ask, given: Given, limit: float | None) -> None:
    if limit is not None:
        # The system ends the process when it has had so many seconds of the processor.
        seconds = int(limit)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    begin = time.process_time()
    found = frozenset(_plain(result) for result in ask(given))
    seconds_used = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    channel.send((seconds_used, peak, found))
    channel.close()


def _plain(result: Result) -> Breach:
    """For comparison: where a rule selects no value, SHACL gives the focus."""
    value = None if result.value == result.focus else result.value
    return result.rule, result.focus, result.path, value
