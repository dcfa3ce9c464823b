"""What holds for every page that is registered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from llmkg.http.registry import discover
from tests.pages.browser import HEIGHT, LANGUAGES, WIDTHS, Scheme, settle, with_lang

ADDRESSES = discover().addresses
MISSING = "/model/no-such-model"
# Every rule in every language, and contrast in every scheme: a language changes no colour, which
# tests/pages/test_colours.py holds.
SCHEMES: dict[str, Scheme] = {"en": "light", "zh": "dark"}
RUN_AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(
    (each) => `${each.id}: ${each.help}: ` + each.nodes.slice(0, 3).map((n) => n.html).join(" | "),
  );
}"""
# The widest thing that sticks out, for the message; what scrolls on its own may.
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return "";
  const out = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > wide + 1,
  );
  return out.slice(-3).map((each) => each.outerHTML.slice(0, 120)).join(" | ") || "somewhere";
}"""


@pytest.fixture(scope="module")
def with_scripts(surfer, axe) -> Iterator[Page]:
    """One page for all addresses, with axe in it: scripts and styles come once."""
    with surfer.context() as context:
        context.add_init_script(axe)
        yield context.new_page()


@pytest.fixture(scope="module")
def without_scripts(surfer) -> Iterator[Page]:
    """The same where they do not run."""
    with surfer.context(js=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", [*ADDRESSES, MISSING])
def test_nobody_is_kept_out_and_nothing_goes_wrong(surfer, with_scripts, path):
    """Nothing moves, fails, asks elsewhere, violates a rule of axe or sticks out at any width."""
    page = with_scripts
    status = 404 if path == MISSING else 200
    found: dict[str, Any] = {}
    for lang in LANGUAGES:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS["wide"], "height": HEIGHT})
        with surfer.turned(page, with_lang(path, lang), status=status):
            settle(page)
            page.emulate_media(color_scheme=SCHEMES[lang])
            found[f"{lang} {SCHEMES[lang]}"] = page.evaluate(RUN_AXE)
            for name, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": HEIGHT})
                found[f"{lang} {name}"] = page.evaluate(OVERFLOW)
    assert not any(found.values()), found


@pytest.mark.parametrize("path", [*ADDRESSES, MISSING])
def test_a_page_says_what_it_is_without_scripts(surfer, without_scripts, path):
    page = without_scripts
    status = 404 if path == MISSING else 200
    for lang in LANGUAGES:
        with surfer.turned(page, with_lang(path, lang), status=status):
            assert page.locator("h1").count() == 1
            assert page.locator("h1").inner_text().strip()
            assert page.locator("html").get_attribute("lang") == lang
            assert page.locator("main").inner_text().strip()
            # What only a script can do is not offered.
            assert not page.locator(".theme-toggle").is_visible()


def test_the_pages_are_found():
    assert {"/", "/ontology", "/model/text-davinci-003"} <= set(ADDRESSES)
