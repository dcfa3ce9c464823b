"""The HTTP side: who may ask, what is refused, and that nobody pays who does not ask."""

import json
import subprocess
import sys

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from llmkg.engine.worker import Output
from llmkg.http.application import Answering
from llmkg.http.problems import RefusedError
from llmkg.http.visitors import admit
from llmkg.settings import Settings
from mcp import Client
from tests.serving import until

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


def post(reader, message=LIST, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = message if isinstance(message, str | bytes) else json.dumps(message)
    return httpx.post(
        f"{reader.address}/mcp", content=body, headers={**HEADERS, **named}, timeout=60
    )


def test_an_older_client_is_answered_too(portal, reader):
    address = f"{reader.address}/mcp"
    with portal.wrap_async_context_manager(Client(address, mode="legacy")) as client:
        assert client.protocol_version < "2026"
        found = portal.call(client.call_tool, "search", {"query": "dialogue", "limit": 1})
        assert found.structured_content["items"]


def test_no_session_is_kept(reader):
    answer = post(reader)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "mcp-session-id" not in answer.headers
    assert len(answer.json()["result"]["tools"]) == 11


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "stranger.example"}, 421),
        ({"origin": "https://stranger.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:6274"}, 200),
        ({"host": "localhost:80"}, 200),
        ({"content_type": "text/plain"}, 415),
        ({"accept": "text/html"}, 406),
        ({"content_encoding": "gzip"}, 415),
    ],
)
def test_who_may_ask_and_how(reader, headers, status):
    assert post(reader, **headers).status_code == status


@pytest.mark.parametrize("message", ["x", "[]", "{}", '{"jsonrpc": "2.0", "id": {}}', b"\xff\xfe"])
def test_what_is_no_message_is_said_to_be_none(reader, message):
    answer = post(reader, message)
    assert answer.status_code == 400
    assert "error" in answer.json()


def test_a_message_that_is_too_large_is_refused(reader):
    answer = post(reader, b" " * 2_000_001)
    assert answer.status_code == 413


def test_other_methods_are_not_there(reader):
    for method in ("GET", "DELETE", "PUT"):
        answer = httpx.request(method, f"{reader.address}/mcp", timeout=60)
        assert answer.status_code == 405
        assert "POST" in answer.headers["allow"]


def test_a_client_that_hangs_up_leaves_no_query_behind(reader):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    call = {"name": "run_query", "arguments": {"sparql": endless, "seconds": 30}}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{reader.address}/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
            headers=HEADERS,
            timeout=httpx.Timeout(60, read=0.5),
        )
    until(lambda: running(reader) == 0, 8, "the end of the query")  # its deadline is at 10


def running(reader):
    """How many queries run, by several looks: each is answered by one of the server processes."""
    found = 0.0
    for _ in range(4):
        text = httpx.get(f"{reader.address}/metrics", timeout=60).text
        lines = [line for line in text.splitlines() if line.startswith("llmkg_queries_running")]
        found = max(found, *(float(line.split()[-1]) for line in lines))
    return found


def request(host, origin=None):
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return Request({"type": "http", "method": "POST", "path": "/mcp", "headers": headers})


@pytest.mark.parametrize(
    ("base", "host", "origin"),
    [
        ("", "127.0.0.1:8000", None),
        ("", "[::1]:8000", None),
        ("", "192.0.2.7", None),
        ("", "localhost", "http://127.0.0.1:3000"),
        ("https://kg.example", "kg.example", "https://kg.example"),
        ("https://kg.example", "10.0.0.1:8000", "https://kg.example"),
    ],
)
def test_our_names_and_numbers_are_let_in(base, host, origin, root, tmp_path):
    admit(request(host, origin), Settings(root=root, out=tmp_path, base=base))


@pytest.mark.parametrize(
    ("base", "host", "origin", "error"),
    [
        ("", "kg.example", None, HTTPException),
        ("https://kg.example", "other.example", None, HTTPException),
        ("", "", None, HTTPException),
        ("", "127.0.0.1", "https://stranger.example", RefusedError),
        ("", "127.0.0.1", "http://192.0.2.9", RefusedError),
        ("", "127.0.0.1", "http://localhost.stranger.example", RefusedError),
        ("https://kg.example", "kg.example", "http://[", RefusedError),
    ],
)
def test_others_are_not(base, host, origin, error, root, tmp_path):
    with pytest.raises(error):
        admit(request(host, origin), Settings(root=root, out=tmp_path, base=base))


class Out(Output):
    """Keeps what is written."""

    def __init__(self):
        self.written = b""

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)


async def nobody(*_arguments: object) -> None:
    raise AssertionError("the application is not asked")


def test_a_worker_answers_questions_of_assistants(kb):
    asked = {"question": "lineage", "arguments": {"model": "text-davinci-003"}}
    out = Out()
    answering = Answering(nobody, kb)
    answering(json.dumps(asked).encode(), out)
    answering._loop.close()
    assert json.loads(out.written)["model"]["iri"].endswith("/text-davinci-003")


def test_nothing_of_the_sdk_is_imported_before_somebody_asks():
    code = (
        "import sys; from pathlib import Path; from llmkg.settings import Settings\n"
        "from llmkg.http.app import create_app; from llmkg.cli.main import make_app\n"
        "make_app(); create_app(Settings(root=Path('.'), out=Path('/nowhere'))).openapi()\n"
        "print('mcp' in sys.modules, 'mcp_types' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.split() == ["False", "False"]
