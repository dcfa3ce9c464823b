import pyoxigraph as ox
import pytest

from llmkg.rdf.corpus import load_corpus
from llmkg.rdf.positions import locate, locate_in
from llmkg.rdf.tokens import tokenize

TEXT = """\
@prefix : <x:> .
PREFIX y: <y:>
# a comment with :c :p 1 .
:c a :Claim ;
    :label "one; two . three"@en , "二"@zh ;
    :anchor [ a :Anchor ; :start 1 ;
        :end 2 ] ;
    :size 175.0 , y:z .
[] :says :c .
<x:list> :members ( :a [ :in "list" ] :b ) ; :after true .
y:esc\\-aped :p "a\\u0041" , '''long
text'''^^y:type .
"""


@pytest.mark.parametrize(
    ("focus", "predicate", "value", "line", "column"),
    [
        ("x:c", None, None, 4, 1),
        ("x:c", "x:label", None, 5, 5),
        ("x:c", "x:label", '"二"@zh', 5, 36),
        ("x:c", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", None, 4, 4),
        ("x:c#anchor", None, None, 6, 13),
        ("x:c#anchor", "x:end", None, 7, 9),
        ("x:c", "x:size", '"175.0"^^<http://www.w3.org/2001/XMLSchema#decimal>', 8, 11),
        ("x:c", "x:size", "<y:z>", 8, 19),
        ("x:list", "x:after", None, 10, 46),
        ("y:esc-aped", None, None, 11, 1),
        ("y:esc-aped", "x:p", '"aA"', 11, 16),
        ("y:esc-aped", "x:p", '"long\\ntext"^^<y:type>', 11, 28),
        # what is not there falls back to what holds it
        ("x:c", "x:nothing", None, 4, 1),
        ("x:c", "x:label", '"other"', 5, 5),
        ("x:c#anchor-7", None, None, 4, 1),
        ("x:Claim", None, None, 4, 6),
        ("x:nowhere", None, None, None, None),
    ],
)
def test_places(focus, predicate, value, line, column):
    found = locate_in(TEXT, "a.ttl", focus, predicate, value)
    assert (found.line, found.column) == (line, column)
    assert found.file == "a.ttl"
    assert found.iri == focus


def test_several_parts_are_told_apart():
    text = "@prefix : <x:> .\n:c :p [ :v 1 ] ,\n [ :v 2 ; :u [ :w 3 ] ] ."
    assert locate_in(text, "a", "x:c#p").line == 2
    assert locate_in(text, "a", "x:c#p-2").line == 3
    assert locate_in(text, "a", "x:c#p-2.u", "x:w").column == 16


def test_every_statement_of_a_file_is_found_where_it_stands(root):
    """The walk agrees with the parser on every subject, predicate and object."""
    small = root / "tests/fixtures/small"
    corpus = load_corpus(small)
    looked = 0
    for document in corpus.documents:
        if document.name.startswith("ontology"):
            continue
        text = document.path.read_text(encoding="utf-8")
        for quad in document.quads:
            assert isinstance(quad.subject, ox.NamedNode)
            value = str(quad.object)
            found = locate(document.path, quad.subject.value, quad.predicate.value, value)
            assert found.line is not None
            assert found.column is not None
            rest = text.split("\n")[found.line - 1][found.column - 1 :]
            first = next(tokenize(rest)).text
            if isinstance(quad.object, ox.Literal):
                assert first.strip("\"'") == quad.object.value
            elif "#" in value and "ontology#" not in value and "rdf" not in value:
                assert first == "["
            else:
                local = first.strip("<>") if first.startswith("<") else first.partition(":")[2]
                assert first == "a" or value.strip("<>").endswith(local)
            looked += 1
    assert looked > 100


def test_a_file_that_is_gone_is_named_all_the_same(tmp_path):
    found = locate(tmp_path / "gone.ttl", "x:c", name="claims/gone.ttl")
    assert (found.file, found.line) == ("claims/gone.ttl", None)


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<x:c> <x:p> 1 .")
    assert locate(path, "x:c").line == 1
    path.write_text("\n\n<x:c> <x:p> 1 .")
    assert locate(path, "x:c").line == 3


def test_deep_nesting_is_walked():
    depth = 5_000
    text = "<x:c> <x:p> " + "[ <x:p> " * depth + "1" + " ]" * depth + " ."
    assert locate_in(text, "a", "x:c").line == 1
