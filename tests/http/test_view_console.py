"""The pages of asking, without a browser."""

from __future__ import annotations

import re
from html import unescape

import pytest

from llmkg.errors import QuerySyntaxError
from llmkg.http.shown import Found
from llmkg.http.views.mending import mended
from llmkg.http.views.results import ROWS, fault, results
from llmkg.http.views.stored import TOPICS, Forms, public, topics, usual
from llmkg.kb import KnowledgeBase
from llmkg.store.port import QueryForm

HTML = {"Accept": "text/html"}
WRONG = [
    ("SELECT * WHER { ?s ?p ?o }", "SELECT * WHERE { ?s ?p ?o }"),
    ("SELECT * { ?s ?p ?o }\nORDR BY ?s", "SELECT * { ?s ?p ?o }\nORDER BY ?s"),
    (
        "SELECT * { ?s foaf:name ?o }",
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * { ?s foaf:name ?o }",
    ),
    (
        "SELECT * { ?s foof:name ?o }",
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * { ?s foaf:name ?o }",
    ),
    ("SELECT * { ?s skoss:note ?o }", "SELECT * { ?s skos:note ?o }"),
    ("SELECT * { ?s ?p ?o", "SELECT * { ?s ?p ?o\n}"),
]


@pytest.fixture(scope="module")
def kb(root, snapshot):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb


@pytest.mark.parametrize(("query", "meant"), WRONG)
def test_what_the_store_suggests_can_be_done(kb, query, meant):
    with pytest.raises(QuerySyntaxError) as raised:
        kb.query(query)
    found = fault(raised.value, query)
    assert found.mended == meant
    assert found.line >= 1
    assert found.shown == query.splitlines()[found.line - 1]
    kb.query(found.mended)


def test_a_line_ends_where_the_store_ends_it(kb):
    """And not at what Unicode calls the end of one."""
    query = "SELECT * { ?s ?p '\u2028\x85' .\r\n?s ?p ?? }\r\n"
    with pytest.raises(QuerySyntaxError) as raised:
        kb.query(query)
    assert fault(raised.value, query).shown == query.split("\r\n")[1]
    body = '?n\n"a\u2028\x0b\x85b"\n"c"\n'
    found = results(kb, Found(QueryForm.SELECT, body.encode(), whole=True, seconds=0))
    assert found.raw == body[:-1]
    assert len(found.rows.items) == 2


def test_a_term_that_is_not_there_is_mended_and_a_string_is_left_alone():
    hint = "llmkg:Clame is no term of the ontology, did you mean llmkg:Claim?"
    query = 'SELECT * { ?s a llmkg:Clame ; rdfs:label "llmkg:Clame" }'
    assert mended(query, hint) == 'SELECT * { ?s a llmkg:Claim ; rdfs:label "llmkg:Clame" }'
    assert mended(query, "llmkg:Clame is no term of the ontology") == ""
    assert mended(query, "") == ""


def test_rows_have_names_and_levels(kb):
    body = (
        b"?s\t?level\t?n\n"
        b"<https://w3id.org/llmkg/ability/chain-of-thought>\t"
        b"<https://w3id.org/llmkg/ontology#WellSupported>\t7\n"
        b'_:b\t\t"x"@zh\n'
    )
    found = results(kb, Found(QueryForm.SELECT, body, whole=True, seconds=0.01))
    thing, level, number = found.rows.items[0]
    assert "zh" in (thing.label or {})
    assert level.level is not None
    assert level.level.name == "WellSupported"
    assert number.is_number
    blank, unbound, text = found.rows.items[1]
    assert (blank.iri, unbound.text, text.language) == ("", "", "zh")


def test_a_page_begins_where_it_is_asked_to(kb):
    body = b"?n\n" + b"".join(b"%d\n" % n for n in range(ROWS + 5))
    found = results(kb, Found(QueryForm.SELECT, body, whole=False, seconds=0), offset=ROWS)
    assert [row[0].text for row in found.rows.items] == [str(ROWS + n) for n in range(5)]
    assert not found.whole
    beyond = results(kb, Found(QueryForm.SELECT, body, whole=True, seconds=0), offset=10_000)
    assert beyond.rows.offset == 0


