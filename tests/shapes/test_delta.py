"""Asking only about what a change touches gives the findings that asking about everything gives."""

import gc
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.bench.broken import broken
from llmkg.bench.make.root import make
from llmkg.check.checker import Checker
from llmkg.check.delta import delta
from llmkg.check.engine import Engine
from llmkg.check.rules import RULES, shapes_of
from llmkg.rdf.corpus import load_corpus
from llmkg.rdf.turtle import parse_turtle
from llmkg.rdf.view import Difference, Everything, Overlay
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    BASE,
    ENTAILED_GRAPHS,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
    source_graph,
)
from tests.shapes.build import HEAD
from tests.shapes.conftest import CASES
from tests.shapes.test_broken import CALM, SEEDS, Ground, ground  # noqa: F401 - a fixture
from tests.shapes.test_rules import focus_of


class Rules:
    """A checker, in a word."""

    def __init__(self, shapes, quads):
        self.checker = Checker.of(shapes, stored(quads))

    def __repr__(self):
        return "Rules"


@pytest.fixture(scope="module")
def rules(ground):  # noqa: F811
    return Rules(ground.shapes, ground.ontology)


@pytest.fixture(scope="module")
def made(root, shapes, tmp_path_factory):
    """Claims as real ones are."""
    folder = tmp_path_factory.mktemp("made")
    make(root, folder, claims=120, seed=5)
    return Ground(load_corpus(folder), shapes)


def stored(quads):
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def findings(quads, shapes):
    return set(Engine(quads).results(shapes))


def changed(before, after, rules):
    """The delta between two states, and where it does not tell None."""
    difference = Difference.between(before, after)
    store = stored(before)
    try:
        return delta(store, Overlay(store, difference), difference, rules.checker)
    except Everything:
        return None


def test_our_rules_can_all_be_asked_of_single_nodes(rules, ground):  # noqa: F811
    """Else nothing is wrong, but every write asks about everything."""
    assert rules.checker.beyond == frozenset()
    assert len(rules.checker.rules) == len(ground.shapes.sparql())
    assert len(rules.checker.shapes) > 90


@given(seed=SEEDS, size=st.integers(1, 6))
@settings(CALM, max_examples=3)
def test_findings_after_are_findings_before_and_the_delta(ground, rules, seed, size):  # noqa: F811
    start = ground.spoilt(seed, 20, 40)
    before, after = ([*ground.ontology, *each] for each in (start, broken(start, seed + 1, size)))
    change = changed(before, after, rules)
    if change is not None:
        earlier, expected = (findings(each, ground.shapes) for each in (before, after))
        assert change.applied(earlier) == expected
        assert set(change.new) == expected - earlier
        assert set(change.gone) == earlier - expected


@given(seed=SEEDS)
@settings(CALM, max_examples=1)
def test_one_change_after_the_other(made, rules, seed):
    states = [[quad for quads in made.claims for quad in quads]]
    for step in range(4):
        states.append(broken(states[-1], seed + step, 3 + 5 * step))
    found = [findings([*made.ontology, *each], made.shapes) for each in states]
    for (one, earlier), (other, expected) in pairwise(zip(states, found, strict=True)):
        change = changed([*made.ontology, *one], [*made.ontology, *other], rules)
        if change is not None:
            assert change.applied(earlier) == expected
            assert set(change.new) == expected - earlier
            assert set(change.gone) == earlier - expected


def parted(corpus, which):
    """What all cases say in one of their forms, and everything else but the other form."""
    end = f"-{which}.ttl"
    mine = [quad for each in corpus.documents if each.name.endswith(end) for quad in each.quads]
    rest = [
        quad
        for each in corpus.documents
        if not each.name.endswith(("-breach.ttl", "-fine.ttl"))
        for quad in each.quads
    ]
    return mine, rest


def test_every_rule_fires_when_what_breaks_it_comes_and_not_when_it_goes(corpus, shapes):
    breaches, rest = parted(corpus, "breach")
    told = {case.rule: (RULES[case.rule], focus_of(case, "breach")) for case in CASES}
    everything = [*rest, *breaches]
    some = Rules(shapes, rest)
    calm, found = findings(rest, shapes), findings(everything, shapes)
    came = changed(rest, everything, some)
    assert set(came.new) == found - calm
    assert set(told.values()) <= {(one.rule, one.focus) for one in came.new}
    went = changed(everything, rest, some)
    assert went.applied(found) == calm
    assert went.new == ()
    assert set(went.gone) == found - calm


def test_each_sparql_rule_fires_alone(corpus, shapes):
    """With nothing but what breaks it in the change, the rest being there."""
    breaches, rest = parted(corpus, "breach")
    some, everything = Rules(shapes, rest), stored([*rest, *breaches])
    for case in CASES:
        if shapes.rules[RULES[case.rule]].select is None:
            continue
        name = f"{case.slug('breach')}.ttl"
        mine = next(each for each in corpus.documents if each.name.endswith(f"/{name}"))
        change = Difference(added=frozenset(mine.quads) - frozenset(rest))
        came = delta(Overlay(everything, change.undone()), everything, change, some.checker)
        assert (RULES[case.rule], focus_of(case, "breach")) in {
            (one.rule, one.focus) for one in came.new
        }, case.name


def test_little_is_asked_about(ground, rules):  # noqa: F811
    before = [*ground.ontology, *ground.spoilt(1, 60, 0)]
    gone = next(quad for quad in before if "/claim/" in str(quad.subject))
    change = changed(before, [quad for quad in before if quad != gone], rules)
    assert gone.subject.value in {node[1:-1] for nodes in change.touched.values() for node in nodes}
    assert all(len(nodes) < 40 for nodes in change.touched.values())


