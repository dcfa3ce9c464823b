"""A browser over a running server; tests that need one are skipped by name where there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from llmkg.http.assets import FOLDER
from tests.pages.browser import NAMES, Surfer, find_chromium, launch
from tests.pages.hostile import SOURCE, poison
from tests.serving import Served, serving

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    program = find_chromium()
    if program is None:
        pytest.skip(f"there is no browser here (looked for {', '.join(NAMES)})")
    with sync_playwright() as playwright:
        browser = launch(playwright, program)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder with the built scripts and styles; builds them where they are not."""
    command = [sys.executable, str(ROOT / "web" / "build.py"), "--dev"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return FOLDER


@pytest.fixture(scope="session")
def surfer(browser: Browser, built: Path, reader: Served) -> Surfer:
    """Opens pages of a real server."""
    assert (built / "manifest.json").is_file()
    return Surfer(browser, reader.address)


@pytest.fixture(scope="session")
def poisoned(snapshot: Path) -> Path:
    """A folder with a snapshot whose texts are all hostile, made once; a text lies beside it."""
    out = snapshot.with_name("poisoned")
    with FileLock(f"{out}.lock"):
        if not (out / "current").exists():
            poison(snapshot, out, out.with_name("poisoned.txt"))
    return out


@pytest.fixture(scope="session")
def hostile(
    browser: Browser, built: Path, poisoned: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Surfer]:
    """Opens pages of a server of that snapshot, which has the text of one source, too."""
    assert (built / "manifest.json").is_file()
    given = ("--text", f"{SOURCE}={poisoned.with_name('poisoned.txt')}", "--workers", "1")
    out = tmp_path_factory.mktemp("hostile") / "out"
    with serving(poisoned, out, options=given) as served:
        yield Surfer(browser, served.address)


@pytest.fixture(scope="session")
def axe(built: Path) -> str:
    """axe-core, which looks for what keeps readers out."""
    if not (built / "manifest.json").is_file() or not AXE.is_file():
        pytest.skip("axe-core is not installed: npm's registry cannot be reached")
    return AXE.read_text("utf-8")
