"""What is measured of a stage."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from llmkg.bench import meter as module
from llmkg.bench.meter import Meter

_SIZE = 32 << 20

# A process of its own: one that runs tests has children, which come and go.
_MEASURED = """
import json, mmap, sys
from llmkg.bench.meter import Meter

size = int(sys.argv[2])
meter = Meter()
meter.stage("bare")
meter.stage("mapped")
with open(sys.argv[1], "rb") as file:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as found:
        assert not any(found[at] for at in range(0, size, mmap.PAGESIZE))
        meter.stage("filled")
filled = b"1" * size
meter.stage("")
print(json.dumps([(each.peak, each.anonymous) for each in meter.taken]))
"""


def test_files_that_are_mapped_are_told_apart_from_other_memory(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(_SIZE))
    command = [sys.executable, "-c", _MEASURED, str(file), str(_SIZE)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    bare, mapped, filled = json.loads(said)
    assert mapped[0] - bare[0] > _SIZE * 0.9
    assert mapped[1] - bare[1] < _SIZE * 0.5
    assert filled[1] - mapped[1] > _SIZE * 0.9


def test_a_look_that_began_in_one_stage_does_not_count_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()
    ours = threading.current_thread()

    def memory() -> tuple[int, int]:
        if threading.current_thread() is ours:
            return 1, 1
        if begun.is_set():
            done.set()
            return 1, 1
        begun.set()
        go_on.wait()
        return 100, 100

    monkeypatch.setattr(module, "_memory", memory)
    meter = Meter()
    meter.stage("first")
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()  # while the next stage begins
    meter.stage("second")
    assert done.wait(30)
    meter.stage("")
    assert [each.peak for each in meter.taken] == [1, 1]
