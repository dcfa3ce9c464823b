"""The Reconciliation API as OpenRefine uses it, as version 1.0 has it, and for those who err."""

import json
import re
from types import SimpleNamespace

import pytest

from llmkg.http.routes import reconcile
from tests.link.specification import examples, valid

BASE = "https://w3id.org/llmkg/"
MODEL = f"{BASE}ontology#Model"
COLUMNS = ("derivedFrom", "releasedOn", "hasQuantity", "rdfs:label")
ROWS = [
    *("ChatGPT", "text-davinci-03", "GPT-3 175B", "PaLM", "flan palm"),
    *("code davinci 002", "思维链", "chain of thougt", "nothing of the kind", ""),
]


def batch(queries):
    return {"queries": json.dumps(queries)}


def posted(client, queries, **headers):
    response = client.post("/reconcile", data=batch(queries), headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def best(client, text, **more):
    found = posted(client, {"q": {"query": text, **more}})["q"]["result"]
    return found[0] if found else None


def test_openrefine_reconciles_a_column(client):
    manifest = client.get("/reconcile", headers={"Accept": "application/json"}).json()
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"] == BASE
    assert len(manifest["defaultTypes"]) > 5

    # the guess of types: the first ten rows, three candidates each, no type
    queries = {f"q{at}": {"query": text, "limit": 3} for at, text in enumerate(ROWS)}
    guessed = posted(client, queries)
    assert set(guessed) == set(queries)
    types = [
        type_["id"]
        for answer in guessed.values()
        for candidate in answer["result"][:1]
        for type_ in candidate["type"]
    ]
    assert max(set(types), key=types.count) == MODEL

    # the column with that type, as the reader of the dialogue left it
    asked = {
        f"q{at}": {"query": text, "type": MODEL, "type_strict": "should", "limit": 5}
        for at, text in enumerate(ROWS)
    }
    found = posted(client, asked)
    matched = {
        ROWS[int(key[1:])]: answer["result"][0]["id"].removeprefix(BASE)
        for key, answer in found.items()
        if answer["result"] and answer["result"][0]["match"]
    }
    assert matched == {
        "ChatGPT": "model/chatgpt",
        "text-davinci-03": "model/text-davinci-003",
        "GPT-3 175B": "model/davinci",
        "PaLM": "model/palm",
        "flan palm": "model/flan-palm",
        "code davinci 002": "model/code-davinci-002",
    }
    for answer in found.values():
        scores = [candidate["score"] for candidate in answer["result"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert sum(candidate["match"] for candidate in answer["result"]) <= 1
    assert found["q9"]["result"] == []

    # a cell is settled by hand: suggest, with what was typed so far
    where = manifest["suggest"]["entity"]
    suggested = client.get(
        where["service_url"] + where["service_path"],
        params={"prefix": "text-dav", "type": MODEL, "type_strict": "should", "callback": "x"},
    ).json()["result"]
    assert [each["id"].rpartition("/")[2] for each in suggested[:3]] == [
        *("text-davinci-001", "text-davinci-002", "text-davinci-003"),
    ]
    assert suggested[0]["notable"][0]["name"] == "model"

    # the cell's candidates are looked at, in a frame
    address = manifest["preview"]["url"].replace("{{id}}", suggested[0]["id"])
    preview = client.get(address)
    assert preview.status_code == 200
    assert "text-davinci-001" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "x-frame-options" not in preview.headers
    opened = client.get(manifest["view"]["url"].replace("{{id}}", suggested[0]["id"]))
    assert opened.url.path == "/model/text-davinci-001"

    # columns from reconciled values
    proposed = client.get(
        "/reconcile" + manifest["extend"]["propose_properties"]["service_path"],
        params={"type": MODEL, "limit": 40},
    ).json()
    assert proposed["type"] == MODEL
    derived = next(each for each in proposed["properties"] if each["id"].endswith("#derivedFrom"))
    ids = [f"{BASE}model/text-davinci-002", f"{BASE}model/davinci"]
    query = {"ids": ids, "properties": [{"id": derived["id"], "settings": {"limit": "1"}}]}
    extended = client.post("/reconcile", data={"extend": json.dumps(query)}).json()
    assert extended["meta"][0]["id"] == derived["id"]
    assert extended["meta"][0]["type"]["id"] == MODEL
    (value,) = extended["rows"][ids[0]][derived["id"]]
    assert value["id"] == f"{BASE}model/code-davinci-002"
    assert value["description"] == "how sure: established"  # a claim never without its level
    assert extended["rows"][ids[1]][derived["id"]] == []


def test_both_forms_agree(client):
    (two,) = posted(client, {"q": {"query": "ChatGPT", "limit": 1}})["q"]["result"]
    response = client.post("/reconcile/match", json=conditions("ChatGPT"))
    one = response.json()["results"][0]["candidates"][0]
    assert {key: one[key] for key in ("id", "name", "score", "match", "type")} == {
        key: two[key] for key in ("id", "name", "score", "match", "type")
    }
    assert one["lang"] == "en"
    assert all(feature["name"] for feature in one["features"])
    below = client.post("/reconcile/1.0-draft/match", json=conditions("ChatGPT"))
    assert below.json() == response.json()


def conditions(name, **more):
    return {"queries": [{"conditions": [{"matchType": "name", "propertyValue": name}], **more}]}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Chain-of-Thought", "ability/chain-of-thought"),
        ("CoT", "ability/chain-of-thought"),  # an alias
        ("思维链", "ability/chain-of-thought"),
        ("ｃｈａｔｇｐｔ", "model/chatgpt"),  # wide letters
        ("model:chatgpt", "model/chatgpt"),
        (f"{BASE}model/chatgpt", "model/chatgpt"),
        ("https://doi.org/10.48550/arXiv.2005.14165", "source/brown2020-gpt3"),
        ("instruction tunning", "method/instruction-tuning"),
    ],
)
def test_what_is_meant_is_matched(client, text, slug):
    found = best(client, text)
    assert found["id"] == BASE + slug
    assert found["match"] is True


@pytest.mark.parametrize("text", ["text-davinci-004", "davinci-00", "chatgtp?", "training"])
def test_what_may_be_several_things_is_no_match(client, text):
    found = posted(client, {"q": {"query": text, "limit": 5}})["q"]["result"]
    assert found
    assert not any(each["match"] for each in found)


def test_a_type_sorts_out_namesakes(client):
    assert best(client, "GPT-3")["id"] == f"{BASE}family/gpt-3"
    models = posted(client, {"q": {"query": "GPT-3", "type": "Model", "limit": 5}})["q"]["result"]
    assert models
    assert {each["type"][0]["id"] for each in models} == {MODEL}


def test_properties_decide_between_names(client):
    plain = best(client, "davinci 002", type="Model")
    query = {"query": "davinci 002", "type": "Model"}
    derived = [{"pid": "llmkg:derivedFrom", "v": {"id": "model:code-davinci-002"}}]
    found = posted(client, {"q": {**query, "properties": derived}})["q"]["result"][0]
    assert found["id"] == f"{BASE}model/text-davinci-002"
    (feature,) = (each for each in found["features"] if each["id"].startswith("property:"))
    assert feature == {"id": "property:llmkg:derivedFrom", "value": 100.0}
    assert not plain["match"]


def test_required_conditions_leave_others_out(client):
    condition = {
        "matchType": "property",
        "propertyId": "llmkg:derivedFrom",
        "propertyValue": "code-davinci-002",
        "required": True,
    }
    query = {"type": "llmkg:Model", "limit": 20, "conditions": [condition]}
    found = client.post("/reconcile/match", json={"queries": [query]}).json()
    names = {each["name"] for each in found["results"][0]["candidates"]}
    assert {"text-davinci-002", "ChatGPT"} <= names
    assert "davinci" not in names
    none = {**condition, "matchQuantifier": "none"}
    name = {"matchType": "name", "propertyValue": "text-davinci-002"}
    other = {"type": "Model", "conditions": [name, none]}
    left = client.post("/reconcile/match", json={"queries": [other]}).json()
    ids = [each["id"] for each in left["results"][0]["candidates"]]
    assert f"{BASE}model/text-davinci-002" not in ids


def test_answers_are_in_the_readers_language(client):
    found = posted(client, {"q": {"query": "CoT"}}, **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert found["q"]["result"][0]["name"] == "思维链推理"
    named = client.get("/reconcile/suggest/type", params={"prefix": "模型", "lang": "zh"})
    assert named.headers["content-language"] == "zh"
    assert "模型" in [each["name"] for each in named.json()["result"]]
    assert "Accept-Language" in named.headers["vary"]
    preview = client.get("/reconcile/preview", params={"id": "model:chatgpt", "lang": "zh"})
    assert "条主张" in preview.text


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_an_identifier_is_suggested(client, kind):
    given = {"entity": f"{BASE}model/chatgpt", "type": MODEL, "property": "llmkg:derivedFrom"}
    found = client.get(f"/reconcile/suggest/{kind}", params={"prefix": given[kind]}).json()
    assert found["result"][0]["id"].endswith(given[kind].rpartition(":")[2])


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
@pytest.mark.parametrize("skip", ["cursor", "offset"])
def test_suggestions_come_in_pages(client, kind, skip):
    def ids(**params):
        answer = client.get(f"/reconcile/suggest/{kind}", params={"prefix": "t", **params})
        return [each["id"] for each in answer.json()["result"]]

    whole = ids(limit=4)
    assert len(whole) == 4
    assert ids(limit=2) + ids(limit=2, **{skip: 2}) == whole


def test_identifiers_come_back_as_they_were_given(client):
    query = {
        "ids": ["model:chatgpt", "nothing:here"],
        "properties": [{"id": "releasedOn"}, {"id": "no-such"}],
    }
    two = client.post("/reconcile", data={"extend": json.dumps(query)}).json()
    assert list(two["rows"]) == query["ids"]
    assert [each["id"] for each in two["meta"]] == ["releasedOn", "no-such"]
    assert two["rows"]["model:chatgpt"]["releasedOn"]
    assert two["rows"]["nothing:here"] == {"releasedOn": [], "no-such": []}
    one = client.post("/reconcile/extend", json=query).json()
    assert [row["id"] for row in one["rows"]] == query["ids"]
    assert one["rows"][0]["properties"][0]["values"] == two["rows"]["model:chatgpt"]["releasedOn"]


def test_a_least_confidence_leaves_values_out(client):
    def values(level):
        setting = {"id": "llmkg:hasAbility", "settings": {"min_confidence": level}}
        query = {"ids": ["model:text-davinci-002"], "properties": [setting]}
        rows = client.post("/reconcile/extend", json=query).json()["rows"]
        return rows[0]["properties"][0]["values"]

    assert len(values("any")) > len(values("Established"))
    assert {value["description"] for value in values("WellSupported")} <= {
        *("how sure: established", "how sure: well supported"),
    }


JSON = {"Content-Type": "application/json"}
FAULTY = [
    ("/reconcile", {"data": {"queries": "{not json"}}, 400),
    ("/reconcile", {"data": {"queries": "[" * 100_000}}, 400),
    ("/reconcile", {"data": {"queries": "[]"}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {}}'}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {"query": "x", "limit": 0}}'}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {"query": "x", "limit": 1e9}}'}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {"query": "x", "type": "Sofa"}}'}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {"query": "x", "typ": "Model"}}'}}, 422),
    ("/reconcile", {"data": {"queries": '{"q": {"query": ["x"]}}'}}, 422),
    ("/reconcile", {"data": batch({"q": {"query": "x" * 1_001}})}, 422),
    ("/reconcile", {"data": batch({f"q{at}": {"query": "x"} for at in range(51)})}, 413),
    ("/reconcile", {"data": {"queries": "x" * 1_000_001}}, 413),
    ("/reconcile", {"data": {"extend": '{"ids": "x", "properties": []}'}}, 422),
    ("/reconcile", {"data": {"extend": '{"ids": [], "properties": [{}]}'}}, 422),
    ("/reconcile", {"data": {"other": "x"}}, 422),
    ("/reconcile", {"json": {"queries": []}}, 415),
    ("/reconcile/match", {"data": {"queries": "{}"}}, 415),
    ("/reconcile/match", {"json": {}}, 422),
    ("/reconcile/match", {"json": {"queries": [{"conditions": []}]}}, 422),
    ("/reconcile/match", {"json": {"queries": [{}] * 51}}, 413),
    (
        "/reconcile/match",
        {"content": b"\xff", "headers": {"Content-Type": "application/json"}},
        400,
    ),
    ("/reconcile", {"data": batch({"q": {"query": "x", "properties": [{}] * 21}})}, 413),
    ("/reconcile/extend", {"json": {"ids": ["x"] * 501, "properties": []}}, 413),
    (
        "/reconcile/extend",
        {"json": {"ids": [], "properties": [{"id": "x", "settings": {"min_confidence": "No"}}]}},
        422,
    ),
]


