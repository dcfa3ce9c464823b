"""Rows as people see them."""

import json

import pytest

from llmkg.cli.table import cell, draw


def results(names, *rows):
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def literal(value):
    return {"type": "literal", "value": value}


def test_columns_line_up_with_chinese_too():
    body = results(
        ["who", "what"],
        {"who": literal("思维链"), "what": literal("a")},
        {"who": literal("x"), "what": literal("b")},
    )
    assert draw(body, on_terminal=False).splitlines() == [
        "who     what",
        "------  ----",
        "思维链  a",
        "x       b",
        "2 rows",
    ]


def test_an_unbound_variable_is_an_empty_cell():
    text = draw(results(["a", "b"], {"b": literal("1")}), on_terminal=False)
    assert text.splitlines()[2] == "   1"


def test_no_rows():
    assert draw(results(["a"]), on_terminal=False).splitlines() == ["a", "-", "0 rows"]


@pytest.mark.parametrize(("value", "shown"), [(True, "yes"), (False, "no")])
def test_an_answer_to_ask(value, shown):
    assert draw(json.dumps({"head": {}, "boolean": value}).encode(), on_terminal=False) == shown


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ({"type": "uri", "value": "https://w3id.org/llmkg/model/davinci"}, "model:davinci"),
        ({"type": "uri", "value": "https://example.org/x"}, "https://example.org/x"),
        ({"type": "bnode", "value": "b0"}, "_:b0"),
        ({"type": "literal", "value": "很可能", "xml:lang": "zh"}, "很可能"),
    ],
)
def test_a_term_reads_well(term, shown):
    assert cell(term) == shown


def test_markup_in_a_value_is_not_obeyed_on_a_terminal():
    assert "[red]" in draw(results(["a"], {"a": literal("[red]x")}), on_terminal=True)
