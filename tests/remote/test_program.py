"""The whole program pointed at a store elsewhere: commands, and a server over it."""

import json

import httpx
import pytest
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.remote.standing import CHANGING, STANDING_GRAPH, Standing
from llmkg.remote.store import RemoteStore
from tests.remote.conftest import endpoint_at
from tests.remote.test_store import emptied
from tests.serving import serving, until


@pytest.fixture(scope="module")
def there(oxigraph_union, built_small, queries):
    """A store that holds the small snapshot, and how to call a command for it or for the disk."""
    store = emptied(RemoteStore(endpoint_at(oxigraph_union), queries))
    store.writer.drop(STANDING_GRAPH)

    def run(*arguments: str, elsewhere: bool = True, code: int = 0) -> str:
        where = ["--root", str(built_small / "root"), "--out", str(built_small / "out")]
        where += ["--store", oxigraph_union] if elsewhere else []
        found = CliRunner().invoke(make_app(), [*where, *arguments])
        assert found.exit_code == code, found.output
        return found.output

    run("query", "ASK {}", code=3)  # nothing of ours is there yet
    assert "loaded" in run("load")
    yield store, run
    store.writer.drop(STANDING_GRAPH)


def test_commands_say_the_same_of_both(there):
    _, run = there
    assert "there already" in run("load")
    for arguments in (
        ("query", "SELECT DISTINCT ?s { ?s a llmkg:Claim } ORDER BY ?s"),
        ("query", "claims-by-level", "--param", "level=WellSupported", "--json"),
        ("export", "--format", "nquads"),
    ):
        assert run(*arguments) == run(*arguments, elsewhere=False)


def test_a_load_needs_a_store(there):
    _, run = there
    run("load", elsewhere=False, code=2)


def test_a_server_reads_it_and_tells_when_it_cannot(there, oxigraph_union, built_small, tmp_path):
    store, _ = there
    root = built_small / "root"
    (tmp_path / "out").mkdir()
    one = ["--workers", "1"]
    with serving(
        tmp_path / "none", tmp_path / "out", root=root, options=one, store=oxigraph_union
    ) as served:
        count = "SELECT (COUNT(*) AS ?n) { ?s a llmkg:Claim }"
        json_ = {"Accept": "application/sparql-results+json"}

        def ask(text: str = count, **more: str) -> httpx.Response:
            return httpx.get(served.sparql, params={"query": text, **more}, headers=json_)

        claims = int(json.loads(ask().text)["results"]["bindings"][0]["n"]["value"])
        assert claims == len(httpx.get(f"{served.address}/api/claims").json()["items"]) > 0
        assert ask("SELECT * {").status_code == 400
        assert ask("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }").status_code == 403
        # It ends some day: the server there goes on after nobody waits any more.
        some = "{ SELECT * { %s } LIMIT 6000 }"
        slow = f"SELECT (COUNT(*) AS ?n) {{ {some % '?a ?b ?c'} {some % '?d ?e ?f'} }}"
        assert ask(slow, timeout="0.3").status_code == 504
        token = {"Authorization": "Bearer any"}
        written = httpx.post(served.sparql, data={"update": "INSERT DATA {}"}, headers=token)
        assert written.status_code == 403
        assert "llmkg load" in written.text, written.text

        said = store.said()
        assert said is not None
        changing = Standing(CHANGING, "another", said.digest, said.since, None, said.graphs)
        store.writer.declare(STANDING_GRAPH, changing.quads())
        refused = ask()
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
        assert httpx.get(f"{served.address}/readyz").status_code == 503
        store.writer.declare(STANDING_GRAPH, said.quads())
        until(lambda: ask().status_code == 200)
        assert httpx.get(f"{served.address}/readyz").status_code == 200
