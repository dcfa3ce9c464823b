"""Random small ontologies and facts: every construct that the rules know, in random company."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from hypothesis import strategies as st

from llmkg.reason.cuts import given_keys
from llmkg.reason.relation import Keys, Terms
from llmkg.reason.rules import RuleSet, compile_rules, complement
from llmkg.vocab import RDF

BASE = "http://example.org/"
PROPERTIES = [f"{BASE}p{i}" for i in range(5)]
CLASSES = [f"{BASE}C{i}" for i in range(4)]
THINGS = [f"{BASE}i{i}" for i in range(6)]
RANKS = (5, 4, 3)

PREFIXES = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

# {a} {b} {c} {d} are properties, {x} {y} {z} are classes.
AXIOMS = (
    "{x} rdfs:subClassOf {y} .",
    "{x} owl:equivalentClass {y} .",
    "{x} owl:disjointWith {y} .",
    "[] a owl:AllDisjointClasses ; owl:members ({x} {y} {z}) .",
    "[] a owl:Class ; owl:intersectionOf ({x} {y}) ; rdfs:subClassOf {z} .",
    "[] a owl:Class ; owl:unionOf ({x} {y}) ; rdfs:subClassOf {z} .",
    "[] a owl:Restriction ; owl:onProperty {a} ; owl:someValuesFrom {x} ; rdfs:subClassOf {z} .",
    "{x} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {a} ; owl:allValuesFrom {y} ] .",
    "{x} rdfs:subClassOf [ a owl:Class ; owl:complementOf {y} ] .",
    "{a} rdfs:subPropertyOf {b} .",
    "{a} owl:equivalentProperty {b} .",
    "{a} owl:inverseOf {b} .",
    "{a} a owl:SymmetricProperty .",
    "{a} a owl:TransitiveProperty .",
    "{a} a owl:IrreflexiveProperty .",
    "{a} a owl:AsymmetricProperty .",
    "{a} rdfs:domain {x} .",
    "{a} rdfs:range {x} .",
    "{a} owl:propertyDisjointWith {b} .",
    "{a} owl:propertyChainAxiom ({b} {c}) .",
    "{a} owl:propertyChainAxiom ({b} {c} {d}) .",
)

Stated = tuple[str, str, str]


@dataclass(frozen=True)
class World:
    """An ontology, and by rank what is stated and what is denied."""

    ontology: str
    stated: dict[int, frozenset[Stated]]
    denied: dict[int, frozenset[Stated]]

    @property
    def triples(self) -> list[ox.Quad]:
        return list(ox.parse(self.ontology.encode(), format=ox.RdfFormat.TURTLE))

    @property
    def ntriples(self) -> bytes:
        data = ox.serialize((q.triple for q in self.triples), format=ox.RdfFormat.N_TRIPLES)
        assert data is not None
        return data

    @property
    def rules(self) -> RuleSet:
        return _compiled(self.ontology)  # once: parsing anew gives blank nodes new names

    def numbered(self, terms: Terms, ranks: tuple[int, ...] = RANKS) -> dict[int, dict[str, Keys]]:
        out: dict[int, dict[str, Keys]] = {}
        for rank in ranks:
            facts: dict[str, list[tuple[int, int]]] = {}
            for s, p, o in sorted(self.stated[rank]):
                if p == RDF.type:
                    facts.setdefault(o, []).append((terms.number(s), 0))
                else:
                    facts.setdefault(p, []).append((terms.number(s), terms.number(o)))
            for s, p, o in sorted(self.denied[rank]):
                facts.setdefault(complement(p), []).append((terms.number(s), terms.number(o)))
            out[rank] = {name: given_keys(pairs) for name, pairs in facts.items()}
        return out


@cache
def _compiled(ontology: str) -> RuleSet:
    return compile_rules(ox.parse(ontology.encode(), format=ox.RdfFormat.TURTLE))


def triples_of(facts: dict[str, Keys], terms: Terms) -> set[Stated]:
    """Set-wise facts as plain triples."""
    out: set[Stated] = set()
    for name, keys in facts.items():
        for key in keys.tolist():
            s, o = terms.term(key >> 32), key & 0xFFFFFFFF
            if o == 0:
                out.add((str(s), str(RDF.type), name))
            else:
                out.add((str(s), name, str(terms.term(o))))
    return out


def _short(iri: str) -> str:
    return ":" + iri.removeprefix(BASE)


@st.composite
def _ontologies(draw: st.DrawFn) -> str:
    lines = [f"{_short(p)} a owl:ObjectProperty ." for p in PROPERTIES]
    lines += [f"{_short(c)} a owl:Class ." for c in CLASSES]
    for axiom in draw(st.lists(st.sampled_from(AXIOMS), min_size=1, max_size=7)):
        # Different classes and properties in one axiom: owlrl skips the last member of a list of
        # disjoint ones when it repeats, and a class disjoint with itself is empty.
        props = draw(st.permutations(PROPERTIES))
        classes = draw(st.permutations(CLASSES))
        lines.append(
            axiom.format(
                **dict(zip("abcd", map(_short, props), strict=False)),
                **dict(zip("xyz", map(_short, classes), strict=False)),
            )
        )
    return PREFIXES + "\n".join(lines)


_things = st.sampled_from(THINGS)
_relations = st.tuples(_things, st.sampled_from(PROPERTIES), _things)
_types = st.tuples(_things, st.just(str(RDF.type)), st.sampled_from(CLASSES))


@st.composite
def worlds(draw: st.DrawFn, *, denials: bool = True) -> World:
    """Random worlds; without `denials` nothing is denied (axioms may still contradict)."""
    stated, denied = draw(_facts(denials=denials))
    return World(draw(_ontologies()), stated, denied)


@st.composite
def alike(draw: st.DrawFn, number: int) -> list[World]:
    """Random worlds with the same ontology."""
    ontology = draw(_ontologies())
    return [World(ontology, *draw(_facts(denials=True))) for _ in range(number)]


@st.composite
def _facts(
    draw: st.DrawFn, *, denials: bool
) -> tuple[dict[int, frozenset[Stated]], dict[int, frozenset[Stated]]]:
    stated = {r: draw(st.frozensets(_relations | _types, max_size=5)) for r in RANKS}
    limit = 1 if denials else 0
    denied = {r: draw(st.frozensets(_relations, max_size=limit)) for r in RANKS}
    return stated, denied
