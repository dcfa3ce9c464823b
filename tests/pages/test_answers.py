"""Pages as answers: heads, citations, errors, assets, and what strangers put into addresses."""

from __future__ import annotations

import html
import json
import re
import runpy
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.http.assets import FOLDER, Assets
from llmkg.settings import Settings

ROOT = Path(__file__).parents[2]
HTML = {"accept": "text/html"}
BAD = """'"><script>alert(1)</script>"""


@pytest.fixture(scope="module")
def client(snapshot):
    app = create_app(Settings(root=ROOT, out=snapshot))
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        client.headers["accept"] = "text/html"
        yield client


def found(pattern, text):
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match[1]


def test_a_permalink_names_the_snapshot_and_an_old_one_says_so(client):
    text = client.get("/ability/chain-of-thought").text
    link = found(
        r'href="http://testserver(/ability/chain-of-thought\?snapshot=[0-9a-f]{16})"', text
    )
    assert "banner-superseded" not in client.get(link).text
    old = re.sub(r"[0-9a-f]{16}$", "0" * 16, link)
    assert "banner-superseded" in client.get(old).text


def test_a_citation_can_be_read_by_reference_managers(client):
    text = client.get("/source/fu2022-zh?lang=zh").text.replace("&#34;", '"')
    cited = json.loads(found(r'id="cite-csl"[^>]*><code>(.*?)</code>', text).replace("&amp;", "&"))
    assert (cited[0]["type"], cited[0]["container-title"]) == ("entry", "llmkg")
    assert cited[0]["URL"].startswith("http://testserver/source/fu2022-zh?lang=zh&snapshot=")
    entry = found(r'id="cite-bibtex"[^>]*><code>(.*?)</code>', text)
    assert entry.count("{") == entry.count("}")
    text = html.unescape(client.get("/").text)
    (whole,) = json.loads(found(r'id="cite-csl"[^>]*><code>(.*?)</code>', text))
    assert whole["type"] == "dataset"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/no-such-page", 404),
        ("/model/no-such-model", 404),
        ("/?lang=tlh", 422),
        ("/?colour=red", 422),
        (f"/model/{BAD}", 404),
        (f"/{BAD}", 404),
        (f"/?lang={BAD}", 422),
        (f"/?snapshot={BAD}", 422),
        (f"/ability/chain-of-thought?{BAD}=1", 422),
    ],
)
def test_an_error_is_a_page_for_a_browser_and_a_document_for_others(client, path, status):
    page = client.get(path)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in page.text
    assert "<script>alert" not in page.text
    document = client.get(path, headers={"accept": "application/json"})
    assert document.headers["content-type"] == "application/problem+json"
    assert document.json()["status"] == status


def test_an_interface_for_programs_answers_programs(client):
    response = client.get("/api/claims/no-such-claim")
    assert response.headers["content-type"] == "application/problem+json"


def test_a_browser_is_told_when_there_is_nothing_to_serve_yet(tmp_path):
    with TestClient(create_app(Settings(root=ROOT, out=tmp_path))) as client:
        response = client.get("/", headers={**HTML, "accept-language": "zh"})
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "尚未就绪" in response.text


def test_assets_are_kept_for_ever_and_come_compressed(client):
    text = client.get("/").text
    for name in re.findall(r'(?:src|href)="/static/([\w-]+\.(?:js|css))"', text):
        for encoding in ("br", "gzip"):
            answer = client.get(f"/static/{name}", headers={"accept-encoding": encoding})
            assert answer.headers["content-encoding"] == encoding
            assert "Accept-Encoding" in answer.headers["vary"]
            assert "immutable" in answer.headers["cache-control"]
            assert answer.text
        plain = client.get(f"/static/{name}", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
    assert client.get("/static/nothing.js").status_code == 404
    assert client.get("/static/..%2Fpages.py").is_client_error


def test_pages_have_their_styles_where_npm_cannot_be_reached(tmp_path):
    web = runpy.run_path(str(ROOT / "web" / "build.py"))
    web["plain"].__globals__["STATIC"] = tmp_path / "static"
    web["plain"]()
    assets = Assets(tmp_path / "static")
    entry = assets.entry("src/app.ts")
    assert entry.script is None
    (style,) = entry.styles
    text = assets.answer(style.removeprefix("/static/"), None).body
    assert b"@import" not in text
    assert b"--level-5" in text
    assert b".hero" in text


def test_the_build_is_there():
    assert Assets(FOLDER).entry("src/app.ts").script, "run `make web`"
