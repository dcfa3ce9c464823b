"""The folder of a build that runs: what is in it survives a kill, and is taken by the next build.

::

    {out}/building/parts/{digest}     quads of some files, or of a stage, as lines
    {out}/building/{digest}/store     the store that is loaded, by what is loaded into it
    {out}/building/{digest}/…         what stages wrote down
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from llmkg.rdf.lines import Lines, write_lookup
from llmkg.rdf.part import Part, write_part

FOLDER: Final = "building"
_WHOLE: Final = "whole"
_PARTS: Final = "parts"
_BOOT: Final = "boot"


@dataclass(frozen=True, slots=True)
class Spread:
    """Quads that are spread over parts, as processes are handed them: each opens them for itself.

    lookup  the folder with the columns of all parts together
    parts   folders of lines, none of which has a quad of another
    """

    lookup: Path
    parts: tuple[Path, ...]

    def open(self) -> Lines:
        """Look into them; the same process is given the same once more."""
        return _opened(self)


@lru_cache(maxsize=3)
def _opened(spread: Spread) -> Lines:
    return Lines(spread.lookup, spread.parts)


class Place:
    """Where one build of certain files writes; `key` tells it from builds of others."""

    def __init__(self, out: Path, key: Iterable[str]) -> None:
        self.parts = out / FOLDER / _PARTS
        name = sha256("\n".join(key).encode()).hexdigest()[:32]
        self.folder = out / FOLDER / name
        _let_go(out / FOLDER, name)
        self.parts.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        (out / FOLDER / _BOOT).write_text(_boot(), encoding="utf-8")

    def spread(self, name: str, parts: Sequence[Part]) -> Spread:
        """Make parts ready to be looked into."""
        lookup = self.once(name, lambda folder: write_lookup(folder, parts))
        return Spread(lookup, tuple(part.folder for part in parts))

    def once(self, name: str, write: Callable[[Path], object]) -> Path:
        """A folder that `write` fills, unless it is there as a whole from a build before."""
        folder = self.folder / name
        if not (folder / _WHOLE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            write(folder)
            (folder / _WHOLE).touch()
        return folder

    def part(
        self,
        name: str,
        lines: Callable[[], Iterable[bytes]],
        known: Callable[[Part], AbstractSet[bytes]] = lambda _part: frozenset(),
    ) -> Part:
        """The part of this name, of lines that are only asked for where it is not there.

        Without those that are `known` of it, such as that they stand elsewhere.
        """
        folder = self.folder / name
        if not folder.exists():
            new = folder.with_name(f"{name}.new")
            shutil.rmtree(new, ignore_errors=True)
            write_without(new, lines(), known)
            new.rename(folder)
        return Part.at(folder)


def write_without(
    folder: Path, lines: Iterable[bytes], known: Callable[[Part], AbstractSet[bytes]]
) -> None:
    """Write lines as a part, without those that are known of it once it is there."""
    made = write_part(folder, lines)
    if again := known(made):
        left = [line for line in made.lines() if line not in again]
        shutil.rmtree(folder)
        write_part(folder, left)


def _let_go(folder: Path, name: str) -> None:
    """Remove what is of no use to the build of this name.

    What was written before the system was started is not taken: a kill leaves files as they were
    written, and a power cut may not. So nothing has to be forced to the disk as it is written.
    """
    boot = folder / _BOOT
    if not boot.exists() or boot.read_text(encoding="utf-8") != _boot():
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir() and path.name not in (name, _PARTS):
            shutil.rmtree(path, ignore_errors=True)


def _boot() -> str:
    """What tells one start of the system from another, where it says."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def sweep(out: Path) -> None:
    """Remove what builds have left: a snapshot was made."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)
