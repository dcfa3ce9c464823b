"""The closure at all six levels: the rules beside owlrl, on the same facts, in one run.

Each measurement runs in a process of its own, so that peak memory is its own and a reasoner that
does not end can be stopped.
"""

from __future__ import annotations

import multiprocessing as mp
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

from llmkg.bench.synthetic import Synthetic, make
from llmkg.rdf.corpus import load_corpus
from llmkg.reason.cuts import cut
from llmkg.reason.reference import StatedFact, close
from llmkg.reason.rules import compile_rules
from llmkg.vocab import ONTOLOGY_GRAPH, RDF


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement.

    seconds  wall time; None when it was stopped at its limit
    peak_mb  most memory resident, in MB of 2**20 bytes
    facts    facts in the result (owlrl: triples about things and about the schema)
    """

    seconds: float | None
    peak_mb: int
    facts: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Both reasoners on facts of one size; `ratio` is owlrl's time over that of the rules."""

    size: int
    seed: int
    rules: Measured
    owlrl: Measured

    @property
    def ratio(self) -> float | None:
        """How many times faster the rules are; None where owlrl did not end or was left out."""
        if self.owlrl.seconds is None or not self.rules.seconds:
            return None
        return self.owlrl.seconds / self.rules.seconds


def compare(
    root: Path, sizes: Sequence[int], *, seed: int = 1, limit_seconds: float = 600.0
) -> Iterator[Compared]:
    """Measure sizes in turn.

    owlrl closes each of the six cuts from scratch, as it has to. It gets `limit_seconds` for all
    six; once it met the limit at one size, larger ones are left out.

    Args:
        root: the folder with ontology/ and claims/.
        sizes: triples handed to the reasoners, types included.
        seed: of the generator.
        limit_seconds: for each measurement.
    """
    corpus = load_corpus(root)
    ontology = [q for q in corpus.quads() if _graph(q) == ONTOLOGY_GRAPH]
    data = ox.serialize((q.triple for q in ontology), format=ox.RdfFormat.N_TRIPLES) or b""
    owlrl_ends = True
    for size in sizes:
        rules = _apart(_by_rules, (data, size, seed), limit_seconds)
        owlrl = Measured(None, 0, 0)
        if owlrl_ends:
            owlrl = _apart(_by_owlrl, (data, size, seed), limit_seconds)
            owlrl_ends = owlrl.seconds is not None
        yield Compared(size, seed, rules, owlrl)


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _by_rules(data: bytes, facts: Synthetic) -> int:
    ontology = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
    found = cut(compile_rules(ontology), facts.stated, facts.always)
    return sum(len(keys) for of in found.entailed.values() for keys in of.values())


def _by_owlrl(data: bytes, facts: Synthetic) -> int:
    count = 0
    types: list[StatedFact] = [(thing, str(RDF.type), kind) for thing, kind in facts.types]
    for rank in sorted({rank for rank, _, _ in facts.triples}, reverse=True):
        holds = [t for r, denied, t in facts.triples if r >= rank and not denied]
        denials = [t for r, denied, t in facts.triples if r >= rank and denied]
        count = len(close(data, [*types, *holds], denials).triples)
    return count


def _child(
    work: Callable[[bytes, Synthetic], int], data: bytes, size: int, seed: int, out: Connection
) -> None:
    facts = make(size, seed)
    began = time.perf_counter()
    found = work(data, facts)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out.send(Measured(seconds, peak, found))


def _apart(
    work: Callable[[bytes, Synthetic], int], given: tuple[bytes, int, int], limit: float
) -> Measured:
    context = mp.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, *given, there), daemon=True)
    process.start()
    there.close()
    try:
        # Making the facts takes time of its own, which the limit leaves room for.
        if here.poll(limit + 60 + given[1] / 10_000):
            measured: Measured = here.recv()
            return measured
        return Measured(None, 0, 0)
    except EOFError:
        return Measured(None, 0, 0)
    finally:
        process.kill()
        process.join()
