"""The files to be imported: one file, a folder, or an archive, which is never unpacked."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from llmkg.errors import (
    ArchiveError,
    EmptyInputError,
    EncodingError,
    InputError,
    LayoutError,
    LoadFailed,
    OutsideError,
    TooLargeError,
)
from llmkg.model.location import Location

MAX_FILE: Final = 10_000_000
"""Largest file that is read, in bytes."""
MAX_TOTAL: Final = 500_000_000
"""Largest sum of all files that are read, in bytes."""
MAX_FILES: Final = 200_000
"""Most members of an archive, or entries of a folder."""
_PLAIN: Final = "Take it out, or pack the folder anew with plain files; nothing was stored."

Wanted = Callable[[PurePosixPath], bool]
"""Whether a file is one that the importer reads, by its path below the top."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file: its path below the top of what was given, and its text."""

    name: str
    text: str


def read_inputs(path: Path, wanted: Wanted, what: str) -> tuple[Input, ...]:
    """The files that are wanted, in the order of their names.

    `what` says in words what is looked for. Raises LoadFailed with all faults: links and paths
    that lead out, what is no UTF-8, too much; EmptyInputError's where nothing is wanted.
    """
    if not path.exists():
        raise LoadFailed(
            [
                LayoutError(
                    "There is no such file or folder",
                    where=Location(str(path)),
                    mend="Name a file, a folder, or a .zip or .tar archive.",
                )
            ]
        )
    errors: list[InputError] = []
    found: list[Input] = []
    total = 0
    try:
        for name, size, read in _entries(path, wanted, errors):
            total += size
            if size > MAX_FILE or total > MAX_TOTAL:
                errors.append(_too_large(name, size, total))
                break
            try:
                data = read()
                # What an archive says of a size need not be so.
                if len(data) > MAX_FILE:
                    raise _too_large(name, len(data), total)
                found.append(Input(name, _decoded(data, name)))
            except InputError as error:
                errors.append(error)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        errors.append(
            ArchiveError(
                f"The archive cannot be read: {error}",
                where=Location(str(path)),
                mend="Pack it anew, without a password.",
            )
        )
    except OSError as error:
        raise OutsideError(
            f"The file cannot be read: {error.strerror or error}", where=Location(str(path))
        ) from error
    if not found and not errors:
        errors.append(
            EmptyInputError(
                f"There is no {what} here",
                where=Location(str(path)),
                mend=f"Name {what}, or a folder or archive that holds some.",
            )
        )
    if errors:
        raise LoadFailed(errors)
    return tuple(sorted(found, key=lambda each: each.name))


_Entry = tuple[str, int, Callable[[], bytes]]


def _entries(path: Path, wanted: Wanted, errors: list[InputError]) -> Iterator[_Entry]:
    if path.is_dir():
        yield from _folder(path, wanted, errors)
    elif zipfile.is_zipfile(path) and not wanted(PurePosixPath(path.name)):
        with zipfile.ZipFile(path) as archive:
            yield from _zip(archive, wanted, errors)
    elif not wanted(PurePosixPath(path.name)) and tarfile.is_tarfile(path):
        with tarfile.open(path) as tar:
            yield from _tar(tar, wanted, errors)
    elif wanted(PurePosixPath(path.name)):
        yield path.name, path.stat().st_size, path.read_bytes


def _folder(top: Path, wanted: Wanted, errors: list[InputError]) -> Iterator[_Entry]:
    inside = top.resolve()
    for count, each in enumerate(sorted(top.rglob("*"))):
        name = each.relative_to(top).as_posix()
        if count > MAX_FILES:
            errors.append(_too_many(str(top)))
            return
        if ".git" in PurePosixPath(name).parts or not (each.is_symlink() or each.is_file()):
            continue
        if not wanted(PurePosixPath(name)):
            continue
        if each.is_symlink() and not (
            each.resolve().is_relative_to(inside) and each.resolve().is_file()
        ):
            errors.append(
                ArchiveError(
                    "A link leads out of the folder, or nowhere", where=Location(name), mend=_PLAIN
                )
            )
        elif each.is_file():
            yield name, each.stat().st_size, each.read_bytes


def _zip(archive: zipfile.ZipFile, wanted: Wanted, errors: list[InputError]) -> Iterator[_Entry]:
    members = archive.infolist()
    if len(members) > MAX_FILES:
        errors.append(_too_many(str(archive.filename)))
        return
    for member in members:
        link = stat.S_ISLNK(member.external_attr >> 16)
        fault = "is a link" if link else _fault(member.filename)
        if fault:
            errors.append(_unsafe(member.filename, fault))
        elif not member.is_dir() and wanted(PurePosixPath(member.filename)):

            def read(member: zipfile.ZipInfo = member) -> bytes:
                with archive.open(member) as file:
                    return file.read(MAX_FILE + 1)

            yield member.filename, member.file_size, read


def _tar(tar: tarfile.TarFile, wanted: Wanted, errors: list[InputError]) -> Iterator[_Entry]:
    for count, member in enumerate(tar):
        if count > MAX_FILES:
            errors.append(_too_many(str(tar.name)))
            return
        fault = _fault(member.name)
        if not fault and not (member.isfile() or member.isdir()):
            fault = "is a link or a device"
        if fault:
            errors.append(_unsafe(member.name, fault))
        elif member.isfile() and wanted(PurePosixPath(member.name)):

            def read(member: tarfile.TarInfo = member) -> bytes:
                file = tar.extractfile(member)
                return file.read(MAX_FILE + 1) if file is not None else b""

            yield member.name, member.size, read


def _fault(name: str) -> str:
    """What is wrong with the path of a member; nothing where it stays inside."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or parts[0].endswith(":"):
        return "has an absolute path"
    if ".." in parts:
        return "leads out of the archive"
    return "has a control character in its path" if any(ord(c) < ord(" ") for c in name) else ""


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EncodingError(
            f"The file is not UTF-8: byte 0x{data[error.start]:02X}",
            where=Location(name, line),
            mend="Save it as UTF-8; nothing was stored.",
        ) from error


def _unsafe(name: str, fault: str) -> ArchiveError:
    return ArchiveError(f"A member of the archive {fault}", where=Location(name), mend=_PLAIN)


def _too_large(name: str, size: int, total: int) -> TooLargeError:
    over = (
        f"{size:,} bytes, more than {MAX_FILE:,}"
        if size > MAX_FILE
        else (f"{total:,} bytes with those before it, more than {MAX_TOTAL:,}")
    )
    return TooLargeError(
        f"The file has {over}", where=Location(name), mend="Import it in parts; nothing was stored."
    )


def _too_many(name: str) -> TooLargeError:
    return TooLargeError(
        f"It holds more than {MAX_FILES:,} files", where=Location(name), mend="Import it in parts."
    )
