"""Builds in parts: the same snapshot as in memory, and what was done before a kill is kept."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
import tantivy

from llmkg.build import build, keeping, loading, reading, stages, texts
from llmkg.build.apart import Known, tell_apart, write_marks
from llmkg.build.crew import Crew
from llmkg.build.place import Place
from llmkg.build.progress import Meter
from llmkg.errors import CheckFailed, LoadFailed
from llmkg.export import bulkcount
from llmkg.export.statistics import statistics
from llmkg.model.manifest import Manifest
from llmkg.rdf.corpus import digest_inputs, load_corpus
from llmkg.rdf.lines import Lines, write_lookup
from llmkg.rdf.part import write_part
from llmkg.rdf.view import Difference
from llmkg.store.contents import Contents
from llmkg.store.journal import Journal
from llmkg.store.snapshot import open_current, read_manifest
from llmkg.vocab import KEPT_GRAPH, ONTOLOGY_GRAPH

HEAD = """@prefix x: <https://w3id.org/llmkg/claim/> .
@prefix p: <https://w3id.org/llmkg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ANY = (None, None, None)
DEFAULT = ox.DefaultGraph()
ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)
KILLED = """
import os, signal, sys
from pathlib import Path
from llmkg.build import build, bulk
left = int(sys.argv[3])
if not left:  # when all is there but the name
    bulk.finish = lambda *_args, **_named: os.kill(os.getpid(), signal.SIGKILL)
def told(step):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
build(Path(sys.argv[1]), Path(sys.argv[2]), force=True, in_parts=True, processes=1, progress=told)
"""


def searched(out: Path) -> object:
    """What stands in the index of texts, thing by thing."""
    with open_current(out) as built:
        index = tantivy.Index.open(str(built.path / "search"))
        searcher = index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=100_000).hits
        return sorted(repr(searcher.doc(at).to_dict()) for _, at in hits)


def told(manifest: Manifest) -> object:
    graphs = [(info.iri, info.triples, info.digest, info.sum) for info in manifest.graphs]
    return manifest.digest, dict(manifest.counts), graphs, manifest.quads, manifest.warnings


