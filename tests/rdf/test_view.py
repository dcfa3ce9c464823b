"""A view after a difference finds what a store finds that went through it."""

from collections.abc import Iterator
from typing import TypeAlias

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.view import Difference, GraphName, Overlay, Remembered, Subject, Value, authored
from llmkg.vocab import ASSESSMENTS_GRAPH, CATALOGUE_GRAPH, ENTAILED_GRAPHS

Pattern: TypeAlias = tuple[Subject | None, ox.NamedNode | None, Value | None, GraphName | None]
NODES = [ox.NamedNode(f"urn:n:{number}") for number in range(3)]
QUADS = st.frozensets(st.builds(ox.Quad, *[st.sampled_from(NODES)] * 4), max_size=12)
ENDS = st.none() | st.sampled_from(NODES)


def store_of(quads: frozenset[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


@given(before=QUADS, after=QUADS, pattern=st.tuples(ENDS, ENDS, ENDS, ENDS))
def test_an_overlay_is_what_a_store_would_be(
    before: frozenset[ox.Quad],
    after: frozenset[ox.Quad],
    pattern: tuple[ox.NamedNode | None, ...],
) -> None:
    subject, predicate, value, graph = pattern
    seen = list(
        Overlay(store_of(before), Difference.between(before, after)).quads_for_pattern(
            subject, predicate, value, graph
        )
    )
    assert len(seen) == len(set(seen))
    assert set(seen) == set(store_of(after).quads_for_pattern(subject, predicate, value, graph))


@given(one=QUADS, two=QUADS, three=QUADS)
def test_differences_one_after_the_other_are_one(
    one: frozenset[ox.Quad], two: frozenset[ox.Quad], three: frozenset[ox.Quad]
) -> None:
    both = Difference.between(one, two) | Difference.between(two, three)
    assert both == Difference.between(one, three)
    assert not both | both.undone()


def test_what_is_computed_and_what_is_repeated_was_written_by_nobody() -> None:
    node = NODES[0]
    graphs = [CATALOGUE_GRAPH, ASSESSMENTS_GRAPH, f"{ENTAILED_GRAPHS}demonstrated"]
    quads = {ox.Quad(node, node, node, ox.NamedNode(graph)) for graph in graphs}
    store = store_of(frozenset({*quads, ox.Quad(node, node, node)}))
    found = list(authored(store).quads_for_pattern(None, None, None, None))
    assert [str(quad.graph_name) for quad in found] == [f"<{CATALOGUE_GRAPH}>"]


class Counting:
    """Counts what is asked of a store, and what is read of it."""

    def __init__(self, quads: frozenset[ox.Quad]) -> None:
        self._store = store_of(quads)
        self.asked: list[Pattern] = []
        self.read = 0

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - as `View` has it
        graph_name: GraphName | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        pattern = subject, predicate, object, graph_name
        self.asked.append(pattern)
        for quad in self._store.quads_for_pattern(*pattern):
            self.read += 1
            yield quad


@given(quads=QUADS, patterns=st.lists(st.tuples(ENDS, ENDS, ENDS, ENDS), max_size=6))
def test_what_was_seen_as_a_whole_is_not_looked_up_again(
    quads: frozenset[ox.Quad], patterns: list[Pattern]
) -> None:
    under = Counting(quads)
    view = Remembered(under)
    for pattern in (*patterns, *patterns):
        # Somebody who stops at the first one does not make others see less.
        next(iter(view.quads_for_pattern(*pattern)), None)
        seen = list(view.quads_for_pattern(*pattern))
        assert len(seen) == len(set(seen))
        assert set(seen) == set(store_of(quads).quads_for_pattern(*pattern))
        before = len(under.asked)
        assert list(view.quads_for_pattern(*pattern)) == seen
        assert len(under.asked) == before


def test_what_is_much_is_neither_remembered_nor_read_ahead() -> None:
    node = NODES[0]
    much = frozenset(ox.Quad(node, node, ox.Literal(number), node) for number in range(1_000))
    under = Counting(much)
    view = Remembered(under)
    next(iter(view.quads_for_pattern(node, None, None, None)))
    assert under.read == 1
    for _ in range(2):
        assert set(view.quads_for_pattern(node, None, None, None)) == much
    assert len(under.asked) == 3
    few = [(node, node, ox.Literal(number), None) for number in range(1_000)]
    for _ in range(60):
        for pattern in few:
            assert len(list(view.quads_for_pattern(*pattern))) == 1
    assert len(under.asked) == 3 + 1_000
