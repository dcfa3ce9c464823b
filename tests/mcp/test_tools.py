"""Every tool, by the client of the SDK: what it promises, what it gives, what it says of faults."""

import json
from typing import Any

import jsonschema
import pytest

from llmkg import __version__
from llmkg.search import KINDS, STATUSES

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "chain of thought"},
    "get_claim": {"claim": "c:fu2022-zh-3-1-code-training-gives-cot"},
    "argument": {"proposition": "code-training-gives-chain-of-thought"},
    "origins_of_ability": {"ability": "ability:chain-of-thought"},
    "lineage": {"model": "text-davinci-003"},
    "explain": {
        "subject": "model:text-davinci-003",
        "predicate": "derivedFrom",
        "object": "model:code-davinci-002",
    },
    "tensions": {"limit": 2},
    "open_questions": {"about": "ability:chain-of-thought"},
    "run_query": {"name": "open-questions", "limit": 5},
    # what cannot be read is found at once; to check all takes seconds
    "validate": {"data": "@prefix x: <https://x.example/> . x:a x:b "},
    "cite": {"thing": "c:fu2022-zh-3-1-code-training-gives-cot"},
}


@pytest.fixture(scope="module")
def tools(over_http):
    return {tool.name: tool for tool in over_http.portal.call(over_http.client.list_tools).tools}


def test_the_server_says_who_it_is_and_how_to_quote(talk):
    assert talk.client.server_info.name == "llmkg"
    assert talk.client.server_info.version == __version__
    assert "caution" in (talk.client.instructions or "")
    assert "correlation, not causation" in (talk.client.instructions or "")


def test_descriptions_can_be_chosen_by(tools):
    for tool in tools.values():
        lines = tool.description.splitlines()
        assert lines[0].endswith(".")
        assert not [line for line in lines if line != line.strip()], tool.name
        for name, about in tool.input_schema["properties"].items():
            assert about.get("description", "").endswith("."), (tool.name, name)


def test_a_slug_that_one_thing_has_is_enough(over_http):
    wanted = {"subject": "model:text-davinci-003", "object": "model:code-davinci-002"}
    said = {"subject": "text-davinci-003", "object": "Code-davinci-002"}
    first, second = (
        over_http.answer("explain", predicate="derivedFrom", **each) for each in (wanted, said)
    )
    assert first == second
    cited = over_http.answer("cite", thing="claim/fu2022-zh-3-1-code-training-gives-cot")
    assert cited == over_http.answer("cite", thing="c:fu2022-zh-3-1-code-training-gives-cot")


def test_an_update_is_told_what_to_do_instead(over_http):
    said = over_http.fault("run_query", sparql="DELETE WHERE { ?a ?b ?c }")
    assert "SELECT, ASK, CONSTRUCT or DESCRIBE" in said


def test_both_transports_have_the_same_tools(tools, over_pipes):
    listed = over_pipes.portal.call(over_pipes.client.list_tools).tools
    assert {tool.name: tool for tool in listed} == tools
    assert set(tools) == set(CALLS)


def test_every_parameter_is_described_and_no_other_is_taken(tools):
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False
        for name, schema in tool.input_schema["properties"].items():
            assert schema.get("description"), f"{tool.name}.{name}"
        assert tool.output_schema["properties"]["caution"]


def test_levels_and_kinds_are_those_that_there_are(tools, kb):
    levels = tools["origins_of_ability"].input_schema["properties"]["min_confidence"]["anyOf"][0]
    assert levels["enum"] == [level.name for level in kb.levels()]
    kinds = tools["search"].input_schema["properties"]["kinds"]["items"]
    assert set(kinds["enum"]) == set(KINDS)
    statuses = tools["search"].input_schema["properties"]["statuses"]["items"]
    assert statuses["enum"] == list(STATUSES)
    assert tools["search"].input_schema["properties"]["lang"]["enum"] == ["en", "zh"]


def test_a_search_keeps_to_levels_and_statuses(over_http):
    found = over_http.answer("search", query="code", statuses=["Contested"], levels=[])
    assert {each["status"] for each in found["items"]} == {"contested"}
    sure = over_http.answer("search", query="code", kinds=["claim"], levels=["Established"])
    assert {each["level"]["name"] for each in sure["items"]} == {"Established"}


def test_the_list_of_tools_fits_a_context(tools):
    size = sum(
        len(json.dumps(tool.input_schema)) + len(tool.description) for tool in tools.values()
    )
    assert size < 16_000


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", CALLS)
def test_an_answer_is_as_its_schema_has_it_and_carries_a_caution(talk, tools, name, lang):
    result = talk.call(name, **CALLS[name], lang=lang)
    assert not result.is_error, result.content[0].text
    found = result.structured_content
    assert json.loads(result.content[0].text) == found
    jsonschema.validate(found, tools[name].output_schema)
    assert found["lang"] == lang
    assert found["caution"]
    assert "\n" not in found["caution"]
    assert any("\u4e00" <= each <= "\u9fff" for each in found["caution"]) or lang == "en"


