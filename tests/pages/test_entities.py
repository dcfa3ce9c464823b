"""The pages of things in a browser: what a reader finds on them, and where it leads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.pages.browser import with_lang

COT = "/ability/chain-of-thought"
ARTICLE = "/source/fu2022-zh"


def test_an_ability_says_how_sure_one_can_be_and_leads_to_the_argument(surfer):
    with surfer.visit(COT) as page:
        sure = page.locator(".sure")
        expect(sure).to_contain_text("contested")
        expect(sure).to_contain_text("Quote it as")
        sure.get_by_role("link").click()
        page.wait_for_url("**/proposition/**")
        expect(page.locator("#verdict")).to_be_visible()


def test_an_ability_groups_what_is_said_by_direction(surfer):
    with surfer.visit(COT) as page:
        headings = page.locator("#origins ~ .group h3, #origins + .group h3").all_inner_texts()
        assert [re.sub(r"\s*\d+$", "", each).lower() for each in headings] == [
            "said to give rise to it",
            "said to improve it",
            "observed together with it",
            "denied",
        ]
        denied = page.locator(".group-denied").first
        expect(denied).to_contain_text("Instruction tuning gives rise to chain-of-thought")
        expect(denied).to_contain_text("1 against")


def test_every_statement_has_its_status_its_level_and_its_numbers(surfer):
    with surfer.visit(COT) as page:
        row = page.locator(".saying", has_text="Code training gives rise to chain-of").first
        expect(row.locator(".status-Contested")).to_be_visible()
        expect(row.locator(".level-3 svg")).to_be_visible()
        expect(row).to_contain_text("claims for")
        expect(row).to_contain_text("pieces of evidence for")


def test_a_model_shows_its_way_up_and_what_follows_with_the_reason(surfer):
    with surfer.visit("/model/text-davinci-003") as page:
        rungs = page.locator(".rung")
        expect(rungs.first).to_contain_text("code-davinci-002")
        entailed = page.locator(".entailed li", has_text="chain-of-thought").first
        entailed.get_by_role("link", name="why it follows").click()
        page.wait_for_url("**/explain?**")
        expect(page.locator("h1")).to_be_visible()


def test_numbers_that_do_not_agree_are_marked(surfer):
    with surfer.visit("/model/chatgpt?lang=en") as page:
        dates = page.locator("#figures ~ .scroll")
        expect(dates).to_contain_text("2022-11")
        expect(dates.get_by_text("these do not agree").first).to_be_visible()


def test_a_source_shows_how_sure_it_sounds_as_words_and_numbers(surfer):
    with surfer.visit(ARTICLE) as page:
        rows = page.locator(".bars tbody tr")
        expect(rows).to_have_count(6)
        total = sum(
            int(each.replace(",", "")) for each in page.locator(".bar-count").all_inner_texts()
        )
        expect(page.locator("#sounds ~ p").first).to_contain_text(str(total))


def test_claims_of_a_source_are_filtered_and_paged_without_scripts(surfer):
    with surfer.visit(ARTICLE, js=False) as page:
        page.locator("select[name=section]").select_option("3.1")
        page.locator(".facets button").click()
        page.wait_for_url("**section=3.1**")
        expect(page.locator("#claims ~ h3")).to_have_text("Section 3.1")
        first = page.locator("#claims ~ .sayings .says").first.inner_text()
        page.locator(".pager a[rel=next]").click()
        page.wait_for_url("**offset=25**")
        assert "section=3.1" in page.url
        assert page.locator("#claims ~ .sayings .says").first.inner_text() != first


def test_a_claim_has_its_hedge_in_both_languages_and_the_command_that_checks_it(surfer):
    with surfer.visit("/claim/fu2022-zh-3-1-code-training-gives-cot") as page:
        expect(page.locator("q.hedge[lang=en]").first).to_have_text("very likely")
        expect(page.locator("q.hedge[lang=zh]").first).to_have_text("很可能")
        expect(page.locator("#check-command")).to_have_text(
            "llmkg anchors verify --source fu2022-zh=PATH"
        )
        expect(page.locator("#check-by-hand")).to_contain_text("text[4882:4931]")
        expect(page.locator(".scale figcaption")).to_contain_text("no more than")
        page.locator("#cite-source summary").click()
        expect(page.locator("#cite-source-bibtex")).to_contain_text("Yao Fu and")


def test_evidence_tells_its_two_ceilings_and_what_it_counts_with(surfer):
    with surfer.visit("/evidence/fu2022-zh-palm-code-share-cot") as page:
        facts = page.locator("#type ~ .facts")
        expect(facts).to_contain_text("correlation, not causation")
        expect(facts).to_contain_text("established")
        page.locator(".saying details summary").first.click()
        expect(page.locator(".saying details li").first).to_be_visible()


@pytest.mark.parametrize("name", ["abilities", "models", "sources"])
def test_a_list_says_how_many_each_filter_leaves(surfer, name):
    with surfer.visit(f"/{name}") as page:
        option = page.locator("select[name=level] option").nth(1)
        said = re.search(r"\((\d+)\)$", option.inner_text())
        assert said is not None
        count = int(said.group(1))
        page.locator("select[name=level]").select_option(index=1)
        page.locator(".facets button").click()
        page.wait_for_url("**level=**")
        expect(page.locator("main").get_by_role("status")).to_contain_text(
            str(count) if count > 1 else "One"
        )


def test_a_list_keeps_its_order_from_page_to_page(surfer):
    seen = []
    with surfer.visit("/abilities") as page:
        while True:
            seen += page.locator(".entry h2").all_inner_texts()
            following = page.locator(".pager a[rel=next]")
            if not following.count():
                break
            following.click()
            page.wait_for_load_state("load")
    assert len(seen) == len(set(seen)) == 57


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_link_to_a_snapshot_that_is_gone_says_so_and_what_moved(surfer, lang):
    with surfer.visit(with_lang(f"{COT}?snapshot=0123456789abcdef", lang)) as page:
        since = page.locator(".since")
        expect(since).to_contain_text("0123456789abcdef")
        assert since.locator("time").count() >= 1
