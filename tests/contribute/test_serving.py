"""What servers and the writer tell each other through shared memory."""

import os
import signal

import pytest

from llmkg.contribute.serving import Serving


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_server_that_gives_signs_never_seems_to_be_gone(tmp_path):
    """Not even for the moment in which it gives one."""
    serving = Serving(tmp_path)
    number = serving.tell()
    entered, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            mine = Serving(tmp_path)
            mine.enter(number - 1)
            os.write(told, b"!")
            while True:
                mine.beat()
        finally:
            os._exit(1)
    try:
        os.read(entered, 1)
        seen = {serving.behind(number) for _ in range(5_000)}
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        for pipe in (entered, told):
            os.close(pipe)
    assert seen == {1}
    assert serving.behind(number) == 0  # nobody waits for one that was killed
    serving.close()
