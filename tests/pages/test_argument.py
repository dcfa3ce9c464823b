"""The page of a proposition in a browser: how sure, why, and how that moved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.pages.browser import settle

COT = "/proposition/code-training-gives-chain-of-thought"
REFUTED = "/proposition/davinci-trained-on-c4-2016-2019"
SUPERSEDED = "/proposition/emergent-abilities-depend-on-in-context-learning"
NEWEST = "#claim-zhao2026-beyond-code-no-chains-from-code-alone"
OLDEST = "#claim-fu2022-zh-3-1-caveat-cot"
LEVEL = "#verdict .moment:not(.is-off) .scale figcaption"


def verdict(page):
    return page.locator(".readout:not(.is-off)")


def awake(page):
    """The slider, once its script is there."""
    page.locator(".time-range").scroll_into_view_if_needed()
    slider = page.get_by_role("slider")
    expect(slider).to_be_enabled()
    return slider


def test_a_contested_statement_says_so_and_why(surfer):
    with surfer.visit(COT) as page:
        banner = page.locator("#verdict .moment:not(.is-off) .banner-contested")
        expect(banner).to_contain_text("evidence on both sides")
        expect(page.locator(LEVEL)).to_contain_text("correlation, not causation")
        why = page.locator("#verdict .moment:not(.is-off) .why")
        expect(why).to_contain_text("what is contested stays one level below")
        why.get_by_role("link", name="controlled experiment").first.click()
        assert page.locator(":target").get_attribute("class").startswith("card exhibit")


@pytest.mark.parametrize(
    ("path", "kind", "marked"), [(REFUTED, "refuted", 2), (SUPERSEDED, "superseded", 1)]
)
def test_what_no_longer_stands_has_a_banner_and_its_claims_are_marked(surfer, path, kind, marked):
    with surfer.visit(path) as page:
        expect(page.locator(f"#verdict .moment:not(.is-off) .banner-{kind}")).to_be_visible()
        gone = page.locator(".voice.is-superseded")
        expect(gone).to_have_count(marked)
        expect(gone.first.locator("[data-fate=superseded]")).to_be_visible()
        expect(gone.first).to_contain_text("In its place")


def test_the_slider_moves_by_keys_alone_and_says_where_it_is(surfer):
    with surfer.visit(COT) as page:
        slider = awake(page)
        slider.focus()
        expect(page.locator(NEWEST)).to_have_class(re.compile("is-current"))
        page.keyboard.press("PageDown")
        expect(verdict(page)).to_contain_text("May 19, 2026")
        page.keyboard.press("PageDown")
        expect(verdict(page)).to_contain_text("May 1, 2024")
        expect(verdict(page)).to_contain_text("well supported")
        expect(page.locator(NEWEST)).to_have_class(re.compile("is-unborn"))
        expect(page.locator(f"{NEWEST} [data-fate=unborn]")).to_be_visible()
        expect(page.locator(OLDEST)).to_have_class(re.compile("is-current"))
        expect(page.locator("p[data-said]")).to_contain_text("well supported")
        assert "May 1, 2024" in slider.get_attribute("aria-valuetext")
        assert page.url.endswith("as_of=2024-05-01")
        page.keyboard.press("ArrowLeft")
        expect(verdict(page)).to_contain_text("April 1, 2024")
        expect(page.locator(LEVEL)).to_contain_text("correlation, not causation")
        page.keyboard.press("Home")
        expect(verdict(page)).to_contain_text("nobody here had said anything")
        expect(page.locator(".voice.is-current")).to_have_count(0)
        page.keyboard.press("End")
        expect(page.locator(NEWEST)).to_have_class(re.compile("is-current"))
        assert "as_of" not in page.url


def test_the_slider_and_the_server_show_the_same(surfer):
    with surfer.context() as context:
        page = context.new_page()
        for day in ("2022-12-17", "2023-06-01", "2024-05-01", "2026-05-18"):
            with surfer.turned(page, f"{COT}?as_of={day}"):
                rendered = seen(page)
                assert rendered["day"].startswith(("December", "June", "May"))
            with surfer.turned(page, COT):
                awake(page)
                settle(page)  # what moves from now on is the reader's doing
                page.locator("#as-of").fill(day)
                page.locator("#as-of").dispatch_event("change")
                assert seen(page) == rendered, day


def seen(page):
    """What stands on the page, as a reader sees it."""
    return {
        "day": verdict(page).inner_text(),
        "level": page.locator("#verdict .moment:not(.is-off)").inner_text(),
        "cards": page.locator(".sides .card").evaluate_all(
            "(all) => all.map((each) => [each.id, each.className, each.innerText])"
        ),
        "cursor": page.locator(".cursor").get_attribute("x1"),
    }


def test_before_the_first_source_every_change_is_marked_as_later(surfer):
    later = ".moves > li.is-unborn [data-fate=unborn]"
    with surfer.visit(f"{COT}?as_of=2020-06-01&lang=en") as page:
        expect(page.locator(".moves > li")).to_have_count(3)
        marks = page.locator(later)
        expect(marks).to_have_text(["Later than the day shown"] * 3)
        expect(marks.first).to_be_visible()
        page.locator(".time details.twin summary").click()
        expect(page.locator(".time tbody tr.is-unborn [data-fate=unborn]:visible")).to_have_count(3)
        slider = awake(page)
        slider.focus()
        page.keyboard.press("PageUp")
        expect(page.locator(f"{later}:visible")).to_have_count(2)
        page.keyboard.press("End")
        expect(page.locator(f"{later}:visible")).to_have_count(0)
    with surfer.visit(f"{COT}?as_of=2023-06-01&lang=zh", js=False) as page:
        expect(page.locator(f"{later}:visible")).to_have_text(["晚于所示日期"] * 2)


def test_without_scripts_the_days_are_links_and_a_form(surfer):
    with surfer.visit(COT, js=False) as page:
        expect(page.locator(".time-range")).to_be_hidden()
        page.get_by_role("link", name="December 18, 2022").first.click()
        assert "as_of=2022-12-18" in page.url
        expect(page.locator(".banner-note").first).to_contain_text("As of December 18, 2022")
        expect(page.locator(NEWEST)).to_contain_text("Not yet published")
        page.locator("#as-of").fill("2024-06-01")
        page.get_by_role("button", name="Show").click()
        assert "as_of=2024-06-01" in page.url
        expect(verdict(page)).to_contain_text("well supported")
        page.get_by_role("link", name="Today").click()
        assert "as_of" not in page.url


def test_the_chart_has_a_table_with_each_change(surfer):
    with surfer.visit(f"{COT}?lang=zh") as page:
        twin = page.locator(".time details.twin")
        twin.locator("summary").click()
        rows = twin.locator("tbody tr")
        expect(rows).to_have_count(3)
        expect(rows.nth(1)).to_contain_text("2024年5月")
        expect(rows.nth(1)).to_contain_text("证据充分")
        expect(page.locator("#verdict")).to_contain_text("有争议者须再低一级")


def test_the_evidence_is_counted_line_by_line(surfer):
    with surfer.visit(COT) as page:
        table = page.locator("#verdict .moment:not(.is-off) details.twin")
        table.locator("summary").click()
        expect(table.locator("tbody tr").first).to_contain_text("controlled experiment")
        shares = page.locator("#evidence-fu2022-zh-palm-code-share-cot details").last
        shares.locator("summary").click()
        expect(shares).to_contain_text("same source")


def test_a_day_yet_to_come_is_refused(surfer):
    with surfer.visit(f"{COT}?as_of=2999-01-01", status=400) as page:
        expect(page.locator("main")).to_contain_text("yet to come")


def test_an_explanation_is_a_drawing_and_a_table(surfer):
    path = "/explain?subject=text-davinci-003&predicate=inherits+ability&object=chain+of+thought"
    with surfer.visit(path) as page:
        expect(page.locator("#answer")).to_contain_text("inherits ability")
        expect(page.locator(".lead").last).to_contain_text("well supported")
        drawing = page.locator("figure.inference").first
        expect(drawing.get_by_role("img")).to_be_visible()
        goals = drawing.locator(".goal")
        expect(goals).to_have_count(1)
        drawing.locator("summary").click()
        last = drawing.locator("tbody tr").last
        expect(last.locator("th")).to_contain_text("chain-of-thought")
        expect(last).to_contain_text("well supported")
        assert page.locator(".grounds li").count() >= 2


def test_what_is_missing_is_said_and_what_speaks_against_it(surfer):
    path = (
        "/explain?subject=model:text-davinci-003&predicate=llmkg:derivedFrom&object=model:davinci"
    )
    with surfer.visit(path) as page:
        expect(page.locator(".banner-note")).to_contain_text("does not follow")
        gap = page.locator(".gaps li").first
        expect(gap).to_contain_text("code-davinci-002")
        expect(gap).to_contain_text("is refuted")
        gap.get_by_role("link", name=re.compile("derives from the initial")).click()
        expect(page.locator("h1")).to_contain_text("derives from")


def test_what_names_nothing_is_said_in_the_form(surfer):
    path = "/explain?subject=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&predicate=nope&object=davinci"
    with surfer.visit(path) as page:
        expect(page.locator("#unknown")).to_contain_text("<img src=x onerror=alert(1)>")
        expect(page.locator("input[name=predicate]")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("img")).to_have_count(0)


def test_a_proposition_leads_to_its_explanation(surfer):
    with surfer.visit("/proposition/text-davinci-003-fine-tuned-from-code-davinci-002") as page:
        page.get_by_role("link", name="Explain this statement in full").click()
        expect(page.locator("#answer")).to_contain_text("fine-tuned from")
