"""Requests that differ in names only are known by their bytes, and none is taken for another."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmkg.engine.cache import Key
from llmkg.engine.renaming import Plain, Renaming
from llmkg.http.alike import Alike

RENAMING = Renaming()
KEY = Key("digest", "text", None, "text/csv")
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


def learnt(data: bytes) -> Alike:
    alike = Alike()
    plain = read(data)
    assert plain is not None
    alike.learn(data, plain, read, key=KEY, lines=b"", most=None)
    return alike


def names_of(alike: Alike, data: bytes) -> tuple[bytes, ...] | None:
    """The reader's names for ours, as the bytes of a request tell them."""
    found = alike.find(data)
    if found is None:
        return None
    likeness, names = found
    return tuple(likeness.renamed(mine, names) for mine in likeness.ours)


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
    assert alike.find(request("SELECT ?b { ?b <http://x.org/y#Y> 1 } # 11")) is None


def test_requests_that_differ_in_an_address_are_all_known():
    alike = Alike()
    asked = [request(f"SELECT ?a {{ ?a <http://x.org/y#{n}> {n} }}") for n in range(5)]
    for data in asked:
        plain = read(data)
        assert plain is not None
        alike.learn(data, plain, read, key=KEY, lines=data, most=None)
    for data in asked:
        found = alike.find(data)
        assert found is not None
        assert found[0].lines == data


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
    plain = read(one)
    assume(plain is not None)
    swap = dict(zip(dict.fromkeys(p for p in pieces if p[0].isalpha()), others, strict=False))
    two = request("".join(swap.get(piece, piece) for piece in pieces), escape=escape)
    alike = learnt(one)
    told = names_of(alike, two)
    if told is not None:
        again = read(two)
        assert again is not None
        assert plain is not None
        assert (again.text, again.names) == (plain.text, told)
