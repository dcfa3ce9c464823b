"""A folder of made-up claims, in the shape that a build reads.

::

    {folder}/ontology, queries            as they are in the project
    {folder}/claims/catalogue/*.ttl       the things that each block brings with it
    {folder}/claims/{source}/claims.ttl   what each source says

Memory holds one block at a time. The same seed gives the same bytes, whatever the number of claims
(more of them only come after), of processes, or of parts that are made at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeAlias

from llmkg.bench.make.blocks import Blocks
from llmkg.bench.make.claims import tell
from llmkg.bench.make.profile import standard
from llmkg.bench.make.turtle import Turtle
from llmkg.errors import OutsideError, ParameterError
from llmkg.model.location import Location

COPIED: Final = ("ontology", "queries")
Progress: TypeAlias = Callable[[int], None]
"""Is told how many claims are written since it was last told."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    claims: int
    sources: int
    files: int
    bytes: int

    def __add__(self, other: Made) -> Made:
        return Made(
            self.claims + other.claims,
            self.sources + other.sources,
            self.files + other.files,
            self.bytes + other.bytes,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A document: its path below the root, and its text."""

    name: str
    text: str


def documents(claims: int, seed: int, block: int) -> Iterator[Part]:
    """The documents of one block, of `claims` in all: the catalogue first, then each source."""
    blocks = Blocks(standard(), seed)
    yield from _documents(blocks, claims, block)


def _documents(blocks: Blocks, claims: int, block: int) -> Iterator[Part]:
    turtle = Turtle(blocks)
    yield Part(f"claims/catalogue/block-{block:06}.ttl", "".join(turtle.catalogue(block)))
    for source in blocks.sources(block):
        if source.first < claims:
            told = tell(blocks, source, claims - source.first)
            yield Part(f"claims/{source.thing.slug}/claims.ttl", "".join(turtle.told(told)))


def make(  # noqa: PLR0913 - each is a setting of its own
    root: Path,
    folder: Path,
    claims: int,
    seed: int,
    *,
    jobs: int = 1,
    progress: Progress = lambda _more: None,
) -> Made:
    """Write `claims` claims into a folder that is not there yet or is empty.

    Args:
        root: the folder that has ontology/ and queries/, which are copied.
        folder: where to write.
        claims: how many; from 1.
        seed: of the claims.
        jobs: processes that write at once.
        progress: is told of claims as they are written.

    Raises ParameterError for a folder with something in it, OutsideError when the disk refuses.
    """
    if claims < 1 or jobs < 1:
        raise ParameterError(f"{claims} claims by {jobs} processes", mend="Give one or more.")
    blocks = -(-claims // standard().block)
    made = Made(0, 0, 0, 0)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ParameterError(
                f"There is something in {folder}", mend="Name a folder that is empty or not there."
            )
        for name in COPIED:
            shutil.copytree(root / name, folder / name)
        (folder / "claims" / "catalogue").mkdir(parents=True)
        for one in _each(folder, claims, seed, blocks, jobs):
            progress(one.claims)
            made += one
    except OSError as error:
        raise OutsideError(
            f"The claims cannot be written: {error.strerror or error}", where=Location(str(folder))
        ) from error
    return made


def _each(folder: Path, claims: int, seed: int, blocks: int, jobs: int) -> Iterator[Made]:
    if jobs == 1 or blocks == 1:
        one = Blocks(standard(), seed)
        for block in range(blocks):
            yield _write(folder, _documents(one, claims, block), claims, block)
        return
    # Neighbours go together: a block looks at those just before it.
    starts = range(0, blocks, max(1, min(16, blocks // jobs)))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        ends = (min(start + starts.step, blocks) for start in starts)
        given = (repeat(folder), repeat(claims), repeat(seed), starts, ends)
        yield from pool.map(_several, *given)


def _several(folder: Path, claims: int, seed: int, start: int, end: int) -> Made:
    one = Blocks(standard(), seed)
    made = Made(0, 0, 0, 0)
    for block in range(start, end):
        made += _write(folder, _documents(one, claims, block), claims, block)
    return made


def _write(folder: Path, parts: Iterator[Part], claims: int, block: int) -> Made:
    files = size = 0
    for part in parts:
        path = folder / part.name
        path.parent.mkdir(exist_ok=True)
        data = part.text.encode()
        path.write_bytes(data)
        files += 1
        size += len(data)
    whole = standard().block
    return Made(min(whole, claims - block * whole), files - 1, files, size)
