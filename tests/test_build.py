"""Builds of our data, and of all its names with one claim, spoilt in every way that people do."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from llmkg.build import build
from llmkg.errors import CheckFailed, LayoutError, LlmkgError, LoadFailed, SnapshotLockedError
from llmkg.kb import KnowledgeBase
from llmkg.store.snapshot import building, open_current, read_manifest

LLMKG = "https://w3id.org/llmkg/"
CLAIMS = "claims/fu2022-zh"


@pytest.fixture
def out(slim: Path, tmp_path: Path) -> Path:
    """A snapshot folder of its own, with the slim root's snapshot in it."""
    place = tmp_path / "out"
    with open_current(slim / "out") as built:
        (place / "snapshots").mkdir(parents=True)
        subprocess.run(
            ["cp", "-r", str(built.path), str(place / "snapshots")], check=True, timeout=60
        )
        (place / "current").symlink_to(Path("snapshots") / built.path.name)
    return place


def test_building_twice_gives_one_digest(slim, slim_workspace, tmp_path):
    """Elsewhere, by another process, in which sets have another order."""
    code = "import sys; from pathlib import Path; from llmkg.build import build\n"
    code += "build(Path(sys.argv[1]), Path(sys.argv[2]))"
    command = [sys.executable, "-c", code, str(slim_workspace), str(tmp_path / "again")]
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert read_manifest(tmp_path / "again").digest == read_manifest(slim / "out").digest
    with open_current(tmp_path / "again") as built:
        built.verify()


def test_nothing_is_built_when_nothing_changed(out, slim):
    steps: list[str] = []
    before = (out / "current").resolve()
    manifest = build(slim / "root", out, progress=steps.append)
    assert manifest == read_manifest(out)
    assert (out / "current").resolve() == before
    assert "checking" not in steps


def test_force_builds_all_the_same(out, slim):
    steps: list[str] = []
    before = read_manifest(out)
    after = build(slim / "root", out, force=True, progress=steps.append)
    assert "checking" in steps
    assert after.digest == before.digest


def test_a_change_is_built(out, slim_workspace):
    before = read_manifest(out)
    with (slim_workspace / "claims/catalogue/more.ttl").open("a") as file:
        file.write(
            "\nmodel:a-new-one a llmkg:Model ; "
            'rdfs:label "a new one"@en , "新的"@zh ; skos:definition "New."@en , "新。"@zh .\n'
        )
    after = build(slim_workspace, out)
    assert after.digest != before.digest
    assert after.counts["Model"] == before.counts["Model"] + 1
    changed = {
        old.iri.removeprefix(LLMKG)
        for old, new in zip(before.graphs, after.graphs, strict=True)
        if old.digest != new.digest
    }
    assert "graph/catalogue" in changed
    assert "graph/source/fu2022-zh" not in changed
    with KnowledgeBase.open(out, slim_workspace / "queries") as kb:
        assert kb.model("a-new-one").thing.label["zh"] == "新的"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (f"{CLAIMS}/bad.ttl", b"<x:a> <x:b> ."),
        (f"{CLAIMS}/bad.ttl", b""),
        (f"{CLAIMS}/bad.ttl", '<x:a> <x:b> "é" .'.encode("latin-1")),
        (f"{CLAIMS}/bad.ttl", b"[] <x:b> <x:c> ."),
        ("ontology/shapes/bad.ttl", b"<x:a> <x:b> ."),
        ("claims/bad.ttl", b"<x:a> <x:b> <x:c> ."),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_old_snapshot(out, slim_workspace, name, data):
    before = read_manifest(out)
    (slim_workspace / name).write_bytes(data)
    with pytest.raises(LoadFailed, match=r"bad\.ttl"):
        build(slim_workspace, out)
    assert read_manifest(out) == before


def test_a_file_of_a_hundred_megabytes_leaves_the_old_snapshot(out, slim_workspace):
    before = read_manifest(out)
    with (slim_workspace / CLAIMS / "huge.ttl").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(LoadFailed, match="limit of 50,000,000"):
        build(slim_workspace, out)
    assert read_manifest(out) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("an unknown term", "<{0}claim/x> <{0}ontology#confidance> <{0}ontology#Anecdotal> ."),
        ("a plain domain triple", "<{0}model/davinci> <{0}ontology#derivedFrom> <{0}model/opt> ."),
        ("a claim with nothing", "<{0}claim/x> a <{0}ontology#Claim> ."),
    ],
)
def test_a_violation_leaves_the_old_snapshot(out, slim_workspace, name, text):
    before = read_manifest(out)
    (slim_workspace / CLAIMS / "bad.ttl").write_text(text.format(LLMKG))
    with pytest.raises(CheckFailed) as caught:
        build(slim_workspace, out)
    assert not caught.value.report.conforms, name
    assert any(
        found.location is not None and found.location.file.endswith("bad.ttl")
        for found in caught.value.report.violations
    )
    assert read_manifest(out) == before


def test_a_folder_without_data_is_told(tmp_path):
    with pytest.raises(LayoutError):
        build(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_second_build_is_told_of_the_first(out, slim):
    with building(out), pytest.raises(SnapshotLockedError):
        build(slim / "root", out, force=True)


def test_readers_keep_answering_while_a_build_runs(out, slim_workspace):
    """Every answer is that of the old snapshot or that of the new one, whole."""
    counts: set[int] = set()
    faults: list[LlmkgError] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                with KnowledgeBase.open(out, slim_workspace / "queries") as kb:
                    counts.add(len(kb.models()))
            except LlmkgError as error:
                faults.append(error)
            stop.wait(0.05)  # the build wants to go on, too

    reader = threading.Thread(target=read)
    reader.start()
    try:
        before = read_manifest(out).counts["Model"]
        path = slim_workspace / "claims/catalogue/more.ttl"
        path.write_text(
            path.read_text(encoding="utf-8")
            + '\nmodel:a-new-one a llmkg:Model ; rdfs:label "new"@en , "新"@zh ; '
            'skos:definition "New."@en , "新。"@zh .\n',
            encoding="utf-8",
        )
        build(slim_workspace, out, keep=1)
        deadline = time.monotonic() + 10
        while before + 1 not in counts and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        stop.set()
        reader.join()
    assert faults == []
    assert counts == {before, before + 1}


# A clean process forks: the engine's threads do not go along when one is forked that has some.
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["llmkg.build.whole", "llmkg.check", "llmkg.store.working"])


def be_killed(root: Path, out: Path, at: str) -> None:
    """Build, and be killed where this is told."""

    def told(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    build(root, out, force=True, progress=told)


def test_a_killed_build_leaves_the_old_snapshot(built_small, tmp_path):
    """Wherever it is killed; within the writing, tests of the store kill it at every step."""
    root, out = built_small / "root", tmp_path / "out"
    shutil.copytree(built_small / "out", out, symlinks=True)
    before = read_manifest(out)
    steps: list[str] = []
    assert build(root, out, force=True, progress=steps.append).digest == before.digest
    assert len(steps) >= 6
    for step in steps:
        child = CLEAN.Process(target=be_killed, args=(root, out, step))
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL, step
        with open_current(out) as left:
            left.verify()
            assert left.manifest.digest == before.digest
    assert build(root, out, force=True).digest == before.digest
