"""Bytes that no proper client sends: each gets one answer or none, and nobody else's."""

import socket

import pytest

from tests.stranger import say

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
HOST = b"Host: x\r\n"
LAST = b"Connection: close\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
UPGRADE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: "
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
ESTABLISHED = 1  # the state TCP_ESTABLISHED of Linux

REFUSED = {
    "no host": (ASK + b"\r\n", 400),
    "two hosts": (ASK + b"Host: a\r\nHost: b\r\n\r\n", 400),
    "a host that is none": (ASK + b'Host: a b"><script>\r\n\r\n', 400),
    "a host with a path": (ASK + b"Host: evil.example/x\r\n\r\n", 400),
    "a host with a user": (ASK + b"Host: me@evil.example\r\n\r\n", 400),
    "line feeds alone": (ASK.replace(b"\r", b"") + b"Host: x\n\n", 400),
    "a folded header": (ASK + HOST + b"X-A: b\r\n c\r\n\r\n", 400),
    "a blank before the colon": (ASK + HOST + b"X-A : b\r\n\r\n", 400),
    "a header without a name": (ASK + HOST + b": b\r\n\r\n", 400),
    "NUL in a header": (ASK + HOST + b"X-A: a\x00b\r\n\r\n", 400),
    "CR in a header": (ASK + HOST + b"X-A: a\rX-B: b\r\n\r\n", 400),
    "NUL in the address": (b"GET /model/\x00 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "bytes in the address": (b"GET /model/\xe6\x80\x9d HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "blanks in the address": (b"GET /a b c HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abc\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "HTTP/3.7": (b"GET / HTTP/3.7\r\n" + HOST + b"\r\n", 400),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "an unknown method": (b"MAKE / HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "a method in small letters": (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "CONNECT": (b"CONNECT evil.example:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    # request smuggling: two readers must not differ on where this request ends
    "both lengths": (
        POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN,
        400,
    ),
    "both lengths, turned": (
        POST + CHUNKED + b"Content-Length: 5\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN,
        400,
    ),
    "two lengths": (POST + b"Content-Length: 6\r\nContent-Length: 5\r\n\r\nASK {}" + HIDDEN, 400),
    "a list of lengths": (POST + b"Content-Length: 6, 6\r\n\r\nASK {}" + HIDDEN, 400),
    "a negative length": (POST + b"Content-Length: -6\r\n\r\nASK {}" + HIDDEN, 400),
    "a length with a plus": (POST + b"Content-Length: +6\r\n\r\nASK {}" + HIDDEN, 400),
    "a length in words": (POST + b"Content-Length: six\r\n\r\nASK {}" + HIDDEN, 400),
    "a length beyond numbers": (POST + b"Content-Length: 99999999999999999999999\r\n\r\nA", 400),
    "an unknown coding": (
        POST + b"Transfer-Encoding: xchunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN,
        400,
    ),
    "chunked, but not last": (
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN,
        400,
    ),
    "chunked with a blank": (
        POST + b"Transfer-Encoding : chunked\r\nContent-Length: 6\r\n\r\nASK {}" + HIDDEN,
        400,
    ),
    "chunked with a tab": (
        POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN,
        400,
    ),
    "a negative chunk": (POST + CHUNKED + b"\r\n-6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN, 400),
    "a chunk by 0x": (POST + CHUNKED + b"\r\n0x6\r\nASK {}\r\n0\r\n\r\n" + HIDDEN, 400),
    "a chunk beyond numbers": (POST + CHUNKED + b"\r\nFFFFFFFFFFFFFFFFF\r\nASK {}", 400),
    "a chunk longer than it says": (POST + CHUNKED + b"\r\n5\r\nASK {}\r\n0\r\n\r\n" + HIDDEN, 400),
    # sizes
    "a long header": (ASK + HOST + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n", 431),
    "many headers": (ASK + HOST + b"X-A: a\r\n" * 5_000 + b"\r\n", 431),
    "a long address": (b"GET /sparql?query=" + b"a" * 300_000 + b" HTTP/1.1\r\n" + HOST, 414),
    "a length that is too large": (POST + b"Content-Length: 9000000000\r\n\r\nASK", 413),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_request_is_refused(target, name):
    data, status = REFUSED[name]
    answer = say(target.port, data)
    assert answer.statuses == [status], answer.data[:300]
    assert answer.closed
    assert answer.headers("access-control-allow-origin") == ["*"]
    assert answer.headers("x-content-type-options") == ["nosniff"]
    assert answer.headers("content-type") == ["application/problem+json"]
    assert b'"status"' in answer.data


ODD = {
    "absolute form": (b"GET http://evil.example/healthz HTTP/1.1\r\n" + HOST + LAST + b"\r\n", 200),
    "HTTP/1.0": (b"GET /healthz HTTP/1.0\r\n\r\n", 200),
    "empty lines before": (b"\r\n\r\nGET /healthz HTTP/1.1\r\n" + HOST + LAST + b"\r\n", 200),
    "a body where none belongs": (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
        200,
    ),
    "a chunk with an extension": (
        POST + CHUNKED + LAST + b"\r\n6;a=b\r\nASK {}\r\n0\r\nX-Trailer: a\r\n\r\n",
        200,
    ),
    "an upgrade": (
        UPGRADE + b"h2c\r\n\r\n",
        200,
    ),
    "a web socket": (
        UPGRADE + b"websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWJj\r\n\r\n",
        200,
    ),
    "another expectation": (
        POST + LAST + b"Expect: coffee\r\nContent-Length: 6\r\n\r\nASK {}",
        200,
    ),
    "a compressed body": (
        POST + LAST + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
        415,
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_but_allowed_gets_its_answer(target, name):
    data, status = ODD[name]
    assert say(target.port, data, seconds=2).statuses == [status]


def test_requests_in_a_row_get_their_answers_in_a_row(target):
    wanted = [200, 404, 400, 200]
    asked = [b"/healthz", b"/nothing", b"/sparql?query=x", b"/sparql?query=ASK%7B%7D"]
    rows = [b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n" for path in asked * 5]
    answer = say(
        target.port,
        b"".join(rows),
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    assert answer.statuses == [*(wanted * 5), 200]


def test_a_body_that_ends_too_soon_is_no_body(target):
    answer = say(target.port, POST + b"Content-Length: 600\r\n\r\nASK {}", end=True)
    assert 200 not in answer.statuses


def test_a_body_is_waited_for_only_where_it_is_wanted(target):
    """`Expect: 100-continue`, and a refusal that needs no body."""
    fine = say(
        target.port, POST + LAST + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n", b"ASK {}"
    )
    assert fine.statuses == [100, 200]
    refused = POST.replace(b"sparql-query", b"nonsense") + LAST
    answer = say(target.port, refused + b"Expect: 100-continue\r\nContent-Length: 6000\r\n\r\n")
    assert answer.statuses == [415]
    assert answer.closed, "it does not wait for a body that it did not ask for"


def test_chunks_without_end_are_cut_off(target):
    sent = 0
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as client:
        client.sendall(POST + CHUNKED + b"\r\n")
        try:
            while sent < 200_000_000:
                client.sendall(b"10000\r\n" + b"#" * 65_536 + b"\r\n")
                sent += 65_536
        except ConnectionError:
            pass
    assert sent < 50_000_000


def is_open(client: socket.socket) -> bool:
    """Whether the other side has not closed a connection, whatever waits to be read from it."""
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED


def test_heads_that_never_end_cost_the_others_nothing(target, client):
    """Three hundred of them, all still open when the others have their answers."""
    slow = []
    try:
        for _ in range(300):
            half = socket.create_connection(("127.0.0.1", target.port), timeout=5)
            half.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            slow.append(half)
        assert client.get("/healthz").status_code == 200
        assert is_open(slow[-1]), "the answer came beside them, not when their time was up"
        for _ in range(20):
            assert client.get("/healthz").status_code == 200
        slow[0].settimeout(25)
        said = slow[0].recv(100)
        assert said == b"" or said.startswith(b"HTTP/1.1 408 "), "nobody waits for ever"
    finally:
        for half in slow:
            half.close()


def test_readers_that_do_not_read_cost_the_others_nothing(target, client):
    slow = []
    try:
        for _ in range(40):
            reader = socket.create_connection(("127.0.0.1", target.port), timeout=5)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.sendall(b"GET /graph/catalogue?format=turtle HTTP/1.1\r\nHost: x\r\n\r\n")
            slow.append(reader)
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert is_open(slow[-1]), "the answer came beside them, not when their time was up"
        for _ in range(10):
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    finally:
        for reader in slow:
            reader.close()