def levels_of(found):
    """Every level in an answer, at whatever depth."""
    if isinstance(found, dict):
        if "rank" in found and "name" in found:
            yield found
        for each in found.values():
            yield from levels_of(each)
    elif isinstance(found, list):
        for each in found:
            yield from levels_of(each)


@pytest.mark.parametrize("name", [each for each in CALLS if each not in ("validate", "cite")])
def test_what_is_said_has_levels_and_iris(over_http, name):
    found = over_http.answer(name, **CALLS[name])
    assert "https://w3id.org/llmkg/" in json.dumps(found)
    if name not in ("open_questions", "run_query"):
        assert list(levels_of(found))


def test_the_hedge_and_the_level_are_in_the_caution(over_http):
    found = over_http.answer("get_claim", **CALLS["get_claim"])
    claim = found["claim"]
    assert claim["confidence"]["label"] in found["caution"]
    assert claim["hedge"]
    assert all(word in found["caution"] for word in claim["hedge"])
    assert "contested" in found["caution"]
    assert "correlation, not causation" in found["caution"]
    chinese = over_http.answer("get_claim", **CALLS["get_claim"], lang="zh")
    assert "相关而非因果" in chinese["caution"]
    assert chinese["claim"]["confidence"]["label"] in chinese["caution"]


def test_an_argument_has_both_sides(over_http):
    found = over_http.answer("argument", **CALLS["argument"])
    assert found["asserted_by"]
    assert found["denied_by"]
    assert found["supported_by"]
    assert found["disputed_by"]
    assert found["counts"]["asserted_by"] >= len(found["asserted_by"])
    assert "correlation, not causation" in found["caution"]
    by_claim = over_http.answer("argument", proposition=CALLS["get_claim"]["claim"])
    assert by_claim["proposition"]["iri"] == found["proposition"]["iri"]
    short = over_http.answer("argument", **CALLS["argument"], limit=1)
    assert short["truncated"]
    assert len(short["asserted_by"]) == 1


def test_an_argument_as_of_a_day_leaves_out_what_came_later(over_http):
    early = over_http.answer("argument", **CALLS["argument"], as_of="2022-12-31")
    late = over_http.answer("argument", **CALLS["argument"])
    assert early["counts"]["denied_by"] < late["counts"]["denied_by"]
    assert early["proposition"]["assessment"]["as_of"] <= "2022-12-31"


def test_origins_are_at_the_level_asked_for(over_http):
    every = over_http.answer("origins_of_ability", **CALLS["origins_of_ability"])
    some = over_http.answer(
        "origins_of_ability", **CALLS["origins_of_ability"], min_confidence="WellSupported"
    )
    assert 0 < some["total"] < every["total"]
    assert all(each["stated"]["rank"] >= 4 for each in some["origins"])


def test_lists_go_on(over_http):
    first = over_http.answer("search", query="code", limit=2)
    second = over_http.answer("search", query="code", limit=2, offset=2)
    assert first["truncated"]
    assert {each["iri"] for each in first["items"]}.isdisjoint(
        each["iri"] for each in second["items"]
    )


def test_rows_are_cut_and_say_so(talk):
    found = talk.answer("run_query", sparql="SELECT * { ?s ?p ?o }", limit=3)
    assert (found["count"], len(found["rows"]), found["truncated"]) == (3, 3, True)
    whole = talk.answer("run_query", sparql="SELECT ?l { ?l a llmkg:ConfidenceLevel }")
    assert (whole["count"], whole["truncated"]) == (6, False)
    assert {"l": "llmkg:Established"} in whole["rows"]
    assert whole["prefixes"]["llmkg"].endswith("ontology#")


def test_bytes_are_cut_at_a_whole_row(over_http):
    found = over_http.answer("run_query", sparql="SELECT * { ?s ?p ?o }", limit=1_000)
    assert 0 < found["count"] < 1_000
    assert found["truncated"]
    assert set(found["rows"][-1]) == {"s", "p", "o"}


def test_graphs_and_truth_values(over_http):
    graph = over_http.answer(
        "run_query", sparql="CONSTRUCT { ?m a llmkg:Model } { ?m a llmkg:Model }", limit=2
    )
    assert graph["form"] == "CONSTRUCT"
    assert graph["triples"].count("\n") == 1
    assert graph["truncated"]
    assert over_http.answer("run_query", sparql="ASK { ?m a llmkg:Model }")["boolean"] is True


