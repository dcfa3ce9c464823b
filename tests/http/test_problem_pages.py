"""The types of problems lead somewhere, and a terminal gets them as text."""

import pytest

from llmkg.http.help import HELP
from llmkg.http.problems import PROBLEMS, kinds


@pytest.mark.parametrize("kind", PROBLEMS.values(), ids=lambda kind: kind.name)
def test_every_problem_is_explained(client, kind):
    response = client.get(f"/problem/{kind.name}", headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert response.json()["help"]
    assert response.json()["type"] == f"https://w3id.org/llmkg/problem/{kind.name}"


def test_no_explanation_is_left_over():
    assert set(HELP) <= set(kinds())


@pytest.mark.parametrize("name", ["method-not-allowed", "internal-server-error"])
def test_plain_statuses_are_explained(client, name):
    assert client.get(f"/problem/{name}").json()["help"]


def test_all_of_them_in_each_format(client):
    assert len(client.get("/problem").json()["problems"]) >= len(HELP)
    for accept in ("text/html", "text/plain"):
        response = client.get("/problem", headers={"Accept": accept})
        assert response.headers["content-type"].startswith(accept)
        assert "deadline" in response.text


def test_there_is_no_other(client):
    assert client.get("/problem/nothing").status_code == 404


def test_the_type_of_an_answer_leads_there(client):
    problem = client.get("/sparql", params={"query": "SELECT"}).json()
    path = problem["type"].removeprefix("https://w3id.org/llmkg")
    assert (
        client.get(path, headers={"Accept": "application/json"}).json()["type"] == problem["type"]
    )


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/plain, */*;q=0.1", "text/plain; charset=utf-8"),
        ("application/json, text/plain;q=0.9", "application/problem+json"),
        ("text/plain;q=0.1, application/problem+json", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
    ],
)
def test_text_for_whoever_names_it(client, accept, content_type):
    query = "SELECT * {\n ?s foaf:name ?o }"
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.headers["content-type"] == content_type
    assert "accept" in response.headers["vary"].lower()
    assert response.headers["access-control-allow-origin"] == "*"
    if content_type.startswith("text/plain"):
        assert response.status_code in (400, 406)
    else:
        assert response.status_code in (400, 406)
        assert response.json()["status"] == response.status_code


def test_text_has_place_token_and_suggestion(client):
    query = "CONSTRUCT WHERE {\n ?s foaf:name ?o }"
    response = client.get("/sparql", params={"query": query}, headers={"Accept": "text/plain"})
    lines = response.text.splitlines()
    assert lines[0] == "400 Not a SPARQL query"
    assert "line 2, column 5" in lines
    assert "token: foaf:name" in lines
    assert "suggestion: PREFIX foaf: <http://xmlns.com/foaf/0.1/>" in lines


def test_a_syntax_error_has_place_token_and_suggestion(client):
    problem = client.get("/sparql", params={"query": "SELECT *\n{ ?s foaf:name ?o }"}).json()
    assert (problem["line"], problem["column"], problem["token"]) == (2, 6, "foaf:name")
    assert problem["suggestion"] == "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"


def test_a_wrong_media_type_is_told_the_right_ones(client):
    response = client.post("/sparql", content="x", headers={"Content-Type": "text/plain"})
    assert response.status_code == 415
    assert "application/sparql-query" in response.headers["accept-post"]
