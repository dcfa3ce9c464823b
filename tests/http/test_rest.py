import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld

from llmkg.http.schemas import schemas

LEVELS = [
    "Established",
    "WellSupported",
    "CorrelationNotCausation",
    "Anecdotal",
    "Conjectural",
    "Unresolved",
]
EXPLAIN = "/api/explain?subject=model:text-davinci-003&predicate=llmkg:derivedFrom"
COT = "/api/propositions/code-training-gives-chain-of-thought"

ROUTES = [
    ("/api/models", "ThingPage"),
    ("/api/models/text-davinci-003", "ThingCard"),
    ("/api/models/text-davinci-003/lineage", "Lineage"),
    ("/api/abilities", "ThingPage"),
    ("/api/abilities/chain-of-thought", "ThingCard"),
    ("/api/abilities/chain-of-thought/origins", "Origins"),
    ("/api/claims", "ClaimPage"),
    ("/api/claims?limit=1000", "ClaimPage"),
    ("/api/claims/fu2022-zh-3-1-code-training-gives-cot", "Claim"),
    (COT, "Argument"),
    ("/api/evidence/fu2022-zh-gpt3-no-code-no-cot", "Evidence"),
    ("/api/tensions", "TensionPage"),
    ("/api/open-questions", "QuestionPage"),
    ("/api/search?q=chain+of+thought", "HitPage"),
    ("/api/search?q=%E6%80%9D%E7%BB%B4%E9%93%BE&kind=claim", "HitPage"),
    ("/api/queries", "Queries"),
    (f"{EXPLAIN}&object=model:code-davinci-002", "Explained"),
    (f"{EXPLAIN}&object=model:chatgpt", "Explained"),
]


def objects(value):
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


@pytest.fixture(scope="module")
def context(client):
    return client.get("/context.jsonld").json()


@pytest.mark.parametrize(("path", "name"), ROUTES)
def test_answers_are_as_described(client, path, name):
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    Draft202012Validator(schema).validate(response.json())


@pytest.mark.parametrize("path", [path for path, _ in ROUTES])
def test_a_claim_never_comes_without_confidence_hedge_and_status(client, path):
    body = client.get(path).json()
    claims = [thing for thing in objects(body) if "/claim/" in str(thing.get("@id", ""))]
    for claim in claims:
        assert claim["confidence"]["name"] in LEVELS
        assert isinstance(claim["hedge"], dict)
        assert claim["status"] in {"current", "superseded", "retracted"}
    if "claims" in path or "propositions" in path or "tensions" in path:
        assert claims


@pytest.mark.parametrize("path", [path for path, name in ROUTES if name != "Queries"])
def test_answers_are_json_ld(client, context, path):
    body = client.get(path, headers={"Accept": "application/ld+json"})
    assert body.headers["content-type"] == "application/ld+json"

    def loader(url, _options):
        assert url == "http://testserver/context.jsonld"
        return {"contentType": None, "contextUrl": None, "documentUrl": url, "document": context}

    document = body.json()
    expanded = jsonld.expand(document, {"documentLoader": loader})
    assert expanded
    ids = {thing["@id"] for thing in objects(expanded) if "@id" in thing}
    about = {thing["@id"] for thing in objects(document) if "/claim/" in str(thing.get("@id"))}
    assert about <= ids, "a claim of the answer gets lost on its way to RDF"
    for thing in objects(expanded):
        for key in thing:
            assert key.startswith("@") or "://" in key


def test_json_ld_says_what_the_graph_says(client, context):
    """Every triple that the answer makes of a claim's own properties is one of the snapshot."""
    slug = "fu2022-zh-3-1-code-training-gives-cot"
    document = client.get(f"/api/claims/{slug}").json() | {"@context": context["@context"]}
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    iri = f"https://w3id.org/llmkg/claim/{slug}"
    lines = [
        line.removesuffix(" .")
        for line in quads.splitlines()
        if line.startswith(f"<{iri}>") and "_:" not in line
    ]
    ours = [
        line
        for line in lines
        # the slug, the status and reading aids are said by us, not by the snapshot
        if not any(name in line for name in ("dc/terms/identifier", "creativeWorkStatus", "/api#"))
    ]
    assert len(ours) > 8
    for line in ours:
        answer = client.get("/sparql", params={"query": f"ASK {{ {line} }}"})
        assert answer.json()["boolean"] is True, line


