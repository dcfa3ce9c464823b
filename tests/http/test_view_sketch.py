"""What of an answer's triples is drawn."""

from __future__ import annotations

import pyoxigraph as ox

from llmkg.http.views.sketch import MOST, sketch
from llmkg.vocab import RDF


def node(name):
    return ox.NamedNode(f"x:{name}")


def said(*triples):
    return [tuple(map(node, each)) for each in triples]


TYPE = ox.NamedNode(RDF["type"])


def drawing(triples, name):
    found = sketch(triples, name)
    assert found is not None
    return found


def test_things_are_dots_and_what_joins_two_is_one_line():
    drawn = drawing(said(("a", "p", "b"), ("a", "q", "b"), ("b", "p", "a")), str)
    assert drawn.dots == ("<x:a>", "<x:b>")
    assert [(line.start, line.end, line.says) for line in drawn.lines] == [
        (0, 1, ("<x:p>", "<x:q>")),
        (1, 0, ("<x:p>",)),
    ]
    assert (drawn.total, drawn.left) == (2, 0)


def test_values_and_types_stay_in_the_table():
    triples = [
        *said(("a", "p", "b")),
        (node("a"), TYPE, node("Class")),
        (node("a"), node("label"), ox.Literal("A")),
    ]
    drawn = drawing(triples, str)
    assert drawn.dots == ("<x:a>", "<x:b>")
    assert drawn.left == 2


def test_types_are_drawn_where_there_is_nothing_else():
    drawn = drawing([(node("a"), TYPE, node("Class"))], str)
    assert drawn.dots == ("<x:a>", "<x:Class>")


def test_nothing_joined_is_no_drawing():
    assert sketch([], str) is None
    assert sketch([(node("a"), node("label"), ox.Literal("A"))], str) is None


def test_too_many_are_counted_and_not_drawn():
    drawn = drawing(said(*((f"s{n}", "p", "o") for n in range(MOST))), str)
    assert drawn.dots == drawn.lines == ()
    assert drawn.total == MOST + 1
