"""The reader: with the text where whoever serves has given it, and never without."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings
from tests.conftest import ROOT, texts_folder
from tests.pages.hostile import RUNS, SHOWN, SOURCE, WORD
from tests.pages.test_every_page import RUN_AXE, SCHEMES

PAGE = f"/read/{SOURCE}"
CLAIM = "fu2022-zh-3-1-code-training-gives-cot"
OTHER = "/read/zhao2026-beyond-code"
RUN = 13
"""Characters of a text in a row that no page without it may have: an anchor shows up to 12."""


def test_passages_stand_in_their_place_and_both_directions_are_linked(hostile):
    with hostile.visit(f"{PAGE}?claim={CLAIM}&lang=en", js=False) as page:
        expect(page.locator(".banner-note")).to_have_count(0)
        expect(page.locator(".reader .text").first).to_contain_text(WORD)
        note = page.locator(f"#claim-{CLAIM}")
        expect(note).to_have_class(re.compile(r"\bchosen\b"))
        note.get_by_role("link", name="In the text").click()
        assert page.url.endswith(f"#passage-{CLAIM}")
        passage = page.locator(f"#passage-{CLAIM} + a.span, #passage-{CLAIM} ~ a.span.chosen").first
        expect(passage).to_be_in_viewport()
        assert re.search(r"\blevel-\d\b", passage.get_attribute("class"))
        # The line below it says the level by its form, the title in words.
        line = passage.evaluate("each => getComputedStyle(each).textDecorationLine")
        assert line == "underline"
        assert passage.get_attribute("title")
        number = note.locator(".n").inner_text()
        page.locator(f"sup.refs a[href='#claim-{CLAIM}']").first.click()
        assert page.url.endswith(f"#claim-{CLAIM}")
        assert number.isdigit()


def test_every_claim_of_a_section_stands_in_the_margin(hostile):
    with hostile.visit(f"{PAGE}?section=3.1&lang=en", js=False) as page:
        said = page.locator("nav.parts a[aria-current] .small").inner_text()
        assert page.locator(".note").count() == int(said.strip("()"))
        numbers = page.locator(".note .n").all_inner_texts()
        assert numbers == [str(each) for each in range(1, len(numbers) + 1)]
        page.locator(".pager a[rel=next]").click()
        assert "section=" in page.url
        expect(page.locator(".reader")).to_be_visible()


def test_the_text_itself_is_no_markup(hostile):
    with hostile.context() as context:
        page = context.new_page()
        page.goto(f"{PAGE}?section=3.1&lang=zh")
        expect(page.locator(".reader")).to_contain_text(SHOWN)
        assert page.evaluate(RUNS) == []


def test_nobody_is_kept_out_of_a_page_with_a_text(hostile, axe):
    with hostile.context() as context:
        page = context.new_page()
        for lang, scheme in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{PAGE}?section=3.1&lang={lang}")
            page.evaluate(axe)
            assert page.evaluate(RUN_AXE) == [], f"{lang} {scheme}"


def test_another_source_of_the_same_server_has_no_text(hostile):
    with hostile.visit(f"{OTHER}?lang=en", js=False) as page:
        expect(page.locator(".banner-note")).to_be_visible()
        expect(page.locator(".reader")).to_have_count(0)
        assert WORD not in page.content()


def test_without_the_text_the_claims_stand_in_order_with_their_places(surfer):
    with surfer.visit(f"{PAGE}?section=3.1&lang=en") as page:
        expect(page.locator(".banner-note")).to_contain_text(f"llmkg serve --text {SOURCE}=PATH")
        places = re.findall(r"characters ([\d,]+) to", page.locator("ol.notes").inner_text())
        starts = [int(each.replace(",", "")) for each in places]
        assert len(starts) == page.locator(".note").count() > 1
        assert starts == sorted(starts)


def test_a_text_that_was_not_given_is_nowhere(poisoned):
    """The snapshot knows its digest, and that is all: nothing of it comes over any route."""
    app = create_app(Settings(root=ROOT, out=poisoned))
    with TestClient(app, base_url="http://testserver") as client:
        paths = client.get("/api/openapi.json").json()["paths"]
        asked = [PAGE, f"{PAGE}?section=3.1", f"{PAGE}?claim={CLAIM}", f"/source/{SOURCE}"]
        asked += [f"/claim/{CLAIM}", f"/claim/{CLAIM}?format=turtle", f"/api/claims/{CLAIM}"]
        asked += [path for path, of in paths.items() if "get" in of and "{" not in path]
        for path in asked:
            assert (
                WORD.encode() not in client.get(path, headers={"Accept": "text/html,*/*"}).content
            )
        graph = client.get(f"/graph/source/{SOURCE}", headers={"Accept": "text/turtle"})
        assert graph.status_code == 200
        assert WORD not in graph.text


@pytest.mark.skipif(texts_folder() is None, reason="the texts of the sources are not here")
def test_of_the_real_text_no_page_has_more_than_an_anchor_shows(reader, texts):
    """Hedges are quoted as printed; they are short, and stand in the data."""
    text = (texts / f"{SOURCE}.txt").read_text("utf-8")
    runs = {text[at : at + RUN] for at in range(len(text) - RUN)}
    runs = {each for each in runs if len(re.findall(r"[\u4e00-\u9fff]", each)) == RUN}
    assert len(runs) > 1_000
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        page = client.get(f"{PAGE}?lang=zh").text
        sections = re.findall(r"section=([\w.%-]+)", page)
        assert sections
        for section in dict.fromkeys(sections):
            shown = client.get(f"{PAGE}?lang=zh&section={section}").text
            # Our own words may agree with the article's in a name or a turn of phrase.
            plain = re.sub(r"<[^>]+>", "\n", shown)
            assert len({each for each in runs if each in plain}) < len(runs) // 100


def test_the_page_changes_with_the_text_and_so_does_its_tag(hostile, poisoned):
    path = f"{PAGE}?section=3.1&lang=en"
    with TestClient(create_app(Settings(root=ROOT, out=poisoned))) as client:
        without = client.get(path, headers={"Accept": "text/html"}).headers["etag"]
    found = httpx.get(f"{hostile.address}{path}", headers={"Accept": "text/html"})
    assert found.headers["etag"] != without
