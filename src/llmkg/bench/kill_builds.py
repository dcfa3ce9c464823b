"""Kill -9 at random moments of bulk builds: readers see the old snapshot or the new one, whole.

Two roots are built in turns over one folder, in parts and by several processes, so that each build
has something to change. It is killed at some moment of the time that it takes, and built again:
what comes must be what comes undisturbed. Meanwhile one reader keeps the old snapshot open, and
another opens what serves, again and again.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final, Self

import pyoxigraph as ox
import tantivy

from llmkg.bench.make.root import make
from llmkg.bench.victims import VICTIMS, Build
from llmkg.errors import OutsideError
from llmkg.export.statistics import statistics
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.rdf.graphdigest import GraphDigest
from llmkg.search.index import SEARCH_FOLDER
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.snapshot import OpenSnapshot, open_current

_MORE: Final = 100  # claims that one root has and the other has not
_PATIENCE: Final = 300.0  # seconds for a build that has lost a process to notice it
_TICK: Final = 0.02
_MANY: Final = 10_000_000


@dataclass(slots=True)
class Broken:
    """What came of it.

    kills     by victim
    early     builds that ended before their moment came, and were killed by nobody
    switched  builds that were killed when the new snapshot served already
    answers   that readers got and found right
    faults    what was found wrong
    """

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VICTIMS, 0))
    early: int = 0
    switched: int = 0
    answers: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        """How often a build was to be killed."""
        return sum(self.kills.values()) + self.early


@dataclass(frozen=True, slots=True)
class Whole:
    """What a snapshot is, as far as it follows from the files.

    told      what its manifest says: digest, counts, warnings
    graphs    by name: triples, digest, sum
    beside    digests of the statistics, and of all texts that are searched
    """

    told: tuple[object, ...]
    graphs: dict[str, GraphInfo]
    beside: tuple[str, str]

    @classmethod
    def of(cls, snapshot: OpenSnapshot) -> Self:
        """Read from a snapshot. Raises SnapshotDamagedError where its files are not as it says."""
        snapshot.verify()
        store = snapshot.store()
        index = tantivy.Index.open(str(snapshot.path / SEARCH_FOLDER))
        searcher = index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=_MANY).hits
        texts = sorted(repr(searcher.doc(at).to_dict()) for _, at in hits)
        counted = statistics(snapshot.path, store)
        counts = repr(replace(counted, graphs=tuple(counted.graphs)))
        store.close()
        return cls(
            told=_told(snapshot.manifest),
            graphs={info.iri: info for info in snapshot.manifest.graphs},
            beside=(_digest([counts]), _digest(texts)),
        )

    def differs(self, other: Self) -> str:
        """What is not the same in another; "" where all is."""
        if self.told != other.told:
            return f"the manifest: {self.told} and {other.told}"
        if self.graphs != other.graphs:
            return "the graphs"
        names = ("the statistics", "the texts")
        pairs = zip(names, self.beside, other.beside, strict=True)
        return ", ".join(name for name, mine, theirs in pairs if mine != theirs)


def _told(manifest: Manifest) -> tuple[object, ...]:
    counts = tuple(sorted(manifest.counts.items()))
    return manifest.digest, manifest.quads, manifest.warnings, counts


def _digest(texts: Sequence[str]) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


class Readers:
    """Two readers, on threads of their own: one stays with the old snapshot, one looks for more.

    Snapshots may be what `old` is, and what `new` is from the moment it was first seen.
    """

    def __init__(self, out: Path, old: Whole, new: Whole, chance: Random) -> None:
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self._out = out
        self._old = old
        self._new = new
        self._ending = threading.Event()
        # Opened before anything else happens: it must stay to the end.
        self._held = open_current(out)
        seeds = [chance.randrange(1 << 32) for _ in range(2)]
        self._threads = [
            threading.Thread(target=self._guarded, args=(look, Random(seed)))  # noqa: S311 - no secret
            for look, seed in zip((self._stay, self._come), seeds, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let each look once more, and end."""
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self._held.close()

    def _guarded(self, look: Callable[[Random], Iterator[str]], chance: Random) -> None:
        try:
            last = False
            looks = look(chance)
            while not last:
                last = self._ending.is_set()
                self.answers[next(looks)] += 1
                self._ending.wait(_TICK)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self.faults.append(f"a reader: {type(error).__name__}: {error}")

    def _stay(self, chance: Random) -> Iterator[str]:
        store = self._held.store()
        while True:
            self._ask(store, self._old, chance)
            yield "held"

    def _come(self, chance: Random) -> Iterator[str]:
        expected = self._old
        while True:
            with open_current(self._out) as snapshot:
                told = _told(snapshot.manifest)
                if told == self._new.told:
                    expected = self._new
                if told != expected.told:
                    raise ValueError(f"it serves {told}, which is neither the old nor the new")
                snapshot.look()
                store = snapshot.store()
                self._ask(store, expected, chance)
                store.close()
            yield "opened"

    def _ask(self, store: EmbeddedStore, whole: Whole, chance: Random) -> None:
        """Read a graph, and compare all of it with what it is undisturbed."""
        iri = chance.choice(sorted(whole.graphs))
        digest = GraphDigest()
        digest.add(store.quads(None, None, None, ox.NamedNode(iri)))
        if digest.info(iri).digest != whole.graphs[iri].digest:
            raise ValueError(f"{iri} is not what it was")


