"""The way out: whom it goes to, and what it takes back. A server of ours plays the others."""

import asyncio
import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from llmkg.engine.faults import DeadlineError
from llmkg.engine.federate import MOST_ROWS, Federation
from llmkg.engine.outside import Outside, is_public
from llmkg.errors import ServiceFailedError, ServiceRefusedError
from llmkg.store.embedded import EmbeddedStore

RESULTS = "application/sparql-results+json"
ROWS = {
    "head": {"vars": ["x", "y"]},
    "results": {
        "bindings": [
            {"x": {"type": "literal", "value": "1"}, "y": {"type": "bnode", "value": "b"}},
            {"x": {"type": "uri", "value": "urn:x:2"}},
        ]
    },
}


class Others(ThreadingHTTPServer):
    """Remembers what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Other)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.over = threading.Event()


class Other(BaseHTTPRequestHandler):
    """Answers by what the path says, well or badly."""

    server: Others

    def log_message(self, format, *args):  # noqa: A002
        pass

    def do_POST(self):
        seen = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.seen.append((self.path, seen, dict(self.headers)))
        with contextlib.suppress(OSError):
            getattr(self, "at_" + self.path.strip("/").partition("?")[0].replace("-", "_"))()

    def do_GET(self):
        self.do_POST()

    def answer(self, body, content_type=RESULTS, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_good(self):
        self.answer(json.dumps(ROWS).encode())

    def at_xml(self):
        self.answer(
            b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            b'<variable name="x"/></head><results><result><binding name="x"><literal>1</literal>'
            b"</binding></result></results></sparql>",
            "application/sparql-results+xml; charset=utf-8",
        )

    def at_bomb(self):
        self.answer(
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sparql/>',
            "application/sparql-results+xml",
        )

    def at_redirect(self):
        self.answer(b"", status=302, Location=f"http://127.0.0.1:{self.server.server_port}/good")

    def at_error(self):
        self.answer(b"no", status=500)

    def at_nothing(self):
        self.close_connection = True

    def at_malformed(self):
        self.answer(b'{"head": {"vars": ["x"]}, "results": {"bindings": [')

    def at_deep(self):
        self.answer(b"[" * 1_000_000)

    def at_page(self):
        self.answer(b"<html>", "text/html")

    def at_yes(self):
        self.answer(b'{"head": {}, "boolean": true}')

    def at_gzip(self):
        self.answer(b"\x1f\x8b", Content_Encoding="gzip")

    def at_huge(self):
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.end_headers()
        for _ in range(2_000):
            self.wfile.write(b" " * 10_000)

    def at_many(self):
        rows = [{"x": {"type": "literal", "value": "1"}}] * (MOST_ROWS + 1)
        self.answer(json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode())

    def at_slow(self):
        self.server.over.wait()

    def at_drip(self):
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.end_headers()
        while not self.server.over.wait(0.1):
            self.wfile.write(b" ")
            self.wfile.flush()

    def at_drip_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.1):
            self.wfile.write(b"X-A: 1\r\n")
            self.wfile.flush()


@pytest.fixture(scope="module")
def other():
    server = Others()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def fill(other, path, *, silent=False, seconds=5.0, services=None, host="127.0.0.1", group=None):
    endpoint = f"http://{host}:{other.server_port}/{path}"
    allowed = services if services is not None else [f"{host}:{other.server_port}"]
    word = "SERVICE SILENT" if silent else "SERVICE"
    text = f"SELECT * {{ {word} <{endpoint}> {{ {group or '?x ?p ?y'} }} }}"
    return asyncio.run(Federation(Outside(allowed)).filled(text, seconds))[0]


def rows(text):
    return list(EmbeddedStore.memory().select(text))


@pytest.mark.parametrize(("path", "count"), [("good", 2), ("xml", 1)])
def test_rows_of_another_endpoint(other, path, count):
    found = rows(fill(other, path))
    assert len(found) == count
    assert found[0]["x"].value == "1"


def test_the_other_endpoint_gets_a_query_and_nothing_of_ours(other):
    fill(other, "good?a=b", group="?x a llmkg:Model")
    path, query, headers = other.seen[-1]
    assert path == "/good?a=b"
    assert query.endswith("SELECT * { ?x a llmkg:Model }")
    assert query.startswith("PREFIX llmkg: <https://w3id.org/llmkg/ontology#>\n")
    assert headers["Content-Type"].startswith("application/sparql-query")
    assert not {"cookie", "authorization", "referer"} & {name.lower() for name in headers}


def test_blank_nodes_of_another_endpoint_are_new_names(other):
    first, second = (rows(fill(other, "good"))[0]["y"].value for _ in range(2))
    assert first.startswith("https://w3id.org/llmkg/.well-known/genid/")
    assert first != second


BAD = ["redirect", "error", "nothing", "malformed", "deep", "page", "yes", "gzip", "huge", "many",
       "bomb"]  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_what_is_no_answer_is_an_error(other, path):
    with pytest.raises(ServiceFailedError) as caught:
        fill(other, path)
    assert caught.value.where is not None


@pytest.mark.parametrize("path", BAD)
def test_silent_passes_over_it(other, path):
    assert rows(fill(other, path, silent=True)) == [{}]


def test_no_redirect_is_followed(other):
    before = len(other.seen)
    with pytest.raises(ServiceFailedError, match="302"):
        fill(other, "redirect")
    assert [path for path, *_ in other.seen[before:]] == ["/redirect"]


@pytest.mark.parametrize("path", ["slow", "drip", "drip-head"])
def test_the_deadline_is_that_of_the_query(other, path):
    with pytest.raises(DeadlineError):  # the other endpoint would go on for ever
        fill(other, path, seconds=0.5, silent=True)


def test_nobody_listens():
    with pytest.raises(ServiceFailedError):
        asyncio.run(
            Federation(Outside(["127.0.0.1:9"])).filled(
                "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 5
            )
        )


NOT_ALLOWED = [
    "http://elsewhere.example/sparql",
    "http://127.0.0.1:9/",
    "http://2130706433:{port}/good",
    "http://0x7f000001:{port}/good",
    "http://0177.0.0.1:{port}/good",
    "http://127.1:{port}/good",
    "http://[::1]:{port}/good",
    "http://[::ffff:127.0.0.1]:{port}/good",
    "http://localhost:{port}/good",
    "http://0.0.0.0:{port}/good",
    "http://127.0.0.1:{port}@elsewhere.example/good",
    "http://user@127.0.0.1:{port}/good",
    "http://127.0.0.1:{port}#@elsewhere.example/",
    "https://127.0.0.1/good",
    "ftp://127.0.0.1:{port}/good",
    "file:///etc/passwd",
    "urn:x:y",
    "http:///good",
    "http://127.0.0.1:99999/",
    "http://allowed.example:8080/",
]


@pytest.mark.parametrize("endpoint", NOT_ALLOWED)
@pytest.mark.parametrize("word", ["SERVICE", "SERVICE SILENT"])
def test_only_hosts_of_the_list_are_asked(other, endpoint, word):
    before = len(other.seen)
    endpoint = endpoint.format(port=other.server_port)
    allowed = [f"127.0.0.1:{other.server_port}", "allowed.example"]
    with pytest.raises(ServiceRefusedError) as caught:
        asyncio.run(
            Federation(Outside(allowed)).filled(
                f"SELECT * {{ {word} <{endpoint}> {{ ?s ?p ?o }} }}", 5
            )
        )
    assert caught.value.mend
    assert len(other.seen) == before


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::1]"])
def test_a_name_of_a_private_address_is_refused_unless_its_port_is_named(host):
    with pytest.raises(ServiceRefusedError, match="no public address"):
        asyncio.run(
            Federation(Outside([host])).filled(
                f"SELECT * {{ SERVICE SILENT <http://{host}/> {{ ?s ?p ?o }} }}", 5
            )
        )


def test_a_name_is_looked_up_once_and_its_address_is_what_is_asked(other, monkeypatch):
    """A second look-up, which could give another address, never happens."""
    looked = []

    async def lookup(_loop, host, port, **_kwargs):
        looked.append(host)
        address = "127.0.0.1" if len(looked) == 1 else "10.0.0.1"
        return [(2, 1, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lookup)
    assert len(rows(fill(other, "good", host="kg.example"))) == 2
    assert looked == ["kg.example"]
    assert other.seen[-1][2]["Host"] == f"kg.example:{other.server_port}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "::1",
        "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::",
        "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_open_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_addresses_of_the_open_internet(address):
    assert is_public(address)


def test_too_many_clauses_are_refused(other):
    group = f"SERVICE <http://127.0.0.1:{other.server_port}/good> {{ ?x ?p ?y }} " * 9
    with pytest.raises(ServiceRefusedError, match="more than"):
        asyncio.run(
            Federation(Outside([f"127.0.0.1:{other.server_port}"])).filled(
                f"SELECT * {{ {group} }}", 5
            )
        )
