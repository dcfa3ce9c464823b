"""Explanations and assessments over REST."""

import pytest


def explain(client, subject, predicate, object_, **more):
    params = {"subject": subject, "predicate": predicate, "object": object_, **more}
    return client.get("/api/explain", params=params)


def test_what_follows_comes_with_its_level_claims_and_evidence(client):
    found = explain(client, "model:chatgpt", "llmkg:derivedFrom", "model:code-davinci-002").json()
    assert found["confidence"]["name"] == "Established"
    best = found["explanations"][0]
    assert best["confidence"]["name"] == "Established"
    (ground,) = best["grounds"]
    assert ground["assertedBy"]
    assert ground["supportedBy"][0]["evidenceType"]["name"] == "OfficialDocumentation"
    assert "established" in found["caution"]


def test_what_does_not_follow_says_what_is_missing_and_why(client):
    found = explain(client, "model:text-davinci-003", "llmkg:derivedFrom", "model:davinci").json()
    assert found["confidence"] is None
    assert found["explanations"] == []
    kept_out = [each["slug"] for gap in found["gaps"] for each in gap["keptOut"]]
    assert "code-davinci-002-derived-from-davinci" in kept_out


@pytest.mark.parametrize(
    ("terms", "status"),
    [
        (("model:nobody", "llmkg:derivedFrom", "model:davinci"), 404),
        (("not an iri", "llmkg:derivedFrom", "model:davinci"), 422),
    ],
)
def test_terms_that_are_not_here(client, terms, status):
    answer = explain(client, *terms)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_every_edge_of_a_lineage_leads_to_its_explanation(client):
    edges = client.get("/api/models/chatgpt/lineage").json()["edges"]
    assert edges
    for edge in edges:
        found = client.get(edge["explanation"]).json()
        level = edge["effectiveConfidence"]
        assert found["confidence"] == level


def test_a_proposition_differs_with_the_date(client):
    path = "/api/propositions/code-training-gives-complex-reasoning"
    now = client.get(path).json()["assessment"]
    then = client.get(path, params={"as_of": "2022-12-31"}).json()["assessment"]
    assert then["effectiveConfidence"]["name"] == "CorrelationNotCausation"
    assert now["effectiveConfidence"]["rank"] > then["effectiveConfidence"]["rank"]


def test_each_point_of_a_timeline_names_what_moved_it(client):
    path = "/api/propositions/code-training-gives-chain-of-thought"
    points = client.get(path).json()["timeline"]
    assert len(points) > 2
    assert [p["asOf"] for p in points] == sorted(p["asOf"] for p in points)
    assert all(p["movedBySource"] for p in points)
    assert points[0]["movedBySource"][0]["@id"].startswith("https://w3id.org/llmkg/source/fu2022")


def test_what_differs_in_scope_stands_beside_the_proposition_with_its_own_assessment(client):
    listed = client.get("/api/claims", params={"predicate": "llmkg:outperforms", "limit": 100})
    asserted = [each["asserts"]["@id"] for each in listed.json()["items"] if "asserts" in each]
    slugs = {iri.rpartition("/")[2] for iri in asserted}
    found = [client.get(f"/api/propositions/{slug}").json() for slug in sorted(slugs)]
    scoped = [each for each in found if each["otherScopes"]]
    assert scoped
    for each in scoped:
        for other in each["otherScopes"]:
            assert other["@id"] != each["@id"]
            assert other["subject"] == each["subject"]
            assert other["object"] == each["object"]
