"""What a request says comes back as text or not at all: no markup, no header, no path, no cache."""

import html
import json
import re
from urllib.parse import quote

import httpx
import pytest

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
SPLIT = "a\r\nX-Injected: yes\r\n\r\n<b>"
PATHS = "../../../../../../etc/passwd"
ODD: dict[str, str | bytes] = {
    "markup": MARKUP,
    "a split header": SPLIT,
    "line feed": "a\nX-Injected: yes",
    "a path": PATHS,
    "an encoded path": quote(PATHS, safe=""),
    "a twice encoded path": quote(quote(PATHS, safe=""), safe=""),
    "dots of Windows": "..\\..\\..\\windows\\win.ini",
    "a semicolon": "..;/..;/etc/passwd",
    "NUL": "davinci\x00.html",
    "no UTF-8": b"\xff\xfe\xfd",
    "overlong UTF-8": b"\xc0\xae\xc0\xae/\xc0\xaf",
    "half a character": b"\xed\xa0\x80",
    "letters of another script": "dаvinci",
    "full width": "ｄａｖｉｎｃｉ",
    "from right to left": "\u202edavinci",
    "no width": "da\u200bvinci",
    "combined": "davinci\u0301",
    "long": "a" * 3_000,
    "a template": "{{7*7}}${7*7}<%=7*7%>#{7*7}",
    "SPARQL": "davinci> ?p ?o } ; DROP ALL #",
    "SQL": "davinci' OR '1'='1' --",
    "a command": "davinci; sleep 5 | cat /etc/passwd `id` $(id)",
    "a formula": "=HYPERLINK(1)",
}
ADDRESSES = [
    "/{}",
    "/model/{}",
    "/claim/{}",
    "/graph/{}",
    "/{}/davinci",
    "/api/models/{}",
    "/api/models/{}/lineage",
    "/api/propositions/{}",
    "/api/queries/{}",
    "/api/search?q={}",
    "/api/claims?source={}",
    "/api/explain?subject={0}&predicate={0}&object={0}",
    "/api/queries/hedges-of-proposition?source={0}&proposition={0}",
    "/model/davinci?format={}",
    "/model/davinci?lang={}",
    "/model/davinci?snapshot={}",
    "/model/davinci?_profile={}",
    "/model/davinci?as_of={}",
    "/model/davinci?{}=1",
    "/ontology?format={}",
    "/sparql?query={}",
    "/sparql?query=ASK%7B%7D&format={}",
    "/sparql?query=ASK%7B%7D&default-graph-uri={}",
    "/sparql?query=ASK%7B%7D&timeout={}",
    "/rdf-graph-store?graph={}",
    "/dumps/{}",
    "/static/{}",
    "/.well-known/{}",
]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_what_is_said_is_only_text(client, name, accept):
    odd = ODD[name]
    said = quote(odd.encode() if isinstance(odd, str) else odd, safe="")
    for address in ADDRESSES:
        path = address.format(said) if "{0}" in address else address.replace("{}", said)
        response = client.get(path, headers={"Accept": accept})
        told = f"{path[:80]}: {response.status_code}"
        assert response.status_code < 500, told
        assert "x-injected" not in response.headers, told
        assert "root:" not in response.text, told
        if name == "a template":
            assert "49${" not in response.text, told
        kind = response.headers.get("content-type", "")
        if kind.startswith("text/html"):
            assert "<script>alert" not in response.text, told
            assert "<img src=x" not in response.text, told
        elif response.status_code >= 400:
            assert kind == "application/problem+json", told
            assert response.json()["status"] == response.status_code, told


