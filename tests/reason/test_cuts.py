"""The set-wise closure by levels gives what owlrl gives, and keeps the laws of confidence."""

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from llmkg.reason.cuts import Cuts, cut, given_keys
from llmkg.reason.fallback import cut_by_reference
from llmkg.reason.reference import close, project
from llmkg.reason.relation import Terms
from llmkg.reason.rules import compile_rules, complement
from llmkg.vocab import RDF
from tests.reason.worlds import (
    AXIOMS,
    CLASSES,
    PREFIXES,
    PROPERTIES,
    RANKS,
    THINGS,
    Stated,
    World,
    alike,
    triples_of,
    worlds,
)

SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
QUICK = settings(max_examples=80, deadline=None, derandomize=True)


def cuts_of(world: World, ranks: tuple[int, ...] = RANKS) -> tuple[Cuts, Terms]:
    terms = Terms()
    return cut(world.rules, world.numbered(terms, ranks), {}), terms


def levels(world: World, ranks: tuple[int, ...] = RANKS) -> dict[Stated, int]:
    out, terms = cuts_of(world, ranks)
    return {fact: r for r, facts in out.entailed.items() for fact in triples_of(facts, terms)}


Cut = tuple[frozenset[Stated], frozenset[Stated]]
"""What is stated and what is denied down to a rank."""
Which = tuple[int, int]
"""The number of a world, and a rank."""


def closed(data: bytes, cuts: dict[Which, Cut]) -> dict[Which, tuple[set[Stated], bool]]:
    """Each cut by owlrl, and whether it complains.

    Nearly all its time goes into the ontology, so it closes all cuts at once, each about things of
    its own; its complaints name them.
    """
    stated, denied = (
        {own(fact, which) for which, cut in cuts.items() for fact in cut[part]} for part in (0, 1)
    )
    found = close(data, stated, denied)
    if len(cuts) > 1 and not all("@" in complaint for complaint in found.complaints):
        # On complements it names a class where it means a thing: one at a time, then.
        return {k: v for which, cut in cuts.items() for k, v in closed(data, {which: cut}).items()}
    out = {}
    for which in cuts:
        things = {f"{thing}{mark(which)}" for thing in THINGS}
        mine = {(s.split("@")[0], p, o.split("@")[0]) for s, p, o in project(found.triples, things)}
        out[which] = (mine, any(len(cuts) == 1 or mark(which) in each for each in found.complaints))
    return out


def mark(which: Which) -> str:
    return f"@{which[0]}.{which[1]}"


def own(fact: Stated, which: Which) -> Stated:
    subject, predicate, obj = fact
    if predicate != RDF.type:
        obj += mark(which)
    return subject + mark(which), predicate, obj


@SLOW
@given(alike(6))
def test_every_level_agrees_with_the_reference_reasoner(many: list[World]) -> None:
    cuts: dict[Which, Cut] = {}
    clean: dict[Which, Cut] = {}
    for number, world in enumerate(many):
        for rank in RANKS:
            stated = frozenset().union(*(world.stated[r] for r in RANKS if r >= rank))
            denied = frozenset().union(*(world.denied[r] for r in RANKS if r >= rank))
            blamed = blamed_at(world, rank)
            cuts[number, rank] = (stated, denied)
            clean[number, rank] = (
                frozenset(fact for fact in stated if fact not in blamed),
                frozenset((s, p, o) for s, p, o in denied if (s, complement(p), o) not in blamed),
            )
    whole = closed(many[0].ntriples, cuts)
    left = closed(many[0].ntriples, clean) if clean != cuts else whole
    for number, world in enumerate(many):
        out, terms = cuts_of(world)
        seen: set[Stated] = set()
        for rank in RANKS:
            complained = whole[number, rank][1]
            assert complained == any(clash.level >= rank for clash in out.clashes)
            expected, complains = left[number, rank]
            assert not complains
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


def test_the_reference_reasoner_can_do_the_work_of_the_rules() -> None:
    p, q, c = PROPERTIES[0], PROPERTIES[1], CLASSES[0]
    laws = f"<{p}> a owl:TransitiveProperty . <{q}> rdfs:domain <{c}> ."
    world = World(PREFIXES + laws, {}, {})
    terms = Terms()
    a, b, d = (terms.number(ox.NamedNode(thing)) for thing in THINGS[:3])
    stated = {
        5: {p: given_keys([(a, b)])},
        4: {},
        3: {p: given_keys([(b, d)]), q: given_keys([(a, d)]), complement(q): given_keys([(a, d)])},
    }
    by_rules = cut(world.rules, stated, {})
    by_owlrl = cut_by_reference(world.triples, stated, {}, terms)
    assert [set(triples_of(facts, terms)) for facts in by_owlrl.entailed.values()] == [
        set(triples_of(facts, terms)) for facts in by_rules.entailed.values()
    ]
    (mine,), (theirs,) = by_rules.clashes, by_owlrl.clashes
    assert (mine.level, mine.given) == (theirs.level, theirs.given)


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
