"""A whole build, stage by stage, beside the bare bulk load of its quads; then writes and answers.

Each measurement runs in a process of its own. The peer is what cannot be saved: Oxigraph's own bulk
loader on the finished quads, from an N-Quads file. Where others are at work beside it, processor
time tells more than time by the clock; both are given.

What was measured is written down step by step, so that a run that was cut short goes on from there.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyoxigraph as ox

from llmkg.bench import asked, write
from llmkg.bench.drawn import Drawn, paths
from llmkg.bench.make.root import make
from llmkg.bench.meter import Meter, Stage
from llmkg.build import build
from llmkg.errors import OutsideError
from llmkg.kb import KnowledgeBase
from llmkg.store.embedded import EmbeddedStore

STEPS: Final = ("build", "writes", "answers")
"""What can be measured of one size."""

Visitor = Callable[[Path, Path], Callable[[str], bytes]]
"""Gives, for a root and its snapshots, what answers addresses in this process."""

_PAUSE: Final = 15.0  # seconds between two reports of one stage
_FROM_MEMORY: Final = {"comparing files with the snapshot"}  # steps that are no stage


@dataclass(frozen=True, slots=True)
class Scaled:
    """What was measured with so many claims.

    quads     in the snapshot, computed ones included
    authored  bytes of the files that were read
    snapshot  bytes of the snapshot on disk
    peer      the bulk load of the same quads
    writes    seconds until all readers see it, by what was done: median, 95th of a hundred
    answers   milliseconds of the processor for named queries, pages and searches: 50th, 95th
    """

    claims: int
    seed: int
    quads: int
    authored: int
    snapshot: int
    stages: tuple[Stage, ...]
    peer: Stage
    writes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    answers: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def whole(self) -> Stage:
        """All stages together."""
        return Stage(
            "build",
            sum(each.seconds for each in self.stages),
            sum(each.wall for each in self.stages),
            max(each.peak for each in self.stages),
            max(each.anonymous for each in self.stages),
        )

    @property
    def ratio(self) -> float:
        """How many times the processor time of the peer the build takes."""
        return self.whole.seconds / self.peer.seconds

    @property
    def by_the_clock(self) -> float:
        """How many times as long as the peer the build takes by the clock."""
        return self.whole.wall / self.peer.wall


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured.

    seed           of the claims, and of what is asked
    limit_seconds  for one step, by the clock
    profiles       a folder for a profile of each stage (cProfile); it slows the build down, so the
                   times are then good for comparing functions only
    keep           a folder in which all that is made stays, and what was measured
    steps          see STEPS
    processes      of the build; None: as many as there are processors
    in_parts       as `build` has it
    rounds         claims that are written, and askings of each query
    """

    seed: int = 1
    limit_seconds: float = 3_600.0
    profiles: Path | None = None
    keep: Path | None = None
    steps: Sequence[str] = STEPS
    processes: int | None = None
    in_parts: bool | None = None
    rounds: int = 20


