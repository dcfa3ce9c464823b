"""A process that is nothing without its parent ends with it, also where that is killed."""

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

_CHILD = """
import time
from llmkg.engine.parent import die_with_parent
die_with_parent()
print("here", flush=True)
time.sleep(600)
"""
_PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {_CHILD!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def test_a_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    ended = os.pidfd_open(child)
    try:
        parent.kill()
        parent.wait()
        # A descriptor of a process can be read once it has ended, and not before.
        assert select.select([ended], [], [], 30)[0]
    finally:
        os.close(ended)
        parent.stdout.close()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