@pytest.fixture(scope="module")
def in_parts(slim: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("parts") / "out"
    with pytest.MonkeyPatch.context() as patch:
        # As in a large one: several parts, shards of the index and heaps of statistics.
        patch.setattr(reading, "_BYTES", 20_000)
        patch.setattr(reading, "_PARTS", 1_000)
        patch.setattr(stages, "_IN_A_PART", 20)
        patch.setattr(texts, "_LEAST", 2_000)
        patch.setattr(bulkcount, "HEAP", 2_000)
        patch.setattr(keeping, "HEAP", 5_000)
        patch.setattr(bulkcount, "_AT_ONCE", 2_000)
        build(slim / "root", out, in_parts=True, processes=1)
    return out


def test_the_snapshot_is_that_of_a_build_in_memory(slim, in_parts):
    whole = slim / "out"
    assert told(read_manifest(in_parts)) == told(read_manifest(whole))
    assert searched(in_parts) == searched(whole)
    assert dict(read_manifest(in_parts).inputs) == dict(read_manifest(whole).inputs)
    with open_current(in_parts) as mine, open_current(whole) as other:
        mine.verify()
        stores = mine.store(), other.store()
        assert set(stores[0].quads()) == set(stores[1].quads())
        assert statistics(mine.path, stores[0]) == statistics(other.path, stores[1])
    assert not (in_parts / "building").exists()


def test_nothing_is_built_twice(slim, in_parts):
    steps: list[str] = []
    build(slim / "root", in_parts, in_parts=True, processes=1, progress=steps.append)
    assert steps == ["comparing files with the snapshot"]


def test_a_build_that_was_killed_goes_on(built_small, tmp_path):
    """Whenever it is killed, the old snapshot serves, and the next build makes the same."""
    out = tmp_path / "out"
    shutil.copytree(built_small / "out", out, symlinks=True)
    before = read_manifest(out)
    root = str(built_small / "root")
    random = Random(8)
    for steps in (*sorted(random.sample(range(2, 10), 2)), 0):
        command = [sys.executable, "-c", KILLED, root, str(out), str(steps)]
        done = subprocess.run(command, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert read_manifest(out) == before
    kept = {path: path.stat().st_ino for path in (out / "building" / "parts").iterdir()}
    assert kept
    seen: list[dict[Path, int]] = []

    def look(_step: str) -> None:
        seen.append({path: path.stat().st_ino for path in kept if path.exists()})

    after = build(built_small / "root", out, force=True, in_parts=True, processes=1, progress=look)
    assert kept in seen[1:]
    assert told(after) == told(before)


def test_parts_have_no_quad_in_common(tmp_path):
    one, two, three = (f"<x:a> <x:b> <x:{name}>".encode() for name in "cde")
    first = write_part(tmp_path / "1", [one + b" <x:g> .\n", two + b" <x:g> .\n"])
    second = write_part(tmp_path / "2", [two + b" <x:g> .\n", three + b" <x:g> .\n"])
    other = write_part(tmp_path / "3", [one + b" <x:h> .\n"])
    parts, shared = tell_apart([first, second])
    assert ([part.quads for part in parts], shared) == ([2, 1], False)
    assert parts[1].lines() == [three + b" <x:g> .\n"]
    parts, shared = tell_apart([first, second, other])
    assert ([part.quads for part in parts], shared) == ([2, 1, 1], True)
    write_marks(tmp_path, [first])
    write_lookup(tmp_path / "lookup", [first])
    known = Known(tmp_path, Lines(tmp_path / "lookup", [first.folder]))
    new = three + b" <x:h> .\n"
    again = [one + b" <x:h> .\n", two + b" <x:g> .\n"]
    place = Place(tmp_path / "out", ["a"])
    part = place.part("some", lambda: [new, *again])
    assert known.again(part) == set(again)
    assert place.part("others", lambda: [new, *again], known.again).lines() == [new]


def test_loads_grow_with_what_was_given(tmp_path, monkeypatch):
    """The first is there soon, and the engine need not put many small ones together."""
    monkeypatch.setattr(loading, "AT_ONCE", 2)
    monkeypatch.setattr(loading, "_SHARE", 2)
    monkeypatch.setattr(loading, "MOST", 4)
    loads: list[int] = []
    monkeypatch.setattr(
        loading._Opened, "load", lambda _self, parts, **_how: loads.append(len(parts))
    )
    lines = [f"<x:{number}> <x:b> <x:c> <x:g> .\n".encode() for number in range(17)]
    parts = [write_part(tmp_path / str(at), [line]) for at, line in enumerate(lines)]
    with loading.Loader(tmp_path / "loading", apart=False) as loader:
        for part in parts:
            loader.give(part)
        loader.wait()
    assert loads == [2, 2, 3, 4, 4, 2]


def test_what_was_written_before_a_power_cut_is_not_taken(tmp_path):
    place = Place(tmp_path, ["a"])
    place.part("some", lambda: [b"<x:a> <x:b> <x:c> <x:g> .\n"])
    (place.parts / "kept").mkdir()
    assert Place(tmp_path, ["a"]).part("some", list).quads == 1
    other = Place(tmp_path, ["b"])
    assert other.folder.is_dir()
    assert (other.parts / "kept").is_dir()
    assert not place.folder.exists()
    (tmp_path / "building" / "boot").write_text("another start", encoding="utf-8")
    assert list(Place(tmp_path, ["b"]).parts.iterdir()) == []


def test_what_breaks_a_rule_is_told_with_its_place(built_small, tmp_path):
    root, out = tmp_path / "root", tmp_path / "out"
    shutil.copytree(built_small / "root", root)
    bad = "<https://w3id.org/llmkg/claim/x> a <https://w3id.org/llmkg/ontology#Claim> .\n"
    (root / "claims" / "text" / "bad.ttl").write_text(f"# nothing\n{bad}", encoding="utf-8")
    with pytest.raises(CheckFailed) as memory:
        build(root, out, in_parts=False)
    with pytest.raises(CheckFailed) as caught:
        build(root, out, in_parts=True, processes=1)
    assert caught.value.report.findings == memory.value.report.violations
    places = {found.location for found in caught.value.report.findings}
    assert {(place.file, place.line) for place in places if place} == {("claims/text/bad.ttl", 2)}


def test_what_was_contributed_stands_in_for_files(built_small, tmp_path):
    """One graph of the files is replaced, one hidden, and one is new, with blank nodes."""
    source, catalogue, other = (
        "https://w3id.org/llmkg/graph/source/text",
        "https://w3id.org/llmkg/graph/catalogue",
        "http://example.org/other",
    )
    found, merges = [], []
    for name, in_parts in (("memory", False), ("parts", True)):
        out = tmp_path / name
        journal = Journal(out)
        with open_current(built_small / "out") as built:
            kept = built.store().quads(graph=ox.NamedNode(catalogue))
        blank = ox.Quad(ox.BlankNode("b"), ox.NamedNode("x:p"), ox.BlankNode("c"))
        changes = {source: None, catalogue: kept, other: [blank, ox.Quad(*kept[0].triple)]}
        said = [ox.Triple(ox.NamedNode("x:w"), ox.NamedNode("x:p"), ox.Literal("1"))]
        journal.commit(journal.prepare(Contents(), changes, said, files=(source, catalogue)))
        found.append(build(built_small / "root", out, in_parts=in_parts, processes=1))
        with open_current(out) as built:
            built.verify()
            store = ox.Store.read_only(str(built.path / "store"))
            merges.append({quad.triple for quad in store.quads_for_pattern(*ANY, DEFAULT)})
    assert merges[0] == merges[1]
    aside = next(info.triples for info in found[0].graphs if info.iri == KEPT_GRAPH)
    assert len(merges[0]) == found[0].quads - aside - 1
    assert told(found[0]) == told(found[1])
    assert source not in {info.iri for info in found[1].graphs}
    assert other in {info.iri for info in found[1].graphs}


def test_what_was_changed_lies_over_files(built_small, tmp_path):
    """A claim of a file is retracted, and something else is said in its graph."""
    source = ox.NamedNode("https://w3id.org/llmkg/graph/source/text")
    with open_current(built_small / "out") as built:
        quads = built.store().quads(graph=source)
    gone = frozenset(quad for quad in quads if "/claim/one" in str(quad.subject))
    come = frozenset({ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal("1"), source)})
    assert gone
    found = []
    for name, in_parts in (("memory", False), ("parts", True)):
        journal = Journal(tmp_path / name)
        change = {source.value: Difference(come, gone)}
        journal.commit(journal.prepare(Contents(), change, ()))
        found.append(build(built_small / "root", tmp_path / name, in_parts=in_parts, processes=1))
        with open_current(tmp_path / name) as built:
            assert set(built.store().quads(graph=source)) == (set(quads) - gone) | come
    assert told(found[0]) == told(found[1])


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """Files that speak of the parts of one thing, take each other's names, and repeat a quad."""
    place = tmp_path / "root"
    texts = {
        "one/a.ttl": 'x:one p:anchor [ p:n 2 ] , [ p:n 1 ] ; p:d "01"^^xsd:integer .',
        "one/b.ttl": "x:one p:anchor [ p:n 3 ; p:inner [ p:n 0 ] ] .",
        "two/a.ttl": "<https://w3id.org/llmkg/claim/one#anchor> p:n 4 .",
        "two/b.ttl": "x:other p:anchor [ p:n 1 ] . x:one p:d 1 .",
        "three/a.ttl": "x:third p:anchor [ p:n 1 ] .",
        "one/c.ttl": "x:one p:d 1 . x:one p:d 1.0 .",
    }
    for name, text in texts.items():
        path = place / "claims" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    (place / "ontology").mkdir()
    (place / "ontology" / "o.ttl").write_text("<x:a> <x:b> [ <x:c> 1 ] .", encoding="utf-8")
    return place


def read(root: Path, parts: Path) -> tuple[set[ox.Quad], list[str]]:
    inputs = {name: said for name, said in digest_inputs(root).items() if "claims" in name}
    found, faulty = reading.read_files(Crew(1), root, parts, inputs, 50_000_000, lambda _: None)
    lines = b"".join(line for part in found for line in part.lines())
    return set(ox.parse(lines, ox.RdfFormat.N_QUADS)), faulty


@pytest.mark.parametrize("files", [1, 2, 9])
def test_parts_of_things_are_named_as_in_memory(nasty, tmp_path, monkeypatch, files):
    monkeypatch.setattr(reading, "_FILES", files)
    memory = ox.Store()
    memory.extend(q for q in load_corpus(nasty).quads() if q.graph_name != ONTOLOGY)
    found, faulty = read(nasty, tmp_path / "parts")
    assert faulty == []
    assert found == set(memory)


def test_only_what_changed_is_read_again(nasty, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_FILES", 1)
    place = tmp_path / "parts"
    read(nasty, place)
    asked: list[tuple[str, ...]] = []
    done = reading.read

    def noting(order: reading.Order) -> reading.Made:
        asked.append(tuple(name for name, _ in order.files))
        return done(order)

    monkeypatch.setattr(reading, "read", noting)
    read(nasty, place)
    assert asked == []
    (nasty / "claims/three/a.ttl").write_text(HEAD + "x:third p:anchor [ p:n 2 ] .")
    read(nasty, place)
    assert asked == [("claims/three/a.ttl",)]


def test_all_faults_of_all_files_are_told_as_in_memory(nasty, tmp_path):
    (nasty / "claims/one/bad.ttl").write_bytes(b"<x:a> <x:b> .\n")
    (nasty / "claims/two/bad.ttl").write_bytes(b"\xff")
    (nasty / "claims/bad.ttl").write_text("<x:a> <x:b> <x:c> .", encoding="utf-8")
    (nasty / "ontology/bad.ttl").write_text("[", encoding="utf-8")
    with pytest.raises(LoadFailed) as memory:
        load_corpus(nasty)
    (nasty / "queries" / "policy").mkdir(parents=True)
    with pytest.raises(LoadFailed) as caught:
        build(nasty, tmp_path / "out", in_parts=True, processes=1)
    assert [str(e) for e in caught.value.errors] == [str(e) for e in memory.value.errors]


def test_what_cannot_be_named_is_told_as_in_memory(nasty, tmp_path):
    (nasty / "claims/one/bad.ttl").write_text("[] <x:b> <x:c> .", encoding="utf-8")
    with pytest.raises(LoadFailed) as memory:
        load_corpus(nasty)
    (nasty / "queries" / "policy").mkdir(parents=True)
    with pytest.raises(LoadFailed) as caught:
        build(nasty, tmp_path / "out", in_parts=True, processes=1)
    assert str(caught.value) == str(memory.value)


def test_progress_tells_rate_and_time_that_is_left():
    said: list[str] = []
    times = iter([0.0, 0.1, 4.0, 8.0])
    meter = Meter(said.append, lambda: next(times))
    meter.stage("reading files", 1_000_000, "bytes")
    meter.done(1)
    meter.done(99_999)
    meter.done(400_000)
    assert said == [
        "reading files",
        "reading files: 10%, 25,000 bytes/s, 0:36 left",
        "reading files: 50%, 62,500 bytes/s, 0:08 left",
    ]
