"""The search box with its suggestions, and the page of results."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

BOX = "main input[type=search]"
OPTIONS = "main .suggest a[role=option]"
HOSTILE = (
    "<script>window.__hit=1</script>",
    '"><img src=x onerror="window.__hit=1">',
    "' onfocus=window.__hit=1 autofocus x='",
    "javascript:window.__hit=1",
    "{{7*7}}</q></title><svg onload=window.__hit=1>",
)


def ready(page):
    page.wait_for_selector("main form.seek[data-alive]")
    return page.locator(BOX)


def test_suggestions_by_keyboard_alone(surfer):
    with surfer.visit("/?lang=en") as page:
        box = ready(page)
        expect(box).to_have_attribute("role", "combobox")
        expect(box).to_have_attribute("aria-expanded", "false")
        box.press_sequentially("chian of tho", delay=10)
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.locator(OPTIONS).first).to_contain_text("chain-of-thought")
        expect(page.locator(".suggest-kind").first).to_have_text(re.compile(r"Ability\s*\d"))
        box.press("ArrowUp")
        last = page.locator(OPTIONS).last
        expect(last).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", last.get_attribute("id"))
        box.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") is None
        box.press("ArrowDown")
        expect(page.locator(OPTIONS).first).to_have_attribute("aria-selected", "true")
        box.press("Escape")
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(box).to_have_value("chian of tho")
        box.press("ArrowDown")
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("ArrowDown")
        box.press("Enter")
        expect(page).to_have_url(re.compile("/ability/chain-of-thought"))


def test_suggestions_keep_nobody_out(surfer, axe):
    with surfer.visit("/?lang=zh", scheme="dark") as page:
        ready(page).press_sequentially("思维", delay=10)
        page.wait_for_selector(OPTIONS)
        page.locator(BOX).press("ArrowDown")
        page.evaluate(axe)
        found = page.evaluate(
            "async () => (await axe.run('main form.seek')).violations.map((each) => each.id)"
        )
        assert found == []


def test_an_answer_that_comes_late_does_not_win(surfer):
    with surfer.visit("/?lang=en") as page:
        late = []

        def hold(route):
            if "q=davinci" in route.request.url:
                late.append(route)
            else:
                route.continue_()

        page.route("**/api/search?*", hold)
        box = ready(page)
        box.fill("davinci")
        page.wait_for_timeout(400)
        assert len(late) == 1
        box.fill("chain of thought")
        expect(page.locator(OPTIONS).first).to_contain_text("chain-of-thought")
        late[0].continue_()
        page.wait_for_timeout(200)
        expect(page.locator(OPTIONS).first).to_contain_text("chain-of-thought")
        page.unroute_all(behavior="wait")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_search_becomes_markup(surfer, text):
    with surfer.visit(f"/search?lang=en&q={quote(text)}") as page:
        assert page.evaluate("typeof window.__hit") == "undefined"
        expect(page.locator(BOX)).to_have_value(text)
        assert page.locator("main img, main script:not([type])").count() == 0
        box = ready(page)
        box.fill(f"{text} davinci")
        page.wait_for_selector(".suggest:not([hidden])")
        assert page.evaluate("typeof window.__hit") == "undefined"
        assert page.locator(".suggest img, .suggest script").count() == 0


def test_results_are_for_readers_and_not_for_crawlers(surfer):
    with surfer.visit("/search?lang=en&q=davinci", js=False) as page:
        robots = page.locator("meta[name=robots]").get_attribute("content")
        assert robots.startswith("noindex")
        page.locator(".kinds a[href*='kind=model']").click()
        expect(page.locator(".kinds a[aria-current]")).to_contain_text("Model")
        assert (
            page.locator(".result").count() == page.locator(".result h2 a[href^='/model/']").count()
        )
        page.locator(".kinds a").first.click()
        page.locator("a[rel=next]").click()
        assert page.locator(".results").get_attribute("start") == "21"


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "chian of thougt", "/ability/chain-of-thought"),
        ("en", "instrction tunning", "/method/instruction-tuning"),
        ("zh", "思维链", "/ability/chain-of-thought"),
        ("en", "Codex", "/model/"),
    ],
)
def test_aliases_and_misspellings_of_both_languages_are_found(surfer, lang, text, found):
    with surfer.visit(f"/search?lang={lang}&q={quote(text)}", js=False) as page:
        expect(page.locator(f".result h2 a[href^='{found}']").first).to_be_visible()


def test_each_result_says_of_what_kind_it_is_and_kinds_add_up(surfer):
    with surfer.visit("/search?lang=en&q=chain+of+thought", js=False) as page:
        kinds = page.locator(".kinds a").all_inner_texts()
        counts = [int(re.sub(r"\D", "", each)) for each in kinds]
        assert len(counts) > 3
        assert counts[0] == sum(counts[1:])
        for each in page.locator(".result").all():
            assert each.locator(".result-kind").inner_text().strip()
