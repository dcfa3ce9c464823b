import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from llmkg.rdf.terms import from_graph, from_rdflib, to_graph, to_rdflib
from llmkg.vocab import XSD

TEXT = st.text(st.characters(codec="utf-8"))
IRIS = st.from_regex(r"[a-z]{1,5}:[a-zA-Z0-9/_.~-]{0,20}", fullmatch=True).map(ox.NamedNode)
BLANKS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True).map(ox.BlankNode)
LITERALS = st.one_of(
    TEXT.map(ox.Literal),
    st.builds(
        lambda text, language: ox.Literal(text, language=language),
        TEXT,
        st.sampled_from(["en", "zh", "zh-hans", "en-gb"]),
    ),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD[name])),
        TEXT,
        st.sampled_from(["integer", "decimal", "date", "gYear", "boolean", "anyURI"]),
    ),
)


@given(st.one_of(IRIS, BLANKS, LITERALS))
def test_a_term_comes_back_as_it_was(term):
    assert from_rdflib(to_rdflib(term)) == term


@pytest.mark.parametrize("lexical", ["01", "+1", "1.50", "not a number", " 1 "])
def test_lexical_forms_are_not_rewritten(lexical):
    term = ox.Literal(lexical, datatype=ox.NamedNode(XSD.integer))
    there = to_rdflib(term)
    assert str(there) == lexical
    assert from_rdflib(there) == term


def test_a_plain_string_is_plain_in_both():
    assert to_rdflib(ox.Literal("x")) == rdflib.Literal("x")
    typed = rdflib.Literal("x", datatype=rdflib.XSD.string)
    assert from_rdflib(typed) == ox.Literal("x")


@given(st.lists(st.builds(ox.Quad, st.one_of(IRIS, BLANKS), IRIS, st.one_of(IRIS, LITERALS))))
def test_a_graph_comes_back_as_it_was(quads):
    assert set(from_graph(to_graph(quads))) == set(quads)


def test_both_libraries_read_the_same_graph(root):
    path = root / "tests/fixtures/small/claims/early/text.ttl"
    ours = to_graph(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE))
    theirs = rdflib.Graph().parse(path, format="turtle")
    assert len(ours) > 20
    assert isomorphic(ours, theirs)


def test_what_has_no_counterpart_is_refused():
    node = ox.NamedNode("x:x")
    with pytest.raises(TypeError):
        to_rdflib(ox.Triple(node, node, node))
    with pytest.raises(TypeError):
        from_rdflib(rdflib.Variable("x"))
