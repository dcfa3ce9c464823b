"""Pictures of the running program: those of the documentation, or every page to look at.

python -m benchmarks.shots docs   the pictures of README and docs, into docs/pictures
python -m benchmarks.shots all    every page in both languages, three widths, light and dark,
                                  into build/shots; further words keep to addresses with them
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

from llmkg.build import build
from llmkg.http.registry import discover
from tests.pages.browser import LANGUAGES, WIDTHS, Scheme, Surfer, find_chromium, launch, with_lang
from tests.serving import ROOT, serving

DOCS: Final = ROOT / "docs" / "pictures"
ALL: Final = ROOT / "build" / "shots"
COLOURS: Final = 128
CARD: Final = ROOT / "web" / "public" / "card.png"
CARD_SIZE: Final[ViewportSize] = {"width": 1200, "height": 630}
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
LINEAGE: Final = "CONSTRUCT WHERE { ?model llmkg:derivedFrom ?base }"
# Name, address, language, scheme: what a reader of the documentation sees first.
PICTURES: Final[tuple[tuple[str, str, str, Scheme], ...]] = (
    ("home", "/", "en", "light"),
    ("tree", "/tree", "zh", "light"),
    ("origins", "/origins", "en", "light"),
    ("argument", "/proposition/code-training-gives-chain-of-thought", "en", "light"),
    ("sparql", f"/sparql?query={quote(LINEAGE)}", "en", "dark"),
)


def for_docs(surfer: Surfer) -> None:
    """The pictures of the documentation, and the card that other sites show."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for name, path, lang, scheme in PICTURES:
        with surfer.visit(with_lang(path, lang), scheme=scheme) as page:
            if page.locator(".sketch").count():
                page.locator(".sketch svg").wait_for()
                page.locator("#answer").scroll_into_view_if_needed()
            small(page.screenshot(), DOCS / f"{name}.png")
    with surfer.visit("/?lang=en") as page:
        page.set_viewport_size(CARD_SIZE)
        page.screenshot(path=CARD)


def small(picture: bytes, file: Path) -> None:
    """Write a picture with as many colours as a page has, which is a third of what it was."""
    with Image.open(io.BytesIO(picture)) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


def for_looking(surfer: Surfer, words: list[str]) -> None:
    """Every page, whole, in every language, width and scheme."""
    paths = [
        path
        for path in (*discover().addresses, "/no-such-page")
        if not words or any(word in path for word in words)
    ]
    for scheme in SCHEMES:
        for width in WIDTHS:
            with surfer.context(scheme=scheme, width=width) as context:
                for path in paths:
                    page = context.new_page()
                    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
                    for lang in LANGUAGES:
                        page.goto(with_lang(path, lang), wait_until="load")
                        file = ALL / f"{name}.{lang}.{width}.{scheme}.png"
                        page.screenshot(path=file, full_page=True)
                    page.close()


def main() -> int:
    """Build, serve, look; 2 for wrong usage, 3 where there is no browser."""
    what, *words = sys.argv[1:] or [""]
    program = find_chromium()
    if what not in ("docs", "all") or (what == "docs" and words):
        sys.stderr.write(__doc__ or "")
        return 2
    if program is None:
        sys.stderr.write("There is no Chromium or Chrome on the path; install one.\n")
        return 3
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        snapshot = Path(folder) / "snapshot"
        build(ROOT, snapshot)
        with serving(snapshot, Path(folder) / "out") as served:
            surfer = Surfer(launch(playwright, program), served.address)
            if what == "docs":
                for_docs(surfer)
            else:
                for_looking(surfer, words)
            surfer.browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
