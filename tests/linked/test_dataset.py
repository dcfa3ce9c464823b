"""The description of the dataset, its files, and the RO-Crate."""

import base64
import gzip
import hashlib
import json
import shutil

import pyoxigraph as ox
import pytest
from rocrate.rocrate import ROCrate
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.export.arrange import arranged
from llmkg.export.dump import dumps
from llmkg.export.write import write
from llmkg.http.kept import Recent
from llmkg.kb import KnowledgeBase
from llmkg.store.snapshot import open_current, read_manifest

DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "http://rdfs.org/ns/void#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PATHS = ("/.well-known/void", "/void")
DATASET = ox.NamedNode("https://w3id.org/llmkg/")


@pytest.fixture(scope="module")
def description(client):
    response = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    store = ox.Store()
    store.load(response.content, format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def manifest(snapshot):
    with open_current(snapshot) as opened:
        return opened.manifest


def values(store, subject, predicate):
    found = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
    return [quad.object for quad in found]


def test_what_a_catalogue_wants_to_know(description):
    dcterms = "http://purl.org/dc/terms/"
    for name in ("title", "description", "license", "publisher", "issued", "modified"):
        assert values(description, DATASET, dcterms + name), name
    assert {text.language for text in values(description, DATASET, f"{dcterms}title")} == {
        *("en", "zh")
    }
    types = {term.value for term in values(description, DATASET, TYPE)}
    assert types == {f"{DCAT}Dataset", f"{VOID}Dataset"}


def test_the_numbers_are_those_of_the_data(client, description):
    (triples,) = values(description, DATASET, f"{VOID}triples")
    query = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert triples.value == rows[0]["n"]["value"]


def test_the_endpoint_is_there(client, description):
    (endpoint,) = values(description, DATASET, f"{VOID}sparqlEndpoint")
    assert client.get(endpoint.value, params={"query": "ASK {}"}).json()["boolean"] is True
    serving = list(description.quads_for_pattern(None, ox.NamedNode(f"{DCAT}servesDataset"), None))
    assert len(serving) == 2


def test_every_download_is_what_it_says(client, description):
    distributions = {
        quad.object
        for quad in description.quads_for_pattern(None, ox.NamedNode(f"{DCAT}distribution"), None)
    }
    assert len(distributions) > 10
    for each in distributions:
        (address,) = values(description, each, f"{DCAT}downloadURL")
        (size,) = values(description, each, f"{DCAT}byteSize")
        (check,) = values(description, each, f"{SPDX}checksum")
        (digest,) = values(description, check, f"{SPDX}checksumValue")
        (media_type,) = values(description, each, f"{DCAT}mediaType")
        response = client.get(address.value)
        assert len(response.content) == int(size.value)
        assert hashlib.sha256(response.content).hexdigest() == digest.value
        format_ = media_type.value.partition("media-types/")[2]
        read = ox.parse(
            gzip.decompress(response.content), format=ox.RdfFormat.from_media_type(format_)
        )
        assert sum(1 for _ in read) > 0


def test_the_same_description_at_both_addresses(client):
    known, plain = (client.get(path, headers={"Accept": "text/turtle"}) for path in PATHS)
    assert known.content == plain.content


# -- files


def test_everything_is_in_the_file_of_everything(client, snapshot, root):
    packed = client.get("/dumps/llmkg.nq.gz").content
    read = ox.parse(gzip.decompress(packed), format=ox.RdfFormat.N_QUADS)
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        assert arranged(read) == arranged(kb.store.quads())


def test_sums_are_as_the_tool_reads_them(client, manifest):
    lines = client.get("/dumps/SHA256SUMS").text.splitlines()
    assert len(lines) > 10
    for line in lines[:4]:
        digest, name = line.split("  ")
        content = client.get(f"/dumps/{manifest.digest}/{name}").content
        assert hashlib.sha256(content).hexdigest() == digest


def test_a_file_keeps_its_address_digest_and_tag(client, manifest):
    latest = client.get("/dumps/llmkg.trig.gz", follow_redirects=False)
    assert latest.status_code == 302
    address = latest.headers["location"]
    assert manifest.digest in address
    response = client.get(address)
    assert response.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in response.headers
    assert int(response.headers["content-length"]) == len(response.content)
    assert "immutable" in response.headers["cache-control"]
    digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
    assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
    tag = response.headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    head = client.head(address)
    assert head.headers["content-length"] == response.headers["content-length"]
    assert head.content == b""


def test_ranges(client, manifest):
    address = f"/dumps/{manifest.digest}/llmkg.nq.gz"
    whole = client.get(address)
    assert whole.headers["accept-ranges"] == "bytes"
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole.content[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    tail = client.get(address, headers={"Range": "bytes=-10"})
    assert tail.content == whole.content[-10:]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    kept = client.get(address, headers={"Range": "bytes=0-9", "If-Range": whole.headers["etag"]})
    assert kept.status_code == 206
    changed = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dumps/none.gz", 404),
        ("/dumps/index.json", 404),
        ("/dumps/..%2Fmanifest.json", 400),
        (f"/dumps/{'0' * 64}/llmkg.nq.gz", 404),
        ("/dumps/0/llmkg.nq.gz", 404),
        ("/dumps/*/llmkg.nq.gz", 404),
    ],
)
def test_files_that_are_not_there(client, path, status):
    assert client.get(path).status_code == status


