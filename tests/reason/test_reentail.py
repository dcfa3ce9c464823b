"""What is entailed after a change by what the change reaches is what the whole entails."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.rdf.view import Difference, Everything, Overlay
from llmkg.reason import spread
from llmkg.reason.reentail import reentail
from llmkg.reason.standing import Standing, beside, notes, read_note
from llmkg.vocab import CATALOGUE_GRAPH, LLMKG, RDF
from tests.reason.changing import (
    PROPERTIES,
    THINGS,
    Said,
    State,
    axioms,
    histories,
    ontology,
    quads_of,
    theory,
    whole,
)

TRANSITIVE = (":p0 a owl:TransitiveProperty .",)


def follow(
    laws: tuple[str, ...],
    was: frozenset[ox.Quad],
    entailed: frozenset[ox.Quad],
    will: frozenset[ox.Quad],
) -> Difference:
    before = ox.Store()
    before.extend([*ontology(laws), *was, *entailed])
    changed = Difference.between(was, will)
    return reentail(before, Overlay(before, changed), changed, theory(laws))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(min_value=0, max_value=2**32))
def test_any_sequence_of_changes_gives_what_the_whole_gives(seed: int) -> None:
    random = Random(seed)
    laws = axioms(random)
    was: frozenset[ox.Quad] = frozenset()
    entailed = whole(laws, was)
    for state in histories(random):
        will = frozenset(quads_of(state))
        found = follow(laws, was, entailed, will)
        expected = whole(laws, will)
        assert found == Difference.between(entailed, expected)
        was, entailed = will, expected


def said(subject: int, predicate: str, obj: int, **more: object) -> Said:
    values: Mapping[str, object] = {
        "level": "Established", "denied": None, "limited": False, "set_aside": False, **more
    }  # fmt: skip
    return Said(THINGS[subject], predicate, THINGS[obj], **values)  # type: ignore[arg-type]


def moved(laws: tuple[str, ...], was: State, will: State) -> Difference:
    before, after = frozenset(quads_of(was)), frozenset(quads_of(will))
    return follow(laws, before, whole(laws, before), after)


def test_a_link_that_goes_takes_what_rests_on_it_and_leaves_what_has_other_ground() -> None:
    chain: dict[tuple[str, int], object] = {
        ("said", 0): said(0, "p0", 1), ("said", 1): said(1, "p0", 2), ("said", 2): said(0, "p0", 2)
    }  # fmt: skip
    assert not moved(TRANSITIVE, chain, {**chain, ("said", 2): None})
    both = moved(TRANSITIVE, chain, {**chain, ("said", 0): None})
    assert {quad.triple for quad in both.removed} == {
        ox.Triple(THINGS[0], ox.NamedNode(LLMKG.p0), THINGS[1])
    }
    assert not both.added


def test_a_denial_takes_what_it_denies_and_all_that_leads_there() -> None:
    chain: dict[tuple[str, int], object] = {
        ("said", 0): said(0, "p0", 1), ("claimed", 0): (0, False),
        ("said", 1): said(1, "p0", 2), ("claimed", 1): (1, False),
    }  # fmt: skip
    denied = {
        **chain,
        ("said", 2): said(0, "p0", 2, level=None, denied="Established"),
        ("claimed", 2): (2, True),
    }
    there = moved(TRANSITIVE, chain, denied)
    assert len([q for q in there.removed if "entailed" in str(q.graph_name)]) == 3
    assert len([q for q in there.added if q.predicate.value == LLMKG.between]) == 3
    assert moved(TRANSITIVE, denied, chain) == there.undone()


def test_what_led_to_a_contradiction_by_a_link_that_goes_comes_back() -> None:
    chain: dict[tuple[str, int], object] = {
        ("said", 0): said(0, "p0", 1), ("said", 1): said(1, "p0", 2),
        ("said", 2): said(0, "p0", 2, denied="Established"),
    }  # fmt: skip
    there = moved(TRANSITIVE, chain, {**chain, ("said", 1): None})
    entailed = {quad.triple for quad in there.added if "entailed" in str(quad.graph_name)}
    assert entailed == {ox.Triple(THINGS[0], ox.NamedNode(LLMKG.p0), THINGS[1])}


def test_a_loop_by_which_a_fact_gives_itself_leads_to_no_contradiction() -> None:
    denied: dict[tuple[str, int], object] = {
        ("said", 0): said(0, "p0", 1), ("said", 1): said(0, "p0", 1, denied="Established")
    }  # fmt: skip
    there = moved(TRANSITIVE, denied, {**denied, ("said", 2): said(0, "p0", 0)})
    assert [quad.triple for quad in there.added if "entailed" in str(quad.graph_name)] == [
        ox.Triple(THINGS[0], ox.NamedNode(LLMKG.p0), THINGS[0])
    ]


def test_types_that_contradict_each_other_blame_the_claims_that_say_so_as_well() -> None:
    laws = (":C0 owl:disjointWith :C1 .", ":p0 rdfs:domain :C0 .")
    catalogue = ox.NamedNode(CATALOGUE_GRAPH)
    types: dict[tuple[str, int], object] = {
        ("typed", number): (THINGS[0], f"C{number}", catalogue) for number in (0, 1)
    }
    claimed = {
        **types,
        ("said", 0): said(0, "p0", 1, level="Anecdotal"),
        ("claimed", 0): (0, False),
        ("claimed", 1): (0, False),
    }
    there = moved(laws, types, claimed)
    levels = {q.object for q in there.added if q.predicate.value == LLMKG.atLevel}
    assert levels == {ox.NamedNode(LLMKG.Established)}
    assert moved(laws, claimed, types) == there.undone()


def test_what_is_written_leaves_its_entailed_graph_and_comes_back() -> None:
    state: dict[tuple[str, int], object] = {("said", 0): said(0, "p0", 1)}
    written = {**state, ("plain", 0): (THINGS[0], "p0", THINGS[1])}
    there = moved(TRANSITIVE, state, written)
    assert [quad.predicate.value for quad in there.removed] == [LLMKG.p0]
    assert {quad.predicate.value for quad in there.added} == {LLMKG.standsAside}
    assert moved(TRANSITIVE, written, state) == there.undone()


def test_a_change_that_reaches_too_much_is_left_to_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state: dict[tuple[str, int], object] = {("said", n): said(n, "p0", n + 1) for n in range(3)}
    moved(TRANSITIVE, {}, state)
    monkeypatch.setattr(spread, "MOST", 5)
    with pytest.raises(Everything):
        moved(TRANSITIVE, {}, state)
    with pytest.raises(Everything):
        moved(TRANSITIVE, state, {})


def test_another_ontology_is_left_to_the_whole() -> None:
    quad = ontology(TRANSITIVE)[0]
    changed = Difference(added=frozenset({quad}))
    with pytest.raises(Everything):
        reentail(ox.Store(), ox.Store(), changed, theory(TRANSITIVE))


@pytest.mark.parametrize(
    ("law", "matters"),
    [
        (":p1 a owl:FunctionalProperty .", False),
        (":p0 a owl:FunctionalProperty .", True),
        (":p1 a owl:FunctionalProperty . :p0 rdfs:subPropertyOf :p1 .", True),
    ],
)
def test_what_no_rule_expresses_is_left_to_the_whole_where_it_matters(
    law: str, matters: bool
) -> None:
    was: frozenset[ox.Quad] = frozenset()
    will = frozenset(quads_of({("said", 0): said(0, "p0", 1)}))
    if matters:
        with pytest.raises(Everything):
            follow((law,), was, frozenset(), will)
    else:
        found = follow((law,), was, frozenset(), will)
        assert {quad.predicate.value for quad in found.added} == {LLMKG.p0}


@pytest.mark.parametrize(
    "obj",
    [
        THINGS[1],
        ox.NamedNode("https://example.org/with#fragment"),
        ox.Literal('two\nlines and "quotes"', language="en"),
        ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        0,
    ],
    ids=str,
)
def test_a_note_is_read_back_from_either_end(obj: ox.NamedNode | ox.Literal | int) -> None:
    fact, standing = (LLMKG[PROPERTIES[0]], THINGS[0], obj), Standing(5, 4, 3, 0b100110)
    written = notes(fact, standing)
    ends = [THINGS[0]] if obj == 0 else [THINGS[0], obj]
    assert [quad.subject for quad in written] == [beside(end) for end in ends]
    assert [read_note(end, quad) for end, quad in zip(ends, written, strict=True)] == [
        (fact, standing)
    ] * len(ends)
    other = ox.Quad(beside(THINGS[0]), ox.NamedNode(RDF.type), THINGS[1], ox.DefaultGraph())
    assert read_note(THINGS[0], other) is None
