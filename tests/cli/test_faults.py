"""Errors to messages and exit codes."""

import errno
import os

import pytest
import typer

from llmkg import errors
from llmkg.cli.faults import Exit, exit_code, translated
from llmkg.model.location import Location


def every_error() -> list[type[errors.LlmkgError]]:
    found, waiting = [], [errors.LlmkgError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return found


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.TurtleSyntaxError, Exit.FINDINGS),
        (errors.EncodingError, Exit.FINDINGS),
        (errors.QuoteNotFound, Exit.FINDINGS),
        (errors.NotFoundError, Exit.FINDINGS),
        (errors.QuerySyntaxError, Exit.USAGE),
        (errors.ParameterError, Exit.USAGE),
        (errors.UnknownQueryError, Exit.USAGE),
        (errors.UnknownFormatError, Exit.USAGE),
        (errors.NoSnapshotError, Exit.OUTSIDE),
        (errors.SnapshotLockedError, Exit.OUTSIDE),
        (errors.OutsideError, Exit.OUTSIDE),
    ],
)
def test_each_kind_has_its_code(kind, code):
    assert exit_code(kind("x")) is code


def test_no_error_ends_a_command_as_if_all_were_well():
    kinds = every_error()
    assert len(kinds) > 15
    for kind in kinds:
        error = kind.__new__(kind)
        assert exit_code(error) in {Exit.FINDINGS, Exit.USAGE, Exit.OUTSIDE}


def test_a_message_says_what_where_and_what_to_do(capsys):
    with pytest.raises(typer.Exit) as ended, translated():
        raise errors.TurtleSyntaxError(
            "A dot is missing", where=Location("a.ttl", 3, 14), mend="Add it."
        )
    assert ended.value.exit_code == Exit.FINDINGS
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "error: A dot is missing.\n  where: a.ttl:3:14\n  mend: Add it.\n"


def test_all_faults_of_a_load_are_shown(capsys):
    with pytest.raises(typer.Exit), translated():
        raise errors.LoadFailed(
            [
                errors.EncodingError("Not UTF-8", where=Location("a.ttl", 1, 1)),
                errors.EmptyInputError("Says nothing", where=Location("b.ttl")),
            ]
        )
    shown = capsys.readouterr().err
    assert "a.ttl:1:1" in shown
    assert "b.ttl" in shown


def test_a_fault_of_the_system_is_outside(capsys, tmp_path):
    with pytest.raises(typer.Exit) as ended, translated():
        (tmp_path / "missing").read_text(encoding="utf-8")
    assert ended.value.exit_code == Exit.OUTSIDE
    shown = capsys.readouterr().err
    assert "missing" in shown
    assert "Traceback" not in shown


def test_what_may_have_been_meant_is_said_once(capsys):
    meant = errors.QuerySyntaxError("It broke", mend="Close it.", suggestion="PREFIX x: <y>")
    with pytest.raises(typer.Exit), translated():
        raise meant
    assert capsys.readouterr().err.splitlines() == [
        "error: It broke.",
        "  mend: Close it.",
        "  perhaps: PREFIX x: <y>",
    ]
    with pytest.raises(typer.Exit), translated():
        raise errors.QuerySyntaxError("It broke", mend="Close it.", suggestion="Close it.")
    assert "perhaps" not in capsys.readouterr().err


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "here")


def wrapped() -> errors.OutsideError:
    """As one of ours that came of a library's own, which had put the system's words into its."""
    error = errors.OutsideError("It cannot be written", where=Location("here"))
    error.__cause__ = RuntimeError(f"IO error: {FULL.strerror}: while appending")
    return error


@pytest.mark.parametrize("error", [FULL, wrapped()])
def test_what_the_system_says_is_told_with_what_to_do(capsys, error):
    with pytest.raises(typer.Exit) as ended, translated():
        raise error
    assert ended.value.exit_code == Exit.OUTSIDE
    assert "  mend: Make room there" in capsys.readouterr().err
