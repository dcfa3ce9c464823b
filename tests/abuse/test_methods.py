"""Every method at every address, and more at once than there is room for."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.stranger import say

OTHERS = ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY", "PURGE", "LINK")
TURNED = (429, 503)
"""Statuses of whoever is turned away."""

ESCAPED = "/%2f"
"""A slash that is escaped is refused before anything else."""

MORE = [
    "/metrics",
    "/graph/catalogue",
    "/model",
    "/nothing",
    "/sparql?query=ASK%7B%7D",
    "//",
    ESCAPED,
]


@pytest.fixture(scope="module")
def paths(client) -> list[str]:
    """Every address of the description, with values that fit or do not."""
    described = client.get("/api/openapi.json").json()["paths"]
    return [re.sub(r"\{[^}]*\}", "davinci", path) for path in described] + MORE


def test_head_everywhere(client, paths):
    plain = {"Accept-Encoding": "identity"}
    for path in paths:
        whole = client.get(path, headers=plain)
        head = client.head(path, headers=plain)
        assert head.content == b""
        assert head.status_code == whole.status_code, path
        for name in ("content-type", "etag", "vary", "link", "location"):
            assert head.headers.get(name) == whole.headers.get(name), (path, name)
        if "content-length" in head.headers and path not in ("/metrics", "/readyz"):
            assert int(head.headers["content-length"]) == len(whole.content), path


def test_options_everywhere(client, paths):
    for path in paths:
        response = client.options(path)
        if path == ESCAPED:  # no method makes a good address of it
            assert response.status_code == 400
            continue
        assert response.status_code in (200, 204, 404), path
        if response.status_code != 404:
            assert "OPTIONS" in response.headers["allow"], path


def test_preflight_everywhere(client, paths):
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    for path in paths:
        response = client.options(path, headers=asks)
        assert response.status_code in (200, 204), path
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", OTHERS)
def test_other_methods_everywhere(client, paths, method):
    for path in paths:
        response = client.request(method, path)
        assert response.status_code in (200, 400, 401, 403, 404, 405, 411, 415, 422, 501), path
        if response.status_code == 405:
            assert method not in response.headers["allow"].split(", "), path
        if method == "TRACE":
            assert response.status_code in ((400,) if path == ESCAPED else (404, 405)), path


def test_trace_shows_nobody_their_cookies(target):
    answer = say(
        target.port,
        b"TRACE /model/davinci HTTP/1.1\r\nHost: x\r\nCookie: secret=1\r\n"
        b"Connection: close\r\n\r\n",
    )
    assert answer.statuses == [405]
    assert b"secret" not in answer.data


@pytest.mark.parametrize(
    "name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_a_method_is_not_overridden(client, name):
    for path in ("/model/davinci", "/sparql?query=ASK%7B%7D", f"/api/models?{name}=DELETE"):
        plain = client.get(path)
        response = client.get(path, headers={name: "DELETE"})
        assert response.status_code == plain.status_code
        assert response.content == plain.content


def test_a_flood_is_turned_away_and_not_left_waiting(target, client):
    """Two hundred queries that take their second, and a reader among them.

    Whoever got a place asks again for as long as he reads: were he to wait for them, he would wait
    for ever.
    """
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != <urn:x:%d>) }"
    limits = httpx.Limits(max_connections=220)
    with httpx.Client(base_url=target.address, timeout=60, trust_env=False, limits=limits) as flood:
        full, read = threading.Event(), threading.Event()

        def ask(number: int) -> list[tuple[int, str | None]]:
            told: list[tuple[int, str | None]] = []
            while not (told and (read.is_set() or told[-1][0] in TURNED)):
                response = flood.post("/sparql", data={"query": query % number, "timeout": "1"})
                told.append((response.status_code, response.headers.get("retry-after")))
                if told[-1][0] in TURNED:
                    full.set()
            return told

        with ThreadPoolExecutor(200) as pool:
            asked = [pool.submit(ask, number) for number in range(200)]
            try:
                assert full.wait(60), "nobody was turned away"
                for _ in range(10):
                    assert client.get("/api/models/davinci").status_code == 200
                assert not all(each.done() for each in asked), "the flood was over"
            finally:
                read.set()
            answers = [one for each in asked for one in each.result()]
    assert {status for status, _ in answers} <= {429, 503, 504, 507}
    turned = [after for status, after in answers if status in TURNED]
    assert turned
    assert all(after and int(after) > 0 for after in turned)
