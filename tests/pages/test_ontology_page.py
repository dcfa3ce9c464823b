"""The vocabulary in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("lang", "label"), [("en", "injects"), ("zh", "注入能力")])
def test_a_term_is_reached_by_its_own_address(surfer, lang, label):
    with surfer.visit(f"/ontology?lang={lang}#injects") as page:
        term = page.locator("#injects")
        expect(term).to_be_in_viewport()
        expect(term.locator("h3")).to_contain_text(label)
        term.locator("a[href='#givesRiseTo']").first.click()
        expect(page.locator("#givesRiseTo")).to_be_in_viewport()


def test_terms_are_found_by_a_word_of_either_language(surfer):
    with surfer.visit("/ontology?lang=en") as page:
        box = page.get_by_label("Find a term")
        box.fill("hedge")
        expect(page.locator("#hedge")).to_be_visible()
        expect(page.locator("#derivedFrom")).to_be_hidden()
        box.fill("谱系中没有这个词")
        expect(page.locator(".term:visible")).to_have_count(0)
        box.fill("")
        expect(page.locator("#Claim")).to_be_visible()
        expect(page.locator("#derivedFrom")).to_be_hidden()  # folded, as before


@pytest.mark.parametrize("js", [True, False])
def test_groups_fold_and_the_contents_open_them(surfer, js):
    with surfer.visit("/ontology?lang=en", js=js) as page:
        expect(page.locator("#Claim")).to_be_visible()
        expect(page.locator("#derivedFrom")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight") < 40_000
        contents = page.get_by_role("navigation", name="Terms by group")
        contents.get_by_role("link", name="Properties between things").click()
        page.locator(".fold .inline a[href='#derivedFrom']").click()
        expect(page.locator("#derivedFrom")).to_be_in_viewport()
        page.locator(".fold summary").first.click()
        expect(page.locator("#Claim")).to_be_hidden()


def test_use_in_the_data_leads_into_the_editor(surfer):
    with surfer.visit("/ontology?lang=en#injects") as page:
        page.locator("#injects").get_by_role("link", name="Show them").click()
        page.wait_for_url(re.compile("/sparql"))
        expect(page.locator("#results tbody tr").first).to_be_visible()


def test_the_overview_leads_by_keyboard_to_the_terms(surfer):
    with surfer.visit("/ontology?lang=en") as page:
        page.locator(".overview svg a").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#Model")).to_be_in_viewport()
        page.locator(".overview summary").click()
        expect(page.locator(".overview tbody tr")).to_have_count(9)


def test_without_scripts_all_terms_are_there_and_no_filter(surfer):
    with surfer.visit("/ontology?lang=zh", js=False, width="narrow") as page:
        assert page.locator(".term").count() > 200
        expect(page.locator(".sieve")).to_be_hidden()
        expect(page.locator("#downloads a").first).to_be_visible()