# -- the argument that all this is for


def test_seven_lines_of_evidence_that_warrant_no_more_than_correlation(client):
    argument = client.get(COT).json()
    lines = [one for one in argument["supportedBy"] if one["slug"].startswith("fu2022-zh")]
    assert len(lines) == 7
    assert [line["ceiling"]["name"] for line in lines].count("CorrelationNotCausation") == 6
    assert {line["evidenceType"]["name"] for line in lines} == {
        "NaturalContrast",
        "DatasetStatistic",
        "BenchmarkResult",
        "PublishedFinding",
        "Analogy",
    }
    assert max(line["ceiling"]["rank"] for line in lines) == 3
    assert argument["causal"] is True


def test_beside_them_the_places_that_call_it_very_likely(client):
    argument = client.get(COT).json()
    stated = [one for one in argument["assertedBy"] if one["slug"].startswith("fu2022-zh")]
    sure = [one for one in stated if one["confidence"]["name"] == "WellSupported"]
    assert {"很可能", "最可能"} <= {word for one in sure for word in one["hedge"]["zh"]}
    assert {one["section"] for one in sure} == {"3.1"}
    careful = [one for one in stated if one["confidence"]["rank"] == 3]
    assert careful[0]["hedge"]["zh"] == ["不一定是因果性"]
    assert argument["leftOpenBy"]
    assert any("HedgeDrift" in str(tension["tensionKind"]) for tension in argument["tensions"])


def test_origins_by_confidence(client):
    path = "/api/abilities/chain-of-thought/origins"
    everything = client.get(path).json()["origins"]
    factors = {origin["factor"]["@id"].rpartition("/")[2] for origin in everything}
    assert "code-training" in factors
    ranks = [origin["confidence"]["rank"] if origin["confidence"] else -1 for origin in everything]
    assert ranks == sorted(ranks, reverse=True)
    sure = client.get(path, params={"min_confidence": "WellSupported"}).json()
    assert sure["minConfidence"]["name"] == "WellSupported"
    assert 0 < len(sure["origins"]) <= len(everything)
    assert all(origin["confidence"]["rank"] >= 4 for origin in sure["origins"])
    established = client.get(path, params={"min_confidence": "Established"}).json()["origins"]
    assert len(established) < len(everything)
    assert all(origin["confidence"]["rank"] == 5 for origin in established)


def test_origins_as_of_a_date(client):
    path = "/api/abilities/chain-of-thought/origins"
    before = client.get(path, params={"as_of": "2020-01-01"}).json()
    assert before["origins"] == []
    assert before["asOf"] == "2020-01-01"
    assert client.get(path, params={"as_of": date(2030, 1, 1).isoformat()}).json()["origins"]


@pytest.mark.parametrize(
    "params", [{"min_confidence": "VerySure"}, {"as_of": "yesterday"}, {"as_of": "2022-13-01"}]
)
def test_origins_refuse_what_is_no_level_and_no_date(client, params):
    response = client.get("/api/abilities/chain-of-thought/origins", params=params)
    assert response.status_code == 422
    assert response.json()["mend"]


def test_lineage_has_claims_and_confidence_on_each_edge(client):
    lineage = client.get("/api/models/text-davinci-003/lineage").json()
    assert lineage["edges"]
    for edge in lineage["edges"]:
        assert edge["claims"]
        asserted = [one for one in edge["claims"] if one["stance"] == "asserts"]
        assert bool(asserted) == (edge["confidence"] is not None)
    parents = {edge["parent"]["@id"].rpartition("/")[2] for edge in lineage["edges"]}
    assert {"text-davinci-002", "code-davinci-002"} & parents


