"""Nothing moves while a page comes in: what is drawn stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from llmkg.http.registry import discover
from tests.pages.browser import SHIFT, Surfer, settle
from tests.pages.piecemeal import piecemeal

REGISTRY = discover()
PLACES = [
    *(site.path for site in REGISTRY.sites),
    *dict.fromkeys(page.examples[0] for page in REGISTRY.kinds.values() if page.examples),
    "/origins?by=stage",
    "/search?q=chain+of+thought",
    "/proposition/code-training-gives-chain-of-thought?as_of=2023-06-01",
]
"""An address of every template."""


@pytest.fixture(scope="module")
def coming(surfer) -> Iterator[Page]:
    """A page that has scripts and styles already, so that what comes is drawn as it comes."""
    with (
        piecemeal(surfer.address) as address,
        Surfer(surfer.browser, address).context() as context,
    ):
        page = context.new_page()
        page.goto("/")
        yield page


@pytest.mark.parametrize("path", PLACES)
def test_nothing_moves_while_a_page_comes_in_pieces(coming, path):
    coming.goto("about:blank")
    coming.goto(path)
    settle(coming)
    assert coming.evaluate("__shift") <= SHIFT


@pytest.mark.parametrize("path", ["/origins?lang=zh", "/tensions?lang=en"])
def test_no_field_moves_another_while_its_choices_come(surfer, path):
    with (
        piecemeal(surfer.address, pieces=40, above=0.3) as address,
        Surfer(surfer.browser, address).context(width="narrow") as context,
    ):
        page = context.new_page()
        page.goto(path)
        settle(page)
        assert page.evaluate("__shift") <= SHIFT / 4
