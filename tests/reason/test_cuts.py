"""The set-wise closure by levels gives what owlrl gives, and keeps the laws of confidence."""

from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from llmkg.reason.cuts import Cuts, cut
from llmkg.reason.reference import ReferenceClosure, close, project
from llmkg.reason.relation import Terms
from llmkg.reason.rules import compile_rules, complement
from tests.reason.worlds import AXIOMS, RANKS, THINGS, Stated, World, triples_of, worlds

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
QUICK = settings(max_examples=120, deadline=None, derandomize=True)


def cuts_of(world: World, ranks: tuple[int, ...] = RANKS) -> tuple[Cuts, Terms]:
    terms = Terms()
    return cut(world.rules, world.numbered(terms, ranks), {}), terms


def levels(world: World, ranks: tuple[int, ...] = RANKS) -> dict[Stated, int]:
    out, terms = cuts_of(world, ranks)
    return {fact: r for r, facts in out.entailed.items() for fact in triples_of(facts, terms)}


@cache
def closed(data: bytes, stated: frozenset[Stated], denied: frozenset[Stated]) -> ReferenceClosure:
    """By owlrl, which takes nearly all the time here: what contradicts nothing is closed once."""
    return close(data, stated, denied)


@SLOW
@given(worlds())
def test_every_level_agrees_with_the_reference_reasoner(world: World) -> None:
    out, terms = cuts_of(world)
    seen: set[Stated] = set()
    stated: set[Stated] = set()
    denied: set[Stated] = set()
    for rank in RANKS:
        stated |= world.stated[rank]
        denied |= world.denied[rank]
        whole = closed(world.ntriples, frozenset(stated), frozenset(denied))
        here = [clash for clash in out.clashes if clash.level >= rank]
        assert bool(whole.complaints) == bool(here)
        blamed = blamed_at(world, rank)
        rest = frozenset(fact for fact in stated if fact not in blamed)
        still = frozenset((s, p, o) for s, p, o in denied if (s, complement(p), o) not in blamed)
        clean = closed(world.ntriples, rest, still)
        assert not clean.complaints
        expected = project(clean.triples, THINGS)
        assert triples_of(out.entailed.get(rank, {}), terms) == expected - seen
        seen |= expected


def blamed_at(world: World, rank: int) -> set[Stated]:
    """The facts behind the contradictions of one cut, worked out on that cut alone."""
    flat = World(
        world.ontology,
        {rank: frozenset().union(*(f for r, f in world.stated.items() if r >= rank))},
        {rank: frozenset().union(*(f for r, f in world.denied.items() if r >= rank))},
    )
    out, terms = cuts_of(flat, (rank,))
    facts: set[Stated] = set()
    for clash in out.clashes:
        for name, s, o in clash.given:
            subject = str(terms.term(int(s)))
            if o == 0:
                facts.add((subject, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", name))
            else:
                facts.add((subject, name, str(terms.term(int(o)))))
    return facts


@QUICK
@given(worlds())
def test_cuts_are_monotone_and_no_level_is_invented(world: World) -> None:
    found = levels(world)
    assert set(found.values()) <= set(RANKS)
    for fact, rank in found.items():
        # What follows from the facts down to a rank alone has the same levels.
        assert levels(world, tuple(r for r in RANKS if r >= rank))[fact] == rank


@QUICK
@given(worlds(denials=False))
def test_without_contradiction_a_weaker_fact_never_changes_what_follows_from_better_ones(
    world: World,
) -> None:
    out, _ = cuts_of(world)
    if out.clashes:
        return
    whole = levels(world)
    for lowest in RANKS:
        part = levels(world, tuple(r for r in RANKS if r >= lowest))
        assert part == {fact: rank for fact, rank in whole.items() if rank >= lowest}


@QUICK
@given(worlds(denials=False))
def test_removing_a_fact_raises_nothing_where_nothing_contradicts(world: World) -> None:
    out, _ = cuts_of(world)
    if out.clashes:
        return
    before = levels(world)
    for rank in RANKS:
        for gone in world.stated[rank]:
            fewer = dict(world.stated)
            fewer[rank] = world.stated[rank] - {gone}
            after = levels(World(world.ontology, fewer, world.denied))
            assert all(before[fact] >= r for fact, r in after.items())


@pytest.mark.parametrize("axiom", AXIOMS)
def test_every_construct_of_the_random_worlds_has_a_rule(axiom: str) -> None:
    names = {k: f":p{i}" for i, k in enumerate("abcd")} | {k: f":C{i}" for i, k in enumerate("xyz")}
    head = World("", {}, {})
    text = (
        "@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" + axiom.format(**names)
    )
    assert head.ontology == ""
    rules = compile_rules(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert not rules.unsupported
    assert rules.rules or rules.contradictions


@pytest.mark.parametrize(
    ("axiom", "name"),
    [
        (":p a owl:FunctionalProperty .", "FunctionalProperty"),
        (":p a owl:InverseFunctionalProperty .", "InverseFunctionalProperty"),
        (":C owl:hasKey (:p) .", "hasKey"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .", "maxCardinality"),
        ("[] owl:onProperty :p ; owl:hasValue :v ; rdfs:subClassOf :C .", "hasValue"),
        ("[] owl:oneOf (:v) ; rdfs:subClassOf :C .", "oneOf"),
    ],
)
def test_what_no_rule_can_express_is_kept_aside(axiom: str, name: str) -> None:
    text = (
        "@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" + axiom
    )
    rules = compile_rules(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert [each.axiom for each in rules.unsupported] == [name]
    assert rules.beyond([each.about for each in rules.unsupported])
    assert not rules.beyond(["http://example.org/unrelated"])