def test_a_fault_is_shown_escaped(client):
    # An escaped slash is refused before anything is looked for.
    markup = MARKUP.replace("/", "")
    response = client.get(f"/model/{quote(markup, safe='')}", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert html.escape("<script>") in response.text


@pytest.mark.parametrize(
    "name",
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Accept-Profile", "Accept-Datetime",
        "Authorization", "Cookie", "If-None-Match", "If-Match", "If-Modified-Since", "Origin",
        "Range", "If-Range", "Referer", "User-Agent", "X-Request-Id", "X-Forwarded-For",
        "X-Forwarded-Proto", "Forwarded", "Content-Type", "Content-Language", "Prefer", "TE",
        "Access-Control-Request-Method", "Access-Control-Request-Headers", "Traceparent",
    ],
)  # fmt: skip
def test_no_header_can_break_anything(client, name):
    values = [
        "", ",", ";", "=", '"', "*", "\\", "<script>", "a" * 5_000, ",".join("a" * 500),
        ";q=" * 500, "\xff\xfe", "bytes=0-,1-,2-", "bytes=-1", "W/", '"a", W/"b", *', "Basic ====",
        "Bearer " + "x" * 3_000, "text/html;q=abc", "*/*;q=-1", "Sat, 99 Foo 9999 99:99:99 GMT",
    ]  # fmt: skip
    for value in values:
        for path in ("/model/davinci", "/sparql?query=ASK%7B%7D"):
            response = client.get(path, headers={name: value.encode("latin-1")})
            assert response.status_code < 500, (path, value)
            assert "<script>" not in str(response.headers), (path, value)


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Forwarded-Prefix", "X-Original-URL", "Origin"],
)
def test_no_unkeyed_header_gets_into_an_answer(client, name):
    """Else a cache would keep for all what one of them asked for."""
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    for path in ("/", "/model/davinci", "/api/models", "/sparql", "/.well-known/void"):
        plain = client.get(path)
        response = client.get(path, headers={name: value})
        assert response.status_code == plain.status_code
        assert response.content == plain.content, path
        assert response.headers.get("etag") == plain.headers.get("etag")
        assert "evil" not in str(response.headers)


@pytest.mark.parametrize("path", ["/", "/model/davinci", "/api/models", "/.well-known/void"])
def test_answers_for_different_hosts_are_told_apart(client, path):
    """Links may be made from the Host header, which every cache has in its key."""
    here = client.get(path, headers={"Host": "one.example"})
    there = client.get(path, headers={"Host": "two.example"})
    assert "two.example" not in here.text
    assert "one.example" not in there.text
    if here.content != there.content:
        assert here.headers["etag"] != there.headers["etag"]
    known = {"Host": "two.example", "If-None-Match": here.headers["etag"]}
    again = client.get(path, headers=known)
    assert again.status_code == (304 if here.content == there.content else 200)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Accept", ["text/html", "text/turtle", "application/ld+json", "application/n-triples"]),
        ("Accept-Language", ["en", "zh"]),
        ("Accept-Encoding", ["identity", "gzip", "br"]),
    ],
)
def test_what_an_answer_depends_on_is_in_vary(client, name, values):
    for path in ("/model/davinci", "/ontology", "/"):
        answers = [client.get(path, headers={"Accept": "text/html", name: each}) for each in values]
        bodies = {(r.headers.get("content-type"), r.content) for r in answers}
        raw = {r.headers.get("content-encoding") for r in answers}
        if len(bodies) > 1 or len(raw) > 1:
            for response in answers:
                varies = {each.strip().lower() for each in response.headers["vary"].split(",")}
                assert name.lower() in varies, path


def test_a_range_is_not_kept_as_the_whole(client):
    whole = client.get("/model/davinci?format=turtle")
    part = client.get("/model/davinci?format=turtle", headers={"Range": "bytes=0-9"})
    assert part.status_code in (200, 206, 416)
    if part.status_code == 206:
        assert part.headers["content-range"].startswith("bytes 0-9/")
    again = client.get("/model/davinci?format=turtle")
    assert again.content == whole.content


def test_text_of_the_data_is_text_on_pages(client):
    """Every page of a thing parses as one document without a script of the data's own."""
    for path in ("/model/davinci", "/proposition/code-training-gives-chain-of-thought"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
            if "src=" in attributes:
                assert script == ""
            else:
                kind = re.search(r'\stype="([^"]*)"', attributes)
                assert kind, attributes
                assert kind[1] in {"application/ld+json", "application/json"}, attributes
                json.loads(script)
                assert "<" not in script, "what could end the block is escaped"
        assert not re.search(r"\son\w+=", page), "an inline handler"
        assert not re.search(r"<[^>]+\sstyle=", page), "an inline style"
        assert "javascript:" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../pyproject.toml",
        "/static/%2e%2e/%2e%2e/pages.py",
        "/static/..%2f..%2fpages.py",
        "/static//etc/passwd",
        "/static/%00",
        "/dumps/../manifest.json",
        "/dumps/..%2f..%2fcurrent",
        "/dumps/%2e%2e%2ftokens.json",
        "/tokens.json",
        "/.git/config",
        "/.env",
        "/current",
        "/metrics/../tokens.json",
    ],
)
def test_no_file_beside_those_that_are_meant(target, path):
    with httpx.Client(base_url=target.address, trust_env=False, timeout=30) as client:
        # As it stands: a client that is polite would take the dots out.
        request = client.build_request("GET", "/")
        request = httpx.Request(
            "GET", request.url, headers=request.headers, extensions={"target": path.encode()}
        )
        response = client.send(request)
    assert response.status_code in (400, 404, 422), response.text[:200]
