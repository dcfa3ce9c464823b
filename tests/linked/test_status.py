"""What does not stand says so in every format: contested, refuted, superseded, retracted."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

from llmkg.export.formats import GRAPH_FORMATS
from llmkg.export.profiles import ALTERNATES, PROFILES
from llmkg.http.representation import formats_of
from llmkg.vocab import BASE, LLMKG

CONTESTED = "proposition/code-training-gives-chain-of-thought"
REFUTED = "proposition/text-davinci-003-outperforms-code-davinci-002-on-many-tasks"
SUPERSEDED = "claim/fu2022-zh-4-rlhf-does-not-inject"
RETRACTED = "claim/fu2022-zh-4-unsure-whether-rlhf-improves-zero-shot"
STANDING = {CONTESTED: "Contested", REFUTED: "Refuted"}
GONE = {
    "http://purl.org/dc/terms/isReplacedBy",
    "http://www.w3.org/ns/prov#wasInvalidatedBy",
}
VIEWS = [
    pytest.param(profile.token, format_, id=f"{profile.token}-{format_.name}")
    for profile in PROFILES
    if profile is not ALTERNATES
    for format_ in GRAPH_FORMATS
    if format_ in formats_of(profile)
]
LABELS = ("http://www.w3.org/2000/01/rdf-schema#label",)


def said(response, format_):
    assert response.status_code == 200, response.text
    return {quad.triple for quad in ox.parse(response.content, format=format_.rdf)}


def claim_on(client, proposition):
    found = client.get(f"/api/{proposition.replace('proposition/', 'propositions/')}").json()
    return (found["assertedBy"] + found["deniedBy"])[0]["@id"].removeprefix(BASE)


@pytest.mark.parametrize(("view", "format_"), VIEWS)
@pytest.mark.parametrize("thing", STANDING)
def test_a_proposition_in_every_rdf_and_view(client, thing, format_, view):
    found = said(
        client.get(f"/{thing}", params={"_profile": view, "format": format_.name}), format_
    )
    status = ox.Triple(
        ox.NamedNode(f"{BASE}{thing}#assessment"),
        ox.NamedNode(LLMKG["status"]),
        ox.NamedNode(LLMKG[STANDING[thing]]),
    )
    assert status in found
    assert any(
        triple.subject == status.object and triple.predicate.value in LABELS for triple in found
    )


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("thing", STANDING)
def test_a_claim_on_it_brings_its_standing(client, thing, format_):
    claim = claim_on(client, thing)
    found = said(client.get(f"/{claim}", params={"format": format_.name}), format_)
    assert any(
        triple.predicate.value == LLMKG["status"]
        and triple.object == ox.NamedNode(LLMKG[STANDING[thing]])
        for triple in found
    )


@pytest.mark.parametrize(("view", "format_"), VIEWS)
@pytest.mark.parametrize("thing", [SUPERSEDED, RETRACTED])
def test_a_superseded_claim_in_every_rdf_and_view(client, thing, format_, view):
    found = said(
        client.get(f"/{thing}", params={"_profile": view, "format": format_.name}), format_
    )
    mine = {triple for triple in found if triple.subject == ox.NamedNode(BASE + thing)}
    assert any(triple.predicate.value in GONE for triple in mine)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (CONTESTED, ("contested", "有争议")),
        (REFUTED, ("refuted", "否定")),
        (SUPERSEDED, ("isreplacedby", "replaced by", "superseded", "取代")),
        (RETRACTED, ("invalidated", "retracted", "撤回")),
    ],
)
@pytest.mark.parametrize("form", ["html", "md"])
def test_pages_and_markdown(client, thing, words, form):
    text = client.get(f"/{thing}?format={form}").text
    assert any(word in text.lower() for word in words)


def test_rest(client):
    for thing, name in STANDING.items():
        address = f"/api/{thing.replace('proposition/', 'propositions/')}"
        assert client.get(address).json()["assessment"]["status"]["@id"] == LLMKG[name]
        claim = claim_on(client, thing).replace("claim/", "claims/")
        found = client.get(f"/api/{claim}").json()
        pointed = found[found["stance"]]
        assert pointed["assessment"]["status"]["@id"] == LLMKG[name]
    claim = client.get(f"/api/{SUPERSEDED.replace('claim/', 'claims/')}").json()
    assert claim["status"] == "superseded"
    claim = client.get(f"/api/{RETRACTED.replace('claim/', 'claims/')}").json()
    assert claim["status"] == "retracted"


def rows(client, **params):
    response = client.get("/api/claims", params={"limit": 1000, **params, "format": "csv"})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text)))


def test_tables_of_claims(client):
    for thing, name in STANDING.items():
        found = [row for row in rows(client) if row["proposition"] == BASE + thing]
        assert found
        assert {row["proposition_status"] for row in found} == {name.lower()}
    by_claim = {row["claim"]: row for row in rows(client)}
    assert by_claim[BASE + SUPERSEDED]["status"] == "superseded"
    assert by_claim[BASE + RETRACTED]["status"] == "retracted"
    assert by_claim[BASE + SUPERSEDED]["hedge"]


def test_tables_and_json_hold_the_same_claims(client):
    listed = client.get("/api/claims", params={"limit": 1000}).json()
    assert [row["claim"] for row in rows(client)] == [each["@id"] for each in listed["items"]]
    accepted = client.get("/api/claims?limit=3", headers={"Accept": "text/csv"})
    assert accepted.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("thing", [CONTESTED, SUPERSEDED, "model/text-davinci-003"])
def test_all_that_is_mentioned_has_its_labels(client, thing):
    document = client.get(f"/{thing}?format=nt")
    triples = said(document, next(each for each in GRAPH_FORMATS if each.name == "ntriples"))
    labelled: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value in LABELS and isinstance(triple.subject, ox.NamedNode):
            labelled.setdefault(triple.subject.value, set()).add(triple.object.language)
    mentioned = {
        term.value
        for triple in triples
        for term in (triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(BASE) and "#" not in term.value
    } | {
        term.value
        for triple in triples
        for term in (triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(LLMKG)
    }
    assert mentioned
    for iri in mentioned:
        assert labelled.get(iri, set()) >= {"en", "zh"}, iri


def test_json_ld_says_it_beside_the_thing(client):
    document = json.loads(client.get(f"/{SUPERSEDED}?format=jsonld").content)
    assert document["isReplacedBy"]
