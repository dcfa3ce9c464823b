import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from llmkg import errors
from llmkg.http import problems
from llmkg.http.app import create_app
from llmkg.model.location import Location
from llmkg.settings import Settings
from tests.serving import copied


def leaves(class_):
    below = class_.__subclasses__()
    return [class_, *(leaf for each in below for leaf in leaves(each))]


@pytest.mark.parametrize("class_", leaves(errors.LlmkgError), ids=lambda class_: class_.__name__)
def test_every_error_of_ours_has_a_row(class_):
    assert any(issubclass(class_, row) for row in problems.PROBLEMS)


def test_no_row_stands_behind_one_that_hides_it():
    rows = list(problems.PROBLEMS)
    for at, row in enumerate(rows):
        assert not any(issubclass(row, earlier) for earlier in rows[:at]), row


def test_a_problem_says_what_where_and_how_to_mend_it():
    error = errors.QuerySyntaxError("What", where=Location("query", 3, 7), mend="Mend it.")
    response = problems.of_error(error)
    assert response.media_type == "application/problem+json"
    assert response.status_code == 400
    assert bytes(response.body).decode() == (
        '{"type": "https://w3id.org/llmkg/problem/query-syntax", "title": "Not a SPARQL query", '
        '"status": 400, "detail": "What", "line": 3, "column": 7, '
        '"mend": "Mend it.", "where": {"line": 3, "column": 7}}\n'
    )


def test_no_file_name_of_the_server_gets_out():
    error = errors.SnapshotDamagedError("What", where=Location("secret/place"))
    assert b"secret" not in problems.of_error(error).body


@pytest.fixture
def broken(settings) -> FastAPI:
    app = create_app(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of ours")

    return app


def test_what_nobody_foresaw_is_a_problem_with_cors_and_without_secrets(broken):
    with TestClient(broken, raise_server_exceptions=False) as client:
        response = client.get("/broken", headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/claims?limit=x", 422),
        ("DELETE", "/api/claims", 405),
        ("POST", "/", 405),
        ("GET", "/api/validate", 405),
        ("GET", "/sparql?default-graph-uri=a:b", 400),
        ("GET", "/model/none", 404),
    ],
)
def test_errors_of_every_kind_are_problems(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert body["status"] == status
    assert body["type"].startswith("https://")
    assert body["title"]
    assert body["detail"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"
    if status == 405:
        assert response.headers["allow"]


def test_without_a_snapshot_the_server_lives_and_says_so(root, tmp_path, snapshot):
    app = create_app(Settings(root=root, out=tmp_path / "out"))
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/readyz", "/", "/api/models", "/sparql?query=ASK{}", "/model/davinci"):
            response = client.get(path)
            assert response.status_code == 503, path
            assert response.headers["retry-after"]
            assert response.headers["content-type"] == "application/problem+json"
        # and once there is one, it serves it
        copied(snapshot, tmp_path / "out")
        assert client.get("/readyz").status_code == 200
        assert client.get("/model/davinci").status_code == 200
