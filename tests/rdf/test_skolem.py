import random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.canonical import canonical_nquads
from llmkg.rdf.skolem import UnnamableBlankNode, content, skolemise


def read(text: str) -> list[ox.Quad]:
    return list(ox.parse(f"@prefix : <x:> . {text}", ox.RdfFormat.TURTLE))


def names(text: str) -> set[str]:
    """The IRIs of the parts that skolemisation made."""
    return {
        quad.subject.value
        for quad in skolemise(read(text))
        if isinstance(quad.subject, ox.NamedNode) and "#" in quad.subject.value
    }


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (":c :anchor [ :start 1 ] .", {"x:c#anchor"}),
        (":c :anchor [ :start 1 ], [ :start 2 ] .", {"x:c#anchor", "x:c#anchor-2"}),
        (
            ":c :anchor [ :start 1 ] ; :hedgeAnchor [ :start 1 ] .",
            {"x:c#anchor", "x:c#hedgeAnchor"},
        ),
        (":c :q [ :unit [ :name 'x' ] ] .", {"x:c#q", "x:c#q.unit"}),
        # equal content under one subject and predicate is one thing
        (":c :anchor [ :start 1 ], [ :start 1 ] .", {"x:c#anchor"}),
        # an authored name is not taken
        ("<x:c#anchor> :start 9 . :c :anchor [ :start 1 ] .", {"x:c#anchor", "x:c#anchor-2"}),
        # one shared by two parents belongs to the least
        (":b :p _:n . :a :p _:n . _:n :v 1 .", {"x:a#p"}),
    ],
)
def test_names(text, made):
    assert names(text) == made


def test_the_order_of_several_is_that_of_their_content():
    for text in (":c :p [ :v 1 ], [ :v 2 ] .", ":c :p [ :v 2 ], [ :v 1 ] ."):
        quads = skolemise(read(text))
        assert ox.Quad(ox.NamedNode("x:c#p"), ox.NamedNode("x:v"), ox.Literal(1)) in quads


@pytest.mark.parametrize(
    "text", ["[] :p 1 .", "_:a :p _:b . _:b :p _:a .", ":c :p [ :v 1 ] . [] :q 1 ."]
)
def test_what_nothing_leads_to_is_refused(text):
    with pytest.raises(UnnamableBlankNode):
        skolemise(read(text))


def test_a_loop_below_a_thing_is_refused_not_followed():
    with pytest.raises(UnnamableBlankNode):
        skolemise(read(":c :p _:a . _:a :p _:b . _:b :p _:a ."))


def test_nesting_without_end_is_refused():
    depth = 3_000
    with pytest.raises(UnnamableBlankNode, match="deep"):
        skolemise(read(":c " + ":p [ " * depth + ":v 1" + " ]" * depth + " ."))


def test_a_name_in_use_elsewhere_is_taken_again_for_equal_content_only():
    quads = read(":c :anchor [ :start 1 ] .")
    same = {"x:c#anchor": content(read(":other :start 1 ."))}
    other = {"x:c#anchor": content(read(":other :start 2 ."))}
    assert {str(quad.subject) for quad in skolemise(quads, same)} == {"<x:c>", "<x:c#anchor>"}
    assert {str(quad.subject) for quad in skolemise(quads, other)} == {"<x:c>", "<x:c#anchor-2>"}


@st.composite
def trees(draw):
    """Quads of things with blank parts, some of them alike, nested up to three deep."""
    counter = iter(range(1_000))
    quads: list[ox.Quad] = []

    def describe(subject, depth):
        for _ in range(draw(st.integers(1, 3))):
            predicate = ox.NamedNode(f"x:p{draw(st.integers(0, 2))}")
            if depth < 3 and draw(st.booleans()):
                part = ox.BlankNode(f"b{next(counter)}")
                quads.append(ox.Quad(subject, predicate, part))
                describe(part, depth + 1)
            else:
                quads.append(ox.Quad(subject, predicate, ox.Literal(draw(st.integers(0, 2)))))

    for number in range(draw(st.integers(1, 3))):
        describe(ox.NamedNode(f"x:s{number}"), 0)
    return quads


@given(trees(), st.randoms(use_true_random=False))
def test_neither_order_nor_labels_matter(quads, chance: random.Random):
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term):
        if isinstance(term, ox.BlankNode):
            return labels.setdefault(term, ox.BlankNode(f"z{chance.getrandbits(64)}n{len(labels)}"))
        return term

    other = [ox.Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in quads]
    chance.shuffle(other)
    assert set(skolemise(quads)) == set(skolemise(other))


@given(trees())
def test_nothing_blank_is_left_and_nothing_else_changes(quads):
    done = skolemise(quads)
    assert len(done) == len(quads)
    for before, after in zip(quads, done, strict=True):
        assert after.predicate == before.predicate
        assert not isinstance(after.subject, ox.BlankNode)
        assert not isinstance(after.object, ox.BlankNode)
        if not isinstance(before.subject, ox.BlankNode):
            assert after.subject == before.subject
        if not isinstance(before.object, ox.BlankNode):
            assert after.object == before.object


@given(trees())
def test_doing_it_again_changes_nothing(quads):
    once = skolemise(quads)
    assert skolemise(once) == once
    assert b"_:" not in canonical_nquads(once)
