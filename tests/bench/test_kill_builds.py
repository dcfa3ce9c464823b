"""What the bench of killed builds would notice: readers that see a half, a build that says another.

That builds are killed and go on is tried by the bench itself, and by `test_build_in_parts`.
"""

import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from llmkg.bench import victims
from llmkg.bench.kill_builds import Readers, Whole
from llmkg.store.snapshot import open_current


@pytest.fixture(scope="module")
def out(built_small):
    return built_small / "out"


@pytest.fixture(scope="module")
def whole(out):
    with open_current(out) as snapshot:
        return Whole.of(snapshot)


def read(out, old, new):
    readers = Readers(out, old, new, Random(1))
    readers.end()
    return readers


def test_a_snapshot_is_what_it_was(out, whole):
    assert whole.differs(whole) == ""
    readers = read(out, whole, replace(whole, told=("another",)))
    assert readers.faults == []
    assert readers.answers["held"] >= 1
    assert readers.answers["opened"] >= 1


def test_every_difference_is_told(whole):
    assert whole.differs(replace(whole, told=("another",))).startswith("the manifest")
    assert whole.differs(replace(whole, graphs={})) == "the graphs"
    assert whole.differs(replace(whole, beside=("x", whole.beside[1]))) == "the statistics"
    assert whole.differs(replace(whole, beside=("x", "y"))) == "the statistics, the texts"


def test_readers_tell_of_what_is_neither_old_nor_new(out, whole):
    other = replace(whole, told=("another",))
    assert "neither the old nor the new" in "".join(read(out, other, other).faults)


def test_readers_tell_of_graphs_that_are_not_whole(out, whole):
    half = {iri: replace(info, digest="x") for iri, info in whole.graphs.items()}
    faults = read(out, replace(whole, graphs=half), whole).faults
    assert any("is not what it was" in fault for fault in faults)


@pytest.mark.parametrize("victim", ["worker", "loader"])
def test_a_victim_that_never_comes_is_not_killed(tmp_path, victim):
    """A build that fails at once has neither; it is told, and so is what it said."""
    build = victims.Build(tmp_path / "nothing", tmp_path / "out")
    assert build.kill(victim, Random(1)) is False
    code, said = build.end()
    assert code != 0
    assert "llmkg.errors." in said
    assert build.left() == []


def test_a_parent_is_killed(tmp_path, monkeypatch):
    waits = [sys.executable, "-c", "import time; time.sleep(60)"]
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **ends: start(waits, **ends))
    for victim in ("group", "parent"):
        build = victims.Build(tmp_path, tmp_path)
        assert build.left()
        assert build.kill(victim, Random(1)) is True
        assert build.end()[0] < 0
        assert build.left() == []
