"""Who is taken for frozen, and who is not."""

import os
import subprocess
import time

import pytest

from llmkg.engine.supervisor import Server, Supervisor


@pytest.fixture
def server():
    """A process that has said nothing for a minute."""
    process = subprocess.Popen(["sleep", "60"])
    pipe = os.open(os.devnull, os.O_RDONLY)
    yield Server(process, pipe, time.monotonic() - 70, heard=time.monotonic() - 60)
    process.kill()
    process.wait()


def judged(server: Server, pause: float, folder) -> bool:
    """Whether it lives on, when the supervisor has not looked for so long."""
    supervisor = Supervisor(lambda _pipe: [], 1, inherited=())
    supervisor._servers.append(server)
    supervisor._judged = time.monotonic() - pause
    supervisor._judge(str(folder))
    return server in supervisor._servers


def test_one_that_says_nothing_is_killed(server, tmp_path):
    assert not judged(server, 0.25, tmp_path)
    assert server.process.returncode is not None


def test_one_that_was_stopped_together_with_its_supervisor_is_not(server, tmp_path):
    assert judged(server, 60, tmp_path)
    assert server.process.poll() is None
    os.close(server.pipe)
