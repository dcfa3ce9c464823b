"""A real browser, and what it must never have to say about a page of ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urldefrag, urlsplit

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

    @contextmanager
    def following(self, page: Page) -> Iterator[None]:
        """Listen for as long as this lasts."""
        listeners: dict[Any, Callable[[Any], None]] = {
            "pageerror": lambda error: self.faults.append(f"error: {error}"),
            "console": lambda said: self._console(said.type, said.text),
            "request": lambda request: self._request(request.url),
            "requestfailed": lambda request: self._failed(request.url, request.failure),
        }
        for event, listener in listeners.items():
            page.on(event, listener)
        try:
            yield
        finally:
            for event, listener in listeners.items():
                page.remove_listener(event, listener)

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
    """Opens pages of one server; each visit is watched to its end.

    A page of its own is a process of the browser's, which takes five times as long to start as it
    takes to load a page of ours: visits that need no profile of their own use one page after the
    other, emptied of all that the last one left.
    """

    browser: Browser
    address: str
    _kept: dict[tuple[bool, str], Page] = field(default_factory=dict)

    @contextmanager
    def context(
        self, *, scheme: Scheme = "light", width: str = "wide", js: bool = True, lang: str = "en"
    ) -> Iterator[BrowserContext]:
        """A fresh profile; `lang` is what the browser prefers."""
        context = self._context(scheme=scheme, width=width, js=js, lang=lang)
        try:
            yield context
        finally:
            context.close()

    def _context(self, *, scheme: Scheme, width: str, js: bool, lang: str) -> BrowserContext:
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
        return context

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
        """A page at this path; leaving it raises AssertionError for all that it did wrong.

        Nothing is remembered from one visit to the next but scripts and styles. After a visit that
        failed, the next one starts with a new profile.
        """
        # Whoever is within a visit takes the page along; another one beside it gets its own.
        page = self._kept.pop((js, lang), None)
        if page is None:
            page = self._context(scheme=scheme, width=width, js=js, lang=lang).new_page()
        try:
            page.emulate_media(color_scheme=scheme, media="null")
            page.set_viewport_size({"width": WIDTHS[width], "height": HEIGHT})
            if urldefrag(page.url).url == urldefrag(self.address + path).url:
                page.goto("about:blank")  # else the browser would only scroll
            with self.turned(page, path, status=status):
                yield page
            self._empty(page)
        except BaseException:
            page.context.close()
            raise
        if (js, lang) in self._kept:
            page.context.close()
        else:
            self._kept[js, lang] = page

    def _empty(self, page: Page) -> None:
        """Take away what a visit may have left: cookies, what is stored, routes and other pages."""
        page.unroute_all()
        page.mouse.move(0, 0)
        for other in page.context.pages:
            if other != page:
                other.close()
        page.context.clear_cookies()
        if page.url.startswith(self.address + "/"):
            page.evaluate("sessionStorage.clear()")
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
        session.detach()

    @contextmanager
    def watched(self, context: BrowserContext, path: str, *, status: int = 200) -> Iterator[Page]:
        """A new page in a context that is there already."""
        page = context.new_page()
        try:
            with self.turned(page, path, status=status):
                yield page
        finally:
            page.close()

    @contextmanager
    def turned(self, page: Page, path: str, *, status: int = 200) -> Iterator[None]:
        """A page that is there already, turned to this path: many paths, one page."""
        watch = Watch(self.address, status)
        with watch.following(page):
            answer = page.goto(path, wait_until="load")
            assert answer is not None
            assert answer.status == status, f"{path}: {answer.status}"
            yield
            watch.close(page)
