"""What servers and the writer tell each other through shared memory."""

import os
import signal

import pytest
from filelock import FileLock

from llmkg.contribute.serving import FILE, Serving


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


def test_who_was_silent_for_long_takes_a_place_of_its_own_again(tmp_path):
    serving = Serving(tmp_path)
    serving.enter(0)
    serving._words[serving._slot] = os.getppid()  # another process has taken its place
    number = serving.tell()
    serving.reads(number)
    assert serving.behind(number) == 1  # the other one does not read it because this one does
    serving.close()


def test_nobody_waits_for_ever_for_who_is_frozen_while_it_enters(tmp_path, monkeypatch):
    serving = Serving(tmp_path)
    monkeypatch.setattr("llmkg.contribute.serving._LOCK_SECONDS", 0.01)
    with FileLock(tmp_path / f"{FILE}.lock"):
        serving.enter(0)
    assert serving.behind(serving.tell()) == 1
    serving.close()


def test_all_of_what_is_shared_is_on_the_disk_at_once(tmp_path):
    """Who writes to memory behind which the disk has no room for a file is killed (SIGBUS)."""
    serving = Serving(tmp_path)
    serving.close()
    found = (tmp_path / FILE).stat()
    assert found.st_blocks * 512 >= found.st_size > 0
