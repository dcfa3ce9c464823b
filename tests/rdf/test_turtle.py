import pyoxigraph as ox
import pytest

from llmkg.errors import EmptyInputError, EncodingError, TooLargeError, TurtleSyntaxError
from llmkg.rdf.turtle import parse_turtle

GRAPH = "https://example.org/graph"


def test_statements_keep_their_order_and_get_the_graph():
    quads = parse_turtle(b'<x:b> <x:p> "2" . <x:a> <x:p> "1" .', "a.ttl", GRAPH)
    assert [str(quad.object) for quad in quads] == ['"2"', '"1"']
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(GRAPH)}


def test_lexical_forms_stay_as_written():
    [quad] = parse_turtle(b"<x:a> <x:p> 175.0 .", "a.ttl", GRAPH)
    assert str(quad.object).startswith('"175.0"')


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b"<x:a> <x:b> .", 1, 13, "not a valid RDF object"),
        (b"<x:a> <x:b> <x:c> .\n<x:a>\n  y:b <x:c> .", 3, 3, "prefix y:"),
        (b"<x:a>\n\n <x:b> <a b> .", 3, 9, "IRI"),
        ('<x:a> <x:b> "中文" .\n<x:a> x .'.encode(), 2, 7, ""),
        (b"<relative> <x:b> <x:c> .", 1, 1, ""),
    ],
)
def test_a_syntax_error_has_its_place(data, line, column, said):
    with pytest.raises(TurtleSyntaxError) as caught:
        parse_turtle(data, "claims/x/a.ttl", GRAPH)
    where = caught.value.where
    assert where is not None
    assert (where.file, where.line) == ("claims/x/a.ttl", line)
    assert where.column is not None
    assert abs(where.column - column) <= 1
    assert said in caught.value.what
    assert "line" not in caught.value.what
    assert "full stop" in (caught.value.mend or "")


def test_a_byte_order_mark_before_it_is_no_part_of_it():
    text, mark = b"<x:a> <x:b> <x:c> .\n", b"\xef\xbb\xbf"
    assert parse_turtle(mark + text, "a.ttl", GRAPH) == parse_turtle(text, "a.ttl", GRAPH)
    with pytest.raises(TurtleSyntaxError) as caught:
        parse_turtle(mark + text + b"<x:a> x .", "a.ttl", GRAPH)
    assert caught.value.where is not None
    assert caught.value.where.line == 2
    with pytest.raises(TurtleSyntaxError):  # elsewhere it is a character like any other
        parse_turtle(text + mark + text, "a.ttl", GRAPH)


def test_bytes_that_are_not_utf_8_have_their_place():
    with pytest.raises(EncodingError) as caught:
        parse_turtle('<x:a> <x:b> "é" .\n# 中'.encode() + b"\xff", "a.ttl", GRAPH)
    where = caught.value.where
    assert where is not None
    assert (where.line, where.column) == (2, 4)
    assert "0xFF" in caught.value.what


@pytest.mark.parametrize(
    "written", ["<< <x:a> <x:b> <x:c> >> <x:d> 1 .", '<x:a> <x:b> "x"@ar--rtl .']
)
def test_what_only_rdf_1_2_has_is_refused(written):
    with pytest.raises(TurtleSyntaxError, match=r"RDF 1\.1"):
        parse_turtle(written.encode(), "a.ttl", GRAPH)


@pytest.mark.parametrize("data", [b"", b"   \n", b"# nothing\n", b"@prefix a: <x:> ."])
def test_a_file_that_says_nothing_is_refused(data):
    with pytest.raises(EmptyInputError):
        parse_turtle(data, "a.ttl", GRAPH)


def test_a_file_over_the_limit_is_refused():
    data = b'<x:a> <x:b> "c" .'
    assert parse_turtle(data, "a.ttl", GRAPH, limit_bytes=len(data))
    with pytest.raises(TooLargeError, match="limit of 16"):
        parse_turtle(data, "a.ttl", GRAPH, limit_bytes=len(data) - 1)
