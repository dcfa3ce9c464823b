"""What endpoints do wrong, and what becomes of it; from a server that says what it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest
from tenacity import wait_none

from llmkg.errors import (
    CutAnswerError,
    DeniedError,
    EndpointError,
    LateError,
    LlmkgError,
    ParameterError,
    PassingError,
    QuerySyntaxError,
)
from llmkg.remote import endpoint as endpoints
from llmkg.remote.addresses import Addresses, without_secrets
from llmkg.remote.credentials import NOBODY, Credentials
from llmkg.remote.endpoint import Endpoint
from llmkg.remote.store import RemoteStore
from llmkg.store.deadline import within
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import Answer, Rows
from tests.library.endpoint import endpoint
from tests.remote.conftest import endpoint_at
from tests.remote.test_store import emptied

YES = b'{"head":{},"boolean":true}'


@dataclass
class Told:
    """What it is to answer, one after the other, the last for ever; and what it was asked."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]] = field(default_factory=list)
    hold: threading.Event | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    told: Told


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        assert isinstance(self.server, _Server)
        told = self.server.told
        told.asked.append(dict(self.headers))
        if told.hold is not None:
            told.hold.wait(20)
        status, headers, body = told.answers.pop(0) if told.answers[1:] else told.answers[0]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - the name is the library's

    def log_message(self, *_said: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def telling(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, Told]]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.told = Told(list(answers))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql", server.told
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(endpoints, "_BACKOFF", wait_none())


def asked(address: str, credentials: Credentials = NOBODY) -> bytes:
    return Endpoint(address, timeout=5, credentials=credentials).ask("ASK {}").body


def numbers(rows: Rows) -> list[int]:
    return [int(str(getattr(row[0], "value", "-1"))) for row in rows.rows]


@pytest.mark.parametrize(
    "passing",
    [
        (503, {"Retry-After": "0"}, b"busy"),
        (429, {}, b""),
        (502, {}, b""),
        (200, {"Content-Length": "1000"}, b'{"boolean":'),
    ],
)
def test_what_may_pass_is_tried_again(passing):
    with telling(passing, passing, (200, {}, YES)) as (address, told):
        assert asked(address) == YES
        assert len(told.asked) == 3


def test_it_is_not_tried_for_ever():
    with telling((503, {}, b"")) as (address, told), pytest.raises(PassingError):
        asked(address)
    assert len(told.asked) == 5


def test_an_update_that_may_have_been_done_is_not_tried_again():
    with telling((503, {}, b"")) as (address, told):
        with pytest.raises(PassingError):
            Endpoint(address, timeout=5).update("DELETE WHERE { ?s ?p ?o }", address, again=False)
        assert len(told.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, QuerySyntaxError),
        (401, DeniedError),
        (403, DeniedError),
        (404, EndpointError),
        (500, EndpointError),
        (504, LateError),
    ],
)
def test_what_will_not_pass_is_told_at_once(status, error):
    with telling((status, {}, b"no")) as (address, told), pytest.raises(error) as caught:
        asked(address)
    assert len(told.asked) == 1
    assert caught.value.where is not None


def test_nobody_is_followed_elsewhere():
    with (
        telling((200, {}, YES)) as (elsewhere, there),
        telling((307, {"Location": elsewhere}, b"")) as (address, _),
        pytest.raises(EndpointError, match="moved to"),
    ):
        asked(address, credentials=Credentials(token="secret"))
    assert there.asked == []


def test_an_endpoint_that_says_nothing_is_late():
    with telling((200, {}, YES)) as (address, told):
        told.hold = threading.Event()
        with within(0.1), pytest.raises(LateError, match=r"within 0\.1 s"):
            asked(address)
        told.hold.set()


BEGUN = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"x:a"}}'
NO_IRI = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"no iri"}}]}}'


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (BEGUN + b"The SPARQL operation has been cancelled", CutAnswerError),
        (b"<html>Welcome</html>", EndpointError),
        (b"[]", EndpointError),
        (NO_IRI, EndpointError),
    ],
)
def test_what_is_no_answer_is_none(queries, body, error):
    with telling((200, {}, body)) as (address, _), pytest.raises(error):
        RemoteStore(Endpoint(address, timeout=5), queries).said()


class Capped(EmbeddedStore):
    """A store that gives fewer rows than there are, and says nothing of it."""

    most = 150

    def query(self, text, media_type, *, dataset=None):
        answer = super().query(text, media_type, dataset=dataset)
        said = json.loads(answer.body)
        if "results" in said:
            said["results"]["bindings"] = said["results"]["bindings"][: self.most]
        return Answer(json.dumps(said).encode(), answer.media_type, answer.form)


