"""Lines on the disk: found as a store finds quads, and reckoned as quads are."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.rdf import lines as finding
from llmkg.rdf import numbered
from llmkg.rdf import part as module
from llmkg.rdf.graphdigest import GraphDigest
from llmkg.rdf.lines import Lines, write_lookup
from llmkg.rdf.numbered import mark
from llmkg.rdf.part import Part, graph_infos, members_of, write_part
from llmkg.vocab import RDF

TYPE = ox.NamedNode(RDF.type)
NODES = [ox.NamedNode(f"x:{name}") for name in ("a", "ab", "b#c")]
GRAPHS = [ox.NamedNode(f"x:g{number}") for number in range(2)]
LITERALS = [
    ox.Literal("a"),
    ox.Literal("a", language="en"),
    ox.Literal('<x:a> "\n <x:g0> .', language="zh"),
    ox.Literal("a b"),
]
nodes = st.sampled_from(NODES)
quads = st.builds(
    ox.Quad,
    st.sampled_from([*NODES, ox.BlankNode("c14n0")]),
    st.sampled_from([*NODES, TYPE]),
    st.sampled_from([*NODES, *LITERALS, ox.BlankNode("c14n1")]),
    st.sampled_from(GRAPHS),
)


def text(some: list[ox.Quad]) -> list[bytes]:
    return (ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def written(place: Path, parts: list[list[ox.Quad]]) -> tuple[Lines, list[Part]]:
    made = [write_part(place / str(at), text(some)) for at, some in enumerate(parts)]
    write_lookup(place / "lookup", made)
    return Lines(place / "lookup", [part.folder for part in made]), made


@given(st.lists(st.lists(quads, max_size=12), min_size=1, max_size=3))
@settings(max_examples=60)
def test_a_pattern_finds_what_a_store_finds(given):
    parts = [
        [q for q in some if not any(q in e for e in given[:at])] for at, some in enumerate(given)
    ]
    store = ox.Store()
    store.extend(quad for some in parts for quad in some)
    with TemporaryDirectory() as name:
        found, made = written(Path(name), parts)
        for subject in (None, *NODES, ox.BlankNode("c14n0")):
            for predicate in (None, TYPE, NODES[0]):
                for value in (None, *NODES, LITERALS[2]):
                    for graph in (None, GRAPHS[0]):
                        pattern = (subject, predicate, value, graph)
                        mine = list(found.quads_for_pattern(*pattern))
                        assert len(mine) == len(set(mine))
                        assert set(mine) == set(store.quads_for_pattern(*pattern))
            found.let_go()  # and comes again
        for node in NODES:
            told = [q for q in store.quads_for_pattern(None, None, node) if q.predicate != TYPE]
            assert found.mentions(str(node).encode()) == len(told)
            having = [at for at, some in enumerate(parts) if any(q.subject == node for q in some)]
            assert found.first(str(node).encode()) == min(having, default=-1)
            members = {q.subject for q in store.quads_for_pattern(None, TYPE, node)}
            marks = members_of(made, {mark(str(node).encode()): "it"}).get("it", ())
            assert set(marks) == {mark(str(each).encode()) for each in members}


@pytest.mark.parametrize("small", [0, 3, 1_000])
def test_graphs_have_the_digests_of_their_quads(tmp_path, monkeypatch, small):
    monkeypatch.setattr(module, "SMALL", small)
    monkeypatch.setattr("llmkg.rdf.graphdigest.SMALL", small)
    everything = [
        ox.Quad(s, p, o, g) for s in NODES for p in NODES for o in LITERALS[:3] for g in GRAPHS
    ]
    parts = [
        everything[:7],
        everything[7:31],
        [q for q in everything[31:] if q.graph_name == GRAPHS[0]],
    ]
    _, made = written(tmp_path, parts)
    infos = graph_infos([Part.at(part.folder) for part in made])
    for graph in GRAPHS:
        digest = GraphDigest()
        digest.add(q for some in parts for q in some if q.graph_name == graph)
        wanted = digest.info(graph.value)
        assert (infos[graph.value], infos[graph.value].sum) == (wanted, wanted.sum)


def test_two_things_of_one_mark_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(finding, "mark", lambda _term: 7)
    marked = numbered.hashes
    alike = np.array([7, 0], dtype=np.uint64), np.array([0, 1], dtype=np.uint64)
    monkeypatch.setattr(module, "hashes", lambda terms: marked(terms) * alike[1] + alike[0])
    one, other = (ox.Quad(node, TYPE, node, GRAPHS[0]) for node in NODES[:2])
    found, _ = written(tmp_path, [[one], [other]])
    assert list(found.quads_for_pattern(NODES[0], None, None)) == [one]
    assert list(found.quads_for_pattern(None, TYPE, NODES[1])) == [other]
    assert list(found.quads_for_pattern(None, None, NODES[1])) == [other]
