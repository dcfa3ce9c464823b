"""The check of made-up claims: the engine beside pyshacl with the same shapes, in one run.

Times are processor time, so that neighbours on the machine count for nothing. Each measurement is
a process of its own. pyshacl is asked rule by rule, and what does not end within its limit is
stopped: its time is then at least that (see `reference`). Reading N-Quads and parsing the rules are
counted for the engine, and not for pyshacl; reading Turtle is for neither.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyoxigraph as ox

from llmkg.bench.broken import broken
from llmkg.bench.make.root import make
from llmkg.bench.reference import Limits, Piece, digest_of, pieces, same
from llmkg.bench.timed import Timed, timed
from llmkg.check import load_shapes
from llmkg.check.apart import check_slice, join, note, slices
from llmkg.check.engine import Engine
from llmkg.check.result import Result
from llmkg.rdf.corpus import load_files
from llmkg.vocab import ONTOLOGY_GRAPH

_LIMIT_BYTES: Final = 1 << 30
_FILES: Final = 200  # of Turtle in a part


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    claims     how many are made
    seed       of the claims, and of the faults
    faults     changes at random to what is said of them
    reference  claims up to which pyshacl is asked
    limits     seconds for each of its rules
    kept       a folder for what pyshacl found, to go on from; None: nothing is kept
    """

    claims: Sequence[int]
    seed: int
    faults: int
    reference: int
    limits: Limits
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Both engines on the same data.

    engine     over columns in memory
    sliced     over columns on the disk, slice by slice, in one process
    reference  pyshacl, rule by rule; none where it was not asked
    verdicts   for each rule of pyshacl that came to an end, whether both found the same
    """

    claims: int
    triples: int
    engine: Timed
    sliced: Timed
    reference: tuple[Piece, ...]
    verdicts: dict[str, bool]

    @property
    def least(self) -> float:
        """Seconds that pyshacl takes, at least."""
        return sum(piece.least for piece in self.reference)

    @property
    def stopped(self) -> int:
        """Rules for which pyshacl, as it is, did not come to an end."""
        return sum(piece.seconds is None for piece in self.reference)

    @property
    def ratio(self) -> float | None:
        """How many times faster the engine is; at least, where pyshacl was stopped."""
        if not self.reference or not self.engine.seconds:
            return None
        return self.least / self.engine.seconds

    @property
    def agree(self) -> bool | None:
        """Whether all found the same; None where pyshacl did not come to an end everywhere."""
        if self.engine.breaches != self.sliced.breaches or not all(self.verdicts.values()):
            return False
        return True if self.reference and len(self.verdicts) == len(self.reference) else None


def compare(root: Path, plan: Plan, told: Callable[[Piece], None]) -> Iterator[Checked]:
    """Check made-up claims, size by size; each rule of pyshacl is `told`."""
    # rdflib tells of each literal that is none, at length: here they were put there.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="rdflib.term")
    for size in plan.claims:
        with TemporaryDirectory(prefix="llmkg-") as name:
            folder = Path(name)
            make(root, folder / "made", claims=size, seed=plan.seed)
            shapes = tuple(sorted((root / "ontology" / "shapes").glob("*.ttl")))
            given = Given(_parts(folder, plan), shapes)
            yield _checked(given, size, plan, told)


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


def _checked(given: Given, size: int, plan: Plan, told: Callable[[Piece], None]) -> Checked:
    engine = timed(lambda: _by_engine(given))
    sliced = timed(lambda: _by_slices(given))
    reference: dict[str, Piece] = {}
    shapes = load_shapes(given.shapes)
    if size <= plan.reference:
        folder = plan.kept if plan.kept is not None else given.parts[0].parent
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{size}-{digest_of(*given.parts, *given.shapes)}.jsonl"
        for piece in pieces(given.quads, shapes, plan.limits, kept):
            reference[piece.name] = piece
            told(piece)
    verdicts = same(reference, engine.breaches, shapes)
    triples = int(np.load(given.joined / "counts.npy").sum())
    return Checked(size, triples, engine, sliced, tuple(reference.values()), verdicts)


def _parts(folder: Path, plan: Plan) -> tuple[Path, ...]:
    """What was made, as files of N-Quads: no process has to hold all of it."""
    made = folder / "made"
    files = [path for top in ("ontology", "claims") for path in sorted((made / top).rglob("*.ttl"))]
    names = [path.relative_to(made).as_posix() for path in files]
    starts = range(0, len(names), _FILES)
    parts = []
    for number, start in enumerate(starts):
        some = load_files(made, names[start : start + _FILES], limit_bytes=_LIMIT_BYTES)
        part = folder / f"{number}.nq"
        quads = _spoilt(tuple(some.quads()), plan.seed + number, plan.faults // len(starts))
        ox.serialize(quads, part, format=ox.RdfFormat.N_QUADS)
        parts.append(part)
    return tuple(parts)


def _spoilt(quads: Sequence[ox.Quad], seed: int, faults: int) -> Iterable[ox.Quad]:
    """The quads with faults in what is no ontology."""
    if not faults:
        return quads
    sound = ox.NamedNode(ONTOLOGY_GRAPH)
    claims = [quad for quad in quads if quad.graph_name != sound]
    kept = [quad for quad in quads if quad.graph_name == sound]
    return [*kept, *(broken(claims, seed, faults) if claims else ())]


def _by_engine(given: Given) -> Iterator[Result]:
    return Engine(given.quads()).results(load_shapes(given.shapes))


def _by_slices(given: Given) -> Iterator[Result]:
    for part in given.parts:
        with part.open("rb") as lines:
            note(part.with_suffix(".noted"), lines)
    join(given.joined, [part.with_suffix(".noted") for part in given.parts])
    for each in slices(given.joined, given.shapes):
        yield from check_slice(each)
