"""What is looked up in the index is, byte for byte, what the engine would have answered."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.engine.lookup import LARGEST, MOST, Lookup
from llmkg.engine.shape import shape_of
from llmkg.store.embedded import EmbeddedStore

ROWS, GRAPH = "application/sparql-results+json", "application/n-triples"
THINGS = [ox.NamedNode(f"http://x.org/{name}") for name in ("a", "b", "ü/c?d=e&f", "p", "q")]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="en-GB")),
    TEXTS.map(lambda text: ox.Literal(text, language="ar", direction=ox.BaseDirection.RTL)),
    TEXTS.map(lambda text: ox.Literal(text, datatype=THINGS[3])),
    st.integers().map(lambda number: ox.Literal(number % 2**60)),
)
OBJECTS = st.sampled_from(THINGS) | LITERALS
QUADS = st.lists(
    st.builds(
        ox.Quad,
        st.sampled_from(THINGS[:3]),
        st.sampled_from(THINGS[3:]),
        OBJECTS,
        st.sampled_from([ox.NamedNode("http://g.org/1"), ox.NamedNode("http://g.org/2")]),
    ),
    max_size=12,
)
QUERIES = [
    "SELECT ?p ?o { <http://x.org/a> ?p ?o }",
    "SELECT ?o ?p WHERE { <http://x.org/a> ?p ?o . }",
    "SELECT $o { <http://x.org/a> <http://x.org/p> $o }",
    "SELECT ?p { <http://x.org/ü/c?d=e&f> ?p <http://x.org/b> }",
    "SELECT ?o { <http://x.org/nobody> ?p ?o }",
    "ASK { <http://x.org/a> <http://x.org/q> ?o }",
    "ASK { <http://x.org/b> ?p <http://x.org/a> }",
    "ASK { <http://x.org/b> <http://x.org/p> <http://x.org/a> }",
    "CONSTRUCT WHERE { <http://x.org/a> ?p ?o }",
    "CONSTRUCT { <http://x.org/a> ?p ?o } WHERE { <http://x.org/a> ?p ?o }",
    "CONSTRUCT WHERE { <http://x.org/b> <http://x.org/q> ?o }",
]


def looked_up(store: EmbeddedStore, query: str, media_type: str) -> bytes | None:
    shape = shape_of(query)
    assert shape is not None
    lookup = Lookup.of(shape)
    assert lookup is not None
    return lookup.answer(store, lookup.pattern, lookup.names, media_type)


def media_type_of(query: str) -> str:
    return GRAPH if query.startswith("CONSTRUCT") else ROWS


def as_built(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The quads of a snapshot: where graphs share triples, all are in the default graph as well."""
    triples = [quad.triple for quad in set(quads)]
    if len(set(triples)) < len(triples):
        return [*quads, *(ox.Quad(*triple) for triple in set(triples))]
    return quads


def snapshot(quads: list[ox.Quad]) -> EmbeddedStore:
    return EmbeddedStore.memory(as_built(quads), snapshot=True)


@given(QUADS, st.sampled_from(QUERIES))
def test_the_index_says_what_the_engine_says(quads, query):
    store = snapshot(quads)
    found = looked_up(store, query, media_type_of(query))
    assert found == store.query(query, media_type_of(query)).body


@settings(max_examples=5)
@given(quads=QUADS)
def test_on_disk_as_well(quads, tmp_path_factory):
    path = tmp_path_factory.mktemp("store")
    disk = ox.Store(str(path))
    disk.bulk_extend(as_built(quads))
    disk.flush()
    del disk
    store = EmbeddedStore.read_only(path)
    for query in QUERIES:
        media_type = media_type_of(query)
        assert looked_up(store, query, media_type) == store.query(query, media_type).body
    store.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT DISTINCT ?p { <x:a> ?p ?o }",
        "SELECT ?p { <x:a> ?p ?o } LIMIT 1",
        "SELECT ?p { <x:a> ?p ?o } ORDER BY ?p",
        "SELECT (COUNT(*) AS ?n) { <x:a> ?p ?o }",
        "SELECT ?p ?p { <x:a> ?p ?o }",
        "SELECT ?p ?z { <x:a> ?p ?o }",
        "SELECT ?p { <x:a> ?p ?p }",
        'SELECT ?p { <x:a> ?p "o" }',
        "SELECT ?s { ?s <x:p> <x:o> }",
        "SELECT ?o { <x:a> <x:p> ?o . ?o <x:p> <x:b> }",
        "CONSTRUCT { ?o ?p <x:a> } WHERE { <x:a> ?p ?o }",
    ],
)
def test_whatever_asks_for_more_is_left_to_the_engine(query):
    shape = shape_of(query)
    assert shape is not None
    assert Lookup.of(shape) is None


@pytest.mark.parametrize("term", [ox.BlankNode("b"), ox.Triple(THINGS[0], THINGS[3], THINGS[1])])
@pytest.mark.parametrize("query", [QUERIES[0], QUERIES[8]])
def test_terms_that_need_more_care_are_left_to_the_engine(term, query):
    store = snapshot([ox.Quad(THINGS[0], THINGS[3], term)])
    assert looked_up(store, query, media_type_of(query)) is None


@pytest.mark.parametrize("query", [QUERIES[0], QUERIES[8]])
def test_large_answers_are_left_to_the_engine(query):
    many = [ox.Quad(THINGS[0], THINGS[3], ox.Literal(number)) for number in range(MOST + 1)]
    assert looked_up(snapshot(many[:-1]), query, media_type_of(query)) is not None
    assert looked_up(snapshot(many), query, media_type_of(query)) is None
    long = [ox.Quad(THINGS[0], THINGS[3], ox.Literal("x" * (LARGEST + 1)))]
    assert looked_up(snapshot(long), query, media_type_of(query)) is None


def test_other_formats_are_left_to_the_engine():
    store = snapshot([ox.Quad(THINGS[0], THINGS[3], THINGS[1])])
    assert looked_up(store, QUERIES[0], "text/csv") is None
    assert looked_up(store, QUERIES[8], "text/turtle") is None


def test_what_is_no_iri_is_left_to_the_engine():
    shape = shape_of(QUERIES[0])
    assert shape is not None
    lookup = Lookup.of(shape)
    assert lookup is not None
    broken = ("<no iri>", "?p", "?o")
    assert lookup.answer(snapshot([]), broken, lookup.names, ROWS) is None
