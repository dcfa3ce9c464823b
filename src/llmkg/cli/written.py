"""Files and folders that commands write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from llmkg.errors import OutsideError, ParameterError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from pathlib import Path


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say of whatever cannot be written where that is: OutsideError."""
    try:
        yield
    except OSError as error:
        raise OutsideError(
            f"It cannot be written: {error.strerror or error}",
            where=Location(str(error.filename or place)),
            mend="Check the path and its rights.",
        ) from error


def write(path: Path, body: bytes) -> None:
    """Write a file; one of this name is replaced. Raises ParameterError for a folder."""
    if path.is_dir():
        raise ParameterError(f"{path} is a folder", mend="Name a file in it.")
    with writing(path):
        path.write_bytes(body)


def made(folder: Path) -> Path:
    """The folder, made where it is not there. Raises ParameterError where a file has its name."""
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"{folder} is a file", mend="Name a folder; it is made.")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
