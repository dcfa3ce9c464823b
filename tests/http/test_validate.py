import json
import tempfile

import pytest

TURTLE = {"Content-Type": "text/turtle"}
JSON_LD = {"Content-Type": "application/ld+json"}
PREFIXES = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
FINE = (
    PREFIXES
    + """<https://w3id.org/llmkg/model/my-model> a llmkg:Model ;
    rdfs:label "my model"@en , "我的模型"@zh .
"""
)
PLAIN_FACT = FINE + (
    "<https://w3id.org/llmkg/model/my-model> llmkg:derivedFrom "
    "<https://w3id.org/llmkg/model/davinci> .\n"
)
MODEL = {
    "@id": "https://w3id.org/llmkg/model/my-model",
    "@type": "Model",
    "label": {"en": "my model", "zh": "我的模型"},
}


def post(client, content, headers=TURTLE, **more):
    return client.post("/api/validate", content=content, headers=headers, **more)


def rules(response):
    assert response.status_code == 200, response.text
    return {finding["rule"].rpartition("#")[2] for finding in response.json()["findings"]}


def test_a_good_contribution_conforms(client):
    response = post(client, FINE)
    assert response.json()["conforms"] is True
    assert response.json()["findings"] == []


def test_a_byte_order_mark_before_turtle_is_no_part_of_it(client):
    told, marked = post(client, PLAIN_FACT), post(client, PLAIN_FACT.encode("utf-8-sig"))
    assert rules(marked) == rules(told) == {"PlainDomainTriple"}
    assert marked.json()["findings"][0]["line"] == told.json()["findings"][0]["line"]


def test_a_fact_without_a_claim_is_found_at_its_line(client):
    response = post(client, PLAIN_FACT)
    assert rules(response) == {"PlainDomainTriple"}
    assert response.json()["conforms"] is False
    finding = response.json()["findings"][0]
    assert finding["severity"] == "violation"
    assert finding["line"] == 5
    assert finding["file"] == "contribution.ttl"
    assert set(finding["messages"]) == set(finding["mend"]) == {"en", "zh"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("@prefix a: <x", "TurtleSyntax"),
        (FINE.replace("llmkg:Model", "llmkg:Modell"), "UnknownClass"),
        (FINE.replace(' , "我的模型"@zh', ""), "ThingWithoutChineseLabel"),
    ],
)
def test_faults_are_findings(client, content, rule):
    response = post(client, content)
    assert rule in rules(response)
    assert response.json()["conforms"] is False


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"# nothing\n"])
def test_what_cannot_be_read_is_a_finding_too(client, content):
    response = post(client, content)
    assert response.status_code == 200
    assert response.json()["conforms"] is False


def test_json_ld_with_its_own_context(client):
    own = {"@vocab": "https://w3id.org/llmkg/ontology#"} | {
        "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@container": "@language"}
    }
    response = post(client, json.dumps({"@context": own, **MODEL}), JSON_LD)
    assert response.json()["conforms"] is True


@pytest.mark.parametrize(
    "context", ["http://testserver/context.jsonld", "https://w3id.org/llmkg/context.jsonld"]
)
def test_json_ld_with_ours(client, context):
    good = json.dumps({"@context": context, **MODEL})
    assert post(client, good, JSON_LD).json()["conforms"] is True
    fact = MODEL | {"derivedFrom": "https://w3id.org/llmkg/model/davinci"}
    response = post(client, json.dumps({"@context": context, **fact}), JSON_LD)
    assert rules(response) == {"PlainDomainTriple"}
    assert "line" not in response.json()["findings"][0]


@pytest.mark.parametrize(
    "context",
    [
        "https://elsewhere.example/context",
        "http://127.0.0.1:9/context",
        "file:///etc/passwd",
        ["https://schema.org/"],
        {"@import": "https://elsewhere.example/context"},
    ],
)
def test_remote_contexts_are_refused(client, context):
    response = post(client, json.dumps({"@context": context, **MODEL}), JSON_LD)
    assert response.status_code == 400
    assert "Remote contexts are not loaded" in response.json()["detail"]
    assert "passwd" not in response.text or "file:///etc/passwd" in response.text


@pytest.mark.parametrize(
    "content", ["", "{", "[" * 100_000, '{"@context": 3}', "{}", '"text"', '{"@id": {}}', "\xff"]
)
def test_what_is_no_json_ld(client, content):
    response = post(client, content.encode("latin-1"), JSON_LD)
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "media_type", ["application/rdf+xml", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_other_media_types_are_not_read(client, media_type):
    bomb = '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>'
    response = post(client, bomb, {"Content-Type": media_type} if media_type else {})
    assert response.status_code == 415


def test_size_is_limited_while_reading(client):
    response = post(client, b"#" * 2_000_001)
    assert response.status_code == 413


def test_nothing_is_stored(client, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = client.get("/readyz").json()["snapshot"]
    assert post(client, FINE).status_code == 200
    assert client.get("/model/my-model").status_code == 404
    assert client.get("/readyz").json()["snapshot"] == before
    assert list(tmp_path.iterdir()) == []


def test_no_path_of_the_server_gets_out(client, root):
    for content in ("@prefix a: <x", PLAIN_FACT, b"\xff"):
        text = post(client, content).text
        assert tempfile.gettempdir() + "/" not in text
        assert str(root) not in text
