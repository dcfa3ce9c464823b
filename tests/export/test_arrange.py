import random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.export.arrange import arranged

GRAPHS = [
    b"",
    b"<a:s> <a:p> [ <a:q> [ <a:r> 1 ] ] , [ <a:q> [ <a:r> 1 ] ] .",
    b"<a:s> <a:p> ( 1 2 [ <a:q> ( 3 ) ] ) , ( 1 2 ) .",
    # circles, alike and unlike
    b"_:a <a:n> _:b . _:b <a:n> _:c . _:c <a:n> _:a .",
    b"_:a <a:n> _:b . _:b <a:n> _:a . _:d <a:n> _:e . _:e <a:n> _:f . _:f <a:n> _:d .",
    # lists that end alike
    b"[] <a:p> ( 1 2 3 4 5 6 ) . [] <a:p> ( 0 2 3 4 5 6 ) . [] <a:p> ( 7 1 2 3 4 5 6 ) .",
    b"_:a <a:n> _:b . _:b <a:n> _:a . _:c <a:n> _:d . _:d <a:n> _:c ; <a:m> 1 .",
    b"_:a <a:n> _:a . _:b <a:n> _:b .",
]


def quads_of(turtle):
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    ]


def canonical(quads):
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("turtle", GRAPHS)
def test_labels_and_order_of_the_input_do_not_show(turtle):
    first = arranged(quads_of(turtle))
    again = quads_of(turtle)  # the parser hands out other labels each time
    random.Random(1).shuffle(again)
    assert arranged(again) == first


@pytest.mark.parametrize("turtle", GRAPHS)
def test_what_is_said_stays_the_same(turtle):
    quads = quads_of(turtle)
    assert canonical(arranged(quads)) == canonical(quads)
    assert len(arranged(quads)) == len(set(quads))


NODES = st.sampled_from([ox.BlankNode(name) for name in "abcdef"])
TERMS = st.one_of(NODES, st.sampled_from([ox.NamedNode("a:x"), ox.Literal("1"), ox.Literal("2")]))
PREDICATES = st.sampled_from([ox.NamedNode("a:p"), ox.NamedNode("a:q")])
GRAPH_NAMES = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("a:g"), ox.BlankNode("f")])


@given(st.lists(st.builds(ox.Quad, NODES, PREDICATES, TERMS, GRAPH_NAMES), max_size=10))
def test_blank_nodes_keep_apart_and_together(quads):
    assert canonical(arranged(quads)) == canonical(quads)


@given(
    st.lists(st.builds(ox.Quad, NODES, PREDICATES, TERMS), max_size=8),
    st.permutations(list("abcdef")),
)
def test_renaming_blank_nodes_changes_nothing(quads, names):
    renaming = {
        ox.BlankNode(old): ox.BlankNode(f"z{new}") for old, new in zip("abcdef", names, strict=True)
    }

    def renamed(term):
        return renaming.get(term, term) if isinstance(term, ox.BlankNode) else term

    other = [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]
    assert arranged(other) == arranged(quads)


def test_one_more_blank_node_renames_no_other():
    before = {str(quad) for quad in arranged(quads_of(b"<a:s> <a:p> [ <a:q> 1 ] , [ <a:q> 2 ] ."))}
    turtle = b"<a:s> <a:p> [ <a:q> 0 ] , [ <a:q> 1 ] , [ <a:q> 2 ] , ( 1 2 3 ) ."
    after = {str(quad) for quad in arranged(quads_of(turtle))}
    assert before < after


def test_a_thing_comes_before_its_parts():
    turtle = b"<a:s#part> <a:p> 1 . <a:s> <a:p> <a:s#part> . <a:s-2> <a:p> 1 ."
    subjects = [str(quad.subject) for quad in arranged(quads_of(turtle))]
    assert subjects == ["<a:s>", "<a:s#part>", "<a:s-2>"]


def test_types_come_first():
    turtle = b"<a:s> <a:p> 1 ; a <a:C> . <a:r> <http://0> 1 ; a <a:C> ."
    predicates = [quad.predicate.value.rpartition("#")[2] for quad in arranged(quads_of(turtle))]
    assert predicates == ["type", "http://0", "type", "a:p"]
