"""Explanations in a large graph: how long one takes, from the stored closure alone."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from llmkg.bench.synthetic import Synthetic, make
from llmkg.gather.explained import Explainer
from llmkg.gather.reader import Reader
from llmkg.rdf.corpus import load_corpus
from llmkg.reason.cuts import Cuts, cut
from llmkg.reason.relation import MASK, SHIFT
from llmkg.reason.rules import compile_rules
from llmkg.reason.statements import levels_of, slug_of
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    CATALOGUE_GRAPH,
    ENTAILED_GRAPHS,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    Kind,
    source_graph,
    thing,
)

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (
    ox.NamedNode(p) for p in (RDF.type, RDF.subject, RDF.predicate, RDF.object)
)


@dataclass(frozen=True, slots=True)
class Explaining:
    """Times in milliseconds over `count` entailed triples drawn at random."""

    size: int
    count: int
    median: float
    p95: float
    longest: float


def measure(root: Path, size: int, *, seed: int = 1, count: int = 500) -> Explaining:
    """Store made-up facts with all that follows, and explain triples drawn from it."""
    corpus = load_corpus(root)
    ontology = [q for q in corpus.quads() if q.graph_name == ox.NamedNode(ONTOLOGY_GRAPH)]
    facts = make(size, seed)
    cuts = cut(compile_rules(ontology), facts.stated, facts.always)
    names = {rank: iri for iri, rank in levels_of(ontology).items()}
    store = EmbeddedStore.memory(_quads(ontology, facts, cuts, names))
    goals = _goals(cuts, facts, random.Random(seed), count)  # noqa: S311 - no secret
    explainer = Explainer(Reader(store))
    explainer.explain(*goals[0])  # compiles the ontology
    times = []
    for goal in goals:
        began = time.perf_counter()
        found = explainer.explain(*goal)
        times.append((time.perf_counter() - began) * 1000)
        if not found.explanations:
            raise AssertionError(f"{goal} has no explanation")
    times.sort()
    return Explaining(
        size,
        len(times),
        statistics.median(times),
        times[int(len(times) * 0.95)],
        times[-1],
    )


def _quads(
    ontology: list[ox.Quad], facts: Synthetic, cuts: Cuts, names: dict[int, str]
) -> Iterator[ox.Quad]:
    yield from ontology
    catalogue = ox.NamedNode(CATALOGUE_GRAPH)
    for thing_, kind in facts.types:
        yield ox.Quad(ox.NamedNode(thing_), _TYPE, ox.NamedNode(kind), catalogue)
    yield from _propositions(facts, names)
    for rank, entailed in cuts.entailed.items():
        graph = ox.NamedNode(ENTAILED_GRAPHS + slug_of(names[rank]))
        level = ox.NamedNode(names[rank])
        yield ox.Quad(graph, ox.NamedNode(LLMKG.confidence), level, ox.NamedNode(ASSESSMENTS_GRAPH))
        for name, keys in entailed.items():
            predicate = ox.NamedNode(name)
            for key in keys.tolist():
                subject = ox.NamedNode(str(facts.terms.term(key >> SHIFT)))
                if key & MASK:
                    target = ox.NamedNode(str(facts.terms.term(key & MASK)))
                    yield ox.Quad(subject, predicate, target, graph)
                else:
                    yield ox.Quad(subject, _TYPE, predicate, graph)


def _propositions(facts: Synthetic, names: dict[int, str]) -> Iterator[ox.Quad]:
    graph, assessments = ox.NamedNode(source_graph("synthetic")), ox.NamedNode(ASSESSMENTS_GRAPH)
    effective, stated_for = ox.NamedNode(LLMKG.effectiveConfidence), ox.NamedNode(LLMKG.statedFor)
    for number, (rank, denied, (subject, predicate, obj)) in enumerate(facts.triples):
        node = ox.NamedNode(thing(Kind.PROPOSITION, f"synthetic-{number}"))
        yield ox.Quad(node, _TYPE, ox.NamedNode(LLMKG.Proposition), graph)
        yield ox.Quad(node, _SUBJECT, ox.NamedNode(subject), graph)
        yield ox.Quad(node, _PREDICATE, ox.NamedNode(predicate), graph)
        yield ox.Quad(node, _OBJECT, ox.NamedNode(obj), graph)
        if not denied:
            level = ox.NamedNode(names[rank])
            assessment = ox.NamedNode(f"{node.value}#assessment")
            yield ox.Quad(assessment, effective, level, assessments)
            yield ox.Quad(assessment, stated_for, level, assessments)


def _goals(
    cuts: Cuts, facts: Synthetic, chance: random.Random, count: int
) -> list[tuple[ox.NamedNode, str, ox.NamedNode]]:
    """Entailed triples, the same number from each property."""
    pools = [
        (name, keys)
        for entailed in cuts.entailed.values()
        for name, keys in entailed.items()
        if len(keys) and int(keys[0]) & MASK
    ]
    goals = []
    for _ in range(count):
        name, keys = chance.choice(pools)
        key = int(keys[chance.randrange(len(keys))])
        subject, obj = (str(facts.terms.term(n)) for n in (key >> SHIFT, key & MASK))
        goals.append((ox.NamedNode(subject), name, ox.NamedNode(obj)))
    return goals
