"""Files for crawlers and language models; the headers that browsers obey; where names lead."""

import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
AXIOM = "http://www.w3.org/2002/07/owl#Axiom"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_llms_txt_has_its_form_and_its_links_lead_to_markdown(client):
    response = client.get("/llms.txt")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    lines = response.text.splitlines()
    assert lines[0] == "# llmkg"
    assert lines[2].startswith("> ")
    links = re.findall(r"^- \[[^\]]+\]\(([^)\s]+)\): .+$", response.text, re.MULTILINE)
    assert len(links) > 50
    assert any(link.endswith("/mcp") for link in links)
    for link in links:
        found = client.get(link)
        if link.endswith("/mcp"):  # which is spoken to by POST, and says so
            assert "POST" in found.headers["allow"]
            continue
        assert found.status_code == 200, link
        if link.endswith(".md"):
            assert found.headers["content-type"] == "text/markdown; charset=utf-8"
            assert found.text.startswith("# ")


def test_a_twin_says_what_the_page_says(client):
    twin = client.get("/ability/chain-of-thought.md")
    assert twin.content == client.get("/ability/chain-of-thought?format=md").content
    accepted = client.get("/ability/chain-of-thought", headers={"Accept": "text/markdown"})
    assert accepted.content == twin.content
    assert "思维链" in twin.text
    claim = client.get("/claim/fu2022-zh-3-1-code-training-gives-cot.md")
    assert "## How to cite it" in claim.text
    assert claim.headers["content-language"] == "en"
    for asked in ({"params": {"lang": "zh"}}, {"headers": {"Accept-Language": "zh"}}):
        chinese = client.get("/claim/fu2022-zh-3-1-code-training-gives-cot.md", **asked)
        assert "## 如何引用" in chinese.text
        assert chinese.headers["content-language"] == "zh"
        assert "accept-language" in chinese.headers["vary"].lower()
        assert chinese.headers["etag"] != claim.headers["etag"]
    assert client.get("/ability/none.md").status_code == 404


def test_the_sitemap_lists_every_page(client):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    parts = [each.text for each in index.iter(f"{SITEMAP}loc")]
    assert parts
    listed = []
    for part in parts:
        tree = ET.fromstring(client.get(part).content)
        for url in tree.iter(f"{SITEMAP}url"):
            listed.append(url.findtext(f"{SITEMAP}loc"))
            assert url.findtext(f"{SITEMAP}lastmod")
            assert {each.get("hreflang") for each in url.iter(f"{XHTML}link")} == {"en", "zh"}
    assert len(listed) == len(set(listed)) > 2_000
    for address in [*listed[:3], *listed[::400]]:
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200, address
    assert client.get("/sitemap/0.xml").status_code == 404
    assert client.get("/sitemap/99.xml").status_code == 404


def test_robots(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_pictures(client):
    logo = client.get("/logo.svg")
    assert logo.headers["content-type"] == "image/svg+xml"
    assert logo.text.lstrip().startswith("<")
    assert client.get("/favicon.ico").status_code == 200


def test_what_the_head_of_the_ontology_names_is_here(client, root):
    for quad in ox.parse(path=root / "ontology" / "header.ttl", format=ox.RdfFormat.TURTLE):
        value = getattr(quad.object, "value", "")
        if value.startswith("https://w3id.org/llmkg/") and "#" not in value:
            response = client.get(value.removeprefix("https://w3id.org/llmkg"))
            assert response.status_code == 200, value


def test_the_mapping_set(client):
    response = client.get("/ontology/mappings", headers={"Accept": "text/turtle"})
    quads = list(ox.parse(response.content, format=ox.RdfFormat.TURTLE))
    axioms = [quad for quad in quads if quad.object == ox.NamedNode(AXIOM)]
    assert len(axioms) > 20
    justified = [quad for quad in quads if quad.predicate.value.endswith("mapping_justification")]
    assert len(justified) == len(axioms)


# -- headers

WANTED = {
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}


def examples(client):
    """An address of every GET route."""
    values = {
        "kind": "model",
        "slug": "davinci",
        "name": "none",
        "digest": "0" * 64,
        "version": "0.1.0",
        "part": "1",
    }
    for path, methods in client.app.openapi()["paths"].items():
        if "get" in methods:
            yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: values.get(name[1], "x"), path)


def test_every_route_has_the_headers(client):
    paths = [*examples(client), "/nothing", "/model/none", "/sparql?query=no"]
    assert len(paths) > 40
    for path in paths:
        for method in ("GET", "OPTIONS"):
            headers = client.request(method, path, follow_redirects=False).headers
            for name, value in WANTED.items():
                assert value in headers.get(name, ""), (path, method, name)
            exposed = headers["access-control-expose-headers"]
            for name in ("Link", "ETag", "Content-Profile", "Memento-Datetime", "Server-Timing"):
                assert name in exposed
            assert "strict-transport-security" not in headers
            assert "access-control-allow-credentials" not in headers


def test_pages_obey_their_own_policy(client):
    for path in ("/", "/model/davinci", "/ontology", "/dumps/", "/model/none"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert "<html" in page
        assert not re.search(r"<style\b", page)
        assert not re.search(r"<[^>]+\sstyle=", page)
        assert not re.search(r"<[^>]+\son\w+=", page)
        for attributes in re.findall(r"<script\b([^>]*)>", page):
            assert 'src="/' in attributes or "application/ld+json" in attributes
        for address in re.findall(
            r"<(?:img|script|link rel=\"stylesheet\")[^>]+(?:src|href)=\"([^\"]+)", page
        ):
            assert address.startswith("/"), address


def test_https_keeps_browsers_there(slim):
    settings = Settings(root=slim / "root", out=slim / "out", base="https://llmkg.test")
    with TestClient(create_app(settings)) as client:
        for path in ("/", "/model/davinci", "/sparql?query=ASK{}", "/nothing"):
            response = client.get(path)
            assert "max-age=" in response.headers["strict-transport-security"]
        links = client.get("/", headers={"Accept": "text/html"}).headers["link"]
        assert "https://llmkg.test/.well-known/void" in links
        assert "testserver" not in client.get("/llms.txt").text
        assert "testserver" not in client.get("/void").text
        document = client.get("/api/models").json()
        assert document["@context"] == "https://llmkg.test/context.jsonld"
