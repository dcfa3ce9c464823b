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


def _kind(path: str) -> tuple[str, int]:
    """Addresses of one kind have one template and the same styles."""
    parts = path.partition("?")[0].strip("/").split("/")
    return parts[0], len(parts)


def _visits() -> list[tuple[str, str]]:
    """Each address in a language, and each kind of page in each language.

    What sticks out in a language, or breaks a rule there, is in a template or in the data. A kind
    with several addresses is seen in one language after the other; one that has a single address,
    in both. What answers say in each language, tests/pages/test_every_answer.py asks of them all.
    """
    kinds: dict[tuple[str, int], list[str]] = {}
    for path in ADDRESSES:
        kinds.setdefault(_kind(path), []).append(path)
    kinds["missing", 2] = [MISSING]
    found = []
    for paths in kinds.values():
        if len(paths) == 1:
            found += [(paths[0], lang) for lang in LANGUAGES]
        else:
            found += [(path, LANGUAGES[n % 2]) for n, path in enumerate(paths)]
    return found


VISITS = _visits()


@pytest.mark.parametrize(("path", "lang"), VISITS)
def test_nobody_is_kept_out_and_nothing_goes_wrong(surfer, with_scripts, path, lang):
    """Nothing moves, fails, asks elsewhere, violates a rule of axe or sticks out at any width."""
    page = with_scripts
    status = 404 if path == MISSING else 200
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS["wide"], "height": HEIGHT})
    with surfer.turned(page, with_lang(path, lang), status=status):
        assert page.locator("html").get_attribute("lang") == lang
        settle(page)
        page.emulate_media(color_scheme=SCHEMES[lang])
        found: dict[str, Any] = {SCHEMES[lang]: page.evaluate(RUN_AXE)}
        for name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found[name] = page.evaluate(OVERFLOW)
    assert not any(found.values()), found


def test_every_page_is_seen_and_every_kind_in_both_languages():
    assert {path for path, _ in VISITS} == {*ADDRESSES, MISSING}
    for kind in {_kind(path) for path in ADDRESSES}:
        assert {lang for path, lang in VISITS if _kind(path) == kind} == set(LANGUAGES)
