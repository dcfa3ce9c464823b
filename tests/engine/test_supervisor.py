"""Who is taken for frozen, and who is not."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmkg.engine.supervisor import Server, Supervisor

# Who has lent itself to a child (vfork) sleeps as who waits for a disk does, until the child ends.
WAITS_LIKE_FOR_A_DISK = """
import ctypes, os, signal, time
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
CLONE_VFORK, CLONE = 0x4000, {"x86_64": 56, "aarch64": 220}[os.uname().machine]
if ctypes.CDLL(None).syscall(CLONE, CLONE_VFORK | signal.SIGCHLD, 0, 0, 0, 0) == 0:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    os.write(1, b".")
    time.sleep(60)
    os._exit(0)
"""


def silent_since(command, seconds: float):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    pipe = os.open(os.devnull, os.O_RDONLY)
    now = time.monotonic()
    return Server(process, pipe, now - seconds - 10, heard=now - seconds)


@pytest.fixture
def server():
    """A process that has said nothing for a minute."""
    server = silent_since(["sleep", "60"], 60)
    yield server
    server.process.kill()
    server.process.communicate()


@pytest.fixture
def stalled(monkeypatch):
    """One that has said nothing for five seconds, but for a little, and sleeps in the kernel.

    No time goes by from then on but what `later` says: a busy machine would take the little.
    """
    server = silent_since([sys.executable, "-c", WAITS_LIKE_FOR_A_DISK], 0)
    # Before the child is there it may really wait for a disk, and then run.
    assert server.process.stdout.read(1) == b"."
    while state(server.process.pid) != "D":
        assert server.process.poll() is None
        os.sched_yield()
    now = time.monotonic()
    clock = SimpleNamespace(monotonic=lambda: now)
    monkeypatch.setattr("llmkg.engine.supervisor.time", clock)
    monkeypatch.setattr(f"{__name__}.time", clock)
    server.born, server.heard = now - 60, now - 4.9
    yield server
    server.process.kill()
    server.process.communicate()


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def judged(server: Server, pause: float, folder) -> bool:
    """Whether it lives on, when the supervisor has not looked for so long."""
    supervisor = Supervisor(lambda _pipe: [], 1, inherited=())
    supervisor._servers.append(server)
    supervisor._judged = time.monotonic() - pause
    supervisor._judge(str(folder))
    return server in supervisor._servers


def later(server: Server, seconds: float) -> None:
    """As if so much time had gone by since it was heard of."""
    server.heard -= seconds


def test_one_that_says_nothing_is_killed(server, tmp_path):
    assert not judged(server, 0.25, tmp_path)
    assert server.process.returncode is not None


def test_one_that_was_stopped_together_with_its_supervisor_is_not(server, tmp_path):
    assert judged(server, 60, tmp_path)
    assert server.process.poll() is None
    os.close(server.pipe)


def test_one_that_waits_for_a_disk_is_not_however_long(stalled, tmp_path):
    for _ in range(100):  # looked at four times a second
        later(stalled, 0.25)
        assert judged(stalled, 0.25, tmp_path)
    assert stalled.process.poll() is None
    os.close(stalled.pipe)


def test_one_that_waited_for_a_disk_and_then_does_nothing_is_killed(server, stalled, tmp_path):
    later(stalled, 20)
    stalled.stalled = 20
    assert judged(stalled, 0, tmp_path)
    os.close(stalled.pipe)
    server.heard, server.stalled = stalled.heard - 0.2, 20
    assert not judged(server, 0.25, tmp_path)


def test_who_is_heard_of_again_has_nothing_to_be_excused_for(server):
    server.stalled = server.paused = 30
    server.beats()
    assert server.silent(server.heard + 7) == pytest.approx(7, abs=0.5)
