"""Made-up claims as RDF, in the proportions of real ones, and queries that fit them.

A claim with its anchor, its proposition and its evidence are 22 triples; 400 of them are a source
with a named graph of its own. The same number gives the same quads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import pyoxigraph as ox

from llmkg.bench.texts import text
from llmkg.vocab import BASE, LLMKG, OA, RDF, RDFS, XSD

PER_CLAIM: Final = 22
PER_SOURCE: Final = 400
_LEVELS: Final = (
    "Established",
    "WellSupported",
    "CorrelationNotCausation",
    "Anecdotal",
    "Conjectural",
    "Unresolved",
)
_PREDICATES: Final = ("givesRiseTo", "improves", "hasAbility", "derivedFrom", "outperforms")
_MODELS: Final = 200
_ABILITIES: Final = 60
_ASKED: Final = 50_000


@dataclass(frozen=True, slots=True)
class Mix:
    """A kind of query: `variants` differ in their constants, `graph` says what comes back."""

    name: str
    variants: tuple[str, ...]
    graph: bool = False


def quads(count: int) -> Iterator[ox.Quad]:
    """About `count` quads."""
    for number in range(max(1, count // PER_CLAIM)):
        graph = ox.NamedNode(f"{BASE}graph/source/s{number // PER_SOURCE}")
        for subject, predicate, object_ in _claim(number):
            yield ox.Quad(subject, ox.NamedNode(predicate), object_, graph)


def mixes(count: int) -> tuple[Mix, ...]:
    """What is asked of `count` quads."""
    claims = max(1, count // PER_CLAIM)
    random = Random(7)  # noqa: S311 - no secret
    # Each once, in no order, so that no answer is known while they last.
    some = random.sample(range(claims), min(claims, _ASKED))
    sources = range(1 + (claims - 1) // PER_SOURCE)
    return (
        Mix("point lookup", tuple(text("point-lookup", n) for n in some)),
        Mix("list of 20", tuple(text("list-of-20", n) for n in range(1, 10))),
        Mix("1,000 rows", (text("thousand-rows"),)),
        Mix("aggregate", tuple(text("aggregate", n) for n in sources)),
        Mix("CONSTRUCT of a claim", tuple(text("construct", n) for n in some), graph=True),
        Mix("ASK", tuple(text("ask", n) for n in some)),
    )


def _claim(number: int) -> Iterator[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]:
    random = Random(number)  # noqa: S311 - no secret
    claim, anchor = _node(f"claim/c{number}"), _node(f"claim/c{number}#anchor")
    proposition = _node(f"proposition/p{number}")
    evidence = _node(f"evidence/e{number}")
    source = _node(f"source/s{number // PER_SOURCE}")
    level = ox.NamedNode(LLMKG[random.choice(_LEVELS)])
    start = random.randrange(20_000)
    model, ability = random.randrange(_MODELS), random.randrange(_ABILITIES)
    predicate = random.choice(_PREDICATES)
    yield claim, RDF.type, ox.NamedNode(LLMKG.Claim)
    yield claim, RDFS.label, ox.Literal(f"Claim {number} of model {model}", language="en")
    yield claim, RDFS.label, ox.Literal(f"模型{model}的主张{number}", language="zh")
    yield claim, LLMKG.asserts, proposition
    yield claim, LLMKG.confidence, level
    yield claim, LLMKG.statedIn, source
    yield claim, LLMKG.section, ox.Literal(str(random.randrange(1, 10)))
    yield claim, LLMKG.citesEvidence, evidence
    yield claim, LLMKG.anchor, anchor
    yield anchor, RDF.type, ox.NamedNode(LLMKG.Anchor)
    yield anchor, OA.start, _integer(start)
    yield anchor, OA.end, _integer(start + 40)
    yield anchor, LLMKG.digest, ox.Literal(f"{random.getrandbits(256):064x}")
    yield proposition, RDF.type, ox.NamedNode(LLMKG.Proposition)
    yield proposition, RDFS.label, ox.Literal(f"Proposition {number}", language="en")
    yield proposition, RDF.subject, _node(f"model/m{model}")
    yield proposition, RDF.predicate, ox.NamedNode(LLMKG[predicate])
    yield proposition, RDF.object, _node(f"ability/a{ability}")
    yield evidence, RDF.type, ox.NamedNode(LLMKG.Evidence)
    yield evidence, LLMKG.supports, proposition
    yield evidence, LLMKG.evidenceType, ox.NamedNode(LLMKG.BenchmarkResult)
    yield evidence, LLMKG.reportedIn, source


def _node(path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{path}")


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD.integer))
