"""What a page says, read as any program reads HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, Final

SILENT: Final = {"script", "style", "code", "pre", "svg"}
VOID: Final = {
    "meta",
    "link",
    "input",
    "br",
    "hr",
    "img",
    "path",
    "circle",
    "rect",
    "source",
    "wbr",
}


class Reader(HTMLParser):
    """Texts with the language that they are in; what each heading and main part says; links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, Any]]] = []
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.said: dict[str, list[str]] = {"h1": [], "main": []}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        # What is no page has a type.
        if tag == "a" and given.get("href") and "type" not in given:
            self.links.append(given["href"])
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in self.said:
            self.said[tag].append("")
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        names = {tag for tag, _ in self.open}
        for tag in names & self.said.keys():
            self.said[tag][-1] += data.strip()
        classes = " ".join(given.get("class") or "" for _, given in self.open).split()
        named = any(given.get("translate") == "no" for _, given in self.open)
        if data.strip() and not names & SILENT and "entity" not in classes and not named:
            langs = [given["lang"] for _, given in self.open if given.get("lang")]
            self.texts.append((langs[-1] if langs else "", data.strip()))


def read(text: str) -> Reader:
    """All of it."""
    reader = Reader()
    reader.feed(text)
    return reader
