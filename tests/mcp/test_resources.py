"""Resources, their completion, and prompts, by the client of the SDK."""

import json

import pytest
from mcp.types import PromptReference, ResourceTemplateReference


def test_the_resources_that_there_are_can_be_read(talk):
    listed = talk.portal.call(talk.client.list_resources).resources
    assert {str(each.uri) for each in listed} >= {
        "llmkg://schema",
        "llmkg://levels",
        "llmkg://queries",
        "llmkg://context",
    }
    for each in listed:
        content = talk.read(str(each.uri))
        assert content.mime_type == each.mime_type
        assert json.loads(content.text)


def test_the_schema_has_terms_with_definitions(over_http):
    found = json.loads(over_http.read("llmkg://schema").text)
    terms = {each["name"]: each for each in found["terms"]}
    assert terms["llmkg:givesRiseTo"]["causal"] is True
    assert terms["llmkg:asserts"]["range"] == ["llmkg:Proposition"]
    assert all(each["definition"] for each in terms.values())
    assert "https://w3id.org/llmkg/graph/catalogue" in found["graphs"]
    chinese = json.loads(over_http.read("llmkg://schema/zh").text)
    assert {each["label"] for each in chinese["terms"]} != {
        each["label"] for each in found["terms"]
    }


def test_every_stored_query_is_listed_with_its_parameters(over_http, kb):
    listed = json.loads(over_http.read("llmkg://queries").text)["queries"]
    public = {name: query for name, query in kb.queries.items() if not query.internal}
    assert {each["name"] for each in listed} == set(public)
    for each in listed:
        assert set(each["parameters"]) == set(public[each["name"]].params)


@pytest.mark.parametrize(
    "uri", ["llmkg://model/text-davinci-003", "https://w3id.org/llmkg/model/text-davinci-003"]
)
def test_a_thing_by_either_address(talk, uri):
    found = json.loads(talk.read(uri).text)
    assert found["thing"]["iri"] == "https://w3id.org/llmkg/model/text-davinci-003"
    assert found["caution"]
    assert found["statements"]
    for statement in found["statements"]:
        assert statement["proposition"]["caution"]
        assert all(claim["caution"] for claim in statement["claims"])


@pytest.mark.parametrize(
    ("uri", "part"),
    [
        ("llmkg://model/nobody", "Nothing is known"),
        ("llmkg://planet/mars", "Nothing is known"),
        ("llmkg://nothing", "Unknown resource"),
        ("file:///etc/passwd", "Unknown resource"),
        ("llmkg://model/..%2F..%2Fetc", "nknown"),
    ],
)
def test_what_is_not_there_is_said(over_http, uri, part):
    assert part in over_http.refused(uri)


def test_names_are_completed(talk):
    def complete(ref, name, value, **context):
        return talk.portal.call(
            lambda: talk.client.complete(
                ref, {"name": name, "value": value}, context_arguments=context or None
            )
        ).completion.values

    thing = ResourceTemplateReference(uri="llmkg://{kind}/{slug}")
    assert "model" in complete(thing, "kind", "mo")
    assert "text-davinci-003" in complete(thing, "slug", "text-d", kind="model")
    prompt = PromptReference(name="trace_ability")
    assert "chain-of-thought" in complete(prompt, "ability", "chain")
    assert complete(prompt, "lang", "") == ["en", "zh"]


def test_prompts_name_tools_that_there_are(talk):
    names = {tool.name for tool in talk.portal.call(talk.client.list_tools).tools}
    for prompt in talk.portal.call(talk.client.list_prompts).prompts:
        (first, *_) = prompt.arguments
        for lang in ("en", "zh"):
            got = talk.portal.call(
                talk.client.get_prompt, prompt.name, {first.name: "x-y", "lang": lang}
            )
            text = got.messages[0].content.text
            assert "x-y" in text
            assert any(name in text for name in names)
