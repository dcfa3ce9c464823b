"""What reading, writing and asking cost, on the data of the checkout and on made-up claims.

    python benchmarks/core.py [CLAIMS …]      default 1000 10000

Each line is one figure: what, how many quads, seconds (the best of three for questions). Made-up
claims have the shape of real ones (22 quads with anchor and evidence) and lie in graphs of 400.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from llmkg.kb import KnowledgeBase
from llmkg.model.claim import ClaimFilter
from llmkg.rdf.canonical import digest
from llmkg.rdf.corpus import load_corpus
from llmkg.store.snapshot import Facts, building, write_snapshot
from llmkg.vocab import BASE, LLMKG, OA, RDF, RDFS, source_graph

ROOT = Path(__file__).parents[1]
PER_GRAPH = 400
T = TypeVar("T")


def made_up(count: int) -> Iterator[ox.Quad]:
    """So many claims, each on a proposition of its own about one of a hundred abilities."""
    levels = ("Established", "WellSupported", "Anecdotal", "Conjectural")
    for number in range(count):
        source = f"made-{number // PER_GRAPH}"
        graph = ox.NamedNode(source_graph(source))
        claim, proposition = f"{BASE}claim/made-{number}", f"{BASE}proposition/made-{number}"
        evidence, anchor = f"{BASE}evidence/made-{number}", f"{claim}#anchor"
        rows: list[tuple[str, str, str | int]] = [
            (proposition, RDF.type, LLMKG.Proposition),
            (proposition, RDF.subject, f"{BASE}method/made-{number % 1_000}"),
            (proposition, RDF.predicate, LLMKG.givesRiseTo),
            (proposition, RDF.object, f"{BASE}ability/made-{number % 100}"),
            (claim, RDF.type, LLMKG.Claim),
            (claim, LLMKG.asserts, proposition),
            (claim, LLMKG.confidence, LLMKG[levels[number % 4]]),
            (claim, LLMKG.statedIn, f"{BASE}source/{source}"),
            (claim, LLMKG.anchor, anchor),
            (claim, LLMKG.citesEvidence, evidence),
            (anchor, RDF.type, LLMKG.Anchor),
            (anchor, OA.start, number * 10),
            (anchor, OA.end, number * 10 + 9),
            (evidence, RDF.type, LLMKG.Evidence),
            (evidence, LLMKG.supports, proposition),
            (evidence, LLMKG.evidenceType, LLMKG.NaturalContrast),
            (evidence, LLMKG.reportedIn, f"{BASE}source/{source}"),
        ]
        for subject, predicate, value in rows:
            term = ox.Literal(value) if isinstance(value, int) else ox.NamedNode(value)
            yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph)
        for subject in (proposition, claim, evidence):
            label = ox.Literal(f"made-up statement {number}", language="en")
            yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(RDFS.label), label, graph)
        for name in ("section", "hedge"):
            text = ox.Literal(f"{name} {number % 7}")
            yield ox.Quad(ox.NamedNode(claim), ox.NamedNode(LLMKG[name]), text, graph)


def timed(what: str, quads: int, work: Callable[[], T], *, times: int = 1) -> T:
    """Run it so many times and print the best."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begun)
    sys.stdout.write(f"{what:36} {quads:>10,} quads {best:>10.4f} s\n")
    return result


def measure(quads: list[ox.Quad], name: str) -> None:
    """Everything that is done with one set of quads."""
    count = len(quads)
    sys.stdout.write(f"-- {name}\n")
    timed("digest (RDFC-1.0)", count, lambda: digest(quads))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with building(out):
            timed("write a snapshot", count, lambda: write_snapshot(out, quads, Facts("0", {}, {})))
        for place in ("on disk", "in memory"):
            in_memory = place == "in memory"
            opened = partial(KnowledgeBase.open, out, ROOT / "queries", in_memory=in_memory)
            with timed(f"open {place}", count, opened) as kb:
                ask(kb, count, place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory so far {peak:,.0f} MB\n")


def ask(kb: KnowledgeBase, count: int, place: str) -> None:
    """The questions that pages and routes put."""
    begun = time.perf_counter()
    first = kb.claims(limit=1).items[0]
    seconds = time.perf_counter() - begun
    sys.stdout.write(
        f"{f'all claims in order, {place}':36} {count:>10,} quads {seconds:>10.4f} s\n"
    )
    about = ClaimFilter(about=f"{BASE}ability/made-1")
    text = f"SELECT * {{ <{first.iri}> ?p ?o }}"
    timed(f"one claim, {place}", count, lambda: kb.claim(first.slug), times=3)
    timed(f"one argument, {place}", count, lambda: kb.proposition(first.proposition.iri), times=3)
    timed(f"a page of claims, {place}", count, lambda: kb.claims(limit=50), times=3)
    timed(f"claims about a thing, {place}", count, lambda: kb.claims(about), times=3)
    timed(f"a reader's query, {place}", count, lambda: kb.query(text), times=3)


def main() -> None:
    """Measure the checkout's own data, then made-up claims of the sizes asked for."""
    corpus = timed("read the files", 0, lambda: load_corpus(ROOT), times=3)
    own = list(corpus.quads())
    measure(own, "the checkout")
    scheme = [quad for quad in own if "graph/ontology" in str(quad.graph_name)]
    for size in [int(each) for each in sys.argv[1:]] or [1_000, 10_000]:
        measure([*scheme, *made_up(size)], f"{size:,} made-up claims")


if __name__ == "__main__":
    main()
