"""What is asked first of an endpoint is looked up, and is what the engine would have counted."""

import pyoxigraph as ox
import pytest

from llmkg.errors import QuerySyntaxError
from llmkg.export.statistics import beside
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot
from llmkg.store.tally import Question, Tally
from llmkg.vocab import BASE, KEPT, KEPT_GRAPH, LLMKG, RDF

A, B, C = (ox.NamedNode(f"{BASE}model/{name}") for name in "abc")
ONE, TWO, KEPT_ONE = (ox.NamedNode(f"{BASE}graph/{name}") for name in ("one", "two", "kept"))
TYPE, NEXT, SAYS = ox.NamedNode(RDF.type), *(ox.NamedNode(f"{LLMKG}{n}") for n in ("next", "says"))
MODEL, METHOD = (ox.NamedNode(f"{LLMKG}{name}") for name in ("Model", "TrainingMethod"))
QUADS = [
    ox.Quad(A, TYPE, MODEL, ONE),
    ox.Quad(B, TYPE, MODEL, ONE),
    ox.Quad(B, TYPE, METHOD, TWO),
    ox.Quad(A, NEXT, B, ONE),
    ox.Quad(A, NEXT, C, TWO),
    ox.Quad(ox.BlankNode("b"), SAYS, ox.Literal("five", language="en"), TWO),
    ox.Quad(A, SAYS, ox.Literal(5), TWO),
    ox.Quad(A, ox.NamedNode(KEPT.claims), ox.Literal(5), KEPT_ONE),
    ox.Quad(B, ox.NamedNode(KEPT.shelf), C, KEPT_ONE),
]
COUNTED = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (count(?s) as ?n) WHERE { ?s ?p ?o . }",
    "SELECT (COUNT(*) + 1 AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p [] }",
    "SELECT (COUNT(DISTINCT ?o) AS ?n) (COUNT(DISTINCT ?p) AS ?m) { _:b ?p ?o }",
    "SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?p",
    "SELECT REDUCED ?p { ?s ?p ?o } ORDER BY ?p LIMIT 2 OFFSET 1",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p",
    "SELECT ?p { [] ?p [] } GROUP BY ?p HAVING(COUNT(DISTINCT ?p) = 1 && COUNT(*) > 2)",
    "SELECT (COUNT(?s) AS ?n) $p { ?s $p ?o } GROUP BY $p ORDER BY DESC(COUNT(*)) ?p LIMIT 2",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT ?o) AS ?m) { ?s ?p ?o } GROUP BY ?p",
    "SELECT DISTINCT ?Concept WHERE {[] a ?Concept} ORDER BY ?Concept LIMIT 100",
    "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)",
    "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s rdf:type ?c } GROUP BY ?c",
    "SELECT (COUNT(DISTINCT ?c) AS ?n) (COUNT(*) AS ?m) { ?s a ?c }",
    "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s a llmkg:Model }",
    "SELECT (COUNT(*) AS ?n) { ?s a llmkg:NoSuchClass }",
    "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?m) { ?s llmkg:next ?o }",
    "PREFIX x: <https://w3id.org/llmkg/ontology#> SELECT (COUNT(*) AS ?n) { ?s x:none ?o }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?n",
    "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?m) { GRAPH ?g { ?s ?p ?o . } }",
    f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{KEPT_GRAPH}> {{ ?s ?p ?o }} }}",
    "SELECT (COUNT(*) AS ?n) { GRAPH <http://none.example/> { ?s ?p ?o } }",
    f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{KEPT_GRAPH}> {{ ?s ?p ?o }} }} GROUP BY ?p",
]
OTHERS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT DISTINCT * { ?s ?p ?o }",
    "SELECT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?s { ?s ?p ?o }",
    "SELECT DISTINCT ?p ?s { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(?none) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
    "SELECT (COUNT(*) AS ?n) { _:b ?p _:b }",
    "SELECT (COUNT(*) AS ?n) { model:a ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p 5 }",
    "SELECT (COUNT(*) AS ?n) { ?s llmkg:next llmkg:Model }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p llmkg:Model }",
    "SELECT (COUNT(*) AS ?n) { ?s llmkg:next+ ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o ; ?q ?v }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o > 4) }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } VALUES ?p { llmkg:next }",
    "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { ?s a ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/llmkg/graph/one> { ?s ?p ?o }",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{KEPT.claims}> ?o }}",
    f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{KEPT_GRAPH}> {{ ?s <{KEPT.claims}> ?o }} }}",
    "SELECT (SAMPLE(?s) AS ?n) (COUNT(*) AS ?m) { ?s ?p ?o }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?p ?c (COUNT(*) AS ?n) { ?s ?p ?c } GROUP BY ?p ?c",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (1 + 1)",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p",
    "SELECT ?g (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?g } }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?o } }",
    "ASK { ?s ?p ?o }",
]


@pytest.fixture(scope="module", params=[False, True], ids=["apart", "shared"])
def stores(request, tmp_path_factory):
    """A snapshot's store, and a store that counts for itself, with no numbers beside it."""
    out = tmp_path_factory.mktemp("out")
    quads = [*QUADS, ox.Quad(A, NEXT, B, TWO)] if request.param else QUADS
    with building(out):
        write_snapshot(out, quads, Facts("1", {}, {}), beside=beside)
    with open_current(out) as opened:
        path = opened.path / "store"
        yield (
            EmbeddedStore.read_only(path),
            EmbeddedStore.memory(ox.Store.read_only(str(path)), snapshot=True),
            Tally(opened.path),
        )


@pytest.mark.parametrize("text", COUNTED)
def test_what_was_counted_is_looked_up(stores, text):
    store, engine, tally = stores
    asked = Question.of(text)
    assert asked
    assert "VALUES" in (asked.asked(tally) or "")
    found, expected = store.select(text), engine.select(text)
    assert found.variables == expected.variables
    both = (list(map(str, rows.rows)) for rows in (found, expected))
    assert len({tuple(rows if "ORDER" in text else sorted(rows)) for rows in both}) == 1


@pytest.mark.parametrize("text", OTHERS)
def test_what_was_not_counted_is_left_to_the_engine(stores, text):
    asked = Question.of(text)
    assert asked is None or asked.asked(stores[2]) is None


def test_classes_without_names_are_left_to_the_engine(tmp_path):
    unnamed = ox.Quad(C, TYPE, ox.BlankNode("c"), ONE)
    with building(tmp_path):
        write_snapshot(tmp_path, [*QUADS, unnamed], Facts("1", {}, {}), beside=beside)
    with open_current(tmp_path) as opened:
        asked = Question.of("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")
        assert asked
        assert asked.asked(Tally(opened.path)) is None
        assert len(opened.store().select("SELECT DISTINCT ?c { ?s a ?c }").rows) == 3


def test_without_numbers_the_engine_counts(tmp_path):
    with building(tmp_path):
        write_snapshot(tmp_path, QUADS, Facts("1", {}, {}))
    with open_current(tmp_path) as opened:
        (row,) = opened.store().select(COUNTED[0]).rows
    assert row == (ox.Literal(7),)


def test_a_fault_is_where_it_was_written(stores):
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT ORDER"
    faults = []
    for store in stores[:2]:
        with pytest.raises(QuerySyntaxError) as caught:
            store.select(text)
        faults.append(caught.value.where)
    assert faults[0] == faults[1]
