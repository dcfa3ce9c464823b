"""Connections that leave something unfinished, against a real server with short patience."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any, cast

import httpx
import pytest
import uvicorn

from llmkg.http.connection import Bounds, Connection

BOUNDS = Bounds(
    head_seconds=0.6,
    body_seconds=0.6,
    idle_seconds=0.8,
    stall_seconds=0.6,
    linger_seconds=0.5,
    connections=40,
)
LARGE = 30_000_000
NOTHING = (b"content-length", b"0")


class Told:
    """What the application saw."""

    def __init__(self):
        self.gone = 0
        self.written = 0


class Serving:
    def __init__(self, port: int, told: Told):
        self.port = port
        self.told = told
        self.address = f"http://127.0.0.1:{port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


async def refused(send) -> None:
    """Whoever may not write is told so at once."""
    await send({"type": "http.response.start", "status": 401, "headers": [NOTHING]})
    await send({"type": "http.response.body", "body": b""})


def application(told: Told) -> Any:
    """What runs behind the connections."""

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        if scope["path"] == "/early":
            await refused(send)
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                told.gone += 1
                return
            body += message["body"]
            if not message["more_body"]:
                break
        start: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)
        if scope["path"] == "/large":
            for _ in range(LARGE // 100_000):
                await send(
                    {"type": "http.response.body", "body": b"x" * 100_000, "more_body": True}
                )
                told.written += 100_000
        if scope["path"] == "/whole":
            body = b"x" * LARGE
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    told = Told()

    app = application(told)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    protocol = cast(type[asyncio.Protocol], partial(Connection, bounds=BOUNDS))
    config = uvicorn.Config(app, http=protocol, lifespan="off", log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Serving(listening.getsockname()[1], told)
    server.should_exit = True
    thread.join(20)


def everything(client: socket.socket) -> bytes:
    said = b""
    while piece := client.recv(1 << 16):
        said += piece
    return said


def drips_until_cut(client: socket.socket, drop: bytes) -> None:
    """Sends it again and again until that fails. Where it never does, the test never ends."""
    with suppress(OSError):
        while True:
            client.sendall(drop)
            time.sleep(0.05)


def status(said: bytes) -> int:
    return int(said.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ", 408),
        (b"GE", 408),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf", 408),
        (b"no HTTP at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 101 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"b" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"b" * 600_000, 431),
        (b"GET /" + b"a" * 240_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ],
)
def test_what_stays_unfinished_or_is_too_large_is_refused(serving, sent, expected):
    with serving.connect() as client:
        client.sendall(sent)
        said = everything(client)
        assert status(said) == expected
        assert b"application/problem+json" in said


def test_a_connection_that_says_nothing_is_closed(serving):
    with serving.connect() as client:
        assert everything(client) == b""


def test_blank_lines_keep_no_connection_open(serving):
    with serving.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        drips_until_cut(client, b"\r\n")


def test_a_trickle_is_not_waited_for(serving):
    gone = serving.told.gone
    with serving.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
        drips_until_cut(client, b"b" * 100)
    assert serving.told.gone == gone + 1


def test_a_long_body_that_comes_steadily_is_waited_for(serving):
    with serving.connect() as client:
        size = 1_500_000
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\nConnection: close"
        client.sendall(head.encode() + b"\r\n\r\n")
        for _ in range(15):
            client.sendall(b"b" * (size // 15))
            time.sleep(0.1)
        said = everything(client)
    assert status(said) == 200
    assert said.count(b"b") >= size


@pytest.mark.parametrize("path", ["/large", "/whole"])
def test_a_client_that_does_not_read_is_cut(serving, path):
    written = serving.told.written
    with serving.connect() as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(3)
        with suppress(ConnectionResetError):
            assert len(everything(client)) < LARGE
    if path == "/large":  # once it is cut, nothing holds up the application
        assert serving.told.written == written + LARGE


def test_a_client_that_reads_slowly_but_surely_gets_all(serving):
    with serving.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        size = 0
        begun = time.monotonic()
        while piece := client.recv(1 << 17):
            size += len(piece)
            if time.monotonic() - begun < 2.5:
                time.sleep(0.05)
    assert size > LARGE


def test_an_idle_connection_is_kept_for_a_while(serving):
    with serving.connect() as client:
        for _ in range(3):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in client.recv(1 << 16)
            time.sleep(0.4)
        assert everything(client) == b""


def test_a_connection_lasts_though_its_body_came_after_the_answer(serving):
    with serving.connect() as client:
        for _ in range(3):
            client.sendall(b"PUT /early HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
            assert b" 401 " in client.recv(1000)
            client.sendall(b"later")
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in client.recv(1000)


@pytest.mark.parametrize("length", [b"Content-Length: 5", b"Content-Length: 900000000"])
def test_a_body_that_nobody_waits_for_and_does_not_come_ends_the_connection(serving, length):
    with serving.connect() as client:
        client.sendall(b"PUT /early HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n\r\n")
        answer = b""
        while piece := client.recv(1000):
            answer += piece
        assert answer.count(b"HTTP/1.1 ") == 1


def test_requests_one_after_another_without_waiting_are_answered_in_order(serving):
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n%02d"
    with serving.connect() as client:
        client.sendall(b"".join(one % number for number in range(30)))
        said = b""
        while said.count(b"HTTP/1.1 200") < 30 or not said.endswith(b"0\r\n\r\n"):
            said += client.recv(1 << 16)
    places = [said.index(b"\r\n2\r\n%02d\r\n" % number) for number in range(30)]
    assert places == sorted(places)


def test_an_upgrade_that_nobody_offers_is_passed_over(serving):
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAA"}
    assert httpx.get(serving.address, headers=headers).status_code == 200


def test_a_flood_of_half_heads_leaves_room_for_others(serving):
    with ExitStack() as stack:
        for _ in range(BOUNDS.connections * 4):
            client = stack.enter_context(serving.connect())
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ")
        assert httpx.get(serving.address, timeout=20).status_code == 200


def test_where_every_connection_is_at_work_another_is_told(serving):
    with ExitStack() as stack:
        clients = []
        for _ in range(BOUNDS.connections):
            client = stack.enter_context(serving.connect())
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            clients.append(client)
        time.sleep(0.2)
        with serving.connect() as client:
            said = everything(client)
    assert status(said) == 503
    assert b"Retry-After" in said
