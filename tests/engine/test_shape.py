"""What is proven cheap, and above all what is not."""

import time

import pyoxigraph as ox
import pytest

from llmkg.engine.shape import MOST_STEPS, Prover, counting, shape_of
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.guard import glance, inspect
from llmkg.store.port import QueryForm


@pytest.fixture(scope="module")
def prover() -> Prover:
    name, kind = ox.NamedNode("urn:x:p"), ox.NamedNode("urn:x:kind")
    graph = ox.NamedNode("urn:x:g")
    quads = [
        ox.Quad(ox.NamedNode(f"urn:x:{i}"), name, ox.Literal(f"value {i}"), graph)
        for i in range(MOST_STEPS + 1)
    ]
    quads += [ox.Quad(quad.subject, kind, ox.NamedNode("urn:x:K"), graph) for quad in quads]
    return Prover(counting(EmbeddedStore.memory(quads)))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { <urn:x:7> ?p ?o }", QueryForm.SELECT),
        ("select distinct ?o where { <urn:x:7> ?p ?o . }", QueryForm.SELECT),
        ("PREFIX x: <urn:x:> ASK { x:7 x:p ?o ; a ?k , ?l }", QueryForm.ASK),
        ("SELECT ?s { ?s <urn:x:p> ?o } LIMIT 20", QueryForm.SELECT),
        ("ASK { ?s ?p ?o }", QueryForm.ASK),
        ('SELECT ?s { ?s <urn:x:p> "value 3" }', QueryForm.SELECT),
        ("CONSTRUCT { ?o a ?p } WHERE { <urn:x:7> ?p ?o }", QueryForm.CONSTRUCT),
        ("CONSTRUCT WHERE { <urn:x:7> ?p ?o }", QueryForm.CONSTRUCT),
        ("SELECT * { <urn:x:7> ?p ?o . <urn:x:8> ?q ?r }", QueryForm.SELECT),
    ],
)
def test_cheap(prover, text, form):
    assert prover.is_cheap(text) is form
    assert inspect(text) is form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s <urn:x:p> ?o }",
        "SELECT * { ?s <urn:x:p> ?o } LIMIT 100000",
        "SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 1",
        "SELECT ?s { ?s ?p ?s } LIMIT 1",
        "ASK { ?s ?p ?s }",
        "ASK { ?s ?p $s }",
        "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 1",
        "SELECT * { ?s <urn:x:p> ?o ; <urn:x:kind> <urn:x:K> } LIMIT 1",
        "SELECT * { <urn:x:7> ?p ?o . ?s <urn:x:p> ?o }",
        "SELECT (COUNT(*) AS ?n) { <urn:x:7> ?p ?o }",
        "SELECT * { <urn:x:7> <urn:x:p>* ?o }",
        "SELECT * { <urn:x:7> ?p ?o FILTER(REGEX(?o, '(a+)+b')) }",
        "SELECT * { <urn:x:7> ?p ?o } ORDER BY ?o",
        "SELECT * FROM <urn:x:g> { <urn:x:7> ?p ?o }",
        "SELECT * { GRAPH ?g { <urn:x:7> ?p ?o } }",
        "SELECT * { SERVICE <urn:x:7> { ?s ?p ?o } }",
        "SELECT * { OPTIONAL { <urn:x:7> ?p ?o } }",
        "SELECT * { <urn:x:7> ?p ?o } VALUES ?p { <urn:x:p> }",
        "SELECT * { unknown:7 ?p ?o }",
        "DESCRIBE <urn:x:7>",
        "ASK {}",
        "LOAD <urn:x:7>",
        "SELECT * { <urn:x:7> ?p ?o ",
        "SELECT * { <urn:x:7> ?p }",
        "SELECT * { <urn:x:7> ?p ?o } # <urn:x:7>\n LIMIT 5 }",
        'SELECT * { <urn:x:7> ?p "\\u0041" }',
    ],
)
def test_not_cheap(prover, text):
    assert prover.is_cheap(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ASK {" + "a:a.a" * 390,
        "ASK {" + "a:" + "a." * 900,
        "SELECT * {" + "? " * 900 + "}",
        "SELECT " + "?a" * 900,
        "ASK {" + '""' * 900,
        "ASK {" + '"' + "a" * 1_900,
        "PREFIX a: <a:b> " * 100 + "x",
        "ASK {" + "<a:b> " * 300 + "!",
    ],
)
def test_no_text_is_slow_to_refuse(text):
    begun = time.perf_counter()
    assert shape_of(text) is None
    glance(text)
    assert time.perf_counter() - begun < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <a:b> { ?s ?p ?o } }",
        "LOAD <a:b>",
        "ASK { ?s ?p '\\u0053ERVICE' }",
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "DELETE WHERE { ?s ?p ?o }",
        "ASK " + "{" * 100 + "}" * 100,
        "ASK { ?s ?p '思' }",
        "ASK { " + "?s ?p ?o . " * 2_000 + " }",
        "",
        "# ASK {}\nDROP ALL",
        "PREFIX a: <SELECT * {> DROP ALL",
    ],
)
def test_a_glance_lets_nothing_through_that_needs_a_closer_look(text):
    assert glance(text) is None


@pytest.mark.parametrize(
    "text", ["SELECT * {?s ?p ?o}", "prefix x: <a:#b> ask {}", "DESCRIBE <a:b>"]
)
def test_a_glance_sees_the_form(text):
    assert glance(text) is inspect(text)