# -- claims: filters and pages


def all_claims(client, **params):
    items: list[dict[str, Any]] = []
    while True:
        given = {"limit": 1000, "offset": len(items), **params}
        page = client.get("/api/claims", params=given).json()
        items += page["items"]
        if len(items) >= page["total"]:
            return items


@pytest.mark.parametrize(
    ("params", "holds"),
    [
        ({"section": "3.1"}, lambda one: one["section"] == "3.1"),
        ({"confidence": "Conjectural"}, lambda one: one["confidence"]["name"] == "Conjectural"),
        (
            {"confidence": "https://w3id.org/llmkg/ontology#Conjectural"},
            lambda one: one["confidence"]["name"] == "Conjectural",
        ),
        ({"min_confidence": "WellSupported"}, lambda one: one["confidence"]["rank"] >= 4),
        ({"stance": "denies"}, lambda one: "denies" in one),
        ({"stance": "leavesOpen"}, lambda one: "leavesOpen" in one),
        ({"hedged": "true"}, lambda one: one["hedge"]),
        ({"hedged": "false"}, lambda one: not one["hedge"]),
        ({"source": "fu2022-zh"}, lambda one: one["statedIn"]["@id"].endswith("/fu2022-zh")),
    ],
)
def test_filters_keep_exactly_what_fits(client, params, holds):
    kept = all_claims(client, **params)
    assert kept
    wanted = [one["@id"] for one in all_claims(client) if holds(one)]
    assert [one["@id"] for one in kept] == wanted


def test_claims_about_a_thing_however_it_is_called(client):
    by_curie = all_claims(client, about="ability:chain-of-thought")
    by_iri = all_claims(client, about="https://w3id.org/llmkg/ability/chain-of-thought")
    assert by_curie == by_iri
    slugs = {one["slug"] for one in by_curie}
    assert "fu2022-zh-3-1-code-training-gives-cot" in slugs
    assert len(slugs) < len(all_claims(client))
    rises = all_claims(client, about="ability:chain-of-thought", predicate="givesRiseTo")
    assert 0 < len(rises) < len(by_curie)


def test_a_filter_that_fits_nothing_gives_an_empty_page(client):
    response = client.get("/api/claims", params={"section": "99"})
    assert response.status_code == 200
    assert response.json()["total"] == 0
    assert response.json()["items"] == []
    assert "link" not in response.headers


def test_walking_the_pages_meets_every_claim_once_in_one_order(client):
    whole = [one["@id"] for one in all_claims(client)]
    address, met, steps = "/api/claims?limit=97", [], 0
    while address:
        response = client.get(address)
        body = response.json()
        assert body["total"] == len(whole)
        met += [one["@id"] for one in body["items"]]
        following = response.links.get("next", {}).get("url")
        assert body.get("next") == following
        address = following
        steps += 1
    assert met == whole
    assert steps == -(-len(whole) // 97)


def test_claims_go_by_source_and_place(client):
    places = [
        (one["statedIn"]["@id"], one["anchor"]["start"])
        for one in all_claims(client)
        if "anchor" in one
    ]
    assert all(one <= other for one, other in pairwise(places))


def test_links_keep_the_filters(client):
    links = client.get("/api/claims?section=3.1&limit=5&offset=7").links
    assert "section=3.1" in links["next"]["url"]
    assert "offset=12" in links["next"]["url"]
    assert "offset=2&limit=5" in links["prev"]["url"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=x",
        "offset=-1",
        "offset=99999999999",
        "stance=believes",
        "hedged=perhaps",
        "confidence=no such level",
        "about=nothing",
        "about=%3Cx%3E",
        "sectoin=3.1",
        "limit=1&limit=2",
        "min_confidence=Certain",
    ],
)
def test_bad_parameters(client, query):
    response = client.get(f"/api/claims?{query}")
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"


# -- caching


@pytest.mark.parametrize("path", [path for path, _ in ROUTES])
def test_what_the_client_holds_is_not_sent_again(client, path):
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    as_ld = client.get(path, headers={"Accept": "application/ld+json"})
    assert as_ld.headers["etag"] != tag


