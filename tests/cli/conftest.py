"""Calling the command line, in process and as a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner, Result

from llmkg.cli.main import make_app


class Call(Protocol):
    def __call__(self, *arguments: str, stdin: str | None = None) -> Result: ...


def call(*arguments: str, stdin: str | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(make_app(), list(arguments), input=stdin, catch_exceptions=False)


@pytest.fixture
def run() -> Call:
    """Run a command in this process, with nothing but its arguments."""
    return call


@pytest.fixture
def ask(root: Path, snapshot: Path) -> Call:
    """Run a command in this process on the checkout's data and its snapshot."""

    def asking(*arguments: str, stdin: str | None = None) -> Result:
        return call("--root", str(root), "--out", str(snapshot), *arguments, stdin=stdin)

    return asking


@pytest.fixture
def look(root: Path) -> Call:
    """Run a command in this process on the checkout's files; no snapshot is needed."""

    def looking(*arguments: str, stdin: str | None = None) -> Result:
        return call("--root", str(root), *arguments, stdin=stdin)

    return looking


@pytest.fixture
def glance(slim: Path) -> Call:
    """Run a command in this process on the slim root: as `look`, and much sooner done."""

    def glancing(*arguments: str, stdin: str | None = None) -> Result:
        return call("--root", str(slim / "root"), *arguments, stdin=stdin)

    return glancing


@pytest.fixture
def process(root: Path, snapshot: Path):
    """Run a command as a process of its own on the checkout's data and its snapshot."""

    def running(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(sys.executable, "-m", "llmkg"),
                *("--root", str(root), "--out", str(snapshot), *arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
            **options,
        )

    return running
