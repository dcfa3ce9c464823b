"""Builds killed at every step they take on the disk: what served before serves on."""

import multiprocessing
import os
import sys
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyoxigraph as ox

from llmkg.store.embedded import EmbeddedStore
from llmkg.store.reckoning import reckon_quads
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot

# A clean process forks: the engine's threads do not go along when one is forked that has some.
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["llmkg.store.snapshot"])
STEPS = frozenset(
    ("open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.chmod")
)
KILLED = 9
KILLS = 15


def quads(name: str, number: int) -> list[ox.Quad]:
    graph = ox.NamedNode("https://example.org/g")
    return [
        ox.Quad(
            ox.NamedNode(f"https://example.org/{name}/{each}"),
            ox.NamedNode("https://example.org/p"),
            ox.Literal(f"{name} {each}"),
            graph,
        )
        for each in range(number)
    ]


def write(out: Path, name: str, steps: int, told: Connection | None = None) -> None:
    """Write a snapshot, and end at so many steps on the disk; tell how many there were."""
    made = quads(name, 300)
    taken = count(1)

    def step(event: str, given: tuple[object, ...]) -> None:
        if event in STEPS and given and str(out) in str(given[0]) and next(taken) == steps:
            os._exit(KILLED)

    sys.addaudithook(step)
    with building(out):
        write_snapshot(out, made, Facts("0", {}, {}), keep=2)
    if told is not None:
        told.send(next(taken) - 1)


def start(out: Path, name: str, steps: int, told: Connection | None = None) -> BaseProcess:
    child = CLEAN.Process(target=write, args=(out, name, steps, told))
    child.start()
    return child


def test_a_build_killed_at_any_step_leaves_a_whole_snapshot(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with building(out):
        old = write_snapshot(out, quads("old", 100), Facts("0", {}, {})).digest
    new = reckon_quads(quads("new", 300)).digest
    ours, theirs = CLEAN.Pipe(duplex=False)
    with building(tmp_path / "whole"):
        write_snapshot(tmp_path / "whole", quads("old", 100), Facts("0", {}, {}))
    child = start(tmp_path / "whole", "new", 0, theirs)
    steps = ours.recv()
    child.join()
    ours.close()
    theirs.close()
    outcomes = []
    for at in range(1, steps + 1, max(steps // KILLS, 1)):
        child = start(out, "new", at)
        child.join()
        # What is swept away depends on what the one before had left.
        assert child.exitcode in (0, KILLED)
        with open_current(out) as snapshot:
            found = reckon_quads(snapshot.store().quads()).digest
            assert found == snapshot.manifest.digest
        assert found in (old, new)
        outcomes.append(found)
        if found == new:
            with building(out):  # back to the old one for the next kill
                write_snapshot(out, quads("old", 100), Facts("0", {}, {}), keep=1)
    assert set(outcomes) == {old, new}, "the kills came all on one side of the switch"
    child = start(out, "new", 0)
    child.join()
    assert child.exitcode == 0
    with open_current(out) as snapshot:
        snapshot.verify()
        assert snapshot.manifest.digest == new
    left = [path.name for path in (out / "snapshots").iterdir() if path.name.startswith(".")]
    assert left == []


def test_a_reader_notices_nothing_of_builds(tmp_path: Path) -> None:
    with building(tmp_path):
        write_snapshot(tmp_path, quads("old", 100), Facts("0", {}, {}))
    with open_current(tmp_path) as snapshot:
        store: EmbeddedStore = snapshot.store()
        for name in ("a", "b", "c"):
            child = start(tmp_path, name, 0)
            while child.is_alive():
                assert len(store.quads()) == 100
                child.join(0.005)
            assert child.exitcode == 0
        snapshot.verify()
