"""The entailed graphs: what follows at each level, and the tensions where it contradicts itself.

The rules made of the ontology do the work; where the ontology has an axiom about the data that no
rule expresses, owlrl does it instead, slowly, and the result says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import GraphName, Subject, Value, View
from llmkg.reason.closure import Facts
from llmkg.reason.cuts import Clash, Cuts, cut, given_keys
from llmkg.reason.fallback import cut_by_reference
from llmkg.reason.relation import MASK, NONE, SHIFT, Keys, Terms, member
from llmkg.reason.rules import complement
from llmkg.reason.standing import notes, plain
from llmkg.reason.statements import (
    ASSESSMENT,
    PARTS_OF_FACTS,
    READ,
    STANDING,
    Statement,
    Statements,
    gather,
)
from llmkg.reason.support import Fact
from llmkg.reason.tensions import tension
from llmkg.reason.theory import Theory
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    CATALOGUE_GRAPH,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    compact,
)

_TYPE = ox.NamedNode(RDF.type)
_STANDINGS = frozenset(f"<{name}>".encode() for name in STANDING)
Row: TypeAlias = tuple[Subject, ox.NamedNode, Value, GraphName]
"""What a quad is of."""
_CONFIDENCE = ox.NamedNode(LLMKG.confidence)
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


@dataclass(frozen=True, slots=True)
class Stream:
    """As :class:`Entailment`, with rows in place of quads, made as they are taken, once.

    Whoever writes them down needs no quads of them; terms are as they were given.
    """

    rows: Iterator[Row]
    contradictions: int
    unsupported: tuple[str, ...]


def entail(quads: Sequence[ox.Quad]) -> Entailment:
    """What follows from ontology, catalogue, claims and assessments.

    Args:
        quads: everything that the snapshot holds so far, assessments included.

    Returns:
        Each entailed triple in the graph of its best level, unless somebody wrote it, the
        confidence of those graphs, a Tension for each contradiction that no authored Tension names
        yet, and how facts stand on which contradictions bear.
    """
    theory = Theory.of(quad for quad in quads if _in_graph(quad, ONTOLOGY_GRAPH))
    stream = entail_stream(theory, quads)
    out = tuple(ox.Quad(*row) for row in stream.rows)
    levels = {graph: theory.scheme.levels[rank] for rank, graph in theory.graphs.items()}
    counts = dict.fromkeys(theory.scheme.levels.values(), 0)
    for quad in out:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name in levels:
            counts[levels[quad.graph_name]] += 1
    return Entailment(out, counts, stream.contradictions, stream.unsupported)


def entail_stream(theory: Theory, quads: Iterable[ox.Quad]) -> Stream:
    """As :func:`entail`, of quads that are met once and in any order, and are not kept.

    Args:
        theory: `Theory.of` the quads of the ontology's graph.
        quads: catalogue, claims and assessments; others do not matter, entailed ones must not be
            among them. `relevant(view)` gives those of a store that count.
    """
    statements = gather(quads, theory.scheme, theory.entailed)
    terms = Terms()
    stated, always = _number(statements, terms, theory)
    names = {name for facts in (always, *stated.values()) for name in facts}
    beyond = theory.rules.beyond(names)
    if beyond:
        cuts = cut_by_reference(theory.ontology, stated, always, terms)
    else:
        cuts = cut(theory.rules, stated, always)
    return Stream(
        rows=_rows(cuts, statements, always, terms, theory),
        contradictions=len(cuts.clashes),
        unsupported=tuple(f"{each.axiom} on {compact(each.about)}" for each in beyond),
    )


def relevant(view: View, theory: Theory) -> Iterator[ox.Quad]:
    """The quads of a store from which its entailed graphs are made: not all have to be read."""
    kinds = tuple(map(ox.NamedNode, PARTS_OF_FACTS))
    catalogue = ox.NamedNode(CATALOGUE_GRAPH)
    for name in sorted(read_by(theory)):
        if name != RDF.type:
            yield from _named(view.quads_for_pattern(None, ox.NamedNode(name), None))
    yield from view.quads_for_pattern(None, _TYPE, None, catalogue)
    others = {ox.NamedNode(name) for name in theory.entailed} - {*kinds}
    for kind in (*kinds, *sorted(others, key=str)):
        for quad in _named(view.quads_for_pattern(None, _TYPE, kind)):
            if quad.graph_name != catalogue:
                yield quad


def read_by(theory: Theory) -> frozenset[str]:
    """The properties whose quads count."""
    return READ | theory.scheme.qualifiers | theory.entailed


def relevant_lines(lines: Iterable[bytes], theory: Theory) -> Iterator[bytes]:
    """Those lines of N-Quads that count, as `relevant`, among some with properties of `read_by`.

    Most have the class of something that no fact is about, or how a proposition stood once.
    """
    classes = {f"<{name}>".encode() for name in (*PARTS_OF_FACTS, *theory.entailed)}
    typed = f"<{RDF.type}>".encode()
    catalogue = f" <{CATALOGUE_GRAPH}> .\n".encode()
    once = f"{ASSESSMENT}-".encode()
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        if predicate == typed:
            if not (line.endswith(catalogue) or rest[: rest.index(b" ")] in classes):
                continue
        elif once in subject and predicate in _STANDINGS:
            continue
        yield line


def _named(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))


def _in_graph(quad: ox.Quad, graph: str) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == graph


def _number(
    statements: Statements, terms: Terms, theory: Theory
) -> tuple[dict[int, dict[str, Keys]], dict[str, Keys]]:
    pairs: dict[int, dict[str, list[tuple[int, int]]]]
    pairs = {rank: defaultdict(list) for rank in theory.scheme.levels}
    for each in statements.stated:
        name = _name(each)
        pairs[each.rank][name].append((terms.number(each.subject), terms.number(each.object)))
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for subject, kind in statements.types:
        members[kind].append((terms.number(subject), 0))
    stated = {rank: {n: given_keys(v) for n, v in of.items()} for rank, of in pairs.items()}
    return stated, {kind: given_keys(of) for kind, of in members.items()}


def _name(statement: Statement) -> str:
    return complement(statement.predicate) if statement.denied else statement.predicate


def _rows(
    cuts: Cuts, statements: Statements, always: Facts, terms: Terms, theory: Theory
) -> Iterator[Row]:
    yield from map(_row, confidences(theory))
    yield from map(_row, _tensions(cuts.clashes, statements, terms, theory))
    for fact, how in cuts.standings.items():
        yield from map(_row, notes(_of_terms(fact, terms), how))
    noted, spoken = cuts.standings, statements.spoken
    everywhere = _everywhere(statements, theory)
    while cuts.entailed:
        rank = max(cuts.entailed)
        graph = theory.graphs[rank]
        unhurt = plain(rank, theory.scheme.levels)
        for name, keys in cuts.entailed.pop(rank).items():
            predicate = ox.NamedNode(name)
            # What is of a class at every level is written so.
            for key in keys[~member(keys, always.get(name, NONE))].tolist():
                fact = (name, key >> SHIFT, key & MASK)
                _, subject, obj = _of_terms(fact, terms)
                said = (subject, name, obj) if obj else (subject, RDF.type, predicate)
                if said not in spoken:
                    link, target = (predicate, obj) if obj else (_TYPE, predicate)
                    yield subject, link, target, graph
                elif fact not in noted and (obj or name not in everywhere[subject]):
                    # It stands elsewhere as well, and only there: a note tells its level.
                    yield from map(_row, notes((name, subject, obj), unhurt))


def _row(quad: ox.Quad) -> Row:
    return quad.subject, quad.predicate, quad.object, quad.graph_name


def confidences(theory: Theory) -> list[ox.Quad]:
    """The level of each entailed graph."""
    levels = theory.scheme.levels
    return [
        ox.Quad(graph, _CONFIDENCE, ox.NamedNode(levels[rank]), _ASSESSMENTS)
        for rank, graph in theory.graphs.items()
    ]


def _everywhere(statements: Statements, theory: Theory) -> dict[ox.NamedNode, frozenset[str]]:
    """The classes that hold at every level of what somebody gave other types as well."""
    types: dict[ox.NamedNode, set[str]] = {
        subject: set() for subject, name, _ in statements.spoken if name == RDF.type
    }
    for subject, kind in statements.types:
        if subject in types:
            types[subject].add(kind)
    return {subject: theory.everywhere(kinds) for subject, kinds in types.items()}


def _tensions(
    clashes: Iterable[Clash], statements: Statements, terms: Terms, theory: Theory
) -> list[ox.Quad]:
    behind = {_of_terms(fact, terms) for clash in clashes for fact in clash.given}
    by_fact: dict[Fact, list[Statement]] = defaultdict(list)
    for each in statements.stated:
        fact = (_name(each), each.subject, each.object)
        if fact in behind:
            by_fact[fact].append(each)
    found: dict[frozenset[str], tuple[int, str]] = {}
    for clash in clashes:
        between: set[str] = set()
        for fact in clash.given:
            for statement in by_fact[_of_terms(fact, terms)]:
                between |= statements.claims.on(statement.proposition, denied=statement.denied)
        together = frozenset(between)
        if len(between) > 1 and not statements.claims.are_named(together):
            found.setdefault(together, (clash.level, clash.rule.axiom))
    out: list[ox.Quad] = []
    for together, (rank, axiom) in sorted(found.items(), key=lambda item: sorted(item[0])):
        out += tension(together, theory.scheme.levels[rank], axiom)
    return out


def _of_terms(fact: Fact, terms: Terms) -> Fact:
    name, subject, obj = fact
    return name, terms.term(int(subject)), terms.term(int(obj)) if obj else 0
