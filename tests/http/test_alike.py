"""Requests that differ in names and constants are known by their bytes, none for another."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmkg.engine.renaming import Plain, Renaming
from llmkg.http.alike import Alike, Form
from llmkg.vocab import LLMKG

RENAMING = Renaming()
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
# Names and what surrounds them, where they are variables and where they are not.
PIECES = st.lists(
    st.sampled_from(
        [
            "SELECT ",
            "?",
            "$",
            " <http://x.org/?",
            ">",
            ' "?',
            '" ',
            " { ",
            " } ",
            "%",
            "é",
            " # ?",
            "#",
            "\n",
        ]
    )
    | NAMES,
    min_size=2,
    max_size=14,
)


def request(query: str, *headers: str, escape: str = "") -> bytes:
    lines = [f"GET /sparql?query={quote(query, safe=escape)} HTTP/1.1", "Host: x", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def text_of(data: bytes) -> str:
    asked = data[data.index(b"?query=") + 7 : data.index(b" HTTP/")]
    return unquote_to_bytes(asked).decode("utf-8")


def read(data: bytes) -> Plain | None:
    try:
        return RENAMING.plain(text_of(data)) if b"?query=" in data else None
    except UnicodeDecodeError:
        return None


def learn(alike: Alike[tuple[Form, bytes]], data: bytes) -> None:
    plain = read(data)
    assert plain is not None
    alike.learn(
        data,
        plain,
        read,
        lambda form, _: (form, data),
        stays=lambda iri: iri.startswith(f"<{LLMKG}"),
    )


def learnt(data: bytes) -> Alike[tuple[Form, bytes]]:
    alike: Alike[tuple[Form, bytes]] = Alike()
    learn(alike, data)
    return alike


def told(alike: Alike[tuple[Form, bytes]], data: bytes) -> tuple[str, tuple[bytes, ...]] | None:
    """The query under our names and the reader's names for them, by the bytes of a request."""
    found = alike.find(data)
    if found is None:
        return None
    (form, _), spots = found
    return form.text(form.constants(spots)), tuple(form.names(spots))


def names_of(alike: Alike[tuple[Form, bytes]], data: bytes) -> tuple[bytes, ...] | None:
    known = told(alike, data)
    return None if known is None else known[1]


@pytest.mark.parametrize("escape", ["", "?$<>{}"])
def test_other_names_are_the_same_request(escape):
    one = request("SELECT ?a ?b { ?a <http://x.org/?c#a> ?b } # ?a", escape=escape)
    two = request("SELECT ?x1 ?y { ?x1 <http://x.org/?c#a> ?y } # ?x1", escape=escape)
    assert names_of(learnt(one), one) == (b"a", b"b")
    assert names_of(learnt(one), two) == (b"x1", b"y")


@pytest.mark.parametrize(
    "other",
    [
        "SELECT ?a ?b { ?a <http://x.org/?c#d> ?b }",
        "SELECT ?a ?b { ?a <http://x.org/c> ?b }",
        "SELECT ?a ?b { ?b <http://x.org/?c> ?a }",
        "SELECT ?a ?b { ?a <http://x.org/?d> ?b }",
        "SELECT ?a ?a { ?a <http://x.org/?c> ?a }",
        "SELECT ?a ?b { ?a <http://x.org/?c> ?c }",
        "SELECT ?a ?b { ?a <http://x.org/?c> ?b } ",
        "SELECT $a ?b { ?a <http://x.org/?c> ?b }",
        "SELECT ?a- ?b { ?a <http://x.org/?c> ?b }",
    ],
)
def test_another_query_is_another_request(other):
    alike = learnt(request("SELECT ?a ?b { ?a <http://x.org/?c> ?b }"))
    assert alike.find(request(other)) is None


@pytest.mark.parametrize("remark", ["# ", "#", "# request number "])
def test_another_remark_is_the_same_request(remark):
    one = request(f"SELECT ?a {{ ?a <http://x.org/y#Z> 1 }} {remark}11")
    alike = learnt(one)
    two = request(f"SELECT ?b {{ ?b <http://x.org/y#Z> 1 }} {remark}207")
    assert names_of(alike, two) == (b"b",)
    assert alike.find(request(f"SELECT ?b {{ ?b <http://x.org/y#Z> 1 }} {remark}2 07")) is None
    assert alike.find(request("SELECT ?b { ?b <http://x.org/?Y> 1 } # 11")) is None


def test_requests_that_differ_where_nothing_may_change_are_all_known():
    alike: Alike[tuple[Form, bytes]] = Alike()
    asked = [request(f"SELECT ?a {{ ?a <http://x.org/{{?y{n}> {n} }}") for n in range(5)]
    for data in asked:
        learn(alike, data)
    for data in asked:
        found = alike.find(data)
        assert found is not None
        assert found[0][1] == data


