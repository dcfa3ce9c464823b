"""From errors to exit codes: one table, and one place that prints them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

import typer

from llmkg.errors import (
    CheckFailed,
    ForbiddenQueryError,
    InputError,
    LlmkgError,
    LoadFailed,
    OutsideError,
    ParameterError,
    QuerySyntaxError,
    SnapshotError,
    UnknownFormatError,
    UnknownQueryError,
)


class Exit(IntEnum):
    """How a command ends: well, with findings, called wrongly, or failed by something outside."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    OUTSIDE = 3


# The first class that fits decides, so the narrow ones stand before InputError.
_CODES: Final[tuple[tuple[type[LlmkgError], Exit], ...]] = (
    (QuerySyntaxError, Exit.USAGE),
    (ForbiddenQueryError, Exit.USAGE),
    (UnknownQueryError, Exit.USAGE),
    (ParameterError, Exit.USAGE),
    (UnknownFormatError, Exit.USAGE),
    (InputError, Exit.FINDINGS),
    (LoadFailed, Exit.FINDINGS),
    (CheckFailed, Exit.FINDINGS),
    (SnapshotError, Exit.OUTSIDE),
    (OutsideError, Exit.OUTSIDE),
)


def exit_code(error: LlmkgError) -> Exit:
    """The exit code that an error ends a command with."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.OUTSIDE)


def show(error: LlmkgError) -> None:
    """Print on stderr what went wrong, where, and what to do; several faults one by one."""
    if isinstance(error, LoadFailed):
        for fault in error.errors:
            show(fault)
        return
    lines = [f"error: {error.what.rstrip('.')}."]
    if error.where is not None:
        lines.append(f"  where: {error.where}")
    if error.mend:
        lines.append(f"  mend: {error.mend}")
    if isinstance(error, QuerySyntaxError) and error.suggestion not in ("", error.mend):
        lines.append(f"  perhaps: {error.suggestion}")
    typer.echo("\n".join(lines), err=True)


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors that llmkg knows into their message and exit code; a bug keeps its traceback."""
    try:
        yield
    except LlmkgError as error:
        show(error)
        raise typer.Exit(exit_code(error)) from None
    except BrokenPipeError:
        # The reader of a pipe (`head`, say) has seen enough; nothing more is flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise typer.Exit(Exit.FINE) from None
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        show(
            OutsideError(f"{error.strerror or error}{place}", mend="Check the path and its rights.")
        )
        raise typer.Exit(Exit.OUTSIDE) from None
