"""The matrix of origins in a browser."""

from playwright.sync_api import expect


def test_the_headings_stay_in_sight(surfer):
    with surfer.visit("/origins?lang=en", width="wide") as page:
        page.locator(".matrix").evaluate("each => { each.scrollTop = 900; each.scrollLeft = 300; }")
        places = page.evaluate(
            """() => {
              const box = document.querySelector(".matrix").getBoundingClientRect();
              const head = document.querySelector(".matrix thead th:nth-child(4)");
              const row = document.querySelector(".matrix tbody:last-child tr:last-child th");
              return [
                head.getBoundingClientRect().top - box.top,
                row.getBoundingClientRect().left - box.left,
              ];
            }"""
        )
        assert all(abs(each) <= 2 for each in places)


def test_a_cell_with_several_statements_lists_them_and_leads_to_the_argument(surfer):
    with surfer.visit("/origins?lang=en") as page:
        page.locator(
            'td a[href*="complex-reasoning~code-training"], td a[href*="%7Ecode"]'
        ).first.click()
        opened = page.locator("#cell")
        expect(opened).to_be_visible()
        assert opened.locator("li").count() > 1
        opened.locator("li a").first.click()
        expect(page.locator("h1 .kind")).to_be_visible()


def test_a_narrow_screen_gets_a_list_that_is_still_a_table(surfer):
    with surfer.visit("/origins?lang=zh", width="narrow") as page:
        assert page.locator(".matrix thead").is_hidden()
        assert page.locator(".matrix .of").first.is_visible()
        assert page.get_by_role("rowheader").count() > 10


def test_the_filter_works_without_scripts(surfer):
    with surfer.context(js=False) as context:
        page = context.new_page()
        page.goto("/origins?lang=en&by=stage")
        page.select_option("select[name=min_confidence]", "WellSupported")
        page.locator(".facets button").click()
        page.wait_for_load_state()  # the matrix comes last
        assert "by=stage" in page.url
        assert "min_confidence=WellSupported" in page.url
        assert page.locator("td .level-3").count() == 0
        assert page.locator("td .level-4").count() > 0
