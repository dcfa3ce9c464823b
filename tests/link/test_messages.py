"""Our own schemas of the Reconciliation API take what its texts show, and nothing beside it."""

import copy
from typing import Any

import pytest
from jsonschema import ValidationError

from tests.link.messages import VERSIONS, as_written
from tests.link.specification import examples

ID = "https://w3id.org/llmkg/model/chatgpt"
MODEL: dict[str, Any] = {"id": "llmkg:Model", "name": "model"}
FOUND: dict[str, Any] = {
    "id": ID,
    "name": "ChatGPT",
    "type": [MODEL],
    "score": 100.0,
    "match": True,
}
AT: dict[str, Any] = {"service_url": "https://a.example/reconcile", "service_path": "/suggest"}
SETTING: dict[str, Any] = {"label": "how sure", "type": "select", "default": "any"}
GOOD: dict[tuple[str, str], Any] = {
    ("0.2", "manifest"): {
        "versions": ["0.2"], "name": "llmkg", "identifierSpace": "https://w3id.org/llmkg/",
        "schemaSpace": "https://w3id.org/llmkg/ontology#", "batchSize": 50,
        "view": {"url": "https://a.example/{{id}}"}, "suggest": {"entity": AT},
        "preview": {"url": "https://a.example/p?id={{id}}", "width": 430, "height": 300},
        "extend": {"property_settings": [
            SETTING | {"name": "least", "choices": [{"name": "any", "value": "any"}]}
        ]},
    },
    ("1.0-draft", "manifest"): {
        "versions": ["1.0-draft"], "name": "llmkg", "view": {"url": "https://a.example/?id={id}"},
        "preview": {"width": 430, "height": 300}, "suggest": {"type": True}, "lang": "en",
        "standardizedScore": True,
    },
    ("0.2", "reconciliation-query-batch"): {
        "q0": {"query": "ChatGPT", "type": "llmkg:Model", "type_strict": "should", "limit": 3},
        "q1": {"properties": [{"pid": "llmkg:derivedFrom", "v": [{"id": ID}, "x", 1, True]}]},
    },
    ("1.0-draft", "reconciliation-query-batch"): {
        "queries": [{"type": "llmkg:Model", "conditions": [
            {"matchType": "name", "propertyValue": "ChatGPT"},
            {"matchType": "property", "propertyId": "llmkg:derivedFrom", "propertyValue": [ID],
             "required": True, "matchQuantifier": "none"},
        ]}]
    },
    ("0.2", "reconciliation-result-batch"): {
        "q0": {"result": [FOUND | {"features": [{"id": "name", "value": 100}]}]}
    },
    ("1.0-draft", "reconciliation-result-batch"): {
        "results": [{"candidates": [FOUND | {"lang": "en"}]}, {"candidates": []}]
    },
    ("0.2", "data-extension-response"): {
        "meta": [{"id": "releasedOn", "name": "released on"}],
        "rows": {ID: {"releasedOn": [{"date": "2022-11-30"}, {"str": "x"}, {}]}},
    },
    ("1.0-draft", "data-extension-response"): {
        "meta": [{"id": "releasedOn", "name": "released on"}],
        "rows": [{"id": ID, "properties": [{"id": "releasedOn", "values": [{"int": 2022}]}]}],
    },
}  # fmt: skip
for VERSION in VERSIONS:
    for KIND in ("entities", "properties", "types"):
        GOOD[VERSION, f"suggest-{KIND}-response"] = {"result": [{"id": ID, "name": "ChatGPT"}]}
    GOOD[VERSION, "data-extension-property-proposal"] = {"type": "x", "properties": [MODEL]}
    GOOD[VERSION, "data-extension-query"] = {"ids": [ID], "properties": [{"id": "releasedOn"}]}

REQUIRED = {
    "manifest": "name", "data-extension-query": "ids", "data-extension-response": "meta",
    "data-extension-property-proposal": "properties",
}  # fmt: skip
ELSEWHERE = {
    # of version 0.2, in an example of 1.0
    ("1.0-draft", "manifest", "kew.json"),
}