@pytest.mark.parametrize("escape", ["", ":/?$", "{}"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ASK { <http://x.org/a> <http://y.org/b#c> ?o }", "ASK { <urn:x> <http://z.org/> ?p }"),
        ('SELECT ?a { ?a <x:p> "in context" }', 'SELECT ?b { ?b <x:q> "code" }'),
        ('ASK { ?a <x:p> "one"@en }', 'ASK { ?a <x:p> "two words"@en }'),
        ("SELECT ?a { ?a <x:p> 1 } LIMIT 20 OFFSET 5", "SELECT ?b { ?b <x:p> 1 } LIMIT 7 OFFSET 0"),
        ("ASK { <x:a> <x:a> <x:a> } # <x:a>", "ASK { <x:b> <x:a> <x:c> } # <x:d>"),
        ("SELECT ?x { ?x <x:p> <x:a> }", "SELECT ?o { ?o <x:p> <http://x.org/x#o> }"),
    ],
)
def test_other_constants_are_another_query_of_the_same_request(one, two, escape):
    first, second = request(one, escape=escape), request(two, escape=escape)
    plain = read(second)
    assert plain is not None
    assert told(learnt(first), second) == (plain.text, plain.names)


def test_what_is_not_escaped_comes_again_as_it_was():
    alike = learnt(request("ASK { <x:a> ?p ?o }", escape="<>"))
    assert told(alike, request("ASK { <x:a> ?q ?o }", escape="<>")) is not None
    assert told(alike, request("ASK { <x:b> ?q ?o }", escape="<>")) is None


def test_terms_of_the_ontology_come_again_as_they_were():
    alike = learnt(request(f"ASK {{ <x:a> <{LLMKG}asserts> ?o }}"))
    assert told(alike, request(f"ASK {{ <x:b> <{LLMKG}asserts> ?o }}")) is not None
    assert told(alike, request(f"ASK {{ <x:b> <{LLMKG}denies> ?o }}")) is None


def test_a_constant_in_a_header_is_none():
    alike = learnt(request("ASK { <x:a> ?p ?o }", "Accept: %3Cx:a%3E"))
    assert told(alike, request("ASK { <x:b> ?p ?o }", "Accept: %3Cx:a%3E")) is not None
    assert told(alike, request("ASK { <x:a> ?p ?o }", "Accept: %3Cx:b%3E")) is None


def test_a_constant_across_two_texts_is_none():
    one = request('ASK { ?a ?b "x?y" , "z?u" }')
    two = request('ASK { ?a ?b "x?y" . "z?u" }')
    alike = learnt(one)
    assert told(alike, one) is not None
    assert told(alike, two) is None


def test_only_what_comes_again_is_worth_learning():
    alike: Alike[tuple[Form, bytes]] = Alike()
    assert not alike.met(request("ASK { <x:a> ?p ?o }"))
    assert not alike.met(request("ASK { <x:a> ?p 5 }"))
    assert alike.met(request("ASK { <x:b> ?q ?r }"))
    for number in range(30_000):
        alike.met(request(f"ASK {{ ?s ?p {number} }}"))
    assert len(alike._met) <= 20_000


def test_a_name_in_a_header_is_no_variable():
    alike = learnt(request("SELECT ?a { ?a <x:p> 1 }", "Accept: */*;x=?a"))
    assert alike.find(request("SELECT ?b { ?b <x:p> 1 }", "Accept: */*;x=?b")) is None
    assert alike.find(request("SELECT ?b { ?b <x:p> 1 }", "Accept: */*;x=?a")) is None


def test_a_variable_called_query_is_not_mistaken():
    alike = learnt(request("SELECT ?a { ?a <x:p> 1 }"))
    assert names_of(alike, request("SELECT ?b { ?b <x:p> 1 }")) == (b"b",)
    assert alike.find(request("SELECT ?query { ?query <x:p> 1 }")) is None


@given(PIECES, st.lists(NAMES, min_size=8, max_size=8), st.sampled_from(["", "?$<>{}"]))
def test_whatever_is_known_by_its_bytes_is_read_the_same_way(pieces, others, escape):
    one = request("".join(pieces), escape=escape)
    assume(read(one) is not None)
    swap = dict(zip(dict.fromkeys(p for p in pieces if p[0].isalpha()), others, strict=False))
    two = request("".join(swap.get(piece, piece) for piece in pieces), escape=escape)
    known = told(learnt(one), two)
    if known is not None:
        again = read(two)
        assert again is not None
        assert (again.text, again.names) == known


CONSTANTS = st.sampled_from(
    ["<x:a>", "<http://x.org/b#c>", '"word"', '"two words"', "LIMIT 5", "OFFSET 17", "<x:d?e>"]
)
AROUND = st.sampled_from(
    ["SELECT ?a ", "ASK ", " { ", " } ", "?a ", "?b ", ". ", "# ", "\n", '"', "<", ">", "@en", "1 "]
)


@given(st.lists(CONSTANTS | AROUND, min_size=2, max_size=12), st.data())
def test_whatever_constants_there_are_the_query_is_the_same(pieces, data):
    one = request("".join(pieces))
    assume(read(one) is not None)
    others = [data.draw(CONSTANTS) if p[0] in '<"LO' and len(p) > 1 else p for p in pieces]
    two = request("".join(others))
    known = told(learnt(one), two)
    if known is not None:
        again = read(two)
        assert again is not None
        assert (again.text, again.names) == known
