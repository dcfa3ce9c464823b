"""Things as they were believed on a day (RFC 7089), and the days on which they changed."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pyoxigraph as ox
import pytest
from httplink import parse_link_header

from llmkg.vocab import BASE, LLMKG

THING = "/proposition/code-training-gives-chain-of-thought"
CLAIM = "/claim/fu2022-zh-4-rlhf-does-not-inject"
LATER = "claim/fu2022-en-2023-01-rating-rlhf-does-not-inject"


def without_what_is_marked_unborn(page):
    """The page less the cards that say in words, visibly, that they were not published yet."""
    cards = re.findall(r"<article .*?</article>", page, re.DOTALL)
    assert cards
    for card in cards:
        assert re.match(r'<article class="card [^"]*\bis-unborn"', card)
        assert re.search(r'data-fate="unborn">Not yet published', card)
        page = page.replace(card, "")
    return page


def triples(response):
    assert response.status_code == 200, response.text
    return {q.triple for q in ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES)}


def at(client, path, day, **params):
    return triples(client.get(path, params={"as_of": day, "format": "nt", **params}))


def statuses(found):
    return {
        triple.object.value.removeprefix(LLMKG)
        for triple in found
        if triple.predicate.value == LLMKG["status"]
        and triple.subject.value.startswith(f"{BASE}{THING[1:]}#")
    }


@pytest.mark.parametrize("view", ["llmkg", "argument"])
def test_the_status_is_that_of_the_day(client, view):
    assert statuses(at(client, THING, "2022-12-20", _profile=view)) == {"Supported"}
    today = datetime.now(UTC).date().isoformat()
    assert statuses(at(client, THING, today, _profile=view)) == {"Contested"}
    assert statuses(at(client, THING, "2019-01-01", _profile=view)) == set()


@pytest.mark.parametrize("view", ["llmkg", "argument", "labels", "prov", "schema", "skos"])
def test_nothing_is_there_before_its_source(client, view):
    def said(day):
        return {
            term.value
            for triple in at(client, CLAIM, day, _profile=view)
            for term in (triple.subject, triple.object)
            if isinstance(term, ox.NamedNode) and "/fu2022-en-2023-01" in term.value
        }

    assert said("2022-12-31") == set()
    if view != "skos":
        assert said("2023-01-01")


def test_a_superseded_claim_was_in_force_before(client):
    replaced = "http://purl.org/dc/terms/isReplacedBy"
    before = at(client, CLAIM, "2022-12-31")
    after = at(client, CLAIM, "2023-01-01")
    assert not any(triple.predicate.value == replaced for triple in before)
    assert any(triple.object == ox.NamedNode(BASE + LATER) for triple in after)


@pytest.mark.parametrize("form", ["nt", "turtle", "jsonld", "rdfxml", "trig", "nq", "html", "md"])
@pytest.mark.parametrize("path", [CLAIM, THING])
def test_before_the_first_source_words_say_so(client, path, form):
    response = client.get(f"{path}?as_of=2015-01-01&format={form}")
    assert response.status_code == 200
    assert "2015-01-01" in response.text
    if form == "md":
        assert "had said anything" in response.text
        assert "尚无任何来源" in response.text
    if (path, form) == (THING, "html"):
        assert "nobody here had said anything" in response.text
        without = without_what_is_marked_unborn(response.text)
    else:
        without = response.text
    assert "很可能" not in without  # no hedge of a claim that was not there


def test_headers_of_a_memento(client):
    response = client.get(f"{THING}?as_of=2022-12-18&format=turtle")
    when = parsedate_to_datetime(response.headers["memento-datetime"])
    assert when == datetime(2022, 12, 18, tzinfo=UTC)
    rels: dict[str, list[str]] = {}
    for link in parse_link_header(response.headers["link"]).links:
        for rel in link.rel:
            rels.setdefault(rel, []).append(link.target)
    assert rels["original"] == rels["timegate"] == [THING]
    assert rels["timemap"] == [f"/timemap{THING}"]
    assert rels["memento"] == [f"{THING}?as_of=2022-12-18"]
    assert "memento-datetime" not in client.get(THING).headers


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Sun, 18 Dec 2022 00:00:00 GMT", "2022-12-18"),
        ("Sun, 18 Dec 2022 23:59:59 GMT", "2022-12-18"),
        ("Mon, 19 Dec 2022 01:00:00 +0200", "2022-12-18"),
    ],
)
def test_the_gate(client, header, day):
    response = client.get(
        f"{THING}?format=nt", headers={"Accept-Datetime": header}, follow_redirects=False
    )
    assert response.status_code == 302
    assert "accept-datetime" in response.headers["vary"].lower()
    there = client.get(response.headers["location"])
    assert there.headers["memento-datetime"].startswith(f"{date.fromisoformat(day):%a, %d %b %Y}")
    assert there.headers["content-type"].startswith("application/n-triples")


@pytest.mark.parametrize(
    "text",
    [
        *("2022", "2022-12", "2022-13-01", "2022-02-30", "20221218", "now", ""),
        *("2022-W50-7", "２０２２-12-18", "0000-01-01"),
        (datetime.now(UTC).date() + timedelta(days=2)).isoformat(),
    ],
)
def test_what_is_no_day_of_the_past(client, text):
    response = client.get(THING, params={"as_of": text})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["mend"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "now",
            "2022-12-18",
            "",
            "Sun, 32 Dec 2022 00:00:00 GMT",
            "Sun, 18 Dec 2022 25:00:00 GMT",
        ),
        *("Sun, 18 Dec 99999 00:00:00 GMT", "Sun, 18 Dec 2022 00:00:00 -9999"),
        "Fri, 31 Dec 9999 23:59:59 -1200",
    ],
)
def test_a_header_that_is_no_date(client, text):
    assert client.get(THING, headers={"Accept-Datetime": text}).status_code == 400


@pytest.mark.parametrize("text", ["Sun, 18 Dec 2999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_date_to_come_means_the_latest(client, text):
    headers = {"Accept-Datetime": text}
    response = client.get(THING, headers=headers, follow_redirects=False)
    assert response.status_code == 302
    assert response.headers["location"].endswith(datetime.now(UTC).date().isoformat())
    assert client.get(response.headers["location"]).headers["memento-datetime"]


def test_the_map_of_times(client):
    response = client.get(f"/timemap{THING}")
    assert response.headers["content-type"] == "application/link-format"
    links = parse_link_header(response.text.replace("\n", " ")).links
    mementos = [link for link in links if "memento" in link.rel]
    assert len(mementos) > 2
    days = [dict(link.attributes)["datetime"] for link in mementos]
    assert [parsedate_to_datetime(day) for day in days] == sorted(map(parsedate_to_datetime, days))
    assert "first" in mementos[0].rel
    assert "last" in mementos[-1].rel
    for link, day in zip(mementos, days, strict=True):
        there = client.get(link.target)
        assert there.status_code == 200
        assert there.headers["memento-datetime"] == day


def test_there_is_no_map_of_nothing(client):
    assert client.get("/timemap/model/none").status_code == 404
