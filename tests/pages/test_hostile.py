"""Markup in every label, hedge, title, link, slug, term, parameter and error: none of it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

import httpx
import pytest
from playwright.sync_api import Page, expect

from llmkg.http.registry import discover
from tests.pages.hostile import MARKUP, READ, RUNS, SCRIPT, SHOWN, SOURCE

REGISTRY = discover()
TYPED = (
    "<script>__hit=1</script>",
    MARKUP,
    "' onfocus=__hit=1 autofocus x='",
    "javascript:__hit=1",
    '"}]</script><script>__hit=1</script>',
)
PLAIN = {
    "/search",
    "/explain",
    "/fair",
    "/dumps/",
    "/sparql",
    "/queries",
    f"/graph/source/{SOURCE}",
}
"""Pages on which no text of the data stands, or none before something is asked."""
PLACES = [
    *(site.path for site in REGISTRY.sites),
    *dict.fromkeys(page.examples[0] for page in REGISTRY.kinds.values() if page.examples),
    "/family/gpt-3",
    "/agent/openai",
    "/search?q=chain",
    "/search?q=onerror",
    "/explain?subject=text-davinci-003&predicate=llmkg:inheritsAbility&object=chain-of-thought",
    "/origins?cell=complex-reasoning~code-training",
    "/proposition/code-training-gives-chain-of-thought?as_of=2022-12-31",
    f"/read/{SOURCE}?section=3.1",
    f"/graph/source/{SOURCE}",
    f"/ability/chain-of-thought?snapshot={'0' * 16}",
    "/queries/hedges-of-proposition?proposition=code-training-gives-chain-of-thought",
    f"/sparql?{urlencode({'query': 'SELECT * { ?x rdfs:label ?y } LIMIT 9'})}",
    f"/sparql?{urlencode({'query': 'DESCRIBE ability:chain-of-thought'})}",
]
ASKED = [
    "/search?q={}",
    "/search?q=davinci&kind={}",
    "/tree?ability={}",
    "/origins?cell={}",
    "/tensions?kind={}",
    "/tensions?topic={}",
    "/questions?source={}",
    f"/read/{SOURCE}?section={{}}",
    f"/read/{SOURCE}?claim={{}}",
    "/explain?subject={0}&predicate={0}&object={0}",
    "/abilities?state={}",
    "/models?kind={}",
    "/queries?q={}",
    "/queries/hedges-of-proposition?proposition={}",
    "/sparql?query={}",
    "/proposition/code-training-gives-chain-of-thought?as_of={}",
    "/ability/chain-of-thought?snapshot={}",
    "/?lang={}",
    "/?{}=1",
    "/model/{}",
    "/dumps/{}",
    "/{}",
]


@pytest.fixture(scope="module")
def page(hostile) -> Iterator[Page]:
    """One for all addresses."""
    with hostile.context() as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def plain(surfer) -> Iterator[Page]:
    with surfer.context() as context:
        yield context.new_page()


@pytest.mark.parametrize("path", PLACES)
def test_no_text_of_the_data_becomes_markup(page, path):
    answer = page.goto(path)
    assert answer.status == 200
    if path not in PLAIN:
        assert SHOWN in page.locator("main").inner_text() + page.title(), "it is shown as text"
    page.locator("summary").evaluate_all("all => all.forEach((each) => each.click())")
    assert page.evaluate(RUNS) == []


def test_a_slug_is_quoted_where_it_stands(page):
    query = "SELECT ?thing { ?thing a llmkg:Ability FILTER(CONTAINS(STR(?thing), '__hit')) }"
    page.goto(f"/sparql?{urlencode({'query': query})}")
    link = page.locator("#results tbody a")
    expect(link).to_have_count(1)
    assert page.evaluate(RUNS) == []
    link.click()
    assert page.evaluate(RUNS) == []


def test_a_link_that_is_no_web_address_leads_nowhere(hostile):
    with hostile.context(js=False) as context:
        page = context.new_page()
        page.goto(f"/source/{SOURCE}")
        hrefs = page.locator("[href], [src], [action]").evaluate_all(
            "all => all.map((e) => e.getAttribute('href') ?? e.getAttribute('src') ?? e.action)"
        )
        assert hrefs
        assert not [each for each in hrefs if str(each).lower().startswith("javascript")]
        assert SCRIPT not in str(hrefs)


def test_suggestions_are_text(page):
    page.goto("/?lang=en")
    page.wait_for_selector("main form.seek[data-alive]")
    page.locator("main input[type=search]").press_sequentially("chain of")
    expect(page.locator(".suggest a[role=option]").first).to_contain_text(SHOWN)
    assert page.evaluate(RUNS) == []


def test_what_comes_up_over_the_tree_is_text(page):
    page.goto("/tree?lang=en")
    page.wait_for_selector(".tree[data-alive]")
    page.locator(".tree-drawing [data-step]").first.focus()
    expect(page.locator(".tree-pop")).to_contain_text(SHOWN)
    assert page.evaluate(RUNS) == []


def test_the_slider_moves_texts_and_no_markup(page):
    page.goto("/proposition/code-training-gives-chain-of-thought?lang=en")
    slider = page.locator(".time-range input")
    page.locator(".time-range").scroll_into_view_if_needed()
    expect(slider).to_be_enabled()
    slider.focus()
    page.keyboard.press("PageDown")
    expect(page.locator("p[data-said]")).not_to_be_empty()
    assert page.evaluate(RUNS) == []


def test_completions_and_results_in_the_editor_are_text(page):
    page.goto("/sparql?lang=en")
    editor = page.locator(".editor .cm-content")
    editor.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT ?label { ability:chain-of-thought rdfs:label ?label } # ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#results tbody td").first).to_contain_text(SHOWN)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT * { ?claim ")
    page.keyboard.type("llmkg:confi")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(RUNS) == []


@pytest.fixture(scope="module")
def stranger(reader) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        yield client


@pytest.mark.parametrize("path", ASKED)
def test_nothing_that_is_typed_into_an_address_becomes_markup(stranger, plain, path):
    """All texts at once, as the browser shows them: what one of them ends, it ends among others.

    An address of a script does its work only where it stands alone.
    """
    answer = stranger.get(path.format(quote(TYPED[3], safe="")))
    assert answer.status_code < 500
    if is_page(answer.headers):
        assert "<h1>" in answer.text
        assert plain.evaluate(READ, [answer.text]) == []
    shown = plain.goto(path.format(quote(" ".join(TYPED), safe="")))
    assert shown.status < 500
    assert plain.evaluate(RUNS) == []
    if is_page(shown.headers):
        assert plain.locator("h1").inner_text().strip()


def test_markup_in_an_answer_would_be_seen(plain):
    for text in (f"<p>{TYPED[0]}", TYPED[1], f"<p {TYPED[2][1:]}'>", f"<a href='{TYPED[3]}'>x</a>"):
        assert plain.evaluate(READ, [text]), text
    assert plain.evaluate(READ, [f"<script type='application/json'>{TYPED[4]}"])
    assert plain.evaluate(READ, ["<a href='/'>x</a>", f"<p>{TYPED[2]}"]) == []


def is_page(headers: Mapping[str, str]) -> bool:
    """Whether it is a page; what an address gives that no page has is no browser's to run."""
    if headers["content-type"].startswith("text/html"):
        return True
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    return False
