"""From the first page to an argument."""

import re

import pytest
from playwright.sync_api import expect

ARGUMENT = re.compile(r"/proposition/")


@pytest.mark.parametrize("js", [True, False])
def test_from_a_search_to_the_argument_in_three_clicks(surfer, js):
    with surfer.visit("/?lang=en", js=js) as page:
        page.locator("main input[type=search]").fill("chain of thought")
        page.locator("main form.seek button").click()  # one
        page.wait_for_url(re.compile(r"/search\?"))
        page.locator(".kinds a[href*='kind=proposition']").click()  # two
        expect(page.locator(".kinds a[aria-current]")).to_have_attribute("href", re.compile("prop"))
        page.locator(".result h2 a[href*='/proposition/']").first.click()  # three
        expect(page).to_have_url(ARGUMENT)
        expect(page.locator(".verdict:visible")).to_be_visible()


def test_by_way_of_an_ability_three_clicks_are_enough(surfer):
    with surfer.visit("/?lang=zh", js=False) as page:
        page.locator("main input[type=search]").fill("思维链推理")
        page.locator("main form.seek button").click()  # one
        page.locator(".result h2 a[href*='/ability/chain-of-thought']").first.click()  # two
        page.locator("main a[href*='/proposition/']:visible").first.click()  # three
        expect(page).to_have_url(ARGUMENT)
        assert page.locator("html").get_attribute("lang") == "zh"


def test_what_moved_leads_to_the_argument_on_that_day(surfer):
    with surfer.visit("/?lang=en", js=False) as page:
        link = page.locator(".change .says a").first
        day = page.locator(".change time").first.get_attribute("datetime")
        link.click()
        expect(page).to_have_url(re.compile(f"/proposition/.*as_of={day}"))


def test_the_doors_lead_somewhere(surfer):
    with surfer.visit("/?lang=en", js=False) as page:
        paths = [each.get_attribute("href") for each in page.locator(".doors a").all()]
        assert len(paths) >= 9
        assert {page.request.get(path).status for path in paths} == {200}
