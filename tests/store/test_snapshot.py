import json
import os
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.errors import (
    NoSnapshotError,
    OutsideError,
    SnapshotDamagedError,
    SnapshotError,
    SnapshotLockedError,
)
from llmkg.store.reckoning import reckon_quads
from llmkg.store.snapshot import (
    Facts,
    building,
    open_current,
    read_manifest,
    write_snapshot,
)
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, RDF

FACTS = Facts("0.0.0", {"tool": "1"}, {"a.ttl": "00"}, 2)
CLAIM = ox.NamedNode(LLMKG.Claim)


def quads(*names: str) -> list[ox.Quad]:
    """One claim by name, in a graph of its own kind, with a number that the store rewrites."""
    graph = ox.NamedNode("https://example.org/g")
    found = []
    for name in names:
        subject = ox.NamedNode(f"https://example.org/{name}")
        number = ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
        found += [
            ox.Quad(subject, ox.NamedNode(RDF.type), CLAIM, graph),
            ox.Quad(subject, ox.NamedNode("x:number"), number, graph),
            ox.Quad(CLAIM, ox.NamedNode("x:is"), ox.BlankNode(), ox.NamedNode(ONTOLOGY_GRAPH)),
        ]
    return found


def write(out: Path, *names: str, keep: int = 3):
    with building(out):
        return write_snapshot(out, quads(*names), FACTS, keep=keep)


def named(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def names_of(out: Path) -> set[str]:
    return {path.name for path in (out / "snapshots").iterdir()}


def test_what_was_written_is_read(tmp_path):
    manifest = write(tmp_path, "a")
    assert read_manifest(tmp_path) == manifest
    with open_current(tmp_path) as snapshot:
        snapshot.verify()
        found = snapshot.store().quads()
    assert len(found) == manifest.quads == 3
    assert reckon_quads(found).digest == manifest.digest
    assert manifest.counts == {"Claim": 1}
    assert [(each.iri, each.triples) for each in manifest.graphs] == [
        ("https://example.org/g", 2),
        (ONTOLOGY_GRAPH, 1),
    ]
    assert manifest.inputs == FACTS.inputs
    assert manifest.warnings == 2
    assert manifest.built.endswith("Z")
    assert (tmp_path / "current").resolve().name == manifest.digest[:16]


def test_blank_nodes_have_the_same_labels_in_every_build(tmp_path):
    for out in (tmp_path / "one", tmp_path / "two"):
        write(out, "a")
    found = []
    for out in (tmp_path / "one", tmp_path / "two"):
        with open_current(out) as snapshot:
            found.append(set(snapshot.store().quads()))
    assert found[0] == found[1]
    assert any("_:c14n0" in str(quad) for quad in found[0])


def test_a_copy_in_memory_needs_the_disk_no_more(tmp_path):
    write(tmp_path, "a")
    with open_current(tmp_path) as snapshot:
        store = snapshot.store(in_memory=True)
    shutil.rmtree(tmp_path / "snapshots")
    assert len(store.quads()) == 3


def test_nothing_built_is_told(tmp_path):
    with pytest.raises(NoSnapshotError, match="llmkg build"):
        open_current(tmp_path / "nowhere")


def test_the_same_quads_are_written_once_and_the_manifest_anew(tmp_path):
    first = write(tmp_path, "a")
    before = (tmp_path / "current/store/CURRENT").stat().st_ino
    with building(tmp_path):
        second = write_snapshot(tmp_path, quads("a"), Facts("9", {}, {"b.ttl": "11"}))
    assert second.digest == first.digest
    assert (tmp_path / "current/store/CURRENT").stat().st_ino == before
    assert read_manifest(tmp_path).inputs == {"b.ttl": "11"}
    assert len(names_of(tmp_path)) == 2  # they share all but the manifest
    with building(tmp_path):
        write_snapshot(tmp_path, quads("a"), Facts("10", {}, FACTS.inputs))
    assert read_manifest(tmp_path).version == "10"
    assert len(names_of(tmp_path)) == 2  # nothing but the manifest had to be replaced


def test_a_damaged_store_is_written_anew(tmp_path):
    manifest = write(tmp_path, "a")
    for path in (tmp_path / "current/store").glob("*.sst"):
        path.write_bytes(b"garbage" * 100)
    with pytest.raises(SnapshotError), open_current(tmp_path) as snapshot:
        snapshot.verify()
    assert write(tmp_path, "a").digest == manifest.digest
    with open_current(tmp_path) as snapshot:
        snapshot.verify()
        assert snapshot.path.name == f"{manifest.digest[:16]}-2"


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.joinpath("manifest.json").write_text("{"),
        lambda path: path.joinpath("manifest.json").write_text('{"format": 1}'),
        lambda path: path.joinpath("manifest.json").write_text('{"format": 99}'),
        lambda path: path.joinpath("manifest.json").write_text("[]"),
        lambda path: path.joinpath("manifest.json").unlink(),
        shutil.rmtree,
    ],
)
def test_damage_is_told_as_damage(tmp_path, damage):
    write(tmp_path, "a")
    damage((tmp_path / "current").resolve())
    with pytest.raises(SnapshotError):
        open_current(tmp_path)


