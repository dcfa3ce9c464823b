"""Snapshots made by changes are those that are written as a whole."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.errors import NoSnapshotError, SnapshotDamagedError, SnapshotLockedError
from llmkg.model.manifest import Manifest
from llmkg.rdf import graphdigest
from llmkg.rdf.view import Difference, is_named
from llmkg.store import folders
from llmkg.store.embedded import as_stored
from llmkg.store.reckoning import Reckoned, reckon_quads
from llmkg.store.snapshot import Facts, building, open_current, read_manifest, write_snapshot
from llmkg.store.working import News, Working
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, RDF, XSD

TYPE = ox.NamedNode(RDF.type)
NODES = [ox.NamedNode(f"urn:n:{number}") for number in range(3)]
CLASSES = [ox.NamedNode(LLMKG[name]) for name in ("Claim", "Model")]
GRAPHS = [ox.NamedNode(iri) for iri in ("urn:g:1", "urn:g:2", f"{ENTAILED_GRAPHS}x")]
# One number is written as "01", which the store rewrites.
VALUES = [*NODES, ox.Literal("01", datatype=ox.NamedNode(XSD.integer)), ox.BlankNode("c14n0")]
QUADS = st.frozensets(
    st.builds(ox.Quad, st.sampled_from(NODES), st.just(NODES[0]), st.sampled_from(VALUES),
              st.sampled_from(GRAPHS))
    | st.builds(ox.Quad, st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES),
                st.sampled_from(GRAPHS)),
    max_size=14,
)  # fmt: skip
FACTS = Facts("0", {}, {"a": "1"})
NEWS = News("0", {}, 0)


def whole(out: Path, quads: frozenset[ox.Quad], **more: object) -> Manifest:
    with building(out):
        return write_snapshot(out, quads, FACTS, **more)  # type: ignore[arg-type]


def said(manifest: Manifest | Reckoned) -> object:
    """What the same quads have in common."""
    return (
        manifest.digest,
        manifest.sum,
        [(info, info.sum) for info in manifest.graphs],
        manifest.counts,
        manifest.quads,
    )


def stored(out: Path) -> set[ox.Quad]:
    with open_current(out) as current:
        store = ox.Store.read_only(str(current.path / "store"))
        found = list(store)
        named = {quad for quad in found if is_named(quad.graph_name)}
        repeated = {quad.triple for quad in found if not is_named(quad.graph_name)}
        triples = {quad.triple for quad in named}
        if len(triples) < len(named):
            assert repeated  # two graphs share a triple
        if repeated:
            assert repeated == triples
        assert current.store().graphs() == tuple(
            sorted({quad.graph_name for quad in named}, key=str)
        )
        return named


@settings(max_examples=8)
@given(first=QUADS, steps=st.lists(st.lists(QUADS, min_size=1, max_size=2), max_size=3))
def test_changes_lead_to_what_is_written_as_a_whole(
    first: frozenset[ox.Quad], steps: list[list[frozenset[ox.Quad]]]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphdigest, "SMALL", 3)
        out = Path(folder)
        whole(out, first)
        with building(out), Working.open(out) as working:
            now = first
            for states in steps:
                for state in states:
                    working.apply(Difference.between(now, state))
                    now = state
                manifest = working.publish(NEWS)
                assert said(manifest) == said(reckon_quads(as_stored(now)))
                assert stored(out) == set(as_stored(now))
        with open_current(out) as current:
            current.verify()
        assert not list((out / folders.WORKING).iterdir())


def quad(name: str, graph: int = 0) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"urn:{name}"), TYPE, CLASSES[0], GRAPHS[graph])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    whole(tmp_path, frozenset({quad("a"), quad("b", 1)}))
    return tmp_path


@pytest.fixture
def working(out: Path) -> Iterator[Working]:
    with building(out), Working.open(out) as opened:
        yield opened


def add(*names: str) -> Difference:
    return Difference(frozenset(map(quad, names)))


def test_a_snapshot_shares_what_did_not_change(out: Path, working: Working) -> None:
    old = folders.places(working.snapshot)
    working.apply(add("c"))
    working.publish(NEWS)
    new = {path: folders.place(path) for path in working.snapshot.rglob("*.sst")}
    assert {path for path, at in new.items() if at in old}
    assert folders.place(working.snapshot / "inputs") in old
    assert read_manifest(out).beside.keys() == {"graphs", "graphs.changes", "inputs"}


def test_only_what_is_new_is_written_through(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folders.places(working.snapshot)
    synced: list[Path] = []
    monkeypatch.setattr(folders, "sync", synced.append)
    working.apply(add("c"))
    new = folders.new_folder
    made: list[Path] = []

    def noted(at: Path) -> Path:
        made.append(new(at))
        return made[-1]

    monkeypatch.setattr(folders, "new_folder", noted)
    working.publish(NEWS)
    files = {path.relative_to(made[0]) for path in synced if path.is_relative_to(made[0])}
    there = {path.relative_to(working.snapshot): path for path in working.snapshot.rglob("*")}
    assert files - {Path()} == {
        name for name, path in there.items() if path.is_dir() or folders.place(path) not in old
    }


def test_a_view_of_before_and_the_way_back(working: Working) -> None:
    working.apply(
        Difference(frozenset({quad("c"), quad("a")}), frozenset({quad("b", 1), quad("x")}))
    )
    assert working.pending == Difference(frozenset({quad("c")}), frozenset({quad("b", 1)}))
    before = set(working.before.quads_for_pattern(None, None, None, None))
    assert before == {quad("a"), quad("b", 1)}
    working.apply(working.pending.undone())
    assert not working.pending
    assert set(working.store) == before


def test_inputs_and_empty_graphs_follow(out: Path, working: Working) -> None:
    made = {"urn:new": True, GRAPHS[1].value: True}
    working.apply(Difference(removed=frozenset({quad("b", 1)})))
    first = working.publish(News("1", {"t": "2"}, 3, {"b": "2"}, made))
    assert (first.version, first.tools, first.warnings) == ("1", {"t": "2"}, 3)
    assert first.inputs == {"a": "1", "b": "2"}
    assert [(info.iri, info.triples) for info in first.graphs] == [
        (GRAPHS[0].value, 1), (GRAPHS[1].value, 0), ("urn:new", 0)
    ]  # fmt: skip
    second = working.publish(News("1", {}, 0, {"a": None}, {"urn:new": False}))
    assert second.inputs == {"b": "2"}
    assert [info.iri for info in second.graphs] == [GRAPHS[0].value, GRAPHS[1].value]
    assert second.digest == first.digest
    assert read_manifest(out) == second


def test_what_was_built_meanwhile_is_not_lost(out: Path, working: Working) -> None:
    write_snapshot(out, [quad("other")], FACTS)
    working.apply(add("c"))
    with pytest.raises(SnapshotLockedError):
        working.publish(NEWS)
    assert stored(out) == {quad("other")}


def test_what_a_killed_writer_left_is_swept_away(out: Path, working: Working) -> None:
    left = out / folders.WORKING / "left"
    shutil.copytree(next((out / folders.WORKING).iterdir()), left)
    folders.sweep(out)
    assert not left.exists()
    working.apply(add("c"))  # the one that is held is left alone
    working.publish(NEWS)


def test_nothing_to_work_on(tmp_path: Path, out: Path) -> None:
    with building(tmp_path / "none"), pytest.raises(NoSnapshotError):
        Working.open(tmp_path / "none")
    (out / "current/store/CURRENT").write_text("x")
    with building(out), pytest.raises(SnapshotDamagedError):
        Working.open(out)


# Threads of the engine do not go along when a process that has them is forked.
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["llmkg.store.working"])


def be_killed(out: Path, step: str, after: bool) -> None:
    """Publish, and end at a step of it, before or after."""
    plain: Callable[..., object] = getattr(folders, step)

    def killed(*given: object, **more: object) -> None:
        if after:
            plain(*given, **more)
        os._exit(9)

    with building(out):
        working = Working.open(out)
        working.apply(add("c"))
        setattr(folders, step, killed)
        working.publish(NEWS)


STEPS = ("new_folder", "write_text", "sync_tree", "named", "point", "prune")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_step_it_leaves_the_old_or_the_new(out: Path, step: str, after: bool) -> None:
    old = read_manifest(out)
    child = CLEAN.Process(target=be_killed, args=(out, step, after))
    child.start()
    child.join()
    assert child.exitcode == 9
    published = STEPS.index(step) > STEPS.index("point") or (step == "point" and after)
    with open_current(out) as current:
        current.look()
        current.verify()
        assert (current.manifest == old) != published
    with building(out), Working.open(out) as working:
        working.apply(add("d"))
        working.publish(NEWS)
    names = {"a", "d", "c"} if published else {"a", "d"}
    assert stored(out) == {*map(quad, names), quad("b", 1)}
    assert not [path for path in (out / "snapshots").iterdir() if path.name.startswith(".")]
