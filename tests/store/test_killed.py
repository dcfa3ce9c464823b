"""Builds killed at random moments: what served before serves on, and the next build succeeds."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from llmkg.store.embedded import EmbeddedStore
from llmkg.store.reckoning import reckon_quads
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot

KILLS = 40
CHILD = """
import sys
import pyoxigraph as ox
from pathlib import Path
from tests.store.test_killed import quads
from llmkg.store.snapshot import Facts, building, write_snapshot

out, name = Path(sys.argv[1]), sys.argv[2]
made = quads(name, 3_000)
print("ready", flush=True)
sys.stdin.readline()
with building(out):
    write_snapshot(out, made, Facts("0", {}, {}), keep=2)
print("done", flush=True)
"""


def quads(name: str, count: int) -> list[ox.Quad]:
    graph = ox.NamedNode("https://example.org/g")
    return [
        ox.Quad(
            ox.NamedNode(f"https://example.org/{name}/{number}"),
            ox.NamedNode("https://example.org/p"),
            ox.Literal(f"{name} {number}"),
            graph,
        )
        for number in range(count)
    ]


def start(out: Path, name: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(out), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


def close(child: subprocess.Popen[str]) -> bool:
    """Wait for the child; whether it had finished its build."""
    assert child.stdout is not None
    assert child.stdin is not None
    done = child.stdout.read() == "done\n"
    child.wait()
    child.stdin.close()
    child.stdout.close()
    return done


def test_a_build_killed_at_any_moment_leaves_a_whole_snapshot(tmp_path):
    seed = int(os.environ.get("LLMKG_TEST_SEED", "20221218"))
    chance = random.Random(seed)
    with building(tmp_path):
        old = write_snapshot(tmp_path, quads("old", 100), Facts("0", {}, {}))
    # how long a whole build takes here, in seconds, so that the kills spread over all of it
    first = start(tmp_path / "measured", "new")
    begun = time.perf_counter()
    go(first)
    assert close(first)
    whole = time.perf_counter() - begun
    with open_current(tmp_path / "measured") as snapshot:
        new_digest = snapshot.manifest.digest
    outcomes = {"old": 0, "new": 0}
    for _ in range(KILLS):
        child = start(tmp_path, "new")
        go(child)
        time.sleep(chance.uniform(0, whole * 1.1))
        child.send_signal(signal.SIGKILL)
        close(child)
        with open_current(tmp_path) as snapshot:
            found = reckon_quads(snapshot.store().quads()).digest
            assert found == snapshot.manifest.digest
        assert found in (old.digest, new_digest)
        if found == new_digest:
            outcomes["new"] += 1
            with building(tmp_path):  # back to the old one for the next kill
                write_snapshot(tmp_path, quads("old", 100), Facts("0", {}, {}), keep=1)
        else:
            outcomes["old"] += 1
    assert outcomes["old"] > KILLS // 4, f"the kills came too late to show anything: {outcomes}"
    child = start(tmp_path, "new")
    go(child)
    assert close(child)
    with open_current(tmp_path) as snapshot:
        snapshot.verify()
        assert snapshot.manifest.digest == new_digest
    left = [path.name for path in (tmp_path / "snapshots").iterdir() if path.name.startswith(".")]
    assert left == []


def test_a_reader_notices_nothing_of_builds(tmp_path):
    with building(tmp_path):
        write_snapshot(tmp_path, quads("old", 100), Facts("0", {}, {}))
    with open_current(tmp_path) as snapshot:
        store: EmbeddedStore = snapshot.store()
        for name in ("a", "b", "c"):
            child = start(tmp_path, name)
            go(child)
            while child.poll() is None:
                assert len(store.quads()) == 100
            assert close(child)
        snapshot.verify()
