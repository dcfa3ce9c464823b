"""Folders of snapshots on the disk: named, written through, leased, pointed to and removed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Container, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO, Final

from llmkg.store import disk

if sys.platform != "win32":
    import fcntl

NEW: Final = ".new-"
"""What the name of something unfinished begins with."""

SNAPSHOTS: Final = "snapshots"
WORKING: Final = "working"
LEASE: Final = "lease"
SETTLED: Final = "settled"
"""In the folder of a snapshot that served before it was on the disk: now it is."""

_NAME_LENGTH: Final = 16


def new_folder(out: Path) -> Path:
    """A folder for a snapshot that is being made: swept away unless it gets its name."""
    new = Path(tempfile.mkdtemp(prefix=NEW, dir=out / SNAPSHOTS))
    new.chmod(0o755)  # mkdtemp keeps others out; readers may be other users
    return new


def numbered(out: Path, new: Path) -> None:
    """Give a snapshot its lease, with a number above those of all others.

    By that they are told which came later: clocks are set back.
    """
    last = max(map(number, (out / SNAPSHOTS).glob("[!.]*")), default=0)
    (new / LEASE).write_text(f"{last + 1}\n", encoding="ascii")


def number(path: Path) -> int:
    """The number of a snapshot; 0 where it has none, as those of before."""
    try:
        return int((path / LEASE).read_bytes() or b"0")
    except (OSError, ValueError):
        return 0


def names(out: Path, whole: str) -> Iterator[Path]:
    """The folder of a snapshot, and those it takes when another one holds the name."""
    name = whole[:_NAME_LENGTH]
    for number in count(1):
        yield out / SNAPSHOTS / (name if number == 1 else f"{name}-{number}")


def named(out: Path, new: Path, whole: str, *, settled: bool = True) -> Path:
    """Give a finished folder the first name that is free; `settled` as in `point`."""
    path = next(path for path in names(out, whole) if not path.exists())
    new.rename(path)
    if settled:
        sync(path.parent)
    return path


def link_tree(old: Path, new: Path, *, without: Container[str] = ()) -> None:
    """Share all files with a folder that is never written, but those of some names at its top."""

    def ignored(folder: str, inside: list[str]) -> list[str]:
        return [name for name in inside if name in without] if Path(folder) == old else []

    shutil.copytree(old, new, copy_function=os.link, ignore=ignored, dirs_exist_ok=True)


def point(out: Path, path: Path, *, settled: bool = True) -> None:
    """Make a snapshot the current one; `settled`: also if the machine fails at this moment."""
    aim(out, path).replace(out / "current")
    if settled:
        sync(out)


def aim(out: Path, path: Path) -> Path:
    """The link by which `point` will make a snapshot the current one.

    From here on that is to rename it, which a full disk does not refuse.
    """
    link, target = out / f"{NEW}current", Path(SNAPSHOTS) / path.name
    if not (link.is_symlink() and link.readlink() == target):
        link.unlink(missing_ok=True)
        link.symlink_to(target, target_is_directory=True)
    return link


def sweep(out: Path) -> None:
    """Remove what killed builds and writers left. To be called by who holds the lock of builds."""
    for path in (*out.glob(f"{NEW}*"), *(out / SNAPSHOTS).glob(f"{NEW}*")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for path in (out / WORKING).glob("*"):
        if not is_leased(path):
            shutil.rmtree(path, ignore_errors=True)


def prune(out: Path, current: Path, keep: int, built: Callable[[Path], str]) -> None:
    """Remove the oldest snapshots beyond `keep`, but none that is current or read.

    `current` is that of who calls; the link may have been put to another one since. `built` tells
    when a snapshot was made that has no number.
    """
    serve = {current.name, (out / "current").resolve().name}
    others = [path for path in (out / SNAPSHOTS).iterdir() if path.name not in serve]
    if len(others) < keep:
        return
    others.sort(key=lambda path: (number(path), built(path)), reverse=True)
    for path in others[max(keep - 1, 0) :]:
        with _free(path) as free:
            if not free:
                continue
            # Renamed first: nobody may open what is half removed.
            gone = path.with_name(f"{NEW}gone-{path.name}")
            path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


@contextmanager
def unless_committed(path: Path, commit: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Gives a `commit` without which, when this is left, a new snapshot goes.

    Nobody was told of it, and it would take the place of one that served.
    """
    done: list[bool] = []

    def committing() -> None:
        commit()
        done.append(True)

    try:
        yield committing
    except Exception:  # who is killed leaves it to the next one, which may find it journaled
        if not done:
            with suppress(OSError):
                gone = path.with_name(f"{NEW}gone-{path.name}")
                path.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
        raise


def lease(path: Path) -> IO[bytes] | None:
    """Hold a folder; the kernel lets go of it when the process ends, however it ends.

    Raises FileNotFoundError when it is gone, or going.
    """
    if sys.platform == "win32":
        return None
    file = (path / LEASE).open("rb")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FileNotFoundError(path) from None  # it is being removed
    return file


def is_leased(path: Path) -> bool:
    """Whether somebody holds a folder."""
    with _free(path) as free:
        return not free


@contextmanager
def _free(path: Path) -> Iterator[bool]:
    """Whether nobody holds a folder, nor can while in here."""
    with ExitStack() as stack:
        try:
            if sys.platform != "win32":
                file = stack.enter_context((path / LEASE).open("rb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except FileNotFoundError:
            free = True
        except OSError:
            free = False
        yield free


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        disk.sync(file.fileno())
    new.replace(path)


def place(path: Path) -> tuple[int, int]:
    """Where the content of a file is on the disk: all links to it have that in common."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def places(folder: Path) -> frozenset[tuple[int, int]]:
    """Of all files in a folder."""
    return frozenset(place(path) for path in folder.rglob("*") if path.is_file())


def sync_tree(folder: Path, *, there: Container[tuple[int, int]] = ()) -> None:
    """Everything in a folder is on the disk afterwards. `there`: files that are there already."""
    for at, _, files in os.walk(folder):
        for name in files:
            path = Path(at) / name
            if place(path) not in there:
                sync(path)
        sync(Path(at))


def forget_tree(folder: Path) -> None:
    """What is read of these files next comes from the disk, where the system can be told so."""
    if not hasattr(os, "posix_fadvise"):
        return
    for at, _, files in os.walk(folder):
        for name in files:
            with (Path(at) / name).open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def settle(out: Path, path: Path, *, there: Container[tuple[int, int]] = ()) -> None:
    """See a snapshot through to the disk that serves already; `there` as in `sync_tree`."""
    sync_tree(path, there=there)
    sync(path.parent)
    sync(out)
    (path / SETTLED).touch()
    sync(path)


def is_there(path: Path, boot: str) -> bool:
    """Whether a snapshot is as it was written, which was begun in this `boot` of the machine.

    "": it was on the disk before it served.
    """
    return boot in ("", disk.boot()) or (path / SETTLED).exists()


def sync(path: Path) -> None:
    """A file, or the list of a folder, is on the disk afterwards."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        disk.sync(handle)
    finally:
        os.close(handle)
