"""What a page may cost a reader."""

from __future__ import annotations

import gzip

import httpx

KILOBYTE = 1_000
WHOLE = 100 * KILOBYTE
SCRIPTS = 30 * KILOBYTE
FIRST_PAINT = 1_000  # ms
SLOWER = 4  # times, as a phone is


def test_the_first_page_is_small(surfer):
    sizes: dict[str, int] = {}
    with surfer.context() as context:
        page = context.new_page()
        page.on("response", lambda answer: sizes.setdefault(answer.url, len(answer.body())))
        page.goto("/", wait_until="networkidle")
        addresses = list(sizes)
    packed = {
        url: len(gzip.compress(httpx.get(url, headers={"Accept": "text/html,*/*"}).content))
        for url in addresses
    }
    scripts = sum(size for url, size in packed.items() if url.endswith(".js"))
    assert scripts > 0
    assert scripts < SCRIPTS, packed
    assert sum(packed.values()) < WHOLE, packed


def test_the_first_page_is_seen_at_once(surfer):
    """The best of three, as other programs run on this machine meanwhile."""
    times = []
    for _ in range(3):
        with surfer.visit("/") as page:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.reload(wait_until="load")
            page.wait_for_timeout(100)
            times.append(
                page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            )
        if times[-1] < FIRST_PAINT:
            break
    assert min(times) < FIRST_PAINT, times
