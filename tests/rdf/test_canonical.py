from hashlib import sha256

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.canonical import canonical_nquads, canonical_quads, digest

NODES = st.sampled_from(
    [*(ox.BlankNode(c) for c in "abc"), *(ox.NamedNode(f"x:{c}") for c in "de")]
)
PREDICATES = st.sampled_from([ox.NamedNode("x:p"), ox.NamedNode("x:q")])
GRAPHS = st.sampled_from([ox.NamedNode("x:g"), ox.NamedNode("x:h")])
QUADS = st.lists(st.builds(ox.Quad, NODES, PREDICATES, NODES, GRAPHS), max_size=8)


def test_an_example_of_the_specification():
    """RDFC-1.0, example 2 ("unique hashes")."""
    text = (
        "<http://example.com/#p> <http://example.com/#q> _:e0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:e1 .\n"
        "_:e0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:e1 <http://example.com/#t> <http://example.com/#u> .\n"
    )
    canonical = (
        b"<http://example.com/#p> <http://example.com/#q> _:c14n0 .\n"
        b"<http://example.com/#p> <http://example.com/#r> _:c14n1 .\n"
        b"_:c14n0 <http://example.com/#s> <http://example.com/#u> .\n"
        b"_:c14n1 <http://example.com/#t> <http://example.com/#u> .\n"
    )
    quads = list(ox.parse(text, ox.RdfFormat.N_QUADS))
    assert canonical_nquads(quads) == canonical
    assert digest(quads) == sha256(canonical).hexdigest()


@given(QUADS, st.randoms(use_true_random=False))
def test_neither_order_nor_labels_reach_the_digest(quads, chance):
    names = dict(zip("abc", chance.sample("uvwxyz", 3), strict=True))

    def renamed(term):
        return ox.BlankNode(names[term.value]) if isinstance(term, ox.BlankNode) else term

    other = [
        ox.Quad(renamed(q.subject), q.predicate, renamed(q.object), q.graph_name) for q in quads
    ]
    chance.shuffle(other)
    assert digest(quads) == digest(other)


@given(QUADS)
def test_it_is_the_whole_algorithm_though_only_blank_nodes_go_through_it(quads):
    whole = ox.Dataset(quads)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(canonical_quads(quads)) == set(whole)
    text = ox.serialize(whole, format=ox.RdfFormat.N_QUADS) or b""
    assert canonical_nquads(quads) == b"".join(sorted(text.splitlines(keepends=True)))


@given(QUADS)
def test_doing_it_again_changes_nothing(quads):
    once = canonical_quads(quads)
    assert set(canonical_quads(once)) == set(once)
    assert digest(once) == digest(quads)


def test_another_quad_is_another_digest():
    first = ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal("1"), ox.NamedNode("x:g"))
    second = ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal("2"), ox.NamedNode("x:g"))
    third = ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal("1"), ox.NamedNode("x:h"))
    assert len({digest([first]), digest([second]), digest([third])}) == 3


def test_lines_are_sorted_by_code_point():
    quads = [
        ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal(text))
        for text in ("\U0001f600", "\uffee", "z", "中")
    ]
    lines = canonical_nquads(quads).decode().splitlines()
    assert lines == sorted(lines)
