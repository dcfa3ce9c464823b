"""Pages and REST answers by workers: the same as without, and with an end.

That holds of whatever they read: here it is all that has a name, and one claim.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from llmkg.engine.limits import Limits
from llmkg.http.app import Served, create_app, create_server
from llmkg.http.front import Front
from llmkg.settings import Settings

LIMITS = Limits(seconds=60.0, memory_bytes=400 << 20, pages_quads=0)
PATHS = [
    "/api/models",
    "/api/models/davinci",
    "/api/models/davinci/lineage",
    "/api/models/no-such-model",
    "/api/claims?limit=3&hedged=true",
    "/api/claims?limit=many",
    "/api/tensions",
    "/api/queries",
    "/api/search?q=chain+of+thought",
    "/api/openapi.json",
    "/model/davinci",
    "/model/davinci?format=ttl",
    "/ontology",
    "/",
    "/nothing/here",
]
ACCEPTS = ["application/json", "text/html", "text/turtle", "*/*"]


def wait_for_workers(served: Served) -> None:
    """Until pages are made by workers."""
    app = served.app
    while not isinstance(app, Front):  # what stands around it has it as its `app`
        app = cast(Any, app).app
    room = app._room
    end = time.monotonic() + 120
    while True:
        reading = room._readings.current
        if reading is not None and reading.pages is not None:
            return
        assert time.monotonic() < end, "no workers for pages"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def settings(slim) -> Settings:
    return Settings(root=slim / "root", out=slim / "out")


@pytest.fixture(scope="module")
def client(settings) -> Iterator[TestClient]:
    app = create_app(settings, LIMITS)
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def behind(settings) -> Iterator[TestClient]:
    served = create_server(settings, LIMITS)
    with TestClient(served.app, base_url="http://testserver") as client:
        wait_for_workers(served)
        yield client


@pytest.mark.parametrize("accept", ACCEPTS)
def test_it_is_answered_as_without_workers(client, behind, accept):
    for path in PATHS:
        given = {"headers": {"Accept": accept}, "follow_redirects": False}
        here, there = client.get(path, **given), behind.get(path, **given)
        assert there.status_code == here.status_code, path
        assert there.content == here.content, path
        # A long answer of a worker streams, so that its length is not told beforehand.
        told = {"x-request-id", "content-length"}
        assert {n: v for n, v in there.headers.items() if n not in told} == {
            n: v for n, v in here.headers.items() if n not in told
        }, path


def test_heads_tags_and_codings_are_kept(behind):
    whole = behind.get("/api/models", headers={"Accept-Encoding": "identity"})
    head = behind.head("/api/models", headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    tag = whole.headers["etag"]
    again = behind.get("/api/models", headers={"If-None-Match": tag, "Accept-Encoding": "identity"})
    assert again.status_code == 304
    coded = behind.get("/api/models", headers={"Accept-Encoding": "gzip"})
    assert coded.headers["content-encoding"] == "gzip"
    assert coded.content == whole.content


def test_what_takes_too_long_is_killed(settings):
    # A worker that has just been forked takes longer than that for its first request.
    served = create_server(settings, replace(LIMITS, seconds=0.002, sweep=0.001))
    with TestClient(served.app, base_url="http://testserver") as client:
        wait_for_workers(served)
        answer = client.get("/api/models?limit=200")
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_grows_too_large_is_no_answer(settings):
    served = create_server(settings, replace(LIMITS, result_bytes=5_000))
    with TestClient(served.app, base_url="http://testserver") as client:
        wait_for_workers(served)
        assert client.get("/api/models?limit=200").status_code == 507
        assert client.get("/healthz").status_code == 200
