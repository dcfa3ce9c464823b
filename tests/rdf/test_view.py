"""A view after a difference finds what a store finds that went through it."""

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.view import Difference, Overlay, authored
from llmkg.vocab import ASSESSMENTS_GRAPH, CATALOGUE_GRAPH, ENTAILED_GRAPHS

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