class Rounds:
    """Rounds of killing over one folder; `found` is what came of them.

    `lasted` are the seconds that a build takes undisturbed, as it was last seen: what else the
    machine has to do changes that.
    """

    def __init__(self, out: Path, chance: Random, lasted: float) -> None:
        self.found = Broken()
        self.lasted = lasted
        self._out = out
        self._chance = chance

    def kill(self, victim: str, root: Path, old: Whole, new: Whole) -> str:
        """Build, kill at some moment, build again, and look; what is to be told."""
        moment = self._chance.uniform(0, self.lasted)
        readers = Readers(self._out, old, new, self._chance)
        begin = time.monotonic()
        try:
            build = Build(root, self._out)
            with suppress(subprocess.TimeoutExpired):
                build.end(moment)
            killed = build.kill(victim, self._chance)
            after = time.monotonic() - begin
            if killed:
                self.found.kills[victim] += 1
                self._ended(build, victim)
                with open_current(self._out) as snapshot:
                    self.found.switched += _told(snapshot.manifest) == new.told
            else:
                self.found.early += 1
                self.lasted = after
                self._undisturbed(build)
            _build(root, self._out)
        finally:
            readers.end()
        self.found.answers += readers.answers.total()
        for fault in readers.faults:
            self._fault(fault)
        self._look(new)
        done = f"{victim} killed" if killed else f"ended before its {victim} was killed"
        return f"{done} after {after:.1f} s of {self.lasted:.1f}"

    def _ended(self, build: Build, victim: str) -> None:
        """See that all of a build ends that was killed, or has lost a process."""
        try:
            _code, said = build.end(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._fault(f"a build goes on for ever without its {victim}")
            build.kill("group", self._chance)
            return
        if "Traceback" in said and "llmkg.errors." not in said:
            self._fault(f"without its {victim} a build said {said.strip().splitlines()[-1]}")
        end = time.monotonic() + _PATIENCE
        while build.left() and time.monotonic() < end:
            time.sleep(_TICK)
        if build.left():
            self._fault(f"without its {victim} a build left processes behind")

    def _undisturbed(self, build: Build) -> None:
        code, said = build.end()
        if code:
            self._fault(f"a build failed that nobody disturbed: {said[-500:]}")

    def _look(self, expected: Whole) -> None:
        """Whether the snapshot is the undisturbed one, and nothing is left of what was killed."""
        try:
            with open_current(self._out) as snapshot:
                differs = expected.differs(Whole.of(snapshot))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self._fault(f"{type(error).__name__}: {error}")
            return
        if differs:
            self._fault(f"other than undisturbed: {differs}")
        left = [*self._out.glob("building"), *(self._out / "snapshots").glob(".new-*")]
        if left:
            self._fault(f"left behind: {', '.join(map(str, left))}")

    def _fault(self, text: str) -> None:
        self.found.faults.append(f"round {self.found.rounds}: {text}")


def _build(root: Path, out: Path) -> None:
    """Build to the end."""
    code, said = Build(root, out).end()
    if code:
        raise OutsideError(f"A build failed: {said[-2000:]}", mend="Build it by itself.")


def measure(
    root: Path,
    folder: Path,
    rounds: int,
    *,
    claims: int = 2_000,
    seed: int = 1,
) -> Iterator[tuple[str, Broken]]:
    """Build, kill, build again and compare, until so many were killed.

    Gives what each round says, and what came of all so far. `folder` is for all that is made.
    """
    chance = Random(seed)  # noqa: S311 - the same moments for the same seed, no secret
    roots = [folder / "roots" / name for name in ("one", "other")]
    expected = []
    lasted = 0.0
    for each, size in zip(roots, (claims, claims + _MORE), strict=True):
        make(root, each, claims=size, seed=seed)
        begin = time.monotonic()
        built = folder / f"undisturbed-{each.name}"
        _build(each, built)
        lasted = time.monotonic() - begin
        with open_current(built) as snapshot:
            expected.append(Whole.of(snapshot))
    out = folder / "out"
    _build(roots[1], out)
    several = Rounds(out, chance, lasted)
    found = several.found
    while sum(found.kills.values()) < rounds:
        turn = found.rounds
        victim = VICTIMS[sum(found.kills.values()) % len(VICTIMS)]
        yield (
            several.kill(victim, roots[turn % 2], expected[1 - turn % 2], expected[turn % 2]),
            found,
        )
