"""`llmkg serve`: a process of its own, on a free port."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

ANSWERS_AT = re.compile(r"llmkg answers at (http://\S+:\d+/)")


@contextmanager
def serving(*arguments: str):
    """The address of a server of our own, and what it said before it answered."""
    process = subprocess.Popen(
        [sys.executable, "-m", "llmkg", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            found = ANSWERS_AT.search(line)
            if found:
                yield found[1], "".join(said)
                break
        else:
            pytest.fail(f"it never answered: {''.join(said)}")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)
        if process.stderr is not None:
            process.stderr.close()


def get(address: str) -> bytes:
    """What an address answers; tries for a while, as the server may still be starting."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bytes(answer.read())
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError(address)


def test_it_answers_and_stops_when_told(root, snapshot):
    where = ("--root", str(root), "--out", str(snapshot), "serve", "--port", "0")
    with serving(*where) as (address, said):
        assert b"ok" in get(f"{address}healthz")
        assert b"davinci" in get(f"{address}api/models")
        assert "building" not in said


def test_it_builds_first_when_there_is_no_snapshot(slim, tmp_path):
    where = ("--root", str(slim / "root"), "--out", str(tmp_path / "out"), "serve", "--port", "0")
    with serving(*where) as (address, said):
        assert "No snapshot yet: building it." in said
        assert b"davinci" in get(f"{address}api/models")


def test_a_port_in_use_is_said_clearly(process):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = process("serve", "--port", str(port))
    assert result.returncode == 3
    assert f"Port {port} of 127.0.0.1 is in use" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_that_is_not_ours(process):
    result = process("serve", "--host", "192.0.2.1", "--port", "0")
    assert result.returncode == 3
    assert "Cannot listen on 192.0.2.1" in result.stderr
