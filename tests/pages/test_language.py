"""Two languages: each whole, each where the reader wants it."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from fluent.syntax import FluentParser, ast, visitor

from llmkg.http.language import FOLDER, Language, Messages, day, negotiate, number
from tests.pages.parsed import read

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "src" / "llmkg" / "http" / "templates").rglob("*.html"))
SOURCES = [*TEMPLATES, *sorted((ROOT / "src" / "llmkg" / "http").rglob("*.py"))]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = {"DOI", "SHA-256", "arXiv"}
"""Of standards, which have no other in any language."""


@pytest.fixture(scope="module")
def client(reader):
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        yield client


def messages(language):
    """Key → names of values, over all files of a language."""
    found = {}
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{path}: {entry.id.name} comes twice"
                names = Names()
                names.visit(entry)
                found[entry.id.name] = names.found
    return found


class Names(visitor.Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def visit_VariableReference(self, node):  # noqa: N802 - Fluent's own name
        self.found.add(node.id.name)


def test_every_message_is_in_both_languages_and_wants_the_same_values():
    english, chinese = messages("en"), messages("zh")
    assert english.keys() == chinese.keys()
    assert {key for key in english if english[key] != chinese[key]} == set()


def test_every_key_that_a_template_names_is_there():
    known = Messages().keys(Language.EN)
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        named = re.findall(r"""\bt\(["']([a-z][\w-]*[\w])["'](?!\s*~)""", text)
        assert set(named) <= known, path.name


def test_every_message_is_used():
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    # Keys that are put together from a beginning and a value of the data.
    begun = tuple(re.findall(r"""["']([a-z][\w-]+-)(?:["']|\{)""", text))
    unused = {key for key in messages("en") if f'"{key}"' not in text and f"'{key}'" not in text}
    assert {key for key in unused if not key.startswith(begun)} == set()


def test_chinese_messages_are_chinese_and_english_ones_are_not():
    bundle = FOLDER / "zh"
    for path in sorted(bundle.glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(entry, ast.Message):
                text = "".join(
                    part.value
                    for part in getattr(entry.value, "elements", [])
                    if isinstance(part, ast.TextElement)
                )
                assert CHINESE.search(text) or not re.search(r"[a-z]{3}", text), entry.id.name
    for path in sorted((FOLDER / "en").glob("*.ftl")):
        assert not CHINESE.search(path.read_text("utf-8")), path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_prose_stands_in_a_template(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    bare = [
        found for _, found in read(text).texts if re.search(r"[A-Za-z]{2,}|[\u4e00-\u9fff]", found)
    ]
    assert [found for found in bare if found.strip() not in NAMES] == []
    spoken = [
        (name, value)
        for _, name, value in read(text).attributes
        if name in ("alt", "title", "aria-label", "placeholder") and re.search(r"[A-Za-z]", value)
    ]
    assert spoken == []


@pytest.mark.parametrize(
    ("named", "accepted", "given"),
    [
        (None, None, "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "de, en;q=0.5, zh;q=0.4", "en"),
        (None, "fr", "en"),
        (None, "zh-Hant-TW", "zh"),
        (None, "en;q=0, zh", "zh"),
        ("zh", "en", "zh"),
        ("en", "zh", "en"),
    ],
)
def test_the_address_goes_before_the_header(client, named, accepted, given):
    assert negotiate(named, accepted) == given
    headers = {"accept-language": accepted} if accepted else {"accept-language": ""}
    response = client.get("/ontology", params={"lang": named} if named else {}, headers=headers)
    assert response.headers["content-language"] == given
    assert "Accept-Language" in response.headers["vary"]
    assert f'<html lang="{given}">' in response.text


def test_a_page_in_another_language_is_another_answer(client):
    tags = {
        client.get("/ontology", headers={"accept-language": each}).headers["etag"]
        for each in ("en", "zh")
    }
    assert len(tags) == 2


def test_a_language_that_there_is_not_is_refused(client):
    assert client.get("/?lang=tlh").status_code == 422


def test_numbers_and_dates_are_as_the_language_writes_them():
    assert (number(12345, "en"), number(12345, "zh")) == ("12,345", "12,345")
    assert day("2022-12-11", "en") == "December 11, 2022"
    assert day("2022-12-11", "zh") == "2022年12月11日"
    assert day("2022-12", "en") == "December 2022"
    assert day("2022-12", "zh") == "2022年12月"
    assert (day("2022", "en"), day("2022", "zh")) == ("2022", "2022年")


@pytest.mark.parametrize(
    ("language", "numbered", "named"),
    [(Language.EN, "section 3.1", "“abstract”"), (Language.ZH, "第 3.1 节", "“abstract”一节")],
)
def test_a_section_with_a_name_is_not_numbered(language, numbered, named):
    say = Messages().translate(language)
    assert say("section", section="3.1") == numbered
    assert say("section", section="abstract") == named


def test_a_value_of_a_message_is_escaped_unless_it_is_markup():
    say = Messages().translate(Language.EN)
    assert "&lt;b&gt;" in say("section", section="<b>")
    with pytest.raises(KeyError):
        say("no-such-key")
