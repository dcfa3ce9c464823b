"""A real browser, and what it must never have to say about a page of ours."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

Scheme = Literal["light", "dark"]
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS: Final = ("--no-sandbox", "--disable-quic", "--disable-background-networking")
WIDTHS: Final = {"narrow": 390, "middle": 820, "wide": 1360}
HEIGHT: Final = 900
LANGUAGES: Final = ("en", "zh")
SHIFT: Final = 0.01
"""The most that a layout may move while it loads (cumulative layout shift)."""

# What moves after a reader's own input does not count, as everywhere else.
_SHIFTS: Final = """
window.__shift = 0;
const count = (list) => {
  for (const each of list) if (!each.hadRecentInput) window.__shift += each.value;
};
const looking = new PerformanceObserver((list) => count(list.getEntries()));
looking.observe({ type: "layout-shift", buffered: true });
window.__settle = () => {
  count(looking.takeRecords());
  looking.disconnect();
};
window.__csp = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__csp.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


def find_chromium() -> str | None:
    """Chromium's or Chrome's program, wherever the system has it."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launch(playwright: Playwright, program: str) -> Browser:
    """A browser without a window that asks nobody anything."""
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))


def with_lang(path: str, lang: str) -> str:
    """The path in this language."""
    place, hash_, fragment = path.partition("#")
    return f"{place}{'&' if '?' in place else '?'}lang={lang}{hash_}{fragment}"


def settle(page: Page) -> None:
    """From now on the layout may move: what comes is no part of how the page loads."""
    page.evaluate("__settle()")


@dataclass
class Watch:
    """Gathers what a page must not do. `expected` statuses of the page itself are no fault."""

    address: str
    expected: int = 200
    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen from now on."""
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", lambda said: self._console(said.type, said.text))
        page.on("request", lambda request: self._request(request.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and f"status of {self.expected}" not in text:
            self.faults.append(f"console {kind}: {text}")

    def _failed(self, url: str, why: str | None) -> None:
        # What the reader leaves before it is there is given up, which is right.
        if why != "net::ERR_ABORTED":
            self.faults.append(f"failed: {url}: {why}")

    def _request(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.address + "/"):
            self.faults.append(f"external request: {url}")

    def close(self, page: Page) -> None:
        """The last look: raises AssertionError with everything that was seen."""
        if page.evaluate("typeof window.__csp") == "object":
            settle(page)
            self.faults += [f"CSP: {each}" for each in page.evaluate("window.__csp")]
            shift = page.evaluate("window.__shift")
            if shift > SHIFT:
                self.faults.append(f"layout shift {shift:.3f}")
        assert not self.faults, "\n".join([page.url, *self.faults])


@dataclass
class Surfer:
    """Opens pages of one server; each visit is watched to its end."""

    browser: Browser
    address: str

    @contextmanager
    def context(
        self, *, scheme: Scheme = "light", width: str = "wide", js: bool = True, lang: str = "en"
    ) -> Iterator[BrowserContext]:
        """A fresh profile; `lang` is what the browser prefers."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": WIDTHS[width], "height": HEIGHT},
            color_scheme=scheme,
            java_script_enabled=js,
            locale={"en": "en-GB", "zh": "zh-CN"}[lang],
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        if js:
            context.add_init_script(_SHIFTS)
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def visit(
        self,
        path: str,
        *,
        scheme: Scheme = "light",
        width: str = "wide",
        js: bool = True,
        lang: str = "en",
        status: int = 200,
    ) -> Iterator[Page]:
        """A page at this path; leaving it raises AssertionError for all that it did wrong."""
        with (
            self.context(scheme=scheme, width=width, js=js, lang=lang) as context,
            self.watched(context, path, status=status) as page,
        ):
            yield page

    @contextmanager
    def watched(self, context: BrowserContext, path: str, *, status: int = 200) -> Iterator[Page]:
        """A page in a context that is there already: many pages, one profile."""
        page = context.new_page()
        watch = Watch(self.address, status)
        watch.follow(page)
        try:
            answer = page.goto(path, wait_until="load")
            assert answer is not None
            assert answer.status == status, f"{path}: {answer.status}"
            yield page
            watch.close(page)
        finally:
            page.close()