def test_every_message_has_a_schema_and_an_example():
    for version, schemas in VERSIONS.items():
        assert {name for at, name in GOOD if at == version} == set(schemas)


@pytest.mark.parametrize("message", GOOD, ids=" ".join)
def test_what_the_text_shows_is_taken(message):
    as_written(GOOD[message], *message)


def objects(document):
    """Every object inside a document."""
    inner = document.values() if isinstance(document, dict) else document
    if isinstance(document, dict):
        yield document
    for each in inner:
        if isinstance(each, (dict, list)):
            yield from objects(each)


@pytest.mark.parametrize("message", GOOD, ids=" ".join)
def test_a_field_that_the_text_does_not_know_is_refused_wherever_it_stands(message):
    places = len(list(objects(GOOD[message])))
    refused = 0
    for at in range(places):
        spoiled = copy.deepcopy(GOOD[message])
        list(objects(spoiled))[at]["typ"] = "x"
        try:
            as_written(spoiled, *message)
        except ValidationError:
            refused += 1
    # beside the objects whose keys are identifiers: queries, answers, rows and their properties
    assert refused >= places - 2
    assert refused


@pytest.mark.parametrize("message", [each for each in GOOD if each[1] in REQUIRED], ids=" ".join)
def test_a_field_that_the_text_requires_must_be_there(message):
    less = {key: value for key, value in GOOD[message].items() if key != REQUIRED[message[1]]}
    with pytest.raises(ValidationError, match="required"):
        as_written(less, *message)


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (("0.2", "reconciliation-query-batch"), {"q0": {}}),
        (("0.2", "reconciliation-query-batch"), {"q0": {"query": ""}}),
        (("0.2", "reconciliation-query-batch"), {"q0": {"query": "x", "limit": 0}}),
        (("0.2", "reconciliation-query-batch"), {"q0": {"query": "x", "type_strict": "maybe"}}),
        (("0.2", "reconciliation-result-batch"), {"q0": [FOUND]}),
        (("0.2", "reconciliation-result-batch"), {"q0": {"result": [FOUND | {"score": "100"}]}}),
        (("0.2", "data-extension-response"), {"meta": [], "rows": []}),
        (("0.2", "manifest"), GOOD["0.2", "manifest"] | {"versions": ["0.1"]}),
        (("0.2", "manifest"), GOOD["0.2", "manifest"] | {"view": {"url": "https://a.example/{id}"}}),
        (("0.2", "manifest"),
         GOOD["0.2", "manifest"] | {"extend": {"property_settings": [SETTING | {"name": "x"}]}}),
        (("1.0-draft", "manifest"), GOOD["1.0-draft", "manifest"] | {"versions": ["0.2"]}),
        (("1.0-draft", "manifest"), GOOD["1.0-draft", "manifest"] | {"view": {"url": "{{id}}"}}),
        (("1.0-draft", "reconciliation-query-batch"), {"queries": [{"conditions": []}]}),
        (("1.0-draft", "reconciliation-query-batch"),
         {"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}),
        (("1.0-draft", "reconciliation-result-batch"), {"results": [[FOUND]]}),
        (("1.0-draft", "reconciliation-result-batch"),
         {"results": [{"candidates": [FOUND | {"score": 101}]}]}),
        (("1.0-draft", "data-extension-response"), GOOD["0.2", "data-extension-response"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_text_rules_out_is_refused(message, wrong):
    with pytest.raises(ValidationError):
        as_written(wrong, *message)


def test_the_groups_examples_are_judged_as_the_group_judges_them():
    read = 0
    for version, schema in GOOD:
        for kind in ("valid", "invalid"):
            for name, example in examples(version, schema, kind):
                if (version, schema, name) in ELSEWHERE:
                    continue
                try:
                    as_written(example, version, schema)
                    taken = True
                except ValidationError:
                    taken = False
                assert taken == (kind == "valid"), (version, schema, kind, name)
                read += 1
    assert read > 50
