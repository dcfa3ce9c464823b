"""The entailed graphs: what follows at each level, and the tensions where it contradicts itself.

The rules made of the ontology do the work; where the ontology has an axiom about the data that no
rule expresses, owlrl does it instead, slowly, and the result says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from llmkg.reason.cuts import Clash, Cuts, cut, given_keys
from llmkg.reason.fallback import cut_by_reference
from llmkg.reason.relation import MASK, SHIFT, Keys, Terms
from llmkg.reason.rules import compile_rules, complement
from llmkg.reason.statements import Statement, Statements, gather, slug_of
from llmkg.reason.support import Fact
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    ENTAILED_GRAPHS,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
    Kind,
    compact,
    thing,
)

_TYPE = ox.NamedNode(RDF.type)
_ASSESSMENTS = ox.NamedNode(ASSESSMENTS_GRAPH)


@dataclass(frozen=True, slots=True)
class Entailment:
    """The quads to store, and what was met on the way."""

    quads: tuple[ox.Quad, ...]
    counts: Mapping[str, int]
    """Triples by level IRI, best level first."""
    contradictions: int
    unsupported: tuple[str, ...]
    """Axioms that no rule expresses; with any, owlrl did the work."""


def entail(quads: Sequence[ox.Quad]) -> Entailment:
    """What follows from ontology, catalogue, claims and assessments.

    Args:
        quads: everything that the snapshot holds so far, assessments included.

    Returns:
        Each entailed triple in the graph of its best level, the confidence of those graphs, and a
        Tension for each contradiction that no authored Tension names yet.
    """
    ontology = [quad for quad in quads if _in_graph(quad, ONTOLOGY_GRAPH)]
    rules = compile_rules(ontology)
    statements = gather(quads)
    terms = Terms()
    stated, always = _number(statements, terms)
    beyond = rules.beyond({name for facts in (always, *stated.values()) for name in facts})
    if beyond:
        cuts = cut_by_reference(ontology, stated, always, terms)
    else:
        cuts = cut(rules, stated, always)
    out, counts = _graphs(cuts, statements, terms)
    tensions = _tensions(cuts.clashes, statements, terms, quads)
    return Entailment(
        quads=(*out, *tensions),
        counts=counts,
        contradictions=len(cuts.clashes),
        unsupported=tuple(f"{each.axiom} on {compact(each.about)}" for each in beyond),
    )


def _in_graph(quad: ox.Quad, graph: str) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == graph


def _number(
    statements: Statements, terms: Terms
) -> tuple[dict[int, dict[str, Keys]], dict[str, Keys]]:
    pairs: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for each in statements.stated:
        name = complement(each.predicate) if each.denied else each.predicate
        pairs[each.rank][name].append((terms.number(each.subject), terms.number(each.object)))
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for subject, kind in statements.types:
        members[kind].append((terms.number(subject), 0))
    stated = {rank: {n: given_keys(v) for n, v in of.items()} for rank, of in pairs.items()}
    return stated, {kind: given_keys(of) for kind, of in members.items()}


def _graphs(
    cuts: Cuts, statements: Statements, terms: Terms
) -> tuple[list[ox.Quad], dict[str, int]]:
    out: list[ox.Quad] = []
    counts: dict[str, int] = {}
    authored = {(subject.value, kind) for subject, kind in statements.types}
    for rank in sorted(cuts.entailed, reverse=True):
        level = statements.levels[rank]
        graph = ox.NamedNode(ENTAILED_GRAPHS + slug_of(level))
        before = len(out)
        for name, keys in cuts.entailed[rank].items():
            for key in keys.tolist():
                subject, obj = terms.term(key >> SHIFT), key & MASK
                if not isinstance(subject, ox.NamedNode):
                    continue
                if obj == 0:
                    if (subject.value, name) not in authored:
                        out.append(ox.Quad(subject, _TYPE, ox.NamedNode(name), graph))
                    continue
                target = terms.term(obj)
                if isinstance(target, (ox.NamedNode, ox.Literal)):
                    out.append(ox.Quad(subject, ox.NamedNode(name), target, graph))
        counts[level] = len(out) - before
        confidence = ox.NamedNode(LLMKG.confidence)
        out.append(ox.Quad(graph, confidence, ox.NamedNode(level), _ASSESSMENTS))
    return out, counts


def _tensions(
    clashes: Iterable[Clash], statements: Statements, terms: Terms, quads: Sequence[ox.Quad]
) -> list[ox.Quad]:
    claims = _claims_of(quads)
    named = _named_together(quads)
    by_fact: dict[tuple[str, ox.NamedNode, object], list[Statement]] = defaultdict(list)
    for each in statements.stated:
        name = complement(each.predicate) if each.denied else each.predicate
        by_fact[name, each.subject, each.object].append(each)
    found: dict[frozenset[str], tuple[int, str]] = {}
    for clash in clashes:
        between: set[str] = set()
        for fact in clash.given:
            for statement in by_fact[_terms_of(fact, terms)]:
                between |= claims[statement.proposition, statement.denied]
        together = frozenset(between)
        if len(between) > 1 and not any(together <= each for each in named):
            found.setdefault(together, (clash.level, clash.rule.axiom))
    out: list[ox.Quad] = []
    for together, (rank, axiom) in sorted(found.items(), key=lambda item: sorted(item[0])):
        out += _tension(sorted(together), statements.levels[rank], axiom)
    return out


def _terms_of(fact: Fact, terms: Terms) -> tuple[str, ox.NamedNode, object]:
    subject = terms.term(int(fact[1]))
    if not isinstance(subject, ox.NamedNode):
        raise TypeError(subject)
    return fact[0], subject, terms.term(int(fact[2]))


def _claims_of(quads: Iterable[ox.Quad]) -> dict[tuple[str, bool], set[str]]:
    out: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            if quad.predicate.value == LLMKG.asserts:
                out[quad.object.value, False].add(quad.subject.value)
            elif quad.predicate.value == LLMKG.denies:
                out[quad.object.value, True].add(quad.subject.value)
    return out


def _named_together(quads: Iterable[ox.Quad]) -> list[frozenset[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value != LLMKG.between:
            continue
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            out[quad.subject.value].add(quad.object.value)
    return [frozenset(claims) for claims in out.values()]


def _tension(claims: list[str], level: str, axiom: str) -> list[ox.Quad]:
    digest = sha256("\n".join(claims).encode()).hexdigest()[:12]
    tension = ox.NamedNode(thing(Kind.TENSION, f"contradiction-{digest}"))
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (RDF.type, ox.NamedNode(LLMKG.Tension)),
        (LLMKG.tensionKind, ox.NamedNode(LLMKG.Contradiction)),
        (LLMKG.atLevel, ox.NamedNode(level)),
        (LLMKG.byAxiom, ox.Literal(axiom)),
        (RDFS.label, ox.Literal("Claims that cannot hold together", language="en")),
        (RDFS.label, ox.Literal("不能同时成立的主张", language="zh")),
    ]
    said += [(LLMKG.between, ox.NamedNode(claim)) for claim in claims]
    return [ox.Quad(tension, ox.NamedNode(p), o, _ASSESSMENTS) for p, o in said]
