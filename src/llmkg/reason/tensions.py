"""The tension of a contradiction between claims that nobody has named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256

import pyoxigraph as ox

from llmkg.vocab import ASSESSMENTS_GRAPH, LLMKG, RDF, RDFS, Kind, thing

_ASSESSMENTS = ox.NamedNode(ASSESSMENTS_GRAPH)


def tension_of(claims: Iterable[str]) -> ox.NamedNode:
    """The name of the tension between these claims."""
    digest = sha256("\n".join(sorted(claims)).encode()).hexdigest()[:12]
    return ox.NamedNode(thing(Kind.TENSION, f"contradiction-{digest}"))


def tension(claims: Collection[str], level: str, axiom: str) -> list[ox.Quad]:
    """What is stored of a contradiction that is met at a level, by a kind of axiom."""
    node = tension_of(claims)
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (RDF.type, ox.NamedNode(LLMKG.Tension)),
        (LLMKG.tensionKind, ox.NamedNode(LLMKG.Contradiction)),
        (LLMKG.atLevel, ox.NamedNode(level)),
        (LLMKG.byAxiom, ox.Literal(axiom)),
        (RDFS.label, ox.Literal("Claims that cannot hold together", language="en")),
        (RDFS.label, ox.Literal("不能同时成立的主张", language="zh")),
    ]
    said += [(LLMKG.between, ox.NamedNode(claim)) for claim in sorted(claims)]
    return [ox.Quad(node, ox.NamedNode(p), o, _ASSESSMENTS) for p, o in said]
