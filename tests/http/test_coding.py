"""gzip and Brotli: for whom, for what, and under which entity tags."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.http.coding import SMALLEST, coding

LARGE = "SELECT * { ?s a ?c ; rdfs:label ?l } ORDER BY ?s ?c ?l LIMIT 200"
STREAMED = "SELECT * { ?s ?p ?o }"
SMALL = "ASK { ?s a llmkg:Model }"
READ = {"gzip": gzip.decompress, "br": brotli.decompress}


def raw(client, query, accept_encoding, method="GET", **headers):
    """The answer as it came over the line."""
    given = {"Accept-Encoding": accept_encoding, **headers}
    with client.stream(method, "/sparql", params={"query": query}, headers=given) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip, br;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0, br;q=0", None),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0.5, identity;q=0.2", "gzip"),
        ("identity", None),
        ("deflate", None),
        ("zstd, gzip;q=0.001", "gzip"),
        ("", None),
        (";;;=,", None),
    ],
)
def test_the_coding_that_is_liked_best(accept, best):
    assert coding(accept) == best


@given(st.text(max_size=40))
def test_any_header_gives_a_coding_or_none(accept):
    assert coding(accept) in (None, "br", "gzip")


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("query", [LARGE, STREAMED])
def test_a_coded_answer_is_the_same_answer(client, name, query):
    plain, body = raw(client, query, "identity")
    coded, data = raw(client, query, name)
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == name
    assert len(data) < len(body) / 3
    assert sorted(READ[name](data)) == sorted(body)
    assert coded.headers["content-type"] == plain.headers["content-type"]
    for response in (plain, coded):
        assert "accept-encoding" in response.headers["vary"].lower()
        assert "accept," in response.headers["vary"].lower()


def test_small_answers_go_as_they_are(client):
    response, body = raw(client, SMALL, "gzip, br")
    assert "content-encoding" not in response.headers
    assert len(body) < SMALLEST
    assert int(response.headers["content-length"]) == len(body)
    assert "accept-encoding" in response.headers["vary"].lower()


def test_each_coding_has_a_strong_tag_of_its_own(client):
    tags = [raw(client, LARGE, name)[0].headers["etag"] for name in ("identity", "gzip", "br")]
    assert len(set(tags)) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


@pytest.mark.parametrize("first", ["identity", "gzip", "br"])
@pytest.mark.parametrize("then", ["identity", "gzip", "br", "gzip, br"])
def test_any_tag_of_an_answer_is_known_again(client, first, then):
    tag = raw(client, LARGE, first)[0].headers["etag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}"):
        response, body = raw(client, LARGE, then, **{"If-None-Match": known})
        assert (response.status_code, body) == (304, b""), known
        # the stored answer that is still good is the one that the client named
        assert response.headers["etag"] == tag
        assert "accept-encoding" in response.headers["vary"].lower()


def test_another_tag_is_not_known(client):
    response, _ = raw(client, LARGE, "gzip", **{"If-None-Match": '"0123-gz"'})
    assert response.status_code == 200


def test_head_says_what_get_would(client):
    get, _ = raw(client, LARGE, "gzip")
    head, body = raw(client, LARGE, "gzip", "HEAD")
    assert body == b""
    for name in ("content-encoding", "etag", "content-type", "vary"):
        assert head.headers[name] == get.headers[name]


def test_pages_and_rest_are_coded_too(client):
    for path in ("/", "/api/models", "/model/davinci", "/ontology?format=turtle"):
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        coded = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert coded.headers["content-encoding"] == "gzip", path
        assert coded.content == plain.content, path
        known = {"If-None-Match": coded.headers["etag"], "Accept-Encoding": "gzip"}
        assert client.get(path, headers=known).status_code == 304, path