def test_the_same_data_give_the_same_files(slim, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    with KnowledgeBase.open(slim / "out", slim / "root" / "queries") as kb:
        digest = read_manifest(slim / "out").digest
        for place in (first, second):
            place.mkdir()
            folder, found = dumps(place, kb.store, digest)
            assert folder == place / "dumps"
            assert dumps(place, kb.store, digest)[1] == found
    names = sorted(path.name for path in (first / "dumps").iterdir())
    assert len(names) > 5
    assert names == sorted(path.name for path in (second / "dumps").iterdir())
    for name in names:
        assert (first / "dumps" / name).read_bytes() == (second / "dumps" / name).read_bytes()


def test_a_folder_that_was_left_half_done_is_made_anew(slim, tmp_path):
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "llmkg.nq.gz").write_bytes(b"cut")
    with KnowledgeBase.open(slim / "out", slim / "root" / "queries") as kb:
        folder, found = dumps(tmp_path, kb.store, read_manifest(slim / "out").digest)
    assert (folder / found[0].name).stat().st_size == found[0].bytes
    shutil.rmtree(folder)


def test_the_page_lists_every_file(client, manifest):
    page = client.get("/dumps/", headers={"Accept": "text/html"}).text
    for line in client.get("/dumps/SHA256SUMS").text.splitlines():
        assert f"/dumps/{manifest.digest}/{line.split()[1]}" in page
    assert client.get("/dumps", follow_redirects=False).headers["location"] == "/dumps/"


# -- the crate


def test_the_crate_is_read_by_its_own_library(client, tmp_path):
    document = client.get("/ro-crate-metadata.json")
    assert document.headers["content-type"] == "application/ld+json"
    (tmp_path / "ro-crate-metadata.json").write_bytes(document.content)
    crate = ROCrate(tmp_path)
    root = crate.root_dataset
    assert root["name"] == "llmkg"
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert root["datePublished"]
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.2" or (
        crate.metadata["conformsTo"].id == "https://w3id.org/ro/crate/1.2"
    )
    assert len(root["hasPart"]) > 10


def test_the_crate_is_whole(client):
    graph = json.loads(client.get("/ro-crate-metadata.json").content)["@graph"]
    by_id = {node["@id"]: node for node in graph}
    assert len(by_id) == len(graph)
    descriptor = by_id["ro-crate-metadata.json"]
    root = by_id[descriptor["about"]["@id"]]
    assert root["@id"].startswith("http")
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    for part in root["hasPart"]:
        file = by_id[part["@id"]]
        content = client.get(file["@id"]).content
        assert str(len(content)) == file["contentSize"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_the_command_writes_the_same_crate(client, root, snapshot, tmp_path, monkeypatch):
    monkeypatch.setenv("LLMKG_BASE", "http://testserver")
    file = tmp_path / "llmkg-ro-crate-metadata.json"
    arguments = ["--root", str(root), "--out", str(snapshot), "export", "--crate", "-o", str(file)]
    result = CliRunner().invoke(make_app(), arguments)
    assert result.exit_code == 0, result.output
    served = client.get("/ro-crate-metadata.json").json()
    assert json.loads(file.read_text(encoding="utf-8")) == served


def test_a_crate_needs_an_address(root, snapshot, monkeypatch):
    monkeypatch.delenv("LLMKG_BASE", raising=False)
    arguments = ["--root", str(root), "--out", str(snapshot), "export", "--crate"]
    result = CliRunner().invoke(make_app(), arguments)
    assert result.exit_code == 2
    assert "LLMKG_BASE" in result.output + result.stderr


def test_it_is_written_once_for_an_address_and_a_format(client, monkeypatch):
    made = []

    def count(quads, format_, context):
        made.append(format_.name)
        return write(quads, format_, context)

    monkeypatch.setattr("llmkg.http.routes.dataset.write", count)
    asked = [("http://once.example", "ttl"), ("http://once.example", "nt")] * 2
    asked.append(("http://other.example", "ttl"))
    found = [client.get(f"{base}/void?format={name}") for base, name in asked]
    assert made == ["turtle", "ntriples", "turtle"]
    assert [each.content for each in found[:2]] == [each.content for each in found[2:4]]
    assert b"http://other.example/" in found[4].content
    assert b"once.example" not in found[4].content


def test_the_least_used_goes():
    kept = Recent[int](2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert [kept.get(each) for each in "abc"] == [1, None, 3]