@pytest.mark.parametrize("computed", [ASSESSMENTS_GRAPH, f"{ENTAILED_GRAPHS}established", None])
def test_only_what_somebody_wrote_counts(ground, rules, computed):  # noqa: F811
    """A proposition that only a computed graph speaks of stays unknown; so does what it says."""
    before = [*ground.ontology, *ground.spoilt(3, 10, 0)]
    graph = ox.NamedNode(computed) if computed else ox.DefaultGraph()
    ghost, claim = ox.NamedNode(f"{BASE}proposition/ghost"), ox.NamedNode(f"{BASE}claim/c")
    said = ox.Quad(ghost, ox.NamedNode(RDF.type), ox.NamedNode(LLMKG.Proposition), graph)
    asserts = ox.Quad(claim, ox.NamedNode(LLMKG.asserts), ghost, ox.NamedNode(source_graph("s")))
    come = delta_of([*before, said], [asserts], rules)
    assert (RULES.DanglingReference, str(claim)) in {(one.rule, one.focus) for one in come.new}
    assert delta_of(before, [said], rules).touched == {}


def delta_of(before, added, rules):
    change = Difference(added=frozenset(added))
    store = stored(before)
    return delta(store, Overlay(store, change), change, rules.checker)


def test_what_another_graph_says_too_has_not_changed(ground, rules):  # noqa: F811
    before = [*ground.ontology, *ground.spoilt(4, 10, 0)]
    quad = before[-1]
    again = ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(source_graph("other")))
    assert delta_of(before, [again], rules).touched == {}
    change = Difference(removed=frozenset([quad]))
    store = stored([*before, again])
    assert delta(store, Overlay(store, change), change, rules.checker).touched == {}


def test_a_change_of_the_ontology_touches_everything(ground, rules):  # noqa: F811
    of_class = ox.Quad(
        ox.NamedNode(f"{BASE}model/x"),
        ox.NamedNode(RDFS.subClassOf),
        ox.NamedNode(LLMKG.Model),
        ox.NamedNode(source_graph("s")),
    )
    of_term = ox.Quad(
        ox.NamedNode(LLMKG.asserts),
        ox.NamedNode(RDFS.label),
        ox.Literal("x"),
        ox.NamedNode(ONTOLOGY_GRAPH),
    )
    for quad in (of_class, of_term):
        with pytest.raises(Everything):
            delta_of(ground.ontology, [quad], rules)


def test_a_rule_that_only_everything_can_answer_asks_about_everything(ground):  # noqa: F811
    text = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .
        :S a sh:NodeShape ; sh:targetClass :C ; sh:property :P .
        :P a sh:PropertyShape ; sh:severity sh:Violation ; sh:path ( :p :q ) ; sh:maxCount 1 ."""
    checker = Rules(shapes_of(parse_turtle(text, "x", "urn:g")), ground.ontology)
    assert checker.checker.beyond
    with pytest.raises(Everything):
        delta_of(ground.ontology, [ground.claims[0][0]], checker)


class Counting:
    """A view that counts what is taken from it."""

    def __init__(self, view):
        self.view = view
        self.rows = 0

    def quads_for_pattern(self, *ends):
        self.rows += 1
        for quad in self.view.quads_for_pattern(*ends):
            self.rows += 1
            yield quad


def test_how_much_there_is_costs_nothing(corpus, ground, rules):  # noqa: F811
    """Claims of one source about one ability, at one level, in one section: all of them hubs."""
    [case] = [case for case in CASES if case.rule == "HedgeDrift" and not case.about]
    rows = []
    for many in (10, 1000):
        texts = [case.fine.replace("~", f"hub-{number}") for number in range(many + 1)]
        parts = [parse_case(text, number) for number, text in enumerate(texts)]
        before = [
            *ground.ontology,
            *world_of(corpus),
            *(quad for part in parts[:-1] for quad in part),
        ]
        change = Difference(added=frozenset(parts[-1]))
        view = Counting(Overlay(stored(before), change))
        delta(stored(before), view, change, rules.checker)
        rows.append(view.rows)
    assert rows[0] == rows[1]


def world_of(corpus):
    [world] = [each for each in corpus.documents if each.name.endswith("/world.ttl")]
    return world.quads


def parse_case(text, number):
    return parse_turtle((HEAD + text).encode(), f"{number}.ttl", source_graph("hub"))


class Lent:
    """A view that counts the lists which somebody began to read and neither ended nor let go."""

    def __init__(self, under):
        self.under, self.open = under, 0

    def quads_for_pattern(self, *pattern):
        self.open += 1
        try:
            yield from self.under.quads_for_pattern(*pattern)
        finally:
            self.open -= 1


def test_no_row_of_the_engine_is_left_to_whoever_collects_garbage(made, rules):
    """Another thread may do so, and a row must be dropped by the thread that asked for it."""
    claims = [quad for quads in made.claims for quad in quads]
    gone = next(each.subject for each in claims if each.object == ox.NamedNode(LLMKG.Claim))
    change = Difference(removed=frozenset(each for each in claims if each.subject == gone))
    store = stored([*made.ontology, *claims])
    earlier, later = Lent(store), Lent(Overlay(store, change))
    gc.disable()
    try:
        delta(earlier, later, change, rules.checker)
        assert (earlier.open, later.open) == (0, 0)
    finally:
        gc.enable()
