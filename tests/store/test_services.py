"""SERVICE clauses are found where they stand, and nowhere else."""

import pyoxigraph as ox
import pytest

from llmkg.errors import QuerySyntaxError, ServiceRefusedError
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import Rows
from llmkg.store.services import clauses, has_service, named, replaced

E = "http://x.example/sparql"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (f"SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o }} }}", True),
        (f"select * {{ service silent <{E}> {{ ?s ?p ?o }} }}", True),
        ("SELECT ('SERVICE <x> {}' AS ?x) {} # SERVICE <x> {}", False),
        ("SELECT ?SERVICE { ?SERVICE ?p <http://x.example/SERVICE> }", False),
        ("PREFIX SERVICE: <urn:x:> SELECT * { ?s SERVICE:a ?o }", False),
    ],
)
def test_the_word_counts_as_a_token_only(text, there):
    assert has_service(text) is there


def test_a_clause_has_its_endpoint_and_its_text():
    text = f"PREFIX x: <urn:x:> SELECT * {{ ?a x:b ?c . SERVICE <{E}> {{ ?c x:d 'a}}b' }} }}"
    [clause] = clauses(text)
    assert clause.endpoint == E
    assert not clause.silent
    assert text[clause.start : clause.end] == f"SERVICE <{E}> {{ ?c x:d 'a}}b' }}"
    assert clause.query == "PREFIX x: <urn:x:>\nSELECT * { ?c x:d 'a}b' }"
    assert clause.where.column == text.index("SERVICE") + 1


def test_our_prefixes_go_along_and_those_not_used_stay():
    [clause] = clauses(f"PREFIX y: <urn:y:> SELECT * {{ SERVICE <{E}> {{ ?s a llmkg:Model }} }}")
    assert clause.query == (
        "PREFIX llmkg: <https://w3id.org/llmkg/ontology#>\nSELECT * { ?s a llmkg:Model }"
    )


@pytest.mark.parametrize(
    ("prologue", "name"),
    [
        ("PREFIX e: <http://x.example/>", "e:sparql"),
        ("BASE <http://x.example/a/b>", "</sparql>"),
        ("BASE <http://x.example/a/b> PREFIX e: <../>", "e:sparql"),
        ("", "<http://x.\\u0065xample/sparql>"),
    ],
)
def test_an_endpoint_is_resolved(prologue, name):
    [clause] = clauses(f"{prologue} SELECT * {{ SERVICE {name} {{ ?s ?p ?o }} }}")
    assert clause.endpoint == E


def test_one_within_another_is_the_others_affair():
    text = f"SELECT * {{ SERVICE <{E}> {{ SERVICE <urn:x:inner> {{ ?s ?p ?o }} }} }}"
    [clause] = clauses(text)
    assert "SERVICE <urn:x:inner>" in clause.query


@pytest.mark.parametrize("name", ["?e", "$e", "<relative>", "nowhere:x"])
def test_an_endpoint_that_is_no_iri_is_refused(name):
    with pytest.raises(ServiceRefusedError) as caught:
        clauses(f"SELECT * {{ SERVICE {name} {{ ?s ?p ?o }} }}")
    assert caught.value.where is not None


@pytest.mark.parametrize("text", ["SERVICE", "SERVICE <urn:x:a>", "SERVICE <urn:x:a> { ?s {"])
def test_a_clause_that_does_not_close_is_a_fault(text):
    with pytest.raises(QuerySyntaxError):
        clauses(f"SELECT * {{ {text}")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (Rows(("a",), ((ox.NamedNode("urn:x:1"),), (None,))), 2),
        (Rows(("a", "b"), ((ox.Literal("x\"\\\n'", language="en"), ox.Literal(2)),)), 1),
        (Rows(("a",), ()), 0),
        (Rows((), ((), ())), 2),
        (Rows((), ()), 0),
        (Rows(("a",), ((ox.Triple(ox.NamedNode("urn:x:1"), ox.NamedNode("urn:x:2"),
                                  ox.Literal("x")),),)), 1),
        (None, 1),
    ],
)  # fmt: skip
def test_rows_come_back_as_values(rows, expected):
    text = f"SELECT * {{ SERVICE <{E}> {{ ?a ?b ?c }} }}"
    [clause] = clauses(text)
    whole = replaced(text, [(clause, rows)])
    found = EmbeddedStore.memory().select(whole)
    assert len(found) == expected
    if rows is not None and rows.variables:
        assert {row["a"] for row in found if "a" in row} == {r[0] for r in rows.rows if r[0]}


def test_several_are_replaced_each_by_its_own():
    text = (
        f"SELECT * {{ SERVICE <{E}> {{ ?a ?b ?c }} OPTIONAL {{ SERVICE <{E}> {{ ?d ?e ?f }} }} }}"
    )
    first, second = clauses(text)
    a, d = Rows(("a",), ((ox.Literal("1"),),)), Rows(("d",), ((ox.Literal("2"),),))
    [row] = EmbeddedStore.memory().select(replaced(text, [(first, a), (second, d)]))
    assert (row["a"], row["d"]) == (ox.Literal("1"), ox.Literal("2"))


def test_blank_nodes_get_names_that_mean_nothing_here():
    rows = named(Rows(("a",), ((ox.BlankNode("b1"),), (ox.BlankNode("b1"),))), "urn:x:genid:")
    assert rows.rows[0] == rows.rows[1] == (ox.NamedNode("urn:x:genid:b1"),)
