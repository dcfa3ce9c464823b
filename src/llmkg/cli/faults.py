"""From errors to exit codes: one table, and one place that prints them."""

from __future__ import annotations

import errno
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

_ROOM: Final = "Make room there, or name a place on another disk."
_MENDS: Final = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EACCES: "Give whoever runs this the rights, or name another path.",
    errno.EPERM: "Give whoever runs this the rights, or name another path.",
    errno.EROFS: "Name a place that can be written to.",
    errno.EISDIR: "Name a file; this is a folder.",
    errno.ENOTDIR: "Name a folder; this is a file, or lies in one.",
    errno.ENOENT: "Check the path: nothing is there.",
}


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
    mend = error.mend or _mend_of(error.__cause__)
    if mend:
        lines.append(f"  mend: {mend}")
    if isinstance(error, QuerySyntaxError) and error.suggestion not in ("", error.mend):
        lines.append(f"  perhaps: {error.suggestion}")
    typer.echo("\n".join(lines), err=True)


def _mend_of(cause: BaseException | None) -> str:
    """What to do where nobody has said it: by what the system said."""
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _MENDS:
            return _MENDS[cause.errno]
        for number, mend in _MENDS.items():
            if os.strerror(number) in str(cause):  # libraries put it into words of their own
                return mend
        cause = cause.__cause__
    return ""


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
        mend = _mend_of(error) or "Check the path and its rights."
        show(OutsideError(f"{error.strerror or error}{place}", mend=mend))
        raise typer.Exit(Exit.OUTSIDE) from None
