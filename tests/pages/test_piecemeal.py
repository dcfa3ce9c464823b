"""Nothing moves while a page comes in: what is drawn stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

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
def context(surfer) -> Iterator[BrowserContext]:
    """A profile that has scripts and styles already, so that pages are drawn as they come."""
    with (
        piecemeal(surfer.address) as address,
        Surfer(surfer.browser, address).context() as context,
    ):
        page = context.new_page()
        page.goto("/")
        page.close()
        yield context


@pytest.mark.parametrize("path", PLACES)
def test_nothing_moves_while_a_page_comes_in_pieces(context, path):
    page = context.new_page()
    page.goto(path)
    settle(page)
    assert page.evaluate("__shift") <= SHIFT
    page.close()


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
