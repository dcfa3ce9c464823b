"""What holds for the answer at every address of a page, in both languages, without a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.http.language import Language
from llmkg.http.registry import discover
from llmkg.settings import Settings
from tests.pages.browser import LANGUAGES, with_lang
from tests.pages.parsed import Reader, read

ROOT = Path(__file__).parents[2]
ADDRESSES = discover().addresses
MISSING = "/model/no-such-model"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}[ ,]+[a-z]{2,}")
"""Two words, the second of them no name."""
DATA = (["application/ld+json"], ["application/json"])
"""Types of script blocks that a browser does not run."""


@pytest.fixture(scope="module")
def client(snapshot) -> Iterator[TestClient]:
    app = create_app(Settings(root=ROOT, out=snapshot))
    with TestClient(app, base_url="http://testserver") as client:
        client.headers["accept"] = "text/html"
        yield client


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match[1]


def said(address):
    """What an address says, however its characters are encoded."""
    parts = urlsplit(address)
    asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    return (parts.scheme, parts.netloc, unquote(parts.path)), asked


def is_headed(path: str, text: str, lang: str) -> None:
    """The head says what the page is, where it is and where it is in other languages."""
    assert len(found(r"<title[^>]*>(.*?)</title>", text)) > 3
    assert found(r'<meta name="description" content="([^"]+)"', text)
    place, asked = said(f"http://testserver{path}")
    canonical = html.unescape(found(r'rel="canonical" href="([^"]+)"', text))
    assert said(canonical) == (place, asked if lang == "en" else [*asked, ("lang", lang)])
    head = text.partition("</head>")[0]
    alternates = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head))
    assert {name: said(html.unescape(address)) for name, address in alternates.items()} == {
        **{each.value: (place, [*asked, ("lang", each.value)]) for each in Language},
        "x-default": (place, asked),
    }
    data = json.loads(found(r'<script type="application/ld\+json">(.*?)</script>', text))
    assert data["@context"] == "https://schema.org/"
    assert data["inLanguage"] == lang


def needs_no_leave(text: str) -> None:
    """It has no inline code, for which a policy would have to give leave."""
    assert re.findall(r"<[^>]+\s(?:style|on[a-z]+)=", text) == []
    for attributes, content in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL):
        if re.search(r"\ssrc=", attributes):
            assert content == ""
        else:
            assert re.findall(r'\stype="([^"]*)"', attributes)[:1] in DATA, attributes
            json.loads(content)
            assert "<" not in content, "what could end the block is escaped"
    assert "<style" not in text


def is_chinese(reader: Reader) -> None:
    """Nothing is left untranslated."""
    assert any(CHINESE.search(text) for _, text in reader.texts)
    bare = [text for lang, text in reader.texts if lang == "zh" and ENGLISH.search(text)]
    assert [text for text in bare if not CHINESE.search(text)] == []


def keeps_the_language(reader: Reader) -> None:
    """Its links lead to pages in the language that was chosen, or to the same in the other."""
    for link in reader.links:
        there = urlsplit(link)
        own = link.startswith("/") and not there.path.startswith(("/api/", "/static/"))
        if own:
            assert parse_qs(there.query).get("lang") in (["zh"], ["en"]), link


@pytest.mark.parametrize("path", [*ADDRESSES, MISSING])
def test_a_page_says_what_it_is(client, path):
    """One answer a language, and all that has to hold of it; what is seen of it without scripts
    is the same on every page, and for tests/pages/test_frame.py."""
    for lang in LANGUAGES:
        # English is what comes where nothing is asked for.
        answer = client.get(path if lang == "en" else with_lang(path, lang))
        assert answer.status_code == (404 if path == MISSING else 200)
        text = answer.text
        reader = read(text)
        (heading,) = reader.said["h1"]
        assert heading
        assert "".join(reader.said["main"])
        assert found(r'<html lang="([^"]*)"', text) == lang
        needs_no_leave(text)
        if path != MISSING:
            is_headed(path, text, lang)
        if lang == "zh":
            is_chinese(reader)
            keeps_the_language(reader)


def test_the_pages_are_found():
    assert {"/", "/ontology", "/model/text-davinci-003"} <= set(ADDRESSES)
