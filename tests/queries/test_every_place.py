"""A stored query has one source, and is found wherever questions are asked, in both languages."""

import html
import json

import httpx
import pyoxigraph as ox
import pytest

from llmkg.export.executables import executables, name_of
from llmkg.kb import KnowledgeBase
from llmkg.mcp.desk import answer
from llmkg.vocab import RDFS
from tests.serving import ROOT
from tests.stored import public

QUERIES = public()
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def kb(snapshot):
    with KnowledgeBase.open(snapshot, ROOT / "queries") as kb:
        yield kb


@pytest.fixture(scope="module")
def ask(reader):
    with httpx.Client(base_url=reader.address, timeout=60) as client:
        yield client.get


def test_each_asks_in_both_languages():
    assert len(QUERIES) > 50
    for name, query in QUERIES.items():
        assert query.summaries.keys() >= set(LANGUAGES), name
        assert all(p.descriptions.keys() >= set(LANGUAGES) for p in query.params.values()), name


def test_each_is_an_executable():
    found = executables(list(QUERIES.values()), "https://graph.example/")
    said = {(str(each.subject), each.predicate.value, str(each.object)) for each in found}
    for query in QUERIES.values():
        subject = ox.NamedNode(name_of(query))
        for language in LANGUAGES:
            text = ox.Literal(query.summaries[language], language=language)
            assert (str(subject), RDFS.comment, str(text)) in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_is_listed_over_rest(ask, lang):
    items = ask("/api/queries", params={"lang": lang}).json()["items"]
    found = {each["name"]: each for each in items}
    assert found.keys() == QUERIES.keys()
    for name, query in QUERIES.items():
        assert found[name]["summary"] == query.summaries[lang]
        assert list(found[name]["params"]) == list(query.params)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/queries", "/sparql"])
def test_each_is_on_the_list_and_beside_the_editor(ask, path, lang):
    page = ask(path, params={"lang": lang}, headers={"Accept": "text/html"}).text
    for name, query in QUERIES.items():
        assert f"/queries/{name}" in page, name
        assert html.escape(query.summaries[lang]) in page.replace("&#39;", "&#x27;").replace(
            "&#34;", "&quot;"
        ), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_is_told_to_assistants(kb, lang):
    found = json.loads(answer(kb, "queries", {"lang": lang}))
    (items,) = (each for each in found.values() if isinstance(each, list))
    assert {each["name"]: each["summary"] for each in items} == {
        name: query.summaries[lang] for name, query in QUERIES.items()
    }
