"""SERVICE at the endpoint: off, allowed, and told in words what went wrong."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings

ROW = b"""{"head": {"vars": ["m"]}, "results": {"bindings": [{"m": {"type": "uri", "value":
"https://w3id.org/llmkg/model/davinci"}}]}}"""


class Other(BaseHTTPRequestHandler):
    def log_message(self, format, *args):  # noqa: A002
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = ROW if self.path == "/good" else b"no"
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def other():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def allowing(root, snapshot, other):
    settings = Settings(root=root, out=snapshot, services=(other,))
    with TestClient(create_app(settings)) as client:
        yield client


def query(other, path="good", word="SERVICE"):
    return (
        f"SELECT ?l {{ {word} <http://{other}/{path}> {{ ?m a ?c }} ?m rdfs:label ?l }} ORDER BY ?l"
    )


def test_it_is_off_and_the_problem_names_the_setting(client, other):
    response = client.get("/sparql", params={"query": query(other)})
    assert response.status_code == 403
    problem = response.json()
    assert problem["type"].endswith("/problem/service-refused")
    assert "LLMKG_SERVICES" in problem["mend"]
    assert problem["column"] == query(other).index("SERVICE") + 1


def test_what_comes_back_joins_with_what_is_here(allowing, client, other):
    here = "SELECT ?l { model:davinci rdfs:label ?l } ORDER BY ?l"
    wanted = client.get("/sparql", params={"query": here}).json()["results"]
    for how in (
        {"params": {"query": query(other)}},
        {"params": {"query": query(other)}, "headers": {"Accept-Encoding": "gzip"}},
    ):
        response = allowing.get("/sparql", **how)
        assert response.status_code == 200, response.text
        assert response.json()["results"] == wanted
        assert response.headers["cache-control"] in ("no-store", "no-cache")
        assert "etag" not in response.headers


def test_other_hosts_stay_refused(allowing):
    text = query("elsewhere.example")
    response = allowing.get("/sparql", params={"query": text})
    assert response.status_code == 403
    assert "elsewhere.example" in response.json()["detail"]


def test_a_variable_endpoint_is_refused_in_words(allowing):
    text = "SELECT * { VALUES ?e { <http://x.example/> } SERVICE ?e { ?s ?p ?o } }"
    response = allowing.get("/sparql", params={"query": text})
    assert response.status_code == 403
    assert "?e" in response.json()["detail"]


def test_an_answer_that_is_none_is_502_or_passed_over(allowing, other):
    response = allowing.get("/sparql", params={"query": query(other, "bad")})
    assert response.status_code == 502
    assert response.json()["type"].endswith("/problem/service-failed")
    silent = query(other, "bad", "SERVICE SILENT")
    assert allowing.get("/sparql", params={"query": silent}).status_code == 200


def test_load_stays_refused(allowing, other):
    response = allowing.get("/sparql", params={"query": f"LOAD <http://{other}/good>"})
    assert response.status_code == 400


def test_an_escaped_keyword_is_no_way_around(allowing, other):
    text = query(other).replace("SERVICE", "SERV\\u0049CE")
    assert allowing.get("/sparql", params={"query": text}).status_code in (400, 403)
    hidden = f"SELECT * {{ ?s ?p 'x\\u0027 . SERVICE <http://{other}/good> {{}} #' }}"
    assert allowing.get("/sparql", params={"query": hidden}).status_code in (200, 400, 403)


def test_the_description_promises_it(allowing, client):
    feature = "BasicFederatedQuery"
    assert feature in allowing.get("/sparql").text
    assert feature not in client.get("/sparql").text
