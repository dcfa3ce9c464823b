"""The commands of docs/exports.md, run one after the other in one folder."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from llmkg.cli.main import make_app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exports")


def test_there_are_commands():
    assert len(COMMANDS) > 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_shown_command_works(command, folder, snapshot, monkeypatch):
    monkeypatch.chdir(folder)
    program, *arguments = shlex.split(command)
    if program != "llmkg":
        assert (
            subprocess.run([program, *arguments], capture_output=True, check=False).returncode == 0
        )
        return
    start = ["--root", str(ROOT), "--out", str(snapshot)]
    result = CliRunner().invoke(make_app(), [*start, *arguments])
    assert result.exit_code == 0, result.output
    if "-o" in arguments:
        assert (folder / arguments[arguments.index("-o") + 1]).stat().st_size > 1_000
