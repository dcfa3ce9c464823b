"""The frame in a browser: theme, language, keyboard, drawers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.browser import HEIGHT, settle

A4 = 718
"""Pixels of a sheet of paper between its margins."""


def test_a_chosen_theme_stands_from_the_first_frame_of_the_next_page(surfer):
    with surfer.visit("/", scheme="light") as page:
        toggle = page.get_by_role("button", name="Dark colours")
        page.wait_for_selector(".theme-toggle[data-alive]")
        expect(toggle).to_have_attribute("aria-pressed", "false")
        toggle.click()
        expect(toggle).to_have_attribute("aria-pressed", "true")
        dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        # Styles that are not there yet would paint white: the script in the head comes before.
        page.goto("/ontology", wait_until="commit")
        page.wait_for_selector("html[data-theme=dark]", state="attached")
        page.wait_for_load_state("load")
        now = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert now == dark


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_scripts_what_only_they_can_do_is_not_offered(surfer, lang):
    with surfer.visit(f"/?lang={lang}", js=False) as page:
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).not_to_be_empty()
        expect(page.locator(".theme-toggle")).to_have_count(1)
        expect(page.locator(".theme-toggle")).to_be_hidden()


def test_the_system_decides_until_the_reader_does(surfer):
    colours = set()
    for scheme in ("light", "dark"):
        with surfer.visit("/", scheme=scheme) as page:
            colours.add(page.evaluate("getComputedStyle(document.body).color"))
    assert len(colours) == 2


def test_the_language_switch_keeps_the_page_and_links_keep_the_language(surfer):
    with surfer.visit("/ability/chain-of-thought", lang="en") as page:
        page.get_by_role("link", name="中文").click()
        page.wait_for_url("**/ability/chain-of-thought?lang=zh")
        assert page.locator("html").get_attribute("lang") == "zh"
        page.get_by_role("link", name="词汇表").click()
        page.wait_for_url("**/ontology?lang=zh")


def test_a_reader_without_a_mouse_skips_to_the_content(surfer):
    with surfer.visit("/") as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_citation_can_be_copied(surfer):
    with surfer.context() as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        with surfer.watched(context, "/model/text-davinci-003") as page:
            page.get_by_text("Cite this page").click()
            button = page.locator("#cite button.copy").first
            button.click()
            expect(button).to_have_text("Copied")
            shown = page.locator("#cite-bibtex").inner_text()
            assert page.evaluate("navigator.clipboard.readText()") == shown
            assert shown.startswith("@misc{llmkg-model-text-davinci-003,")


@pytest.mark.parametrize("path", ["/proposition/code-training-gives-chain-of-thought", "/origins"])
def test_print_shows_what_is_said_and_not_the_machinery(surfer, path):
    with surfer.visit(path, scheme="dark") as page:
        settle(page)  # another medium is another layout
        page.emulate_media(media="print")
        expect(page.locator("h1")).to_be_visible()
        for gone in (".masthead form", ".tools", ".nav", ".switches", ".facets"):
            assert not page.locator(f"{gone} >> visible=true").count(), gone
        paper = "getComputedStyle(document.documentElement).backgroundColor"
        assert page.evaluate(paper) in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        page.set_viewport_size({"width": A4, "height": HEIGHT})
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, "nothing is cut off at the edge of the paper"
