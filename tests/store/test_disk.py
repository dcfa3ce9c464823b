"""What is seen through to the disk, and by what a start of the machine is known."""

import errno
import os
import subprocess
import sys

import pytest

from llmkg.store import disk

SPARED = """
import os
from llmkg.store import disk
if not disk.spare():
    raise SystemExit("unknown here")
assert disk.spare()
os.fsync(1_000)  # there is no such file
os.fdatasync(1_000)
try:
    disk.sync(1_000)
except OSError as error:
    print(error.errno)
with open(os.devnull, "rb") as file:
    try:
        disk.sync(file.fileno())
    except OSError as error:
        print(error.errno)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is as the engines have it")
def test_engines_are_spared_and_nobody_else():
    done = subprocess.run(
        [sys.executable, "-c", SPARED], capture_output=True, text=True, check=False
    )
    if "unknown here" in done.stderr:
        pytest.skip("this system has no such filter")
    assert (done.stdout.split(), done.stderr) == ([str(errno.EBADF), str(errno.EINVAL)], "")


def test_where_nobody_is_spared_files_are_seen_through_at_once(tmp_path):
    handle = os.open(tmp_path, os.O_RDONLY)
    disk.sync(handle)
    os.close(handle)
    with pytest.raises(OSError, match="Bad file"):
        disk.sync(handle)


@pytest.mark.skipif(sys.platform != "linux", reason="nothing names the start of other machines")
def test_a_start_of_the_machine_has_a_name():
    assert len(disk.boot()) == 36
    assert disk.boot() == disk.boot()
