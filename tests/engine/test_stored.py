"""Stored queries run where they can be killed, like those of strangers."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from llmkg.engine.limits import Limits
from llmkg.http.app import create_app
from llmkg.settings import Settings

QUERIES = {
    "all-of-all": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "all": "SELECT ?s ?p ?o WHERE { ?s ?p ?o }",
    "one": "SELECT ?p ?o WHERE { ?_model ?p ?o }",
}
HEADER = """#+ summary: For a test
#+ description: For a test.
#+ tags: [test]
#+ params: {params}
"""
MODEL = "{model: {type: iri, kind: model, required: true, example: davinci, description: it}}"
LIMITS = Limits(seconds=1.0, memory_bytes=400 << 20, result_bytes=1 << 20, whole_bytes=40_000)


@pytest.fixture(scope="module")
def client(root: Path, snapshot: Path, tmp_path_factory) -> Iterator[TestClient]:
    place = tmp_path_factory.mktemp("stored")
    for name in ("ontology", "claims"):
        (place / name).symlink_to(root / name)
    shutil.copytree(root / "queries", place / "queries")
    for name, text in QUERIES.items():
        head = HEADER.format(params=MODEL if name == "one" else "{}")
        (place / "queries" / f"{name}.rq").write_text(head + text + "\n", encoding="utf-8")
    app = create_app(Settings(root=place, out=snapshot), LIMITS)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_one_over_its_deadline_is_killed(client):
    answer = client.get("/api/queries/all-of-all")
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["limit"] == 1


def test_one_with_too_large_a_result_is_no_answer(root, snapshot):
    app = create_app(Settings(root=root, out=snapshot), replace(LIMITS, result_bytes=2_000))
    with TestClient(app, raise_server_exceptions=False) as small:
        answer = small.get("/api/queries/dates")
    assert answer.status_code == 507
    assert answer.json()["type"].endswith("/problem/result-too-large")


def test_it_answers_as_sparql_does_and_has_a_tag(client):
    one = client.get("/api/queries/one", params={"model": "davinci"})
    asked = client.get("/sparql", params={"query": "SELECT ?p ?o { model:davinci ?p ?o }"})
    assert one.status_code == 200
    assert rows(one.text) == rows(asked.text)
    assert one.headers["content-length"]
    assert one.headers["cache-control"] == "no-cache"
    tag = one.headers["etag"]
    again = client.get(
        "/api/queries/one", params={"model": "davinci"}, headers={"If-None-Match": tag}
    )
    assert again.status_code == 304
    assert client.get("/api/queries/one").status_code == 422


def test_a_stream_that_grows_too_large_breaks_and_is_not_whole(client):
    answer = client.get("/api/queries/all")
    with pytest.raises(ValueError, match=r"."):
        json.loads(answer.content)


def rows(text: str) -> list[str]:
    return sorted(json.dumps(row) for row in json.loads(text)["results"]["bindings"])