def measure(
    root: Path,
    sizes: Sequence[int],
    wanted: Asked,
    *,
    visitor: Visitor | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> Iterator[Scaled]:
    """Make, build and load claims of each size in turn.

    `root` is the folder with ontology/ and queries/; `progress` is told what begins. Raises
    OutsideError where a step takes longer than it may.
    """
    for size in sizes:
        with ExitStack() as stack:
            if wanted.keep is None:
                name = stack.enter_context(TemporaryDirectory(prefix="llmkg-scale-"))
                place = Path(name)
            else:
                place = wanted.keep / str(size)
                place.mkdir(parents=True, exist_ok=True)
            yield _measured(root, place, size, wanted, visitor, progress)


def _measured(  # noqa: PLR0913, PLR0917 - those of `measure`, with a place
    root: Path,
    place: Path,
    size: int,
    wanted: Asked,
    visitor: Visitor | None,
    progress: Callable[[str], None],
) -> Scaled:
    def step(name: str, work: Callable[..., Any], *given: Any, tells: bool = False) -> Any:
        """What was measured before, or is now, in a process of its own; which may tell of it."""
        file = place / f"{name}.json"
        if not file.exists():
            progress(f"{size:,} claims: {name}")
            found = _apart(work, given, wanted.limit_seconds, progress if tells else None)
            new = file.with_suffix(".new")
            new.write_text(json.dumps(found, indent=1), encoding="utf-8")
            new.replace(file)
        return json.loads(file.read_text(encoding="utf-8"))

    authored = step("made", _make, root, place, size, wanted.seed)
    profiles = None if wanted.profiles is None else wanted.profiles / f"{size}-"
    built = step("build", _build, place, wanted, profiles, tells=True)
    peer = step("bulk load", _load, place)
    writes: Mapping[str, tuple[float, float]] = {}
    answers: Mapping[str, tuple[float, float]] = {}
    if "writes" in wanted.steps:
        writes = step("writes", _write, place, wanted.rounds, wanted.seed)
    if "answers" in wanted.steps:
        answers = step("answers", _ask, place, wanted.rounds, wanted.seed, visitor)
    return Scaled(
        size,
        wanted.seed,
        built["quads"],
        authored,
        built["snapshot"],
        tuple(Stage(**each) for each in built["stages"]),
        Stage(**peer),
        {name: (median, late) for name, (median, late) in writes.items()},
        {name: (median, late) for name, (median, late) in answers.items()},
    )


def _make(root: Path, place: Path, size: int, seed: int) -> int:
    shutil.rmtree(place / "root", ignore_errors=True)  # of a run that was cut short
    return make(root, place / "root", size, seed).bytes


def _build(
    place: Path, wanted: Asked, profiles: Path | None, progress: Callable[[str], None]
) -> dict[str, Any]:
    meter = Meter(profiles)
    last = 0.0

    def told(said: str) -> None:
        nonlocal last
        name = said.partition(":")[0]
        if said == name and name not in _FROM_MEMORY:
            meter.stage(name)
        elif time.monotonic() - last < _PAUSE:
            return
        last = time.monotonic()
        progress(said)

    manifest = build(
        place / "root",
        place / "out",
        force=True,
        processes=wanted.processes,
        in_parts=wanted.in_parts,
        progress=told,
    )
    meter.stage("")
    snapshot = (place / "out" / "current").resolve()
    files = (path for path in snapshot.rglob("*") if path.is_file())
    return {
        "quads": manifest.quads,
        "snapshot": sum(path.stat().st_size for path in files),
        "stages": [asdict(each) for each in meter.taken],
    }


def _load(place: Path) -> dict[str, Any]:
    quads, peer = place / "quads.nq", place / "peer"
    shutil.rmtree(peer, ignore_errors=True)
    store = ox.Store.read_only(str(place / "out" / "current" / "store"))
    store.dump(str(quads), format=ox.RdfFormat.N_QUADS)
    del store
    meter = Meter()
    meter.stage("bulk load")
    store = ox.Store(str(peer))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()
    meter.stage("")
    del store
    shutil.rmtree(peer)
    quads.unlink()
    return asdict(meter.taken[0])


def _write(place: Path, rounds: int, seed: int) -> dict[str, tuple[float, float]]:
    out = place / "written"
    shutil.rmtree(out, ignore_errors=True)
    # Files of snapshots never change, so links will do.
    shutil.copytree(place / "out", out, symlinks=True, copy_function=os.link)
    taken = write.measure(place / "root", out, rounds, seed=seed)
    shutil.rmtree(out)
    found = {done: steps[write.WHOLE] for done, steps in taken.spreads().items()}
    return {done: (spread.median, spread.p95) for done, spread in found.items()}


def _ask(
    place: Path, number: int, seed: int, visitor: Visitor | None
) -> dict[str, tuple[float, float]]:
    root, out = place / "root", place / "out"
    with KnowledgeBase.open(out, root / "queries") as kb:
        found = list(asked.queries(kb, number, seed))
        if visitor is not None and isinstance(kb.store, EmbeddedStore):
            wanted = paths(Drawn(kb, kb.store, seed), number)
            found += asked.visits(visitor(root, out), wanted)
    return {each.name: (each.p50, each.p95) for each in found}


def _child(
    work: Callable[..., Any], given: tuple[Any, ...], out: Connection[Any, Any], *, tells: bool
) -> None:
    """Send what comes of it, behind True; and before that what is told of it, behind False."""
    more = (partial(_tell, out),) if tells else ()
    out.send((True, work(*given, *more)))


def _tell(out: Connection[Any, Any], said: str) -> None:
    out.send((False, said))


def _apart(
    work: Callable[..., Any],
    given: tuple[Any, ...],
    limit: float,
    progress: Callable[[str], None] | None,
) -> Any:
    context = mp.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    tells = {"tells": progress is not None}
    process = context.Process(target=_child, args=(work, given, there), kwargs=tells)
    process.start()
    there.close()
    until = time.monotonic() + limit
    try:
        while here.poll(max(0.0, until - time.monotonic())):
            is_found, found = here.recv()
            if is_found:
                return found
            if progress is not None:
                progress(found)
        raise OutsideError(f"A step took longer than {limit:g} s", mend="Give more with --limit.")
    except EOFError as error:
        raise OutsideError("The measured process ended without an answer") from error
    finally:
        process.kill()
        process.join()