def test_a_tag_does_not_hide_that_something_is_missing(client):
    response = client.get("/api/claims/none", headers={"If-None-Match": "*"})
    assert response.status_code == 404


def test_answers_are_the_same_bytes_each_time(client):
    for path, _ in ROUTES:
        assert client.get(path).content == client.get(path).content


@pytest.mark.parametrize(
    "path",
    [
        "/api/models/none",
        "/api/models/none/lineage",
        "/api/abilities/none",
        "/api/abilities/none/origins",
        "/api/claims/none",
        "/api/propositions/none",
        "/api/evidence/none",
        "/api/queries/none",
        "/api/queries/kb/claims",
        "/api/models/a b",
        "/api/models/%3E%3Cscript%3E",
        "/api/models/davinci/",
    ],
)
def test_what_is_not_there_is_404(client, path):
    response = client.get(path)
    assert response.status_code == 404, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert json.loads(response.content)["detail"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("q=chain of thought", "ability/chain-of-thought"),
        ("q=思维链", "ability/chain-of-thought"),
        ("q=chian of thougt", "ability/chain-of-thought"),
        ("q=text-davinci-003", "model/text-davinci-003"),
        ("q=RLHF&kind=method", "method/rlhf"),
        ("q=instr&unfinished=true&kind=method", "method/instruction-tuning"),
        ("q=correlation not causation&kind=term", "ontology#CorrelationNotCausation"),
    ],
)
def test_search_gives_first_what_a_reader_means(client, query, first):
    items = client.get(f"/api/search?{query}").json()["items"]
    assert items[0]["@id"].endswith(first)


def test_search_keeps_to_the_kinds_asked_for_and_says_what_kinds_there_are(client):
    page = client.get("/api/search?q=code&kind=claim,proposition&limit=100").json()
    assert {each["kind"] for each in page["items"]} == {"claim", "proposition"}
    assert page["total"] > 20
    refused = client.get("/api/search?q=code&kind=colour")
    assert refused.status_code == 422
    assert "proposition" in refused.json()["mend"]


def test_search_keeps_to_the_levels_and_statuses_asked_for(client):
    every = client.get("/api/search?q=code&kind=proposition").json()["total"]
    contested = client.get("/api/search?q=code&status=Contested").json()
    assert 0 < contested["total"] < every
    assert [each["kind"] for each in contested["kinds"]] == ["proposition"]
    sure = client.get("/api/search?q=code&kind=claim&level=Established,WellSupported").json()
    assert 0 < sure["total"] < client.get("/api/search?q=code&kind=claim").json()["total"]
    for each in contested["items"]:
        assert each["standing"]["name"] == each["assessment"]["status"]["@id"].split("#")[1]
    assert {each["level"]["name"] for each in sure["items"]} <= {"Established", "WellSupported"}
    for wrong, choice in (("level=Sure", "WellSupported"), ("status=Fine", "Retracted")):
        refused = client.get(f"/api/search?q=code&{wrong}")
        assert refused.status_code == 422
        assert choice in refused.json()["mend"]


def test_stored_queries_are_described_in_the_readers_language(client):
    named = client.get("/api/queries?lang=zh")
    asked = client.get("/api/queries", headers={"Accept-Language": "zh-CN,en;q=0.5"})
    english = client.get("/api/queries")
    assert named.json()["items"] == asked.json()["items"] != english.json()["items"]
    by_name = {each["name"]: each for each in asked.json()["items"]}
    item = by_name["claims-by-level"]
    assert item["summary"] == "哪些主张以某一置信等级表述？"
    assert item["params"]["level"]["description"] == "等级"
    for response, language in ((named, "zh"), (asked, "zh"), (english, "en")):
        assert response.headers["content-language"] == language
        assert "accept-language" in response.headers["vary"].lower()
    assert asked.headers["etag"] != english.headers["etag"]
    assert client.get("/api/queries?lang=fr").status_code == 422
