"""curl, as people type it."""

import shutil
import subprocess

import pytest

ROWS = "SELECT ?s { ?s a llmkg:Model } ORDER BY ?s LIMIT 2"


@pytest.fixture(scope="module")
def curl():
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")

    def call(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "60", *arguments],
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    return call


def head(text: str) -> dict[str, str]:
    lines = text.replace("\r", "").strip().splitlines()
    pairs = (line.partition(":") for line in lines[1:])
    return {"status": lines[0].split()[1], **{n.lower(): v.strip() for n, _, v in pairs}}


@pytest.mark.parametrize(
    "how",
    [
        ("-G", "--data-urlencode", f"query={ROWS}"),
        ("--data-urlencode", f"query={ROWS}"),
        ("-H", "Content-Type: application/sparql-query", "--data-binary", ROWS),
        ("-X", "QUERY", "-H", "Content-Type: application/sparql-query", "--data-binary", ROWS),
        ("--compressed", "--data-urlencode", f"query={ROWS}"),
        ("--http1.0", "--data-urlencode", f"query={ROWS}"),
        ("-H", "Transfer-Encoding: chunked", "--data-urlencode", f"query={ROWS}"),
    ],
    ids=["get", "form", "direct", "query", "compressed", "http1.0", "chunked"],
)
def test_every_way_to_ask(curl, reader, how):
    text = curl("--fail", "-H", "Accept: text/csv", *how, reader.sparql)
    lines = text.splitlines()
    assert lines[0] == "s"
    assert len(lines) == 3


def test_formats_of_a_thing(curl, reader):
    thing = f"{reader.address}/model/davinci"
    assert "<html" in curl("--fail", "-H", "Accept: text/html", thing)
    assert "a llmkg:Model" in curl("--fail", "-H", "Accept: text/turtle", thing)
    assert "a llmkg:Model" in curl("--fail", f"{thing}?format=turtle")
    assert "@context" in curl("--fail", "-L", "-H", "Accept: application/ld+json", thing)


def test_compressed_is_smaller_and_the_same(curl, reader):
    address = f"{reader.address}/graph/catalogue?format=turtle"
    size = ("-o", "/dev/null", "-w", "%{size_download}")
    plain, small = int(curl(*size, address)), int(curl(*size, "--compressed", address))
    assert small < plain / 2
    assert curl(address) == curl("--compressed", address)


def test_head_and_options(curl, reader):
    asked = head(curl("-I", f"{reader.address}/model/davinci"))
    assert asked["status"] == "200"
    assert "accept" in asked["vary"].lower()
    offered = head(curl("-i", "-X", "OPTIONS", reader.sparql))
    assert offered["status"] in ("200", "204")
    assert "GET" in offered["allow"]


def test_what_is_known_is_not_sent_again(curl, reader, tmp_path):
    tag = str(tmp_path / "tag")
    address = f"{reader.address}/model/davinci?format=turtle"
    status = ("-o", "/dev/null", "-w", "%{http_code}")
    assert curl(*status, "--etag-save", tag, address) == "200"
    assert curl(*status, "--etag-compare", tag, address) == "304"


def test_an_upload(curl, writer, tmp_path):
    file = tmp_path / "said.ttl"
    file.write_text("<urn:x:curl> <urn:x:p> 'sent' .", encoding="utf-8")
    address = f"{writer.address}/rdf-graph-store?graph=urn:x:by-curl"
    token = ("-H", f"Authorization: Bearer {writer.token}", "-H", "Content-Type: text/turtle")
    status = ("-o", "/dev/null", "-w", "%{http_code}")
    assert curl(*status, *token, "-T", str(file), address) == "201"
    assert "urn:x:curl" in curl("--fail", address)
    assert curl(*status, *token, "-X", "DELETE", address) in ("200", "204")
