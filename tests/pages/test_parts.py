"""The parts that pages share, over values that the data might hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import Request
from jinja2 import ChoiceLoader, DictLoader

from llmkg.http.pages import Pages
from llmkg.http.service import Service
from llmkg.http.sheet import Crumb, Download, Sheet, shown
from llmkg.settings import Settings

ROOT = Path(__file__).parents[2]
PROPOSITION = "code-training-gives-chain-of-thought"
BAD = """'"><script>alert(1)</script><b>"""


@pytest.fixture(scope="module")
def pages(snapshot):
    service = Service(Settings(root=ROOT, out=snapshot))
    yield Pages(service)
    service.close()


@pytest.fixture
def show(pages, monkeypatch):
    """Renders the text of a block `main` over a view; gives the main part of the page."""

    def rendered(template, path="/here", query="", **view):
        text = f'{{% extends "base.html" %}}{{% block main %}}{template}{{% endblock %}}'
        loader = ChoiceLoader([DictLoader({"part.html": text}), pages._templates.loader])
        monkeypatch.setattr(pages._templates, "loader", loader)
        pages._templates.cache.clear()
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"testserver")],
            "scheme": "http",
            "server": ("testserver", 80),
        }
        extra = {
            name: view.pop(name) for name in ("queries", "downloads", "crumbs") if name in view
        }
        sheet = Sheet(
            template="part.html", view=SimpleNamespace(**view), title={"en": BAD}, **extra
        )
        page = pages.render(Request(scope), sheet).decode()
        assert "<script>alert" not in page
        assert not re.search(r"<b>(?!\w|[\u4e00-\u9fff])", page)
        return page[page.index("<main") : page.index("</main>")]

    return rendered


@pytest.fixture(scope="module")
def argument(pages):
    return pages.service.kb.proposition(PROPOSITION)


def test_a_level_is_a_line_and_a_word(show, pages):
    for level in pages.service.kb.levels():
        text = show("{{ marks.level(view.level) }}", level=level, query="lang=zh")
        assert f'class="level-line level-{level.rank}"' in text
        assert level.label["zh"] in text


@pytest.mark.parametrize(
    ("stated", "warranted", "sentence"),
    [
        (1, 2, "warrants no more than"),
        (2, 1, "more cautiously"),
        (2, 2, "agree"),
        (3, None, "no evidence warrants it"),
        (None, None, "Nobody states it"),
    ],
)
def test_the_scale_says_itself_in_a_sentence(show, pages, stated, warranted, sentence):
    levels = pages.service.kb.levels()
    text = show(
        "{{ marks.scale(view.levels, view.stated, view.warranted, view.levels[2]) }}",
        levels=levels,
        stated=None if stated is None else levels[stated],
        warranted=None if warranted is None else levels[warranted],
    )
    assert sentence in text
    assert "Quote it as <b>correlation, not causation</b>" in text


def test_a_claim_shows_its_hedge_its_source_and_its_place(show, argument):
    claim = next(each for each in argument.asserted if each.anchor)
    text = show("{{ cards.claim(view.claim) }}", claim=claim)
    for word in (*claim.hedge, *claim.source.label.values()):
        shown_ = getattr(word, "value", None)
        assert shown_ is None or shown_ in text
    assert f"section {claim.section}" in text
    assert "asserts" in text
    assert "https://w3id.org" not in text
    gone = show('{{ cards.claim(view.claim, "retracted") }}', claim=claim)
    assert "is-retracted" in gone
    assert "Retracted" in gone


def test_labels_and_hedges_are_text_whatever_they_hold(show, argument):
    claim, line = argument.asserted[0], argument.evidence[0]
    bad = replace(
        claim,
        label={"en": BAD},
        hedge=tuple(replace(each, value=BAD) for each in claim.hedge),
        source=replace(claim.source, label={"en": BAD}),
        section=BAD,
    )
    show("{{ cards.claim(view.claim) }}", claim=bad)
    evidence = replace(line.evidence, label={"zh": BAD}, reported_in=(bad.source,))
    show(
        '{{ cards.evidence(view.evidence, "supports", view.ceiling, shares=[view.source]) }}',
        evidence=evidence,
        ceiling=replace(line.ceiling, label={"en": BAD}),
        source=bad.source,
    )
    show(
        '{{ lists.facets([("x", "search", [(view.bad, view.bad, 3)], view.bad)]) }}'
        "{% call lists.twin(view.bad, [view.bad]) %}<tr><td>{{ view.bad }}</td></tr>{% endcall %}"
        '{{ lists.seek("id", view.bad) }}',
        bad=BAD,
        query=f"q={BAD}",
        crumbs=(Crumb({"en": BAD}, "/"),),
        downloads=(Download(BAD, f"/{BAD}", "text/turtle"),),
    )


def test_a_label_in_another_language_says_in_which(show, argument):
    claim = replace(argument.asserted[0], label={"zh": "只有中文"})
    assert '<span lang="zh">只有中文</span>' in show("{{ cards.claim(view.c) }}", c=claim)


def test_the_query_that_is_shown_is_the_one_that_was_asked(show, pages):
    query = shown(pages.service.kb.queries["both-sides"], proposition=PROPOSITION)
    page = show("", queries=(query,)).replace("&gt;", ">").replace("&lt;", "<")
    assert query.sparql.replace('"', "&#34;") in page
    assert "PREFIX llmkg: <https://w3id.org/llmkg/ontology#>" in query.sparql
    rows = pages.service.kb.query(query.sparql)
    assert rows.body == pages.service.kb.run("both-sides", proposition=PROPOSITION).body
    assert "curl -H" in page
    assert "urllib.request" in page


def test_a_pager_goes_on_and_back_and_keeps_the_filters(show, pages):
    shown_ = pages.service.kb.claims(offset=20, limit=20)
    text = show("{{ lists.pager(view.p) }}", p=shown_, path="/claims", query="kind=a&offset=20")
    assert 'rel="prev" href="/claims?kind=a"' in text
    assert 'rel="next" href="/claims?kind=a&amp;offset=40"' in text
