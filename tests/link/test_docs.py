"""The commands of docs/linking.md do what it shows."""

import re
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "linking.md").read_text("utf-8")


def test_the_commands_say_what_is_shown(snapshot, tmp_path):
    (block,) = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    ours = f"{sys.executable} -m llmkg --root {ROOT} --out {snapshot} "
    tried = 0
    for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = entry.splitlines()
        done = subprocess.run(
            ["bash", "-c", re.sub(r"^llmkg ", lambda _: ours, command)],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            text=True,
        )
        assert (done.stdout + done.stderr).strip() == "\n".join(shown).strip(), command
        tried += 1
    assert tried == 3


def test_the_request_of_the_page_answers(reader):
    (line,) = re.findall(r"^```sh\ncurl --data-urlencode '(.*)' http.*\n```", PAGE, re.MULTILINE)
    name, _, value = line.partition("=")
    found = httpx.post(f"{reader.address}/reconcile", data={name: value}).json()
    assert found["q0"]["result"][0]["id"].endswith("/ability/chain-of-thought")
