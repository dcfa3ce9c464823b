"""The page of the last report on how FAIR the service is, without a browser."""

import json

import pytest
from starlette.testclient import TestClient

from llmkg.fair import Visitor, keep, measure
from llmkg.fair.visit import Answer
from llmkg.http.app import create_app
from llmkg.settings import Settings
from tests.serving import copied

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def service(built_small, tmp_path_factory):
    """A service whose folder is its own, for a report may come into it; and that folder."""
    out = tmp_path_factory.mktemp("fair") / "out"
    copied(built_small / "out", out)
    app = create_app(Settings(root=built_small / "root", out=out))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client, out


@pytest.fixture
def client(service):
    yield service[0]
    (service[1] / "fair.json").unlink(missing_ok=True)


@pytest.fixture
def out(service):
    return service[1]


def report():
    """Of a service that has nothing but `<script>` in its messages."""
    body = b'<h1>x</h1><script type="application/ld+json">{}</script>'

    def fetch(_method, address, _accept):
        return Answer(f"{address}<script>alert(1)</script>", 404, {}, body)

    return measure(Visitor("https://graph.example/", fetch))


def test_before_anybody_has_measured(client):
    page = client.get("/fair", headers=HTML)
    assert page.status_code == 200
    assert "Nobody has measured" in page.text
    assert "llmkg fair --keep" in page.text
    assert "/fair.json" not in page.text
    missing = client.get("/fair.json")
    assert missing.status_code == 200
    assert missing.json()["measured"] is None
    assert "llmkg fair --keep" in missing.json()["mend"]


def test_a_report_shows_at_once_and_whole(client, out):
    before = client.get("/fair", headers=HTML)
    found = report()
    keep(found, out)
    page = client.get("/fair", headers={**HTML, "If-None-Match": before.headers["etag"]})
    assert page.status_code == 200
    assert "The data have changed since" in page.text  # it says no digest, or another
    for each in found.results:
        assert f">{each.check.id}</code>" in page.text
    assert "<script>alert(1)" not in page.text
    assert '"/fair.json"' in page.text
    assert (
        client.get("/fair.json").json()["checks"]
        == json.loads((out / "fair.json").read_text())["checks"]
    )


def test_it_says_nothing_of_age_where_the_data_are_the_same(client, out):
    digest = client.get("/readyz").json()["snapshot"]
    file = keep(report(), out)
    file.write_text(file.read_text().replace('"version": ""', f'"version": "{digest}"'))
    assert "The data have changed since" not in client.get("/fair", headers=HTML).text


def test_it_speaks_chinese(client, out):
    keep(report(), out)
    page = client.get("/fair?lang=zh", headers=HTML).text
    assert "可发现、可访问、可互操作、可重用" in page
    assert "（元）数据有全局唯一且持久的标识符" in page


def test_what_is_no_report_is_none(client, out):
    (out / "fair.json").write_text('{"tools": []}')
    assert "Nobody has measured" in client.get("/fair", headers=HTML).text
    assert client.get("/fair.json").json()["measured"] is None