def test_a_missing_store_is_told_as_damage(tmp_path):
    write(tmp_path, "a")
    shutil.rmtree(tmp_path / "current/store")
    with pytest.raises(SnapshotDamagedError), open_current(tmp_path) as snapshot:
        snapshot.store()


def test_a_changed_quad_is_seen(tmp_path):
    write(tmp_path, "a")
    store = ox.Store(str((tmp_path / "current").resolve() / "store"))
    store.add(quads("b")[0])
    store.flush()
    del store
    with pytest.raises(SnapshotDamagedError, match="digest"), open_current(tmp_path) as snapshot:
        snapshot.verify()


def test_only_the_last_few_stay(tmp_path):
    for name in "abcde":
        manifest = write(tmp_path, name, keep=3)
        # within one second builds look equally old
        path = tmp_path / "snapshots" / manifest.digest[:16] / "manifest.json"
        given = json.loads(path.read_text())
        given["built"] = f"2024-01-01T00:00:0{'abcde'.index(name)}Z"
        path.write_text(json.dumps(given))
    found = set()
    for name in "cde":
        with building(tmp_path / name):
            found.add(write_snapshot(tmp_path / name, quads(name), FACTS).digest[:16])
    assert names_of(tmp_path) == found


def test_what_is_read_is_not_removed(tmp_path):
    write(tmp_path, "a", keep=1)
    with open_current(tmp_path) as snapshot:
        store = snapshot.store()
        write(tmp_path, "b", keep=1)
        assert len(names_of(tmp_path)) == 2
        assert len(store.quads()) == 3
        snapshot.verify()
    write(tmp_path, "c", keep=1)
    assert names_of(tmp_path) == {(tmp_path / "current").resolve().name}


def test_leftovers_are_swept(tmp_path):
    write(tmp_path, "a")
    (tmp_path / "snapshots/.new-x/store").mkdir(parents=True)
    (tmp_path / "snapshots/.new-gone-y").mkdir()
    (tmp_path / ".new-current").symlink_to("nowhere")
    with building(tmp_path):
        pass
    assert names_of(tmp_path) == {(tmp_path / "current").resolve().name}
    assert not os.path.lexists(tmp_path / ".new-current")


def test_one_build_at_a_time(tmp_path):
    with building(tmp_path), pytest.raises(SnapshotLockedError), building(tmp_path):
        pass
    with building(tmp_path):
        pass


def test_a_disk_that_refuses_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError), building(tmp_path / "file"):
        pass


def test_other_users_may_read_a_snapshot(tmp_path):
    write(tmp_path, "a")
    assert (tmp_path / "current").resolve().stat().st_mode & 0o055 == 0o055


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("shared", [True, False])
def test_the_default_graph_is_the_merge_of_the_others(tmp_path, shared, in_memory):
    one, other = (ox.NamedNode(f"https://example.org/{name}") for name in ("one", "other"))
    triple = ox.Triple(one, ox.NamedNode(RDF.type), CLAIM)
    second = triple if shared else ox.Triple(other, ox.NamedNode(RDF.type), CLAIM)
    with building(tmp_path):
        manifest = write_snapshot(tmp_path, [named(triple, one), named(second, other)], FACTS)
    assert manifest.quads == 2
    with open_current(tmp_path) as snapshot:
        snapshot.verify()
        store = snapshot.store(in_memory=in_memory)
        assert len(store.quads()) == len(store.quads(None, ox.NamedNode(RDF.type))) == 2
        assert len(store.quads(None, None, None, one)) == 1
        assert len(store.select("SELECT * { ?s ?p ?o }").rows) == 2 - shared
        assert len(store.select("SELECT * { GRAPH ?g { ?s ?p ?o } }").rows) == 2
        assert len(store.select(f"SELECT * FROM {one} {{ ?s ?p ?o }}").rows) == 1
        assert {name.value for name in store.graphs()} == {one.value, other.value}
