"""Every way on which statements go out: without what is kept, and with what became of claims.

The ways over HTTP are those of our own description of it, the others those of the command: one that
is new, and not in the tables, fails.
"""

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from llmkg.cli.export import export_app
from llmkg.cli.main import make_app
from llmkg.export.dump import dumps
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.http.app import create_app
from llmkg.settings import Settings
from llmkg.vocab import BASE, KEPT, KEPT_GRAPH
from tests.export import fates as world

RDF = {each.media_type: each.rdf for each in GRAPH_FORMATS}
JSON, TURTLE, TRIPLES = "application/json", "text/turtle", "application/n-triples"
GONE = (world.RETRACTED, world.TAKEN_BACK)
MARKS = ("wasinvalidatedby", "retracted", "withdrawn")
EVERYTHING = "/sparql?query=" + quote("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
DESCRIBED = "/sparql?query=" + quote("DESCRIBE c:~")
ROWS = "/sparql?query=" + quote("SELECT ?p ?o { c:~ ?p ?o }")
# Of each path what is asked of a claim (~) that was taken back, and in which form.
OF_CLAIMS = {
    "/sparql": ((EVERYTHING, TURTLE), (DESCRIBED, TURTLE), (ROWS, "text/csv")),
    "/rdf-graph-store": (("/rdf-graph-store?default", TURTLE),),
    "/api/claims": (("/api/claims?limit=100", JSON),),
    "/api/claims/{slug}": (("/api/claims/~", JSON), ("/api/claims/~", "application/trig")),
    "/api/propositions/{slug}": (("/api/propositions/~", JSON),),
    "/api/search": (("/api/search?q=~", JSON),),
    "/api/queries/{name}": (("/api/queries/argument-about-proposition?proposition=p:~", JSON),),
    "/{kind}/{slug}": tuple(
        (f"/{kind}/~", each)
        for kind in ("claim", "proposition")
        for each in (*(one.media_type for one in GRAPH_FORMATS), "text/html", "text/markdown")
    ),
}
# Those that speak of other things than claims, and those that have no statements at all.
OF_OTHERS = {
    "/api/models": "/api/models",
    "/api/models/{slug}": f"/api/models/{world.RETRACTED}",
    "/api/models/{slug}/lineage": f"/api/models/{world.RETRACTED}/lineage",
    "/api/abilities": "/api/abilities",
    "/api/abilities/{slug}": "/api/abilities/w",
    "/api/abilities/{slug}/origins": "/api/abilities/w/origins",
    "/api/evidence/{slug}": "/api/evidence/x-for",
    "/api/tensions": "/api/tensions",
    "/api/open-questions": "/api/open-questions",
    "/ontology": "/ontology?format=turtle",
}
NO_STATEMENTS = {
    *("/api/explain", "/api/queries", "/healthz", "/readyz", "/.well-known/void", "/void"),
    *("/ro-crate-metadata.json", "/profiles", "/ontology/mappings", "/context/{version}.jsonld"),
    *("/frames/{kind}.jsonld", "/queries", "/queries/{name}", "/context.jsonld"),
}
ASKED = [(slug, *each) for several in OF_CLAIMS.values() for each in several for slug in GONE]


@pytest.fixture(scope="module")
def client(fates) -> Iterator[TestClient]:
    app = create_app(Settings(root=fates / "root", out=fates / "out"))
    with TestClient(app, base_url="http://testserver") as client:
        yield client


def keys(said: object) -> Iterator[str]:
    """Every key of a document of JSON, however deep."""
    if isinstance(said, dict):
        yield from said
        for each in said.values():
            yield from keys(each)
    elif isinstance(said, list):
        for each in said:
            yield from keys(each)


def has_kept(body: bytes, media_type: str) -> bool:
    """Whether what is kept shows where its name was not said."""
    if ("json" in media_type and media_type not in RDF) or b"context.jsonld" in body:
        return any(key.startswith(("kept:", str(KEPT))) for key in keys(json.loads(body)))
    if media_type in RDF:
        return any(
            quad.predicate.value.startswith(KEPT)
            for quad in ox.parse(body, format=RDF[media_type], base_iri=BASE)
            if quad.graph_name != ox.NamedNode(KEPT_GRAPH)
        )
    return str(KEPT) in body.decode()


def test_the_tables_have_every_way_over_http(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    graphs = {
        path
        for path, said in paths.items()
        for code, answer in said.get("get", {}).get("responses", {}).items()
        if code.startswith("2") and {*answer.get("content", {})} & {*RDF}
    }
    assert graphs == OF_CLAIMS.keys() | OF_OTHERS.keys() | NO_STATEMENTS


@pytest.mark.parametrize(("slug", "address", "accept"), ASKED)
def test_what_was_taken_back_says_so_and_nothing_is_only_kept(client, slug, address, accept):
    answer = client.get(address.replace("~", slug), headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert slug in answer.text
    assert any(mark in answer.text.lower() for mark in MARKS)
    assert not has_kept(answer.content, answer.headers["content-type"].partition(";")[0])


@pytest.mark.parametrize("address", OF_OTHERS.values())
def test_of_others_nothing_is_only_kept(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert not has_kept(answer.content, answer.headers["content-type"].partition(";")[0])


@pytest.fixture(scope="module")
def everything(fated) -> set[str]:
    """The default graph, put together here."""
    kept = ox.NamedNode(KEPT_GRAPH)
    return {str(quad.triple) for quad in fated.store.quads() if quad.graph_name != kept}


@pytest.mark.parametrize("address", [EVERYTHING, "/rdf-graph-store?default"])
def test_all_of_the_default_graph_goes_out(client, everything, address):
    body = client.get(address, headers={"Accept": TRIPLES}).text
    assert unnamed(body.splitlines()) == unnamed(everything)


# What each command writes; a folder where it has no ending.
WHOLE = [f"all.{each.extension}" for each in GRAPH_FORMATS]
COMMANDS = {
    "": [["-o", name] for name in WHOLE],
    "markdown": [["--all", "-o", "words"]],
    "nanopub": [["--all", "-o", "all-claims.trig"]],
    "network": [["llmkg.graphml"], ["tables"]],
    "site": [],  # tests/http/test_still.py goes through all of it
    "queries": [],  # stored queries: their texts, and no statements
}


def test_the_table_has_every_command():
    assert {"", *(each.name for each in export_app().registered_commands)} == COMMANDS.keys()


@pytest.mark.parametrize(
    ("name", "given"), [(name, given) for name, several in COMMANDS.items() for given in several]
)
def test_files_say_what_was_taken_back_and_nothing_is_only_kept(fates, tmp_path, name, given):
    arguments = [*given[:-1], str(tmp_path / given[-1])]
    start = ["--root", str(fates / "root"), "--out", str(fates / "out"), "export"]
    result = CliRunner().invoke(make_app(), [*start, *([name] if name else []), *arguments])
    assert result.exit_code == 0, result.output
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    text = "".join(path.read_text("utf-8") for path in files)
    assert all(slug in text for slug in GONE)
    assert any(mark in text.lower() for mark in MARKS)
    form = next((e for e in GRAPH_FORMATS if given[-1].endswith(f".{e.extension}")), None)
    for path in files:
        assert not has_kept(path.read_bytes(), form.media_type if form else "text/plain"), path


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_a_whole_export_is_the_default_graph_or_all_graphs(fates, everything, tmp_path, format_):
    path = tmp_path / f"all.{format_.extension}"
    start = ["--root", str(fates / "root"), "--out", str(fates / "out"), "export", "-o", str(path)]
    assert CliRunner().invoke(make_app(), start).exit_code == 0
    quads = [*ox.parse(path.read_bytes(), format=format_.rdf)]
    kept = ox.NamedNode(KEPT_GRAPH)
    assert (kept in {quad.graph_name for quad in quads}) == format_.datasets
    said = [str(quad.triple) for quad in quads if quad.graph_name != kept]
    assert unnamed(said) == unnamed(everything)


def test_dumps_have_what_is_kept_by_its_name(fated, tmp_path):
    folder, files = dumps(tmp_path, fated.store, "0" * 16)
    for file in files:
        body = gzip.decompress((folder / file.name).read_bytes())
        named = file.iri == KEPT_GRAPH
        assert has_kept(body, file.type) == named, file.name
        assert named or file.iri or str(KEPT) in body.decode()


def unnamed(lines: object) -> set[str]:
    """Triples without the names of blank nodes, which differ, and without the full stop."""
    assert isinstance(lines, list | set)
    words = (str(line).removesuffix(" .").split(" ") for line in lines)
    return {" ".join("_:" if word[:2] == "_:" else word for word in line) for line in words}
