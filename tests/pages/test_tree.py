"""The tree in a browser: by keyboard alone, without scripts, in Chinese, on narrow screens."""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
WHOLE = 100_000
FOCUSED = "document.activeElement.getAttribute('href') || ''"
TABS = 80  # of a page: more than that, and something holds the focus back
STEP = "text-davinci-002-from-code-davinci-002"
COLOUR = re.compile(r"--(method-\d): light-dark\((#\w{6}), (#\w{6})\)")


def tab_to(page, wanted):
    """Press Tab until the focus is on a link whose address begins so."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(wanted):
            return
    raise AssertionError(f"no link to {wanted} within {TABS} tabs of {page.url}")


def drawing(page):
    """Tab from the top of the page into the drawing; gives the ways to ask where the focus is."""
    page.wait_for_selector(".tree[data-alive]")
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.tree-drawing') !== null"):
            return
    raise AssertionError("the drawing cannot be reached with the Tab key")


def place(page):
    """Where the focus is in the drawing."""
    return page.evaluate(
        "[document.activeElement.dataset.x, document.activeElement.dataset.y].map(Number)"
    )


def test_from_the_top_of_the_page_to_a_claim_by_keyboard_alone(surfer):
    with surfer.visit("/tree") as page:
        drawing(page)
        pop = page.locator(".tree-pop")
        for _ in range(TABS):
            if page.evaluate("document.activeElement.dataset.step") == STEP:
                break
            page.keyboard.press("PageDown")
        expect(pop).to_be_visible()
        expect(pop.locator("a[href*='/claim/']").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(pop).to_be_hidden()
        page.keyboard.press("Enter")
        page.wait_for_url("**/proposition/text-davinci-002-fine-tuned-from-code-davinci-002*")
        tab_to(page, "/claim/")
        page.keyboard.press("Enter")
        page.wait_for_url("**/claim/**")


def test_arrows_lead_where_they_point_and_tab_leads_out(surfer):
    with surfer.visit("/tree") as page:
        drawing(page)
        start = place(page)
        page.keyboard.press("ArrowRight")
        right = place(page)
        assert right[0] > start[0]
        page.keyboard.press("ArrowLeft")
        assert place(page)[0] < right[0]
        page.keyboard.press("ArrowDown")
        assert place(page)[1] > start[1]
        page.keyboard.press("End")
        assert page.evaluate("document.activeElement.dataset.model") == page.locator(
            ".tree-drawing [data-model]"
        ).last.get_attribute("data-model")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.tree-drawing') === null")


def test_every_model_and_step_is_a_link_without_scripts(surfer):
    with surfer.visit("/tree?implied=yes", js=False) as page:
        expect(page.locator(".tree-tools")).to_be_hidden()
        links = page.locator(".tree-drawing a")
        paths = links.evaluate_all("all => all.map((each) => each.getAttribute('href'))")
        names = links.evaluate_all(
            "all => all.map((each) => each.getAttribute('aria-label') || each.textContent.trim())"
        )
        titles = page.locator(".tree-step title").all_text_contents()
        assert all(names)
        assert {urlsplit(path).path.split("/")[1] for path in paths} == {
            "model",
            "proposition",
            "stage",
            "explain",
        }
        assert page.evaluate("document.querySelectorAll('.tree-drawing [tabindex]').length") == 0
        rows = page.locator("#table tbody tr[data-of]").count()
        assert rows == len(titles)
        assert any("§2" in title for title in titles)
        page.locator("#table summary").click()
        claim = page.locator("#table a[href^='/claim/']").first
        expect(claim).to_be_visible()
    with httpx.Client(base_url=surfer.address, headers={"Accept": "text/html"}) as client:
        for path in sorted(set(paths)):
            assert client.get(path).status_code == 200, path


def test_what_is_denied_unknown_or_only_follows_is_seen_to_be_so(surfer):
    with surfer.visit("/tree?implied=yes", js=False) as page:
        denied = page.locator("[data-step=code-davinci-002-from-davinci]")
        expect(denied.locator(".sign-denied")).to_have_count(1)
        expect(denied.locator(".tree-word")).to_have_text("denied")
        expect(page.locator(".tree-drawing .tree-model.is-unknown")).to_have_attribute(
            "href", "/model/code-davinci-002-base"
        )
        assert page.locator(".tree-drawing .is-entailed .sign-entailed").count() == 3
        dashes = page.locator(".tree-drawing .is-unknown rect").evaluate(
            "each => getComputedStyle(each).strokeDasharray"
        )
        assert dashes != "none"


def test_an_ability_is_laid_over_the_tree_in_signs_and_words(surfer):
    with surfer.visit("/tree") as page:
        page.get_by_label("Lay over: an ability").select_option("in-context-learning")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url("**ability=in-context-learning**")
        marks = page.locator(".tree-drawing .tree-mark")
        texts = [" ".join(text.split()) for text in marks.all_text_contents()]
        assert any("↓ weakens" in text for text in texts)
        assert any("↺ recovers" in text for text in texts)
        weakened = page.locator(
            ".tree-drawing a[href='/proposition/text-davinci-002-stage-weakens-icl']"
        )
        assert "weakens in-context learning" in str(weakened.locator("title").text_content())
        page.locator("#models summary").click()
        row = page.locator("#tree-table-text-davinci-003")
        expect(row).to_contain_text("recovers in-context learning")


def test_the_tree_speaks_chinese(surfer):
    with surfer.visit("/tree?lang=zh&show=abilities") as page:
        expect(page.locator("h1")).to_have_text("哪个模型由哪个模型而来")
        expect(page.locator(".tree-drawing .sign-denied ~ .tree-word")).to_have_text("被否认")
        label = page.locator(f"[data-step={STEP}]").get_attribute("aria-label")
        assert "由 code-davinci-002 而来" in str(label)
        assert "有监督指令微调" in str(label)
        expect(page.locator(".tree-mark", has_text="上下文学习").first).to_be_visible()
        hrefs = page.locator(".tree-drawing a").evaluate_all(
            "all => all.map((each) => each.getAttribute('href'))"
        )
        assert all("lang=zh" in href or href.startswith("#") for href in hrefs)


def test_pointing_at_a_step_shows_who_says_so(surfer):
    with surfer.visit("/tree") as page:
        page.wait_for_selector(".tree[data-alive]")
        page.locator(f"[data-step={STEP}] .tree-dot").first.hover()
        pop = page.locator(".tree-pop")
        expect(pop).to_contain_text("asserts")
        expect(pop.locator(".hedge, .level").first).to_be_visible()
        pop.hover()
        page.wait_for_timeout(400)
        expect(pop).to_be_visible()


def test_a_part_can_be_shown_larger_and_all_of_it_again(surfer):
    with surfer.visit("/tree") as page:
        page.wait_for_selector(".tree[data-alive]")
        box = "document.querySelector('.tree-drawing').viewBox.baseVal.width"
        whole = page.evaluate(box)
        page.get_by_role("button", name="Larger").click()
        assert page.evaluate(box) < whole
        page.get_by_role("button", name="Show all").click()
        assert page.evaluate(box) == whole


@pytest.mark.parametrize("js", [True, False])
def test_on_narrow_screens_time_runs_downwards(surfer, js):
    with surfer.visit("/tree", width="narrow", js=js) as page:
        expect(page.locator(".tree-drawing")).to_be_hidden()
        rows = page.locator(".tree-rails > li")
        drawn = page.locator(".tree-drawing .tree-model").count()
        loose = page.locator(".tree-drawing .tree-loose ~ .tree-model").count()
        assert rows.count() == drawn - loose
        assert all(box["y"] > 0 for box in [rows.first.bounding_box()] if box)
        expect(rows.filter(has_text="not from GPT-3 (davinci), a source says")).to_have_count(1)


def test_the_page_is_small(reader):
    for query in ("", "?show=abilities&implied=yes", "?ability=chain-of-thought"):
        found = httpx.get(f"{reader.address}/tree{query}", headers={"Accept": "text/html"})
        assert len(gzip.compress(found.content)) < WHOLE


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_drawing_stands_alone_as_a_file(surfer, lang):
    found = httpx.get(f"{surfer.address}/tree.svg?lang={lang}")
    assert found.headers["Content-Type"].startswith("image/svg+xml")
    assert found.headers["Content-Language"] == lang
    root = ET.fromstring(found.content)
    assert root.tag == f"{SVG}svg"
    links = [each.get("href", "") for each in root.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith(f"{surfer.address}/") for link in links)
    assert root.find(f"{SVG}style") is not None
    with surfer.visit(f"/tree.svg?lang={lang}") as page:
        word = page.locator(".tree-word").first
        assert page.evaluate("getComputedStyle(document.querySelector('.tree-model rect')).fill")
        expect(word).to_be_visible()


def test_the_tree_as_a_table_and_as_a_graph_has_the_same_steps(reader):
    rows = list(csv.DictReader(io.StringIO(httpx.get(f"{reader.address}/tree.csv").text)))
    root = ET.fromstring(httpx.get(f"{reader.address}/tree.graphml").content)
    edges = {(each.get("target"), each.get("source")) for each in root.iter(f"{GRAPHML}edge")}
    nodes = {each.get("id") for each in root.iter(f"{GRAPHML}node")}
    assert edges == {(row["to"], row["from"]) for row in rows}
    assert {end for edge in edges for end in edge} <= nodes
    denied = next(row for row in rows if row["standing"] == "denied")
    assert denied["claims"].count("/claim/") == 6
    (itself,) = [row for row in rows if row["to"] == row["from"]]
    assert itself["misprint"] == "true"
    assert "/tension/" in itself["tensions"]
    assert {row["misprint"] for row in rows if row is not itself} == {"false"}


def test_faults_say_what_there_is(reader):
    assert httpx.get(f"{reader.address}/tree.png").status_code == 404
    refused = httpx.get(f"{reader.address}/tree?ability=flying")
    assert refused.status_code == 422
    assert "chain-of-thought" in refused.text


def test_files_have_the_colours_of_the_pages():
    """The style of the file cannot be fetched from the site, so it is written twice."""
    page = (ROOT / "web" / "src" / "styles" / "pages" / "tree.css").read_text("utf-8")
    tokens = (ROOT / "web" / "src" / "styles" / "tokens.css").read_text("utf-8")
    folder = ROOT / "src" / "llmkg" / "http" / "templates" / "parts"
    light, dark = (folder / "tree.css").read_text("utf-8").split("@media", 1)
    for name, day, night in COLOUR.findall(page):
        assert f".{name} {{ --method: {day}; }}" in light
        assert f".{name} {{ --method: {night}; }}" in dark
    for rank in range(6):
        found = re.search(rf"--level-{rank}: light-dark\((#\w+), (#\w+)\)", tokens)
        assert found
        assert f".level-{rank} {{ --level: {found[1]}; }}" in light
        assert f".level-{rank} {{ --level: {found[2]}; }}" in dark
    assert len(COLOUR.findall(page)) == 8
