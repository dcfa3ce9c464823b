"""A whole build, stage by stage, beside the bare bulk load of the quads that come of it.

Each measurement runs in a process of its own. Where others are at work beside it, processor time
tells more than time by the clock; both are given, and the ratio is of processor time. The peer is
what cannot be saved: Oxigraph's own bulk loader on the finished quads, from an N-Quads file.
"""

from __future__ import annotations

import cProfile
import multiprocessing as mp
import pstats
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyoxigraph as ox

from llmkg.bench.make.root import make
from llmkg.build import build
from llmkg.errors import OutsideError

_STAGES: Final = {
    "reading files": "load",
    "checking": "check",
    "assessing": "assess",
    "entailing": "entail",
    "writing the snapshot": "write",
}
_PROFILED: Final = 30  # lines of a profile
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage took.

    seconds  of the processor, all threads and ended children together
    wall     seconds by the clock
    peak     most memory resident during the stage, in bytes
    """

    name: str
    seconds: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Scaled:
    """A build of so many claims.

    quads     in the snapshot, computed ones included
    authored  bytes of the files that were read
    snapshot  bytes of the snapshot on disk
    peer      the bulk load of the same quads
    """

    claims: int
    seed: int
    quads: int
    authored: int
    snapshot: int
    stages: tuple[Stage, ...]
    peer: Stage

    @property
    def whole(self) -> Stage:
        """All stages together."""
        return Stage(
            "build",
            sum(each.seconds for each in self.stages),
            sum(each.wall for each in self.stages),
            max(each.peak for each in self.stages),
        )

    @property
    def ratio(self) -> float:
        """How many times the processor time of the peer the build takes."""
        return self.whole.seconds / self.peer.seconds


def measure(  # noqa: PLR0913 - each is a setting of its own
    root: Path,
    sizes: Sequence[int],
    *,
    seed: int = 1,
    limit_seconds: float = 3_600.0,
    profiles: Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> Iterator[Scaled]:
    """Make, build and load claims of each size in turn.

    Args:
        root: the folder with ontology/ and queries/.
        sizes: claims.
        seed: of the claims.
        limit_seconds: for one build, by the clock. Raises OutsideError beyond it.
        profiles: a folder for a profile of each stage (cProfile); it slows the build down, so the
            times are then good for comparing functions only.
        progress: is told what begins.
    """
    for size in sizes:
        with TemporaryDirectory(prefix="llmkg-scale-") as name:
            place = Path(name)
            progress(f"making {size:,} claims")
            made = make(root, place / "root", size, seed)
            progress(f"building {size:,} claims")
            prefix = None if profiles is None else profiles / f"{size}-"
            stages, quads = _apart(_build, (place, prefix), limit_seconds)
            progress(f"loading {quads:,} quads")
            peer = _apart(_load, (place,), limit_seconds)
            snapshot = (place / "out" / "current").resolve()
            files = (path for path in snapshot.rglob("*") if path.is_file())
            yield Scaled(
                size,
                seed,
                quads,
                made.bytes,
                sum(path.stat().st_size for path in files),
                tuple(stages),
                peer,
            )


class _Meter:
    """Takes the measure between one `stage` and the next."""

    def __init__(self, profiles: Path | None) -> None:
        self.taken: list[Stage] = []
        self._profiles = profiles
        self._profile: cProfile.Profile | None = None
        self._name = ""

    def stage(self, name: str) -> None:
        """End what runs, and begin this; "" begins nothing."""
        self._end()
        self._name = name
        _forget_peak()
        self._wall, self._cpu = time.perf_counter(), _processor()
        if self._profiles is not None and name:
            self._profile = cProfile.Profile()
            self._profile.enable()

    def _end(self) -> None:
        if not self._name:
            return
        if self._profile is not None:
            self._profile.disable()
        seconds, wall = _processor() - self._cpu, time.perf_counter() - self._wall
        self.taken.append(Stage(self._name, seconds, wall, _peak()))
        if self._profile is not None and self._profiles is not None:
            self._profiles.parent.mkdir(parents=True, exist_ok=True)
            path = self._profiles.with_name(f"{self._profiles.name}{self._name}.txt")
            with path.open("w", encoding="utf-8") as file:
                stats = pstats.Stats(self._profile, stream=file)
                stats.sort_stats("cumulative").print_stats(_PROFILED)
                stats.sort_stats("tottime").print_stats(_PROFILED)


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _forget_peak() -> None:
    """Let the kernel count the most memory anew; where it cannot, the peak is that so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        found = next(line for line in lines if line.startswith("VmHWM:"))
        return int(found.split()[1]) * _KIB
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * _KIB


def _build(place: Path, profiles: Path | None) -> tuple[list[Stage], int]:
    meter = _Meter(profiles)
    manifest = build(
        place / "root",
        place / "out",
        force=True,
        progress=lambda step: meter.stage(_STAGES[step]) if step in _STAGES else None,
    )
    meter.stage("")
    store = ox.Store.read_only(str(place / "out" / "current" / "store"))
    store.dump(str(place / "quads.nq"), format=ox.RdfFormat.N_QUADS)
    return meter.taken, manifest.quads


def _load(place: Path) -> Stage:
    meter = _Meter(None)
    meter.stage("bulk load")
    store = ox.Store(str(place / "peer"))
    store.bulk_load(path=str(place / "quads.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()
    meter.stage("")
    return meter.taken[0]


def _child(work: Callable[..., Any], given: tuple[Any, ...], out: Connection) -> None:
    out.send(work(*given))


def _apart(work: Callable[..., Any], given: tuple[Any, ...], limit: float) -> Any:
    context = mp.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, given, there))
    process.start()
    there.close()
    try:
        if not here.poll(limit):
            raise OutsideError(
                f"The build took longer than {limit:g} s", mend="Give more time with --limit."
            )
        return here.recv()
    except EOFError as error:
        raise OutsideError("The measured process ended without an answer") from error
    finally:
        process.kill()
        process.join()
