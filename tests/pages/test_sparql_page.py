"""Asking the graph in a browser: the editor, stored questions, faults, and all without scripts."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

MODELS = "SELECT ?model WHERE { ?model a llmkg:Model } ORDER BY ?model LIMIT 3"
WRONG = "SELECT * WHERE { ?s a llmkg:Model }\nORDR BY ?s"
EDITOR = ".editor .cm-content"


def at(query, lang="en"):
    return f"/sparql?{urlencode({'query': query, 'lang': lang})}"


def replace(page, text):
    """Put a text into the editor by keyboard."""
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_query_is_written_and_run_by_keyboard(surfer, scheme):
    with surfer.visit("/sparql?lang=en", scheme=scheme) as page:
        expect(page.locator(EDITOR)).to_be_visible()
        expect(page.locator("textarea")).to_be_hidden()
        replace(page, MODELS)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#results tbody tr")).to_have_count(3)
        expect(page.locator("#results tbody a").first).to_have_attribute(
            "href", re.compile(r"^/model/")
        )
        # The address is the link to share.
        page.wait_for_url(re.compile("query=SELECT"))
        assert parse_qs(urlsplit(page.url).query)["query"] == [MODELS]
        page.reload()
        expect(page.locator("#results tbody tr")).to_have_count(3)
        expect(page.locator(EDITOR)).to_contain_text("ORDER BY ?model")


def test_tab_leaves_the_editor(surfer):
    with surfer.visit("/sparql?lang=en") as page:
        page.locator(EDITOR).focus()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Run the query")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.locator(EDITOR)).to_be_focused()
        assert "Tab leaves the editor" in page.locator(".keys").inner_text()


@pytest.mark.parametrize(("lang", "typed"), [("en", "llmkg:confi"), ("zh", "置信等")])
def test_terms_are_completed_from_the_endpoint(surfer, lang, typed):
    with surfer.visit(f"/sparql?lang={lang}") as page:
        replace(page, "SELECT * { ?claim ")
        page.keyboard.type(typed)
        offer = page.locator(".cm-tooltip-autocomplete li", has_text="llmkg:confidence").first
        expect(offer).to_be_visible()
        offer.click()
        expect(page.locator(EDITOR)).to_contain_text("?claim llmkg:confidence")


def test_an_error_is_shown_at_its_place_and_mended(surfer):
    with surfer.visit(at(WRONG), status=400) as page:
        expect(page.locator("#results .fault")).to_contain_text("Line 2, column 1")
        expect(
            page.locator(".editor .cm-lintRange-error, .editor .cm-lintPoint-error")
        ).to_have_count(1)
        page.locator("a[data-apply]").click()
        expect(page.locator("#results tbody tr").first).to_be_visible()
        expect(page.locator(EDITOR)).to_contain_text("ORDER BY ?s")
        expect(page.locator(".editor .cm-lintRange-error")).to_have_count(0)
        page.go_back()
        expect(page.locator("#results .fault")).to_be_visible()


def test_a_slow_query_is_stopped(surfer):
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with surfer.visit("/sparql?lang=en") as page:
        replace(page, slow)
        page.keyboard.press("Control+Enter")
        stop = page.get_by_role("button", name="Stop")
        expect(stop).to_be_visible()
        stop.click()
        expect(stop).to_be_hidden()
        expect(page.get_by_role("button", name="Run the query")).to_be_enabled()
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


def test_a_stored_question_is_found_and_asked(surfer):
    with surfer.visit("/sparql?lang=en") as page:
        page.get_by_label("Find a question").fill("rank ability")
        page.get_by_role("link", name="How do models rank in an ability").click()
        expect(page.locator("h1")).to_contain_text("How do models rank")
        page.get_by_label("Ability").fill("in-context-learning")
        page.get_by_role("button", name="Show the answer").click()
        assert parse_qs(urlsplit(page.url).query)["ability"] == ["in-context-learning"]
        expect(page.locator("#results tbody tr").first).to_be_visible()
        page.get_by_text("Show me the query").click()
        page.get_by_role("link", name="Open it in the editor").click()
        expect(page.locator(EDITOR)).to_contain_text("ability/in-context-learning")
        expect(page.locator("#results tbody tr").first).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_of_it_works_without_scripts(surfer, lang):
    with surfer.visit(f"/sparql?lang={lang}", js=False, width="narrow") as page:
        page.locator("textarea").fill(MODELS)
        page.locator(".ask button[type=submit]").click()
        expect(page.locator("#results tbody tr")).to_have_count(3)
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert not page.get_by_role("button", name="Stop").is_visible()
        page.locator("#stored-list summary").first.click()
        page.locator("#stored-list li a").first.click()
        expect(page.locator(".params, #results").first).to_be_visible()


def test_a_graph_is_triples_and_downloads(surfer):
    with surfer.visit(at("DESCRIBE ability:chain-of-thought", "zh")) as page:
        expect(page.locator("#results thead th")).to_have_text(["主语", "关系", "宾语"])
        links = page.locator("#results .downloads a")
        assert {"Turtle", "JSON-LD"} <= {text.strip() for text in links.all_inner_texts()}


def test_nothing_is_kept_in_the_browser(surfer):
    with surfer.visit("/sparql?lang=en") as page:
        replace(page, MODELS)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#results tbody tr")).to_have_count(3)
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.context.cookies() == []


def test_no_other_page_pays_for_the_editor(surfer):
    asked: list[str] = []
    with surfer.context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/ontology?lang=en", wait_until="networkidle")
        assert not any("/editor-" in url for url in asked)
        page.goto("/sparql?lang=en", wait_until="networkidle")
        assert any("/editor-" in url for url in asked)
    policy = httpx.get(f"{surfer.address}/sparql", headers={"Accept": "text/html"}).headers
    directives = policy["content-security-policy"].split("; ")
    assert "style-src 'self'" in directives
    assert [each for each in directives if "unsafe" in each] == ["style-src-attr 'unsafe-inline'"]


LINEAGE = "CONSTRUCT WHERE { ?model llmkg:derivedFrom ?base }"


def test_triples_are_drawn_and_gone_through_by_keyboard(surfer):
    with surfer.visit(at(MODELS)) as page:
        assert page.locator(".sketch").count() == 0
        replace(page, LINEAGE)
        page.keyboard.press("Control+Enter")
        dots = page.locator(".sketch svg a")
        dots.first.wait_for()
        named = {each.locator("title").text_content() for each in dots.all()}
        assert "code-davinci-002 (Model)" in named
        assert not [name for name in named if "://" in name]
        dots.first.focus()
        page.keyboard.press("PageDown")
        expect(dots.nth(1)).to_be_focused()
        assert "is derived from" in dots.nth(1).get_attribute("aria-description")
        assert page.locator(".sketch-line.is-near").count() > 0
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/model/"))


def test_what_is_too_many_to_draw_is_said(surfer):
    with surfer.visit(at("CONSTRUCT WHERE { ?claim llmkg:asserts ?said }")) as page:
        expect(page.locator("#results")).to_contain_text("too many for a drawing")
        assert page.locator(".sketch").count() == 0
        expect(page.locator("#results tbody tr")).to_have_count(100)
