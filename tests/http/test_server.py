"""A real server: what a process behind a socket does, as curl sees it."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

QUERY = "SELECT ?s WHERE { ?s a llmkg:Model } ORDER BY ?s"


def test_it_answers_over_a_socket(server):
    assert httpx.get(f"{server}/healthz").json() == {"status": "ok"}
    models = httpx.get(f"{server}/api/models").json()
    assert models["@context"] == f"{server}/context.jsonld"
    assert httpx.get(models["@context"]).json()["@context"]["@version"] == 1.1
    rows = httpx.post(f"{server}/sparql", data={"query": QUERY}).json()["results"]["bindings"]
    assert len(rows) == models["total"]


def test_head_has_no_body(server):
    response = httpx.head(f"{server}/model/davinci")
    assert response.status_code == 200
    assert response.content == b""


def test_many_at_once_get_whole_answers(server):
    """Results of the engine stay on their threads: a slip here ends the process."""
    paths = [
        "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%202000",
        "/api/claims?limit=200",
        "/ability/chain-of-thought?format=jsonld",
        "/graph/catalogue?format=turtle",
        "/api/propositions/code-training-gives-chain-of-thought",
    ] * 12
    with httpx.Client(base_url=server, timeout=60) as client, ThreadPoolExecutor(12) as pool:
        alone = {path: client.get(path).content for path in set(paths)}
        for path, response in zip(paths, pool.map(client.get, paths), strict=True):
            assert response.status_code == 200
            assert response.content == alone[path]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["-H", "Accept: text/csv", "--data-urlencode", f"query={QUERY}"], "text-davinci-003"),
        (
            ["-H", "Accept: text/turtle", "--data-urlencode", "query=DESCRIBE model:davinci"],
            "a llmkg:Model",
        ),
    ],
)
def test_curl(server, arguments, wanted):
    done = subprocess.run(
        ["curl", "-sS", "--fail", "-G", f"{server}/sparql", *arguments],
        capture_output=True,
        check=True,
        text=True,
    )
    assert wanted in done.stdout


def test_a_body_that_says_it_is_too_long_is_not_read(server):
    response = httpx.post(
        f"{server}/sparql",
        content=b"#" * 5_000_000,
        headers={"Content-Type": "application/sparql-query"},
    )
    assert response.status_code == 413


def test_a_body_without_a_length_is_counted_while_it_comes(server):
    sent = 0

    def endless():
        nonlocal sent
        for _ in range(5_000):
            sent += 10_000
            yield b"#" * 10_000

    try:
        response = httpx.post(
            f"{server}/sparql",
            content=endless(),
            headers={"Content-Type": "application/sparql-query"},
        )
        assert response.status_code == 413
    except httpx.TransportError:
        pass  # the server had enough and closed the connection
    assert sent < 50_000_000
    assert httpx.get(f"{server}/healthz").is_success
