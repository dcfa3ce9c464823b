"""The commands of docs/exports.md, run one after the other in one folder."""

import re
import shlex
import subprocess
from pathlib import Path

from typer.testing import CliRunner

from llmkg.cli.main import make_app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", TEXT, re.MULTILINE)


def test_there_are_commands():
    assert len(COMMANDS) > 3


def test_the_shown_commands_work_one_after_the_other(snapshot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start = ["--root", str(ROOT), "--out", str(snapshot)]
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        if program == "llmkg":
            result = CliRunner().invoke(make_app(), [*start, *arguments])
            assert result.exit_code == 0, f"{command}\n{result.output}"
            written, least = "-o", 1_000
        else:
            done = subprocess.run([program, *arguments], capture_output=True, check=False)
            assert done.returncode == 0, f"{command}\n{done.stderr!r}"
            written, least = "-out", 1
        if written in arguments:
            assert Path(arguments[arguments.index(written) + 1]).stat().st_size >= least, command