@pytest.fixture
def capped(queries) -> Iterator[RemoteStore]:
    graph = ox.NamedNode("https://example.org/g")
    quads = [
        ox.Quad(
            ox.NamedNode(f"x:{number % 7}"), ox.NamedNode(f"x:p{number}"), ox.Literal(number), graph
        )
        for number in range(400)
    ]
    with ExitStack() as stack:
        address = stack.enter_context(endpoint(Capped.memory(quads)))
        yield RemoteStore(Endpoint(address, timeout=20), queries)


def test_a_cut_answer_is_asked_for_in_parts(capped):
    assert len(set(capped.quads())) == 400
    rows = capped.select("SELECT ?o { ?s ?p ?o } ORDER BY DESC(?o)  # the largest first")
    assert numbers(rows) == list(range(399, -1, -1))
    assert len(set(capped.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == 400


@pytest.mark.parametrize("bound", ["ORDER BY ?o LIMIT 300", "LIMIT 300", "OFFSET 20"])
def test_a_cut_answer_that_has_no_parts_is_refused(capped, bound):
    with pytest.raises(CutAnswerError):
        capped.select(f"SELECT ?o {{ ?s ?p ?o }} {bound}")
    assert len(capped.select("SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 90")) == 90


# -- who we are --------------------------------------------------------------------------------


def test_a_token_goes_along():
    with telling((200, {}, YES)) as (address, told):
        asked(address, credentials=Credentials(token="secret"))
    assert told.asked[0]["Authorization"] == "Bearer secret"


def test_a_password_is_sent_where_it_is_asked_for_and_then_at_once():
    challenge = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    with telling(challenge, (200, {}, YES)) as (address, told):
        known = Endpoint(address, timeout=5, credentials=Credentials("who", "secret"))
        known.ask("ASK {}")
        known.ask("ASK {}")
    assert [("Authorization" in each) for each in told.asked] == [False, True, True]


@pytest.mark.parametrize("name", ["fuseki", "virtuoso"])
def test_a_wrong_password_is_told_and_not_shown(name, request, queries):
    address = request.getfixturevalue(name)
    wrong = Endpoint(address, timeout=20, credentials=Credentials("dba", "hunter2"))
    with pytest.raises(DeniedError) as caught:
        RemoteStore(wrong, queries).writer.update_address()
    assert "LLMKG_STORE_PASSWORD" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(Credentials("dba", "hunter2", "t"))


@pytest.mark.parametrize(
    "environ",
    [
        {"LLMKG_STORE_USER": "a"},
        {"LLMKG_STORE_PASSWORD": "a"},
        {"LLMKG_STORE_USER": "a", "LLMKG_STORE_PASSWORD": "b", "LLMKG_STORE_TOKEN": "c"},
        {"LLMKG_STORE_TOKEN": "a\nb"},
    ],
)
def test_credentials_that_cannot_be_meant_are_refused(environ):
    with pytest.raises(ParameterError):
        Credentials.from_environment(environ)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://example.org/",
        "http://",
        "http://h/#x",
        "http://who:secret@h/sparql",
        "http://h/a http://h/b http://h/c http://h/d",
        "http://[/",
    ],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ParameterError) as caught:
        Addresses.read(address)
    assert "secret" not in str(caught.value)


def test_addresses_may_be_given_apart():
    assert Addresses.read(" http://h/q  http://h/u ") == Addresses("http://h/q", "http://h/u")
    assert without_secrets("https://who:secret@h:1/p?key=secret") == "https://h:1/p"


def test_nobody_there_is_told():
    with pytest.raises(LlmkgError, match="cannot be reached"):
        asked("http://127.0.0.1:9/sparql")


# -- a real server with a bound ----------------------------------------------------------------


def test_virtuoso_gives_all_of_more_than_it_gives_at_once(virtuoso, queries):
    store = emptied(RemoteStore(endpoint_at(virtuoso), queries))
    graph = ox.NamedNode("https://example.org/many")
    quads = [
        ox.Quad(ox.NamedNode(f"x:s{number}"), ox.NamedNode("x:p"), ox.Literal(number), graph)
        for number in range(10_300)
    ]
    store.writer.put(graph.value, quads)
    store.forget()
    rows = store.select("SELECT ?o { ?s <x:p> ?o } ORDER BY ?o")
    assert numbers(rows) == list(range(10_300))
    with pytest.raises(CutAnswerError):
        store.select("SELECT ?o { ?s <x:p> ?o } LIMIT 10200")
