"""The folder of a build that runs: what is in it survives a kill, and is taken by the next build.

::

    {out}/building/parts/{digest}     quads of some files, or of a stage, as lines
    {out}/building/{digest}/store     the store that is loaded, by what is loaded into it
    {out}/building/{digest}/…         what stages wrote down
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from llmkg.rdf.lines import Lines, write_lookup
from llmkg.rdf.part import Part, write_part

FOLDER: Final = "building"
_WHOLE: Final = "whole"


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
        self.parts = out / FOLDER / "parts"
        name = sha256("\n".join(key).encode()).hexdigest()[:32]
        self.folder = out / FOLDER / name
        self.parts.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=True)

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

    def part(self, name: str, lines: Callable[[], Iterable[bytes]]) -> Part:
        """The part of this name, of lines that are only asked for where it is not there."""
        folder = self.folder / name
        if not folder.exists():
            new = folder.with_name(f"{name}.new")
            shutil.rmtree(new, ignore_errors=True)
            write_part(new, lines())
            new.rename(folder)
        return Part.at(folder)


def sweep(out: Path) -> None:
    """Remove what builds have left: a snapshot was made."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)
