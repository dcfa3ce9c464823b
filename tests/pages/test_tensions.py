"""What does not sit together and what is not known, in a browser: both sides, and filters."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.pages.browser import with_lang

TENSION = "/tension/code-training-as-cause-of-chain-of-thought"
QUESTION = "/question/fu2022-zh-source-of-in-context-learning"


def number(text):
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_tension_shows_its_sides_with_who_says_so_and_how_surely(surfer, lang):
    with surfer.visit(with_lang("/tensions", lang), js=False) as page:
        first = page.locator("article.clash").first
        expect(first.locator(".status").first).to_be_visible()
        claims = first.locator("details a[href*='/claim/']")
        assert claims.count() >= 2
        expect(claims.first).to_be_visible()
        assert first.locator("details .level, details .stance").count() >= 2
        assert first.locator("details a[href*='/source/']").count() >= 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tensions", "kind"),
        ("/tensions", "source"),
        ("/tensions", "topic"),
        ("/questions", "source"),
        ("/questions", "topic"),
    ],
)
def test_a_filter_leaves_as_many_as_it_promised(surfer, path, name):
    with surfer.visit(f"{path}?lang=en", js=False) as page:
        select = page.locator(f"select[name={name}]")
        option = select.locator("option").nth(1)
        promised = number(option.inner_text().rpartition("(")[2])
        select.select_option(index=1)
        page.locator(".facets button").click()
        page.wait_for_url(re.compile(f"{name}="))
        expect(page.locator(f"select[name={name}] option:checked")).to_contain_text(str(promised))
        shown = page.locator("article.clash").count()
        following = page.locator(".pager a[rel=next]").count()
        assert shown == promised or (following and shown < promised)
        page.locator(".facets a").click()  # and all of them again
        assert f"{name}=" not in page.url


@pytest.mark.parametrize(("path", "kind"), [("/tensions", "tension"), ("/questions", "question")])
def test_pages_follow_each_other_in_one_order_and_miss_nothing(reader, path, kind):
    seen: list[str] = []
    at: str | None = f"{path}?lang=en"
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        while at:
            text = client.get(at.replace("&amp;", "&")).text
            articles = re.findall(r"<article.*?</article>", text, re.DOTALL)
            seen += [re.findall(rf'<h2>.*?href="/({kind}/[^"?]+)', each)[0] for each in articles]
            found = re.search(r'<a[^>]*rel="next"[^>]*href="([^"]+)"', text) or re.search(
                r'<a[^>]*href="([^"]+)"[^>]*rel="next"', text
            )
            at = found[1] if found else None
        total = number(re.findall(r"of ([\d,]+) (?:tensions|open questions)", text)[0])
    assert len(seen) == len(set(seen)) == total


def test_a_tension_leads_to_all_of_its_kind_and_to_the_arguments(surfer):
    with surfer.visit(f"{TENSION}?lang=en", js=False) as page:
        arguments = page.locator("main a[href*='/proposition/']")
        expect(arguments.first).to_be_visible()
        page.get_by_role("link", name="All of this kind").first.click()
        page.wait_for_url("**/tensions?*kind=*")
        expect(page.locator("article.clash").first).to_be_visible()
        assert "/tension/" in page.locator("article.clash h2 a").first.get_attribute("href")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_question_says_what_would_settle_it_and_where_it_is_asked(surfer, lang):
    with surfer.visit(with_lang(QUESTION, lang)) as page:
        expect(page.locator("main")).to_contain_text(
            {"en": "What would settle it", "zh": "怎样得出定论"}[lang]
        )
        expect(page.locator("main a[href*='/source/fu2022-zh']").first).to_be_visible()
        asked = page.locator("main a[href*='/ability/in-context-learning']").first
        asked.click()
        page.wait_for_url("**/ability/in-context-learning*")
        assert page.locator("html").get_attribute("lang") == lang


def test_a_filter_that_nothing_passes_says_so(surfer):
    with surfer.visit("/tensions?kind=Quarrel&lang=en", js=False) as page:
        expect(page.locator("main")).to_contain_text("No tension fits these filters.")
        page.locator(".facets a").click()
        expect(page.locator("article.clash").first).to_be_visible()
