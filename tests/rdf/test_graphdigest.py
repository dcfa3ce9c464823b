"""Digests of graphs follow a change to what all of the quads give."""

from hashlib import sha256
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.model.manifest import GraphInfo
from llmkg.rdf import graphdigest
from llmkg.rdf.canonical import canonical_nquads
from llmkg.rdf.graphdigest import DatasetDigest, GraphDigest, following, graph_digest
from llmkg.rdf.view import Difference

G = ox.NamedNode("urn:g")
NODES = [ox.NamedNode(f"urn:n:{number}") for number in range(4)]
BLANK = [ox.BlankNode(name) for name in "ab"]
TRIPLES = st.builds(
    ox.Quad,
    st.sampled_from([*NODES, *BLANK]),
    st.just(NODES[0]),
    st.sampled_from([*NODES, ox.Literal("\u0007é"), *BLANK]),
    st.just(G),
)
GRAPHS = st.frozensets(TRIPLES, max_size=12)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs of more than four triples are large here."""
    monkeypatch.setattr(graphdigest, "SMALL", 4)


def info_of(quads: frozenset[ox.Quad]) -> GraphInfo:
    whole = GraphDigest()
    whole.add(quads)
    return whole.info(G.value)


def store_of(quads: frozenset[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


@given(states=st.lists(GRAPHS, min_size=1, max_size=6))
def test_a_digest_that_followed_changes_is_that_of_the_whole(
    states: list[frozenset[ox.Quad]],
) -> None:
    info, now = None, frozenset[ox.Quad]()
    for state in states:
        info = following(info, store_of(state), G, Difference.between(now, state))
        now = state
        whole = info_of(state)
        assert (info, info.sum) == (whole, whole.sum)


@given(graph=GRAPHS, chance=st.randoms(use_true_random=False))
def test_parts_are_put_together_in_any_order(graph: frozenset[ox.Quad], chance: Random) -> None:
    parts = [GraphDigest() for _ in range(3)]
    for quad in graph:
        chance.choice(parts).add([quad])
    chance.shuffle(parts)
    whole = GraphDigest()
    for part in parts:
        whole.merge(part)
    assert whole.info(G.value) == info_of(graph)


@given(graph=st.frozensets(TRIPLES, max_size=4))
def test_a_small_graph_has_the_digest_that_anybody_can_reckon(graph: frozenset[ox.Quad]) -> None:
    document = canonical_nquads(ox.Quad(*quad.triple) for quad in graph)
    assert graph_digest([*graph, *graph]) == sha256(document).hexdigest()


@given(one=GRAPHS, two=GRAPHS)
def test_other_triples_have_another_digest(
    one: frozenset[ox.Quad], two: frozenset[ox.Quad]
) -> None:
    plain = [frozenset(q for q in graph if "_:" not in str(q)) for graph in (one, two)]
    assert (graph_digest(plain[0]) == graph_digest(plain[1])) == (plain[0] == plain[1])


def test_labels_of_blank_nodes_do_not_count_in_a_large_graph() -> None:
    quads = [ox.Quad(NODES[0], NODES[1], ox.Literal(str(number)), G) for number in range(6)]
    digests = {
        graph_digest([*quads, ox.Quad(NODES[0], NODES[2], ox.BlankNode(name), G)]) for name in "xy"
    }
    assert len(digests) == 1


def test_a_dataset_is_the_set_of_its_graphs_but_for_empty_ones() -> None:
    one, two, none = (GraphInfo(f"urn:{n}", n, f"{n}") for n in (1, 2, 0))
    there = DatasetDigest()
    there.add([two, one, none])
    later = DatasetDigest()
    later.add([one])
    later = DatasetDigest.of(later.value)
    assert later.hexdigest() != there.hexdigest()
    later.add([two])
    assert (later.hexdigest(), later.value) == (there.hexdigest(), there.value)
    later.remove([one, none])
    alone = DatasetDigest()
    alone.add([two])
    assert later.hexdigest() == alone.hexdigest()