@pytest.mark.parametrize(("path", "sent", "status"), FAULTY)
def test_a_faulty_request_gets_a_problem_document(client, path, sent, status):
    response = client.post(path, **sent)
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reconcile?queries={", 400),
        ("/reconcile/preview?id=model:none", 404),
        ("/reconcile/view?id=model:none", 404),
        ("/reconcile/preview", 422),
        ("/reconcile/suggest/entity?limit=0", 422),
        ("/reconcile/extend/propose?type=Sofa", 422),
        ("/reconcile/suggest/nothing", 404),
    ],
)
def test_a_faulty_address_gets_a_problem_document(client, path, status):
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/problem+json")


def test_a_batch_that_takes_too_long_is_stopped(client, settings, monkeypatch):
    clock = SimpleNamespace(monotonic=iter(range(0, 999, 20)).__next__)
    monkeypatch.setattr(reconcile, "time", clock)
    response = client.post("/reconcile", data=batch({f"q{at}": {"query": "x"} for at in range(9)}))
    assert response.status_code == 504
    assert response.json()["limit"] == settings.query_seconds


def test_any_page_may_ask(client):
    asked = client.options(
        "/reconcile/match",
        headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
    )
    assert asked.headers["access-control-allow-origin"] == "*"
    for path in ("/reconcile", "/reconcile/suggest/type?prefix=m"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_only_previews_may_be_framed(client):
    policy = client.get("/reconcile/preview?id=model:chatgpt").headers["content-security-policy"]
    assert re.search(r"frame-ancestors \*(;|$)", policy)
    assert "default-src 'none'" in policy
    page = client.get("/model/chatgpt", headers={"Accept": "text/html"})
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


# What the community group's own schemas and examples say, where they are at hand.


def test_messages_of_0_2_are_as_the_schemas_have_them(client):
    valid(client.get("/reconcile").json(), "0.2", "manifest")
    queries = {f"q{at}": {"query": text} for at, text in enumerate(ROWS) if text}
    valid(queries, "0.2", "reconciliation-query-batch")
    valid(posted(client, queries), "0.2", "reconciliation-result-batch")
    properties = [
        {"id": each} for each in ("derivedFrom", "releasedOn", "hasQuantity", "rdfs:label")
    ]
    query = {"ids": ["model:davinci", "model:chatgpt"], "properties": properties}
    extended = client.post("/reconcile", data={"extend": json.dumps(query)}).json()
    valid(extended, "0.2", "data-extension-response")
    shared(client, "0.2")


def test_messages_of_1_0_are_as_the_schemas_have_them(client):
    valid(client.get("/reconcile/1.0-draft").json(), "1.0-draft", "manifest")
    query = conditions("ChatGPT", limit=3)
    valid(query, "1.0-draft", "reconciliation-query-batch")
    found = client.post("/reconcile/match", json=query).json()
    valid(found, "1.0-draft", "reconciliation-result-batch")
    properties = [
        {"id": each} for each in ("derivedFrom", "releasedOn", "hasQuantity", "rdfs:label")
    ]
    query = {"ids": ["model:davinci", "source:brown2020-gpt3"], "properties": properties}
    extended = client.post("/reconcile/extend", json=query).json()
    valid(extended, "1.0-draft", "data-extension-response")
    shared(client, "1.0-draft")


def shared(client, version):
    for kind, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        found = client.get(f"/reconcile/suggest/{kind}", params={"prefix": "m"}).json()
        assert found["result"]
        valid(found, version, f"suggest-{name}-response")
    proposed = client.get("/reconcile/extend/propose", params={"type": "Model"}).json()
    valid(proposed, version, "data-extension-property-proposal")


def test_examples_of_the_specification_are_read(client):
    read = 0
    for name, example in examples("1.0-draft", "reconciliation-query-batch", "valid"):
        for query in example["queries"]:
            query.pop("type", None)  # of Wikidata
        assert client.post("/reconcile/match", json=example).status_code == 200, name
        read += 1
    for name, example in examples("0.2", "reconciliation-query-batch", "valid"):
        for query in example.values():
            query.pop("type", None)
        assert client.post("/reconcile", data=batch(example)).status_code == 200, name
        read += 1
    for name, example in examples("1.0-draft", "reconciliation-query-batch", "invalid"):
        assert client.post("/reconcile/match", json=example).status_code == 422, name
        read += 1
    for name, example in examples("0.2", "reconciliation-query-batch", "invalid"):
        if name != "empty-query.json":
            assert client.post("/reconcile", data=batch(example)).status_code == 422, name
        read += 1
    assert read > 10


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("p:davinci-trained-on-c4-2016-2019", ["refuted", "claims speak"]),
        ("p:code-training-gives-chain-of-thought", ["contested", "correlation, not causation"]),
        ("c:fu2022-zh-3-2-davinci-trained-on-c4-2016-2019", ["asserts", "superseded"]),
    ],
)
def test_a_statement_is_shown_with_how_it_stands(client, thing, words):
    text = client.get("/reconcile/preview", params={"id": thing}).text
    assert [each for each in words if each not in text] == []
    assert "No claim speaks" not in text


def test_a_statement_that_is_suggested_says_how_it_stands(client):
    asked = {"query": "Code training gives rise to chain-of-thought", "type": "llmkg:Proposition"}
    (found,) = client.post("/reconcile", data={"queries": json.dumps({"q": asked})}).json().values()
    best = found["result"][0]
    assert best["id"].endswith("/proposition/code-training-gives-chain-of-thought")
    assert "contested, correlation, not causation" in best["description"]
