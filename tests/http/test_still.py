"""The copy of the site that needs no server, walked as a reader walks it."""

import re
import shutil
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import pyoxigraph as ox
import pytest

from llmkg.build import build
from llmkg.export.site import ORIGIN, Copy, Page
from llmkg.http.still import write_site
from llmkg.settings import Settings

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
BELOW = "some/where"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        """No lines on stderr."""


@pytest.fixture(scope="module")
def small(root, tmp_path_factory):
    """A small graph of its own, built."""
    place = tmp_path_factory.mktemp("small")
    shutil.copytree(SMALL, place / "root")
    shutil.copytree(root / "queries", place / "root" / "queries")
    for name in ("context.jsonld", "logo.svg"):
        shutil.copy(root / "ontology" / name, place / "root" / "ontology" / name)
    build(place / "root", place / "out")
    return Settings(root=place / "root", out=place / "out")


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    place = tmp_path_factory.mktemp("still")
    assert write_site(small, place / BELOW, processes=1).pages > 50
    return place


@pytest.fixture(scope="module")
def address(folder):
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{BELOW}/"
        server.shutdown()
        thread.join()


def links(text):
    return [unescape(found) for found in re.findall(r'\s(?:href|src|action)="([^"]*)"', text)]


def test_every_link_leads_somewhere_below(address):
    waiting, seen = [address], set()
    broken: list[tuple[str, str]] = []
    with httpx.Client() as client:
        while waiting:
            here = waiting.pop()
            answer = client.get(here)
            if not answer.is_success:
                broken.append((here, str(answer.status_code)))
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            for link in links(answer.text):
                there = urldefrag(urljoin(here, link)).url
                if there.startswith(address):
                    if there not in seen:
                        seen.add(there)
                        waiting.append(there)
                elif there.startswith("http://127.0.0.1"):
                    broken.append((here, link))
    assert broken == []
    assert len(seen) > 100


def test_no_link_is_absolute_and_no_page_names_the_rendering_server(folder):
    pages = list(folder.rglob("*.html"))
    assert {page.parent.name for page in pages} >= {"zh", "claim", "model"}
    for page in pages:
        text = page.read_text("utf-8")
        assert ORIGIN not in text, page
        assert [link for link in links(text) if link.startswith("/")] == [], page


def test_both_languages_and_the_data(folder):
    here = folder / BELOW
    claim = next((here / "claim").glob("*.html"))
    assert 'lang="en"' in claim.read_text("utf-8")
    assert 'lang="zh"' in (here / "zh" / "claim" / claim.name).read_text("utf-8")
    data = claim.with_suffix(".ttl").read_bytes()
    assert any(
        f"/claim/{claim.stem}>" in str(q.subject)
        for q in ox.parse(data, format=ox.RdfFormat.TURTLE)
    )
    assert claim.with_suffix(".md").read_text("utf-8").startswith("# ")
    assert (here / "dumps" / "llmkg.trig.gz").is_file()


def test_search_lists_everything_without_a_server(folder):
    text = (folder / BELOW / "search.html").read_text("utf-8")
    for page in (folder / BELOW / "model").glob("*.html"):
        assert f'href="model/{page.name}"' in text


def test_what_a_server_must_answer_leads_to_the_page_that_says_so():
    copy = Copy(frozenset(("/", "/claim/x")), frozenset(("claim/x.ttl",)))
    page = Page("/claim/x", "zh")
    for address, file in {
        "/claim/x?lang=en": "claim/x.html",
        "/claim/x?as_of=2020-01-01": "zh/live.html",
        "/claim/x?format=turtle": "claim/x.ttl",
        "/claim/x?format=rdfxml": "zh/live.html",
        "/?lang=zh#top": "zh/index.html#top",
        "/sparql?query=x": "zh/live.html",
        f"{ORIGIN}/claim/x?snapshot=1": "zh/claim/x.html",
        "https://example.org/": None,
        "#here": None,
    }.items():
        assert copy.target(page, address) == file
    assert copy.page(page, '<a href="/claim/x?offset=50">') == '<a href="x-from-50.html">'
    assert copy.found == {Page("/claim/x", "zh", 50)}


def test_a_base_is_where_canonical_links_point():
    page, text = Page("/claim/x", "en"), f'<link rel="canonical" href="{ORIGIN}/claim/x?lang=en">'
    paths = frozenset(("/claim/x",))
    at = "https://example.org/kg/"
    assert f'href="{at}claim/x.html"' in Copy(paths, frozenset(), at).page(page, text)
    assert Copy(paths, frozenset()).page(page, text) == ""
