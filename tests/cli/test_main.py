"""The command line as a whole: help, version, settings, exit codes of wrong usage."""

import subprocess
import sys

import pytest

from llmkg import __version__

SLOW = {"fastapi", "owlrl", "pyld", "pyoxigraph", "pyshacl", "rdflib", "uvicorn", "numpy"}


def test_help_lists_the_commands_and_the_exit_codes(run):
    result = run("--help")
    assert result.exit_code == 0
    for name in ("serve", "build", "check", "query", "queries", "export", "anchors"):
        assert name in result.stdout
    assert "Exit codes" in result.stdout


def test_help_imports_nothing_slow():
    code = (
        "import sys\n"
        "from llmkg.cli.main import make_app\n"
        "try:\n    make_app()(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "print('imported', *sorted(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    imported = set(result.stdout.rpartition("imported ")[2].split())
    assert "llmkg.cli.main" in imported
    assert not SLOW & imported


def test_the_version(run):
    result = run("--version")
    assert (result.exit_code, result.stdout.strip()) == (0, f"llmkg {__version__}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["build", "--nonsense"],
        ["query"],
        ["anchors", "make"],
        ["serve", "--port", "http"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_is_exit_code_2(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_setting_of_the_wrong_type_is_wrong_usage(run, monkeypatch):
    monkeypatch.setenv("LLMKG_PORT", "many")
    result = run("queries")
    assert result.exit_code == 2
    assert "LLMKG_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_environment_names_the_folders(run, monkeypatch, tmp_path):
    monkeypatch.setenv("LLMKG_OUT", str(tmp_path / "nothing"))
    result = run("query", "ASK {}")
    assert result.exit_code == 3
    assert str(tmp_path / "nothing") in result.stderr


def test_a_bug_keeps_its_traceback(run, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("llmkg.queries.load_queries", broken)
    with pytest.raises(ZeroDivisionError):
        run("queries")
