"""What is at hand is read as the usual way reads it, or answered without being read."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, unquote_to_bytes

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.engine.cache import Cache
from llmkg.engine.prover import Prover, measuring
from llmkg.http.answers import Answers, unescaped
from llmkg.store.embedded import EmbeddedStore

ROWS, GRAPH = "application/sparql-results+json", "application/n-triples"
NODES = [ox.NamedNode(f"http://x.org/{number}") for number in range(50)]
QUADS = [
    ox.Quad(one, other, ox.Literal(f"{place} of {place + 1}"))
    for place, (one, other) in enumerate(pairwise(NODES))
]


class Metrics:
    """Counts what is answered without being kept."""

    def __init__(self) -> None:
        self.hit = SimpleNamespace(inc=lambda: None)
        self.miss = SimpleNamespace(inc=lambda: None)


def answers(*, most: int = 10_000) -> Answers:
    store = EmbeddedStore.memory(QUADS)
    reading = SimpleNamespace(
        prover=Prover(measuring(store)),
        kb=SimpleNamespace(store=store),
        digest="d",
        pool=SimpleNamespace(alive=True),
        hint=lambda text: "misspelt" if "misspelt" in text else "",
    )
    room = SimpleNamespace(
        limits=SimpleNamespace(inline=True),
        cache=Cache(1_000_000),
        metrics=Metrics(),
        is_behind=False,
    )
    service = SimpleNamespace(
        settings=SimpleNamespace(query_bytes=most), readings=SimpleNamespace(current=reading)
    )
    return Answers(cast(Any, service), cast(Any, room))


def request(query: str, accept: str) -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nAccept: {accept}\r\n\r\n".encode()


def ask(one: Answers, query: str, accept: str) -> bytes:
    """The usual way; the request is learnt."""
    found = one.at_once(b"query=" + quote(query).encode(), accept)
    assert found is not None
    kept, _, how = found
    if how is not None:
        one.learn(request(query, accept), how, b"", kept.content_type, None)
    return kept.body


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SELECT ?p{0} ?o {{ <http://x.org/{0}> ?p{0} ?o }}", ROWS),
        ("ASK {{ <http://x.org/{0}> <http://x.org/1> ?o{0} }}", ROWS),
        ("CONSTRUCT WHERE {{ <http://x.org/{0}> ?p{0} ?o }}", GRAPH),
        ("SELECT ?p ?o {{ <http://x.org/{0}> ?p ?o }} LIMIT 3{0}", "text/csv"),
        ('SELECT ?s{0} {{ ?s{0} ?p "{0} of 7" }}', ROWS),
        ("SELECT ?s ?o {{ ?s <http://x.org/{0}> ?o }} # {0}", "application/sparql-results+xml"),
    ],
)
def test_ever_new_constants_are_not_read(text, accept):
    one, fresh = answers(), answers()
    for number in range(2):
        assert one.alike(request(text.format(number), accept)) is None
        ask(one, text.format(number), accept)
    for number in range(2, 50):
        query = text.format(number)
        known = one.alike(request(query, accept))
        assert known is not None
        assert known[1] == ask(fresh, query, accept)


def test_a_longer_constant_may_make_the_query_too_long():
    text = "SELECT ?o {{ <http://x.org/{}> ?p ?o }} ORDER BY ?o"
    one = answers(most=250)
    for number in range(2):
        ask(one, text.format(number), ROWS)
    assert one.alike(request(text.format(3), ROWS)) is not None
    assert one.alike(request(text.format("3" * 200), ROWS)) is None


def test_nothing_is_learnt_from_a_query_of_which_there_is_something_to_say():
    one = answers()
    for number in range(3):
        ask(one, f"ASK {{ <http://x.org/{number}> <x:misspelt> ?o }}", ROWS)
    assert one.alike(request("ASK { <http://x.org/3> <x:misspelt> ?o }", ROWS)) is None


def test_another_snapshot_is_learnt_anew():
    one = answers()
    text = "SELECT ?o {{ <http://x.org/{}> ?p ?o }}"
    for number in range(2):
        ask(one, text.format(number), ROWS)
    reading = one.current()
    assert reading is not None
    reading.digest = "another"
    assert one.alike(request(text.format(2), ROWS)) is None
    for number in range(3, 5):
        ask(one, text.format(number), ROWS)
    assert one.alike(request(text.format(5), ROWS)) is not None


ESCAPED = st.text(st.sampled_from("%=+ \t\r\n~._-09aAfFgz?#"), max_size=30)


@given(ESCAPED | st.text().map(quote) | st.binary().map(quote))
def test_escapes_are_read_as_urllib_reads_them(text):
    data = text.encode()
    assert unescaped(data) == unquote_to_bytes(data)
