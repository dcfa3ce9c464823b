"""The parts of the check that stand alone."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.check.result import Result, iri_of, readable
from llmkg.check.rules import RULES, Rule
from llmkg.check.setwise import data_store, query_of, run
from llmkg.model.finding import Severity
from llmkg.vocab import LLMKG


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (f"<{LLMKG.asserts}>", "llmkg:asserts"),
        ("<https://example.org/x>", "https://example.org/x"),
        ('"text"@zh', "“text”"),
        ('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', "“5”"),
        ('"a \\"quoted\\" word"', '“a \\"quoted\\" word”'),
        ("_:b0", "_:b0"),
    ],
)
def test_terms_as_people_write_them(term, text):
    assert readable(term) == text


@given(st.text())
def test_any_literal_is_readable(text):
    assert readable(str(ox.Literal(text))).startswith("“")


def test_messages_are_filled_with_what_was_bound():
    result = Result(RULES.X, "<urn:f>", LLMKG.asserts, '"v"', {"level": f"<{LLMKG.Established}>"})
    filled = result.fill({"en": "{$this} {?path} {?value} {?level} {?unbound} {plain}"})
    assert filled == {"en": "urn:f llmkg:asserts “v” llmkg:Established {?unbound} {plain}"}


def test_iris_are_told_from_other_terms():
    assert iri_of("<urn:x>") == "urn:x"
    assert iri_of('"<urn:x>"') is None
    assert iri_of("_:x") is None


def rule(select, *targets):
    return Rule(RULES.X, Severity.WARNING, {"en": "x"}, select=select, targets=targets)


def store(*triples):
    quads = []
    for triple in triples:
        subject, predicate, value = (ox.NamedNode(f"urn:{name}") for name in triple.split())
        quads.append(ox.Quad(subject, predicate, value, ox.NamedNode("urn:g")))
    return data_store(quads)


def test_targets_are_joined_in_and_each_breach_is_told_once():
    one = rule(
        "SELECT $this ?value WHERE { $this <urn:p> ?value }",
        "$this <urn:kind> <urn:A>",
        "?target_subject <urn:to> $this",
    )
    data = store("a kind A", "a p x", "a p y", "b p z", "c to b", "d p x", "c to a")
    found = {(result.focus, result.value) for result in run(data, [one])}
    assert found == {("<urn:a>", "<urn:x>"), ("<urn:a>", "<urn:y>"), ("<urn:b>", "<urn:z>")}
    assert len(list(run(data, [one]))) == 3


def test_braces_in_prefixes_and_strings_do_not_mislead():
    one = rule(
        'PREFIX x: <urn:x{> # {\nSELECT $this ("{" AS ?value) WHERE { FILTER (true) }'.replace(
            "urn:x{", "urn:x"
        ),
        "$this <urn:p> ?any",
    )
    text = query_of(one)
    assert text.index("WHERE {") < text.index("$this <urn:p>")
    assert [result.value for result in run(store("a p b"), [one])] == ['"{"']


def test_a_rule_that_asks_for_no_table_is_refused():
    with pytest.raises(TypeError):
        list(run(store("a p b"), [rule("ASK { }", "$this <urn:p> ?any")]))