def test_an_ask_is_yes_or_no(kb):
    for body, yes in ((b"true", True), (b"false", False)):
        assert results(kb, Found(QueryForm.ASK, body, whole=True, seconds=0)).yes is yes


def test_every_stored_query_has_a_topic_and_a_form(kb):
    listed = [item.name for topic in topics(kb) for item in topic.items]
    assert sorted(listed) == [query.name for query in public(kb)]
    assert {topic.key for topic in topics(kb)} <= TOPICS.keys() - {"other"}
    forms = Forms()
    for query in public(kb):
        for field in forms.fields(kb, query, {}):
            assert field.control != "select" or field.choices, (query.name, field.name)


def test_words_are_looked_for_in_both_languages(kb):
    names = {item.name for topic in topics(kb, "思维链 代码") for item in topic.items}
    assert names == {"code-training-evidence"}
    assert topics(kb, "no such question") == ()


def test_a_query_that_is_opened_has_an_answer_and_labels_in_the_readers_language(kb):
    query = kb.queries["hedges-of-proposition"]
    values = usual(query, {}, "zh")
    assert values["proposition"] == query.params["proposition"].example
    assert values["language"] == "zh"
    assert "proposition" not in usual(query, {"source": "x"}, "en")


def test_the_page_has_the_answer_in_it_and_leads_to_the_whole(client):
    query = "SELECT ?model WHERE { ?model a llmkg:Model } ORDER BY ?model"
    answer = client.get("/sparql", params={"query": query, "lang": "zh"}, headers=HTML)
    assert answer.status_code == 200
    assert 'lang="zh"' in answer.text
    assert 'href="/model/' in answer.text
    found = re.search(r'href="([^"]*/sparql\?[^"]*format=csv)"', answer.text)
    assert found
    assert client.get(unescape(found[1])).headers["content-type"].startswith("text/csv")
    assert "style-src 'self';" in answer.headers["content-security-policy"]


def test_a_fault_is_a_page_with_its_place_and_its_status(client):
    answer = client.get("/sparql", params={"query": "SELECT * WHER { ?s ?p ?o }"}, headers=HTML)
    assert answer.status_code == 400
    assert 'data-line="1"' in answer.text
    assert "WHERE+%7B" in answer.text
    twice = client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", headers=HTML)
    assert (twice.status_code, "2 queries" in twice.text) == (400, True)


def test_a_slow_query_ends_on_the_page(client):
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = client.get("/sparql", params={"query": query, "timeout": "0.3"}, headers=HTML)
    assert answer.status_code == 504
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/claims-by-level?level=Foo", 422),
        ("/queries/claims-by-level?nothing=1", 422),
        ("/queries/kb/claims", 404),
        ("/queries/no-such-query", 404),
        ("/queries?q=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        ("/queries/hedge-words", 200),
    ],
)
def test_pages_of_stored_queries(client, path, status):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    assert "<script>alert" not in answer.text


def test_markup_in_a_query_stays_text(client):
    query = "</textarea><script>alert(1)</script>"
    answer = client.get("/sparql", params={"query": query}, headers=HTML)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    quoted = 'SELECT ("<b>x</b>" AS ?bold) (<javascript:alert(1)> AS ?bad) {}'
    answer = client.get("/sparql", params={"query": quoted}, headers=HTML)
    assert answer.status_code == 200
    assert "<b>x</b>" not in answer.text
    assert 'href="javascript' not in answer.text


def test_an_editor_gets_its_words(client):
    words = client.get("/sparql/terms").json()
    names = {name: (sort, count, label) for name, sort, count, label in words["terms"]}
    assert names["llmkg:Claim"][0] == "class"
    assert names["llmkg:Claim"][1] > 0
    assert "zh" in names["llmkg:confidence"][2]
    assert names["rdfs:label"][0] == "property"
    assert "p" in words["prefixes"]
