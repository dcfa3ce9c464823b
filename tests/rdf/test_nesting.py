"""How deep documents nest, whatever hides brackets from a hasty eye."""

import tracemalloc

import pyoxigraph as ox
import pytest

from llmkg.errors import TooLargeError, TurtleSyntaxError
from llmkg.rdf.nesting import DEEPEST, check_json, check_turtle, check_xml
from llmkg.rdf.turtle import parse_turtle

RDF = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:x:">%b</r:RDF>'
DEEP = {
    "blank nodes": (check_turtle, b"<urn:s> <urn:p> ", b"[ <urn:p> ", b"1", b" ]", b" ."),
    "lists": (check_turtle, b"<urn:s> <urn:p> ", b"( ", b"1", b" )", b" ."),
    "triple terms": (
        check_turtle,
        b"<urn:s> <urn:p> ",
        b"<<( <urn:s> <urn:p> ",
        b"1",
        b" )>>",
        b" .",
    ),
    "reified triples": (
        check_turtle,
        b"<urn:s> <urn:p> ",
        b"<< <urn:s> <urn:p> ",
        b"1",
        b" >>",
        b" .",
    ),
    "annotations": (check_turtle, b"<urn:s> <urn:p> 1 ", b"{| <urn:p> 1 ", b"", b" |}", b" ."),
    "arrays": (check_json, b"", b"[", b"1", b"]", b""),
    "objects": (check_json, b"", b'{"@graph":', b"1", b"}", b""),
    "elements": (check_xml, b"", b"<e>", b"1", b"</e>", b""),
}
HIDDEN = {
    "a string": (check_turtle, b'<urn:s> <urn:p> "%b" .'),
    "another string": (check_turtle, b"<urn:s> <urn:p> '%b' ."),
    "a long string": (check_turtle, b'<urn:s> <urn:p> """\n"" " %b \\""" .""" .'),
    "another long string": (check_turtle, b"<urn:s> <urn:p> '''\n'' ' %b \\''' .''' ."),
    "an escaped quote": (check_turtle, b'<urn:s> <urn:p> "\\"%b" .'),
    "a comment": (check_turtle, b"# ' \" < %b\n<urn:s> <urn:p> 1 ."),
    "an IRI": (check_turtle, b"<urn:s> <urn:p> <urn:%b> ."),
    "a text of JSON": (check_json, b'{"a": "\\"%b"}'),
}


@pytest.mark.parametrize("kind", DEEP)
def test_the_bound_is_exact_and_names_the_place(kind):
    check, head, opening, middle, closing, tail = DEEP[kind]
    check(head + opening * DEEPEST + middle + closing * DEEPEST + tail)
    with pytest.raises(TurtleSyntaxError, match="nests too deeply") as caught:
        check(head + b"\n" + opening * (DEEPEST + 1) + middle + closing * (DEEPEST + 1) + tail)
    where = caught.value.where
    assert where is not None
    column = len(opening) * DEEPEST + 1
    assert (where.line, where.column) == (2, column)
    assert str(DEEPEST) in caught.value.mend


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_only_looks_like_nesting_is_none(kind):
    check, frame = HIDDEN[kind]
    brackets = b"(" * 1_000 if kind == "an IRI" else b"[(" * 1_000
    data = frame % brackets
    check(data)
    if check is check_turtle:
        assert list(ox.parse(data, ox.RdfFormat.TURTLE)), "and it is Turtle"


@pytest.mark.parametrize(
    "before",
    [
        b"<urn:s> <urn:p> \"\" , '' , \"\"\"\"\"\" , '''''' , ",
        b'<urn:s> <urn:p> "\\\\" , \'\\\\\' , """a"b""c""" , ',
        b"<urn:s> <urn:p> <urn:'> , <urn:#> , ",
        b"@prefix e: <urn:x:> . e:\\'a <urn:p> e:\\(b , e:\\# , ",
        b"# ' \" <\n<urn:s> <urn:p> ",
    ],
)
def test_nothing_hides_what_is_nesting(before):
    def data(depth):
        return before + b"[ <urn:p> " * depth + b"1" + b" ]" * depth + b" ."

    assert list(ox.parse(data(3), ox.RdfFormat.TURTLE))
    with pytest.raises(TurtleSyntaxError, match="nests too deeply"):
        check_turtle(data(DEEPEST + 1))


def test_side_by_side_is_not_deep():
    check_turtle(b"<urn:s> <urn:p> " + b", ".join([b"[ <urn:p> ( 1 ) ]"] * 1_000) + b" .")
    check_json(b"[" + b",".join([b'[{"a": []}]'] * 1_000) + b"]")
    check_xml(RDF % (b"<e:a><e:b/></e:a>" * 1_000))


@pytest.mark.parametrize(
    "data",
    [
        b'"' + b"x" * 3_000_000,
        b'"""' + b'"" ' * 1_000_000,
        b'"""' * 1_000_000,
        b"<urn:" * 600_000,
        b"\\" * 3_000_001,
        b"'\\" * 1_500_000,
    ],
    ids=lambda data: repr(data[:8]),
)
def test_a_text_without_end_is_read_once_and_kept_nowhere(data):
    tracemalloc.start()
    check_turtle(b"[]" * DEEPEST + data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * len(data) + 1_000_000


@pytest.mark.parametrize(
    ("data", "said", "place"),
    [
        (b"<a>\n <b></a>", "mismatched tag", (2, 7)),
        (b"<a>&x;</a>", "undefined entity", (1, 4)),
        (b"", "no element found", (1, 1)),
        (b"<a/>\n<b/>", "junk after", (2, 1)),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <!DOCTYPE b> -->\n<a b='>'/>", None, None),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa9</a>", None, None),
        (b"<!DOCTYPE a SYSTEM 'urn:x'><a/>", "document type", None),
        (b"<!-- -->\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type", None),
    ],
)
def test_xml_must_be_well_formed_and_declare_nothing(data, said, place):
    if said is None:
        check_xml(data)
        return
    with pytest.raises(TurtleSyntaxError, match=said) as caught:
        check_xml(data)
    where = caught.value.where
    assert where is not None
    assert place in (None, (where.line, where.column))


def test_a_file_that_nests_too_deeply_is_named():
    data = b"<urn:s> <urn:p>\n" + b"[ <urn:p> " * 20_000 + b"1" + b" ]" * 20_000 + b" ."
    with pytest.raises(TurtleSyntaxError, match="nests too deeply") as caught:
        parse_turtle(data, "claims/x/y.ttl", "urn:g")
    assert str(caught.value.where) == f"claims/x/y.ttl:2:{DEEPEST * 10 + 1}"


def test_a_literal_that_the_parser_cannot_hold_is_too_large():
    with pytest.raises(TooLargeError, match="16 MiB"):
        parse_turtle(b'<urn:s> <urn:p> "' + b"x" * 17_000_000 + b'" .', "a.ttl", "urn:g")
