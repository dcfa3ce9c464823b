"""The copy of the site that needs no server, walked as a reader walks it."""

import re
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urldefrag, urljoin

import httpx
import pyoxigraph as ox
import pytest

from llmkg.export.site import ORIGIN, Copy, Page
from llmkg.http.still import write_site
from llmkg.settings import Settings
from llmkg.vocab import BASE, DCTERMS, PROV
from tests.export import fates as world
from tests.export.fates import build_fates

TURTLE = ox.RdfFormat.TURTLE
BELOW = "some/where"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        """No lines on stderr."""


@pytest.fixture(scope="module")
def small(root, tmp_path_factory):
    """A small graph of its own, built: not all in it stands, and its labels are hostile."""
    place = tmp_path_factory.mktemp("small")
    build_fates(root, place)
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
    claim = here / "claim" / f"{world.DISPUTED}.html"
    assert 'lang="en"' in claim.read_text("utf-8")
    assert 'lang="zh"' in (here / "zh" / "claim" / claim.name).read_text("utf-8")
    data = claim.with_suffix(".ttl").read_bytes()
    assert any(
        f"/claim/{claim.stem}>" in str(q.subject)
        for q in ox.parse(data, format=ox.RdfFormat.TURTLE)
    )
    assert claim.with_suffix(".md").read_text("utf-8").startswith("# ")
    assert (here / "dumps" / "llmkg.trig.gz").is_file()


def test_what_is_text_is_text_and_leads_to_what_there_is(folder):
    here = folder / BELOW
    texts = [*here.rglob("*.md"), here / "llms.txt"]
    assert {path.name for path in texts} >= {"index.md", "ontology.md", "llms.txt"}
    for path in texts:
        text = path.read_text("utf-8")
        assert text.startswith("# "), path
        assert ORIGIN not in text
        assert "127.0.0.1" not in text
    assert "/mcp)" in (here / "llms.txt").read_text("utf-8")
    for path in (here / "claim").glob("*.md"):
        chinese = (here / "zh" / "claim" / path.name).read_text("utf-8")
        assert "## 如何引用" in chinese
        assert "## How to cite it" in path.read_text("utf-8")


def test_a_text_names_what_the_copy_has_where_it_will_stand():
    paths, files = frozenset(("/", "/claim/x")), frozenset(("claim/x.md", "index.md"))
    text = (
        f"[a]({ORIGIN}/index.md): <{ORIGIN}/claim/x.md>"
        f" {ORIGIN}/sparql ({ORIGIN}/claim/x?snapshot=1)"
    )
    at = "https://example.org/kg/"
    assert Copy(paths, files, at).text(text) == (
        f"[a]({at}index.md): <{at}claim/x.md> https://w3id.org/llmkg/sparql ({at}claim/x.html)"
    )
    assert ORIGIN not in Copy(paths, files).text(text)
    assert "(https://w3id.org/llmkg/index.md)" in Copy(paths, files).text(text)


def test_no_file_says_on_which_day_it_was_made(folder):
    """Then a copy of the same snapshot made on another day would be another one."""
    for path in (folder / BELOW).rglob("*.html"):
        text = path.read_text("utf-8")
        assert "urldate" not in text, path
        assert "&#34;accessed&#34;" not in text, path


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


@pytest.mark.parametrize(
    ("slug", "fate", "words"),
    [
        (world.RETRACTED, PROV["wasInvalidatedBy"], ("retracted", "withdrawn", "撤回")),
        (world.TAKEN_BACK, PROV["wasInvalidatedBy"], ("retracted", "withdrawn", "撤回")),
        (world.SUPERSEDED, DCTERMS["isReplacedBy"], ("superseded", "取代")),
    ],
)
def test_what_does_not_stand_says_so(folder, slug, fate, words):
    here = folder / BELOW
    for language in (here, here / "zh"):
        for kind in ("claim", "proposition"):  # also as one of the claims on a proposition
            page = main(language / kind / f"{slug}.html")
            assert any(word in page for word in words), (language, kind)
            assert any(word in text(language / kind / f"{slug}.md") for word in words)
    quads = ox.parse((here / "claim" / f"{slug}.ttl").read_bytes(), format=TURTLE)
    said = {(quad.subject.value, quad.predicate.value) for quad in quads}
    assert (f"{BASE}claim/{slug}", fate) in said


def test_what_is_disputed_says_so(folder):
    here = folder / BELOW
    for language, word in ((here, "contested"), (here / "zh", "有争议")):
        for path in (f"claim/{world.DISPUTED}", f"proposition/{world.CONTESTED}"):
            assert word in main(language / f"{path}.html")
            assert word in text(language / f"{path}.md")


def test_hostile_labels_stay_labels(folder):
    for path in (folder / BELOW).rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<img src=x" not in page, path
        assert "javascript:z" not in links(page), path
    assert "&lt;img src=x" in main(folder / BELOW / "claim" / f"{world.HOSTILE}.html")


def text(path):
    return path.read_text("utf-8").lower()


def main(path):
    """What a page says, without the frame around it."""
    return text(path).partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("page", ["evidence/x-for", "agent/nasty"])
def test_a_claim_that_was_taken_back_is_marked_on_each_card_of_it(folder, page):
    """Where others show it, too: with the evidence that it cites, with whom it is put down to."""
    text = (folder / BELOW / f"{page}.html").read_text(encoding="utf-8")
    card = r'<article class="card[^"]*" id="claim-([^"]+)">(.*?)</article>'
    cards = dict(re.findall(card, text, re.DOTALL))
    assert 'class="status status-retracted"' in cards[world.TAKEN_BACK]
    assert all("status-" not in card for slug, card in cards.items() if slug == world.DISPUTED)
