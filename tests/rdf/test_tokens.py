import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.tokens import TokenKind, place, tokenize, unescape_codepoints

CASES = [
    ("SELECT ?x", [("WORD", "SELECT"), ("VARIABLE", "?x")]),
    ("$x", [("VARIABLE", "$x")]),
    ("<http://a/b#c>", [("IRI", "<http://a/b#c>")]),
    ("?a < ?b", [("VARIABLE", "?a"), ("MARK", "<"), ("VARIABLE", "?b")]),
    ("?a<=3", [("VARIABLE", "?a"), ("MARK", "<="), ("NUMBER", "3")]),
    ('"a\\"b"@en', [("STRING", '"a\\"b"'), ("LANGTAG", "@en")]),
    ('"""a"b""c"""', [("STRING", '"""a"b""c"""')]),
    ("'''a\n'b'''", [("STRING", "'''a\n'b'''")]),
    ('""', [("STRING", '""')]),
    ("ex:a.b.", [("PNAME", "ex:a.b"), ("MARK", ".")]),
    (":a", [("PNAME", ":a")]),
    ("p:a%20\\-b", [("PNAME", "p:a%20\\-b")]),
    ("_:b1.", [("BLANK", "_:b1"), ("MARK", ".")]),
    ("1.5e-3", [("NUMBER", "1.5e-3")]),
    ("# SERVICE\nASK", [("WORD", "ASK")]),
    ("# SERVICE\rASK", [("WORD", "ASK")]),
    ('"# no"', [("STRING", '"# no"')]),
    ("<a#b> # c", [("IRI", "<a#b>")]),
    ('"open x', [("BAD", '"open x')]),
    ('"line\nbreak"', [("BAD", '"line'), ("WORD", "break"), ("BAD", '"')]),
    ('"""long\nopen', [("BAD", '"""long\nopen')]),
    ("\\u0041", [("BAD", "\\"), ("WORD", "u0041")]),
]


@pytest.mark.parametrize(("text", "tokens"), CASES)
def test_terminals(text, tokens):
    assert [(token.kind.value, token.text) for token in tokenize(text)] == tokens


@given(st.text())
def test_tokens_lie_in_the_text_one_after_another(text):
    end = 0
    for token in tokenize(text):
        assert token.start >= end
        assert text[token.start : token.end] == token.text
        assert token.text
        end = token.end


@given(st.text(st.characters(codec="utf-8")))
def test_a_string_that_the_engine_writes_is_one_token(value):
    [token] = tokenize(str(ox.Literal(value)))
    assert token.kind is TokenKind.STRING


@given(st.text(alphabet="\"'\\\n#<>{}?a:.@^ "))
def test_what_the_engine_reads_as_one_literal_is_one_token(text):
    try:
        list(ox.parse(f"<x:x> <x:x> {text} .", ox.RdfFormat.TURTLE))
    except SyntaxError:
        return
    assert TokenKind.BAD not in {token.kind for token in tokenize(text)}


@pytest.mark.parametrize(
    "text",
    [
        "a." * 30_000,
        "a.a-" * 15_000,
        "_:a." * 15_000,
        "<a" * 30_000,
        '"' * 60_001,
        "'''a " * 12_001,
        "a" * 60_000,
        "a:" + "." * 60_000,
        '"\\' * 30_000,
        '"""' + '\\"""\n' * 12_000,
        '\n"\\' * 20_000,
    ],
)
def test_no_text_takes_long(text):
    start = time.perf_counter()
    for _ in tokenize(text):
        pass
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("offset", "line", "column"), [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 2, 2)]
)
def test_lines_and_columns_count_from_one(offset, line, column):
    assert place("ab\ncd", offset) == (line, column)


def test_codepoint_escapes():
    assert unescape_codepoints("\\u0053ERVICE \\U00000041") == "SERVICE A"
    assert unescape_codepoints("\\uD800 \\UFFFFFFFF") == "\\uD800 \\UFFFFFFFF"
