"""The lines of docs/writing.md, run against a real server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from llmkg.contribute.tokens import Tokens

PAGE = Path(__file__).parents[2] / "docs" / "writing.md"
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_shown_lines_work_one_after_the_other(built_small, tmp_path):
    assert len(LINES) > 5
    out = tmp_path / "out"
    shutil.copytree(built_small / "out", out, symlinks=True)
    token = Tokens(out / "tokens.json").add("ada")
    options = ["--root", str(built_small / "root"), "--out", str(out)]
    server = subprocess.Popen(
        [sys.executable, "-m", "llmkg", *options, "serve", "--port", "0", "--workers", "2"],
        stderr=subprocess.PIPE,
    )
    try:
        assert server.stderr is not None
        found = None
        while found is None:
            line = server.stderr.readline()
            assert line, "the server ended before it said where it is"
            found = re.search(rb"http://[0-9.:]+", line)
        address = found[0].decode()
        environment = {**os.environ, "TOKEN": token, "SERVER": address}
        ready = f"curl -sf --retry 20 --retry-all-errors --retry-delay 1 {address}/readyz"
        subprocess.run(ready, shell=True, check=True, capture_output=True)
        for line in LINES:
            done = subprocess.run(
                line, shell=True, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (line, done.stderr)
    finally:
        server.terminate()
        server.wait(30)
        if server.stderr is not None:
            server.stderr.close()
