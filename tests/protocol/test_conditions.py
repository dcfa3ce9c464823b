"""Preconditions and ranges of whatever is read, and what answers depend on (RFC 9110)."""

from collections.abc import Iterator

import httpx
import pytest

from tests.stranger import stranger

QUERY = "/sparql?query=ASK%7B%7D"
TAGGED = [
    QUERY,
    "/sparql",
    "/rdf-graph-store?graph=https://w3id.org/llmkg/graph/catalogue",
    "/model/davinci",
    "/api/models",
    "/ontology?format=ttl",
    "/.well-known/void",
    "/llms.txt",
    "/logo.svg",
    "/dumps/llmkg.nq.gz",
]
FILES = ["/logo.svg", "/dumps/llmkg.nq.gz"]


@pytest.fixture(scope="module")
def client(reader) -> Iterator[httpx.Client]:
    with stranger(reader.address, follow_redirects=True) as client:
        yield client


def varies(answer: httpx.Response) -> set[str]:
    return set(filter(None, answer.headers.get("vary", "").split(", ")))


@pytest.mark.parametrize("coding", ["identity", "br"])
@pytest.mark.parametrize("address", TAGGED)
def test_tags(client, address, coding):
    client.headers["Accept-Encoding"] = coding
    whole = client.get(address)
    tag = whole.headers["etag"]
    assert tag.startswith('"'), "a strong one"

    def status(method: str = "GET", **headers: str) -> int:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.request(method, address, headers=given)
        if answer.status_code == 304:
            assert answer.content == b""
            # Of what `*` stands for, only the tag before any coding is known.
            known = tag if headers["if_none_match"] != "*" else tag.replace('-br"', '"')
            assert answer.headers["etag"] == known
            assert varies(answer) >= varies(whole)
        if answer.status_code == 412:
            assert answer.headers["content-type"] == "application/problem+json"
        status: int = answer.status_code
        return status

    for method in ("GET", "HEAD"):
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            assert status(method, if_none_match=held) == 304, held
        assert status(method, if_none_match='"other"') == 200
        for meant in (tag, f'"other", {tag}', "*"):
            assert status(method, if_match=meant) == 200, meant
        for meant in ('"other"', f"W/{tag}"):
            assert status(method, if_match=meant) == 412, meant
            assert status(method, if_match=meant, if_none_match=tag) == 412, "the first counts"
    assert status(if_match=tag, if_none_match=tag) == 304
    assert status(if_unmodified_since="Thu, 01 Jan 1970 00:00:00 GMT", if_match=tag) == 200


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match"])
def test_a_condition_makes_no_answer_of_an_error(client, name):
    answer = client.get("/model/nothing", headers={name: "*", "Accept": "text/turtle"})
    assert answer.status_code == 404


@pytest.mark.parametrize("address", FILES)
def test_dates(client, address):
    day = client.get(address).headers["last-modified"]
    for since, wanted in [(day, 304), ("Thu, 01 Jan 1970 00:00:00 GMT", 200), ("no date", 200)]:
        assert client.get(address, headers={"If-Modified-Since": since}).status_code == wanted
    both = {"If-Modified-Since": day, "If-None-Match": '"other"'}
    assert client.get(address, headers=both).status_code == 200, "a tag says it better"


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-3", 206),
        ("bytes=-4", 206),
        ("bytes=0-1,4-5", 206),
        ("bytes=9999999999-", 416),
        ("items=0-3", 200),  # a unit that is not known is passed over
        ("bytes=abc", 200),
        ("bytes=", 200),
        ("bytes=3-x", 200),
        ("bytes 0-3", 200),
    ],
)
def test_ranges(client, address, asked, wanted):
    answer = client.get(address, headers={"Range": asked})
    assert answer.status_code == wanted
    if wanted == 416:
        assert answer.headers["content-type"] == "application/problem+json"
        length = client.get(address).headers["content-length"]
        assert answer.headers["content-range"] == f"bytes */{length}"
    head = client.head(address, headers={"Range": asked})
    assert head.status_code == 200, "ranges are for GET"
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("address", [QUERY, "/model/davinci", "/api/models"])
def test_what_comes_whole_comes_whole(client, address):
    answer = client.get(address, headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert len(answer.content) > 4


def test_nothing_depends_on_the_origin(client):
    for headers in ({}, {"Origin": "https://example.org"}):
        answer = client.get("/api/models", headers=headers)
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        assert answer.headers["access-control-allow-origin"] == "*"
