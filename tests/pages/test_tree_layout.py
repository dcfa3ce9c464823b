"""The layout of the tree: time and room, over any graph."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.http.views.layering import arrange
from llmkg.http.views.placing import best_day, place

DAYS = ("2020", "2020-05", "2021", "2021-06", "2021-06-15", "2022-03", "2022-04", "2022-11")


@st.composite
def graphs(draw, *, acyclic=True):
    """Nodes, the days of some of them, and pairs (earlier, later)."""
    count = draw(st.integers(1, 12))
    nodes = [f"n{n}" for n in range(count)]
    days = draw(st.dictionaries(st.sampled_from(nodes), st.sampled_from(DAYS)))
    pairs = draw(st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=20))
    if acyclic:
        number = {node: n for n, node in enumerate(nodes)}
        pairs = [tuple(sorted(pair, key=number.__getitem__)) for pair in pairs]
    return nodes, days, pairs


@given(graphs(acyclic=False))
def test_every_pair_goes_forward_in_time_or_is_marked(graph):
    nodes, days, pairs = graph
    placing = place(nodes, days, pairs)
    assert placing.of.keys() == set(nodes)
    for earlier, later in pairs:
        if earlier != later and (earlier, later) not in placing.backward:
            assert placing.of[earlier] < placing.of[later]


@given(graphs(acyclic=False))
def test_days_stand_in_their_order(graph):
    nodes, days, pairs = graph
    placing = place(nodes, days, pairs)
    for one, other in combinations(days, 2):
        first, second = (f"{days[each]}-01-01"[:10] for each in (one, other))
        if first < second:
            assert placing.of[one] < placing.of[other]
    for node, day in days.items():
        assert placing.columns[placing.of[node]].day.startswith(day[:4])


@given(graphs())
def test_only_days_can_turn_a_pair_back(graph):
    nodes, _days, pairs = graph
    assert place(nodes, {}, pairs).backward == frozenset()


@given(graphs())
def test_nothing_overlaps_and_every_edge_has_its_bends(graph):
    nodes, days, pairs = graph
    placing = place(nodes, days, pairs)
    edges = [pair for pair in pairs if placing.of[pair[0]] < placing.of[pair[1]]]
    columns = [[n for n in nodes if placing.of[n] == i] for i in range(len(placing.columns))]
    layout = arrange(columns, edges)
    assert layout == arrange(columns, edges)
    for column in columns:
        for one, other in combinations(column, 2):
            assert abs(layout.at[one] - layout.at[other]) >= 0.999
    for i in range(len(columns)):
        passing = [
            bends[i - placing.of[edge[0]] - 1]
            for edge, bends in layout.bends.items()
            if placing.of[edge[0]] < i < placing.of[edge[1]]
        ]
        for bend in passing:  # no edge runs through a node
            assert all(abs(bend - layout.at[node]) >= 0.7 for node in columns[i])
    for (start, end), bends in layout.bends.items():
        assert len(bends) == placing.of[end] - placing.of[start] - 1
    assert min(layout.at.values()) >= 0
    assert max(layout.at.values()) <= layout.span


def test_crossings_that_can_be_avoided_are():
    columns = [["a", "b", "c"], ["x", "y", "z"]]
    assert arrange(columns, [("a", "z"), ("b", "y"), ("c", "x")]).crossings == 0
    ladder = [(f"{n}", f"{m}") for n, m in ((1, 8), (2, 7), (3, 6), (4, 5))]
    assert arrange([list("1234"), list("5678")], ladder).crossings == 0


def test_crossings_that_cannot_be_avoided_are_counted():
    every = [(a, b) for a in "ab" for b in "xy"]
    assert arrange([list("ab"), list("xy")], every).crossings == 1


def test_a_chain_is_straight():
    layout = arrange([["a"], ["b"], ["c"]], [("a", "b"), ("b", "c"), ("a", "c")])
    assert layout.at["a"] == pytest.approx(layout.at["c"], abs=0.6)


def test_what_goes_back_cannot_be_arranged():
    with pytest.raises(ValueError, match="forward"):
        arrange([["a"], ["b"]], [("b", "a")])


def test_neighbours_place_what_has_no_day():
    days = {"old": "2020", "new": "2022-04"}
    order = [("old", "between"), ("between", "new"), ("new", "after"), ("before", "old")]
    placing = place(["old", "new", "between", "after", "before"], days, order)
    assert [column.day for column in placing.columns] == ["", "2020", "", "2022-04", ""]
    assert [placing.of[each] for each in ("before", "old", "between", "new", "after")] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_a_child_that_is_older_than_its_parent_is_marked():
    placing = place(["p", "c"], {"p": "2022-05", "c": "2022-04"}, [("p", "c")])
    assert placing.backward == {("p", "c")}
    assert place(["p", "c"], {"p": "2022-05", "c": "2022-05"}, [("p", "c")]).of == {"p": 0, "c": 1}


def test_a_day_is_taken_from_the_release_and_made_more_precise():
    said = [("seen", "2020-07"), ("released", "2020"), ("described", "2021-05")]
    found = best_day(said)
    assert (found.day, found.how, found.at) == ("2020", "released", "2020-07")
    assert best_day([("released", "2022"), ("released", "2022-11")]).day == "2022-11"
    assert best_day([("described", "2021-12")]).how == "described"