def test_claims_in_rows_bring_their_hedges(over_http):
    found = over_http.answer(
        "run_query",
        sparql="SELECT ?c { ?c llmkg:asserts p:code-training-gives-chain-of-thought }",
    )
    mentioned = {each["iri"]: each for each in found["mentions"]}
    claim = mentioned["https://w3id.org/llmkg/claim/fu2022-zh-3-1-code-training-gives-cot"]
    assert claim["hedge"]
    assert claim["level"]["label"] in found["caution"]


def test_a_query_that_takes_too_long_is_stopped(talk):
    said = talk.fault("run_query", sparql=ENDLESS, seconds=0.3)
    assert "0.3 s" in said
    assert "LIMIT" in said


def test_a_contribution_is_checked_and_nothing_is_stored(over_http):
    broken = over_http.answer("validate", **CALLS["validate"])
    assert not broken["conforms"]
    assert broken["findings"][0]["line"] == 1
    nothing = over_http.answer("search", query="x.example", kinds=["model"])
    assert nothing["total"] == 0


def test_a_citation_names_the_source_too(over_http):
    found = over_http.answer("cite", **CALLS["cite"])
    assert found["reference"].startswith("@misc{llmkg-claim-")
    assert found["source_reference"].startswith("@")
    assert "section 3.1" in found["source_reference"]
    assert found["permalink"].startswith(over_http.address.removesuffix("mcp"))
    assert json.loads(found["source_reference_csl"])[0]["id"] == "fu2022-zh"


FAULTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("serch", {"query": "x"}, ["no tool 'serch'", "search"]),
    ("search", {}, ["query", "chain of thought"]),
    ("search", {"qury": "x"}, ["no argument 'qury'", "Did you mean 'query'"]),
    ("search", {"query": "x", "limit": 1000}, ["limit", "100", "1000"]),
    ("search", {"query": "x", "kinds": ["modle"]}, ["kinds", "'model'", "modle"]),
    ("get_claim", {"claim": "no-such"}, ["no claim", "search(", "get_claim(claim="]),
    ("get_claim", {"claim": "ability:chain-of-thought"}, ["ability", "claim"]),
    ("argument", {"proposition": "code-training"}, ["Nearest: p:", "argument("]),
    ("argument", {"proposition": "x", "as_of": "soon"}, ["as_of", "soon"]),
    ("origins_of_ability", {"ability": "reasonning"}, ["Nearest", "ability:"]),
    (
        "origins_of_ability",
        {"ability": "chain-of-thought", "min_confidence": "Good"},
        ["min_confidence", "WellSupported"],
    ),
    ("lineage", {"model": "text-davinci-03"}, ["Nearest", "model:text-davinci-003"]),
    (
        "explain",
        {"subject": "model:gpt", "predicate": "isA", "object": "model:davinci"},
        ["Nothing is known of model:gpt"],
    ),
    ("tensions", {"kind": "misprnt"}, ["Nearest: Misprint", "Contradiction"]),
    ("run_query", {}, ["name", "sparql"]),
    ("run_query", {"name": "open-question"}, ["open-questions", "llmkg://queries"]),
    ("run_query", {"name": "open-questions", "parameters": {"abot": "x"}}, ["abot", "about"]),
    ("run_query", {"name": "claims-by-level", "parameters": {"level": "Good"}}, ["Anecdotal"]),
    ("run_query", {"sparql": "SELEC * {}"}, ["SELECT"]),
    ("run_query", {"sparql": "SELECT * { SERVICE <http://x.example/> {} }"}, ["SERVICE"]),
    ("run_query", {"sparql": "LOAD <http://x.example/>"}, ["LOAD"]),
    ("run_query", {"sparql": "INSERT DATA { <a:a> <a:b> 1 }"}, ["read-only"]),
    ("validate", {"data": "x", "media_type": "text/csv"}, ["text/turtle"]),
    ("cite", {"thing": "model:nobody"}, ["Nothing is known of model:nobody"]),
]


@pytest.mark.parametrize(("tool", "arguments", "parts"), FAULTS)
def test_a_fault_says_what_to_do(over_http, tool, arguments, parts):
    said = over_http.fault(tool, **arguments)
    for part in parts:
        assert part in said


def test_many_at_once(talk):
    calls = [(name, CALLS[name]) for name in ("search", "lineage", "argument", "run_query")] * 4
    results = talk.together(*calls)
    assert not any(each.is_error for each in results)
    assert results[0].structured_content == results[4].structured_content


def test_a_call_that_is_given_up_holds_nothing_up(talk):
    assert talk.given_up(0.3, "run_query", sparql=ENDLESS, seconds=8)
    assert talk.answer("run_query", sparql="ASK {}")["boolean"] is True
