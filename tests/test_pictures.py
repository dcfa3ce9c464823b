"""The pictures of the documentation: those that the script takes, shown, described, and small."""

from __future__ import annotations

import re

from benchmarks.shots import DOCS, PICTURES

from tests.serving import ROOT

MOST_BYTES = 150_000
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
NAMES = {f"{name}.png" for name, *_ in PICTURES}


def test_there_are_exactly_the_pictures_that_the_script_takes():
    assert {path.name for path in DOCS.iterdir()} == NAMES
    assert all(0 < path.stat().st_size < MOST_BYTES for path in DOCS.iterdir())


def test_each_is_shown_with_words_for_those_who_do_not_see_it():
    shown: dict[str, set[str]] = {}
    for page in (ROOT / "README.md", ROOT / "docs" / "pages.md"):
        for words, path in SHOWN.findall(page.read_text("utf-8")):
            file = (page.parent / path).resolve()
            if file.parent != DOCS.resolve():
                continue
            assert file.is_file(), (page.name, path)
            assert len(words) > 30, (page.name, path)
            shown.setdefault(page.name, set()).add(file.name)
    assert shown == {"README.md": NAMES, "pages.md": NAMES}
