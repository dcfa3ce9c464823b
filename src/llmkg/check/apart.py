"""The check of everything in parts: by several processes, in memory that does not grow with it.

What was read is noted part by part (`note`), put together on the disk (`join`) and checked slice by
slice: a slice is a range of nodes, and about these all is found that there is to find, for what
lies beyond them is looked up in the same columns. The findings of all slices are those of the
whole.

Blank nodes with one label are one node, in whatever part they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from llmkg.check.columns.notes import join, note
from llmkg.check.columns.stored import Stored
from llmkg.check.engine import Engine
from llmkg.check.result import Result
from llmkg.check.rules import Shapes, load_shapes

__all__ = ["Slice", "check_slice", "forget", "join", "note", "slices"]

_NAMED: Final = 1 << 16  # room for nodes that no triple, only a shape names


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the nodes that were joined into a folder.

    low, high  the first of their numbers, and that after the last
    shapes     the files of the rules
    """

    folder: Path
    low: int
    high: int
    shapes: tuple[Path, ...]


def slices(folder: Path, shapes: Iterable[Path], size: int = 1 << 20) -> list[Slice]:
    """Slices of so many terms, and rather fewer, for what `join` wrote."""
    count = len(np.load(folder / "marks.npy", mmap_mode="r"))
    ends = np.linspace(0, count, max(1, -(-count // size)) + 1, dtype=np.int64).tolist()
    ends[-1] += _NAMED
    files = tuple(sorted(shapes))
    return [Slice(folder, low, high, files) for low, high in pairwise(ends)]


def check_slice(one: Slice) -> list[Result]:
    """All that the rules find about the nodes of a slice."""
    among = np.arange(one.low, one.high, dtype=np.int64)
    return list(_engine(one.folder).results(_rules(one.shapes), among))


def forget() -> None:
    """Let go of the columns that this process looked into last: they are to be removed."""
    _engine.cache_clear()


@lru_cache(maxsize=1)
def _engine(folder: Path) -> Engine:
    """Kept from slice to slice, with what it has found out about terms."""
    return Engine(Stored(folder))


@lru_cache(maxsize=1)
def _rules(files: tuple[Path, ...]) -> Shapes:
    return load_shapes(files)
