"""Searching beside SQLite's FTS5, over made-up things: writing, finding, adding one, memory.

Both have the same words, cut by us: no tokeniser of theirs finds Chinese words of two characters.
Both do the same work for a search: a page of hits, best first, and how many there are of each kind.
FTS5 knows no misspelt words and no endings, so that searches are timed by their sort. Times are of
the processor: on a machine that does other things as well, a clock measures those.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import pyoxigraph as ox

from llmkg.bench.search_made import SORTS, made, searches
from llmkg.search import Search
from llmkg.search.asked import read
from llmkg.search.documents import Document, documents
from llmkg.search.index import Editor, copy_index, write_documents
from llmkg.search.words import words
from llmkg.vocab import BASE

_PAGE: Final = 20
_SAMPLE: Final = 2_000
_ADDED: Final = 20
_NINETY_FIVE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of the processor for searches of one sort, and how many found something."""

    sort: str
    p50: float
    p95: float
    found: int
    searches: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine at one size.

    write_seconds  of the processor, for the whole index
    size           bytes on disk
    add_ms         of the processor, until one thing that was added is found: with ours in a copy of
                   the index, as snapshots need it; with FTS5 in place
    grown          bytes that the searching process holds for itself and not for files, more than
                   before its first search
    """

    engine: str
    claims: int
    things: int
    write_seconds: float
    size: int
    add_ms: float
    grown: int
    timed: tuple[Timed, ...]


class _Engine(Protocol):
    def write(self, things: Iterable[Document]) -> None: ...

    def open(self) -> Callable[[str], int]:
        """What searches: gives how many fit."""
        ...

    def add(self, thing: Document) -> None: ...


def measure(
    snapshot: Path, sizes: Sequence[int], number: int, *, seed: int = 1
) -> Iterator[Measured]:
    """Both engines at each number of claims, each in a process of its own."""
    for claims in sizes:
        for engine in ("llmkg", "fts5"):
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                yield pool.submit(_measured, engine, snapshot, claims, number, seed).result()


def _measured(name: str, snapshot: Path, claims: int, number: int, seed: int) -> Measured:
    real = sorted(documents(ox.Store.read_only(str(snapshot / "store"))), key=lambda each: each.iri)
    with TemporaryDirectory(prefix="llmkg-bench-") as folder:
        engine: _Engine = _Ours(Path(folder)) if name == "llmkg" else _Fts5(Path(folder))
        start = time.process_time()
        things = sum(1 for _ in made(real, claims, seed=seed))
        making = time.process_time() - start
        start = time.process_time()
        engine.write(made(real, claims, seed=seed))
        written = time.process_time() - start - making
        size = sum(each.stat().st_size for each in Path(folder).rglob("*") if each.is_file())
        step = max(1, things // _SAMPLE)
        sample = list(islice(made(real, claims, seed=seed), 0, None, step))
        asked = searches(sample, number, seed=seed)
        find = engine.open()
        timed = tuple(_timed(find, sort, asked[sort]) for sort in SORTS)
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            grown = pool.submit(_grown, engine, asked).result()
        new = [
            Document(f"{BASE}claim/added-{at}", "claim", (f"An addition of number {at}",))
            for at in range(_ADDED)
        ]
        start = time.process_time()
        for each in new:
            engine.add(each)
            if not engine.open()(f'"{each.names[0]}"'):
                raise AssertionError(f"{name} does not find what was added")
        added = (time.process_time() - start) / _ADDED * 1_000
        return Measured(name, claims, things, written, size, added, grown, timed)


def _grown(engine: _Engine, asked: Mapping[str, Sequence[str]]) -> int:
    """What a process holds more after these searches; in one that has done nothing else."""
    before = _own_memory()
    find = engine.open()
    for texts in asked.values():
        for text in texts:
            find(text)
    return _own_memory() - before


def _timed(find: Callable[[str], int], sort: str, asked: Sequence[str]) -> Timed:
    taken, found = [], 0
    for text in asked:
        start = time.process_time()
        found += find(text) > 0
        taken.append((time.process_time() - start) * 1_000)
    taken.sort()
    middle, late = (taken[int(len(taken) * part)] for part in (0.5, _NINETY_FIVE))
    return Timed(sort, middle, late, found, len(asked))


class _Ours:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    @property
    def _index(self) -> Path:
        return self._folder / str(self._number)

    def write(self, things: Iterable[Document]) -> None:
        write_documents(self._index, things)

    def open(self) -> Callable[[str], int]:
        search = Search(self._index)
        return lambda text: search.find(text, limit=_PAGE).total

    def add(self, thing: Document) -> None:
        old = self._index
        self._number += 1
        copy_index(old, self._index)
        with Editor(self._index) as editor:
            editor.replace(thing)
        shutil.rmtree(old)


class _Fts5:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "index.db"

    def write(self, things: Iterable[Document]) -> None:
        with closing(sqlite3.connect(self._path)) as base:
            base.execute(
                "CREATE VIRTUAL TABLE thing USING fts5"
                "(name, text, iri UNINDEXED, kind UNINDEXED, tokenize='unicode61')"
            )
            base.executemany("INSERT INTO thing VALUES (?, ?, ?, ?)", map(self._row, things))
            base.execute("INSERT INTO thing(thing) VALUES ('optimize')")
            base.commit()

    def open(self) -> Callable[[str], int]:
        base = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)

        def find(text: str) -> int:
            # Words are quoted for it, so that it takes none for an operator.
            parts = (" ".join(part.words).replace('"', "") for part in read(text).parts)
            wanted = " AND ".join(f'"{part}"' for part in parts)
            if not wanted:
                return 0
            kinds = base.execute(
                "SELECT kind, count(*) FROM thing WHERE thing MATCH ? GROUP BY kind", (wanted,)
            ).fetchall()
            base.execute(
                "SELECT iri, kind FROM thing WHERE thing MATCH ? ORDER BY rank LIMIT ?",
                (wanted, _PAGE),
            ).fetchall()
            return sum(count for _, count in kinds)

        return find

    def add(self, thing: Document) -> None:
        with closing(sqlite3.connect(self._path)) as base:
            base.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", self._row(thing))
            base.commit()

    @staticmethod
    def _row(thing: Document) -> tuple[str, str, str, str]:
        # Names shall not run into each other: a word that nobody looks for stands between them.
        names = " zzzz ".join(" ".join(words(name)) for name in (thing.slug, *thing.names))
        texts = " zzzz ".join(" ".join(words(text)) for text in thing.texts)
        return names, texts, thing.iri, thing.kind


def _own_memory() -> int:
    """Bytes that this process holds and that are of no file; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line[:8] == "RssAnon:"), 0)
