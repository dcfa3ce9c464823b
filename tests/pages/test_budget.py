"""What a page may cost a reader."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

import httpx
import pytest

from tests.pages.browser import SHIFT, settle

KILOBYTE = 1_000
WHOLE = 100 * KILOBYTE
SCRIPTS = 30 * KILOBYTE
BEFORE_PAINT = 30 * KILOBYTE
"""Packed: three round trips of a connection that has just been opened (10 packets at first)."""
PLACES = ["/", "/tree", "/proposition/code-training-gives-chain-of-thought"]
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.renderBlockingStatus === "blocking")
  .map((entry) => entry.name)"""


def packed(addresses: Iterable[str]) -> dict[str, int]:
    """How much comes over the line for each."""
    accept = {"Accept": "text/html,*/*"}
    return {url: len(gzip.compress(httpx.get(url, headers=accept).content)) for url in addresses}


@pytest.mark.parametrize("path", PLACES)
def test_a_page_is_small_waits_for_its_style_and_colours_and_stays_where_it_is(surfer, path):
    with surfer.context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path, wait_until="networkidle")
        settle(page)
        assert page.evaluate("__shift") <= SHIFT
        blocking = page.evaluate(BLOCKING)
    whole = packed(url for url in asked if url.startswith(surfer.address))
    scripts = sum(size for url, size in whole.items() if url.endswith(".js"))
    assert scripts > 0
    assert scripts < SCRIPTS, whole
    assert sum(whole.values()) < WHOLE, whole
    # The script sets the colours that a reader chose, before anything is seen in others.
    assert sorted(url.rpartition(".")[2] for url in blocking) == ["css", "js"]
    first = {url: whole[url] for url in (f"{surfer.address}{path}", *blocking)}
    assert all(size < KILOBYTE for url, size in first.items() if url.endswith(".js")), first
    assert sum(first.values()) < BEFORE_PAINT, first
