"""The store on the disk, loaded in a process of its own while others still read.

Parts are put together to loads of half a million quads, and of up to two million where there are
more of them: the engine sorts what is in a load, writes it, and puts what it wrote together with
what was there. Small loads are put together more often; a quad in a load takes 900 bytes of memory.
The store stays open from load to load: closed, it would drop what it is putting together, and begin
again. What was loaded is written down after each load, so that a build that begins again goes on
from there; a load that was cut short is loaded again, which adds nothing twice.
"""

from __future__ import annotations

import io
import multiprocessing as mp
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self, cast

import pyoxigraph as ox

from llmkg.build.crew import follow
from llmkg.errors import OutsideError
from llmkg.model.location import Location
from llmkg.rdf.part import LINES, Part

AT_ONCE: Final = 500_000
"""Quads of a load, at least, where there are so many."""

MOST: Final = 2_000_000
"""Quads from which on a load is large enough."""

_SHARE: Final = 8
"""A load is that part of all that was given, so that there is one to begin with."""

_PATIENCE: Final = 5
"""How much nicer a loader is than others: it has work left when they have too little for all."""

_LEDGER: Final = "loaded"
_QUADS: Final = ox.RdfFormat.N_QUADS


class Loader:
    """Loads parts into the store below a folder, here or, with `apart`, in another process.

    `wait` tells that all that was given is in the store and on the disk.
    """

    def __init__(self, folder: Path, *, apart: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store = folder / "store"
        self._folder = folder
        self._apart = apart
        self._waiting: list[Path] = []
        self._size = self._given = 0
        self._here = _Opened(folder)
        self._open = 0
        self._line: Connection[Any, Any] | None = None
        self._process: Any = None

    def give(self, part: Part) -> None:
        """Load a part, some time."""
        self._waiting.append(part.folder)
        self._size += part.quads
        self._given += part.quads
        if self._size >= max(AT_ONCE, min(MOST, self._given // _SHARE)):
            self._send(merge=False)

    def give_merged(self, parts: Iterable[Part]) -> None:
        """Load the triples of these parts into the default graph, too; see `is_merged`."""
        self._send(merge=False)
        self._waiting = [part.folder for part in parts]
        self._send(merge=True)

    def wait(self) -> None:
        """Load what is left. Raises OutsideError when the disk refuses."""
        self._send(merge=False)
        while self._open and self._line is not None:
            self._receive(self._line)

    def _send(self, *, merge: bool) -> None:
        given, self._waiting, self._size = self._waiting, [], 0
        if not given:
            return
        if not self._apart:
            self._here.load(given, merge=merge)
            return
        line = self._line or self._start()
        line.send((given, merge))
        self._open += 1
        while line.poll():
            self._receive(line)

    def _receive(self, line: Connection[Any, Any]) -> None:
        try:
            said = line.recv()
        except EOFError:
            said = "its process was killed"
        self._open -= 1
        if said:
            raise OutsideError(f"The store cannot be loaded: {said}", where=self._where())

    def _where(self) -> Location:
        return Location(str(self._folder))

    def _start(self) -> Connection[Any, Any]:
        context = mp.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._folder, theirs), daemon=True)
        self._process.start()
        theirs.close()
        return self._line

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._here.close()
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            if kind is not None:
                self._process.kill()
            self._process.join()


def _serve(folder: Path, line: Connection[Any, Any]) -> None:
    follow()
    with suppress(OSError):
        os.nice(_PATIENCE)
    opened = _Opened(folder)
    with suppress(EOFError):
        while True:
            parts, merge = line.recv()
            try:
                opened.load(parts, merge=merge)
            except (OSError, ValueError, RuntimeError) as error:
                line.send(str(error) or repr(error))
            else:
                line.send("")


class _Opened:
    """The store below a folder, from the first load on until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: ox.Store | None = None

    def load(self, parts: Sequence[Path], *, merge: bool) -> None:
        """Load what is not there yet."""
        ledger = self._folder / _LEDGER
        store = self._folder / "store"
        done: set[str] = set()
        if store.exists() and ledger.exists():
            done = set(ledger.read_text(encoding="utf-8").split())
        names = {path: f"{path.name}{'+' if merge else ''}" for path in parts}
        left = [path for path in parts if names[path] not in done]
        if not left:
            return
        if self._store is None:
            self._store = ox.Store(str(store))
        labelled = [path for path in left if (path / LABELLED).exists()]
        for path in labelled:
            self._store.bulk_extend(_relabelled(path, merge=merge))
        plain = [path for path in left if path not in labelled]
        # Lines that this program wrote have no errors to be looked for.
        self._store.bulk_load(cast("IO[bytes]", _Chain(plain, merge=merge)), _QUADS, lenient=True)
        self._store.flush()
        with ledger.open("a", encoding="utf-8") as file:
            file.writelines(f"{names[path]}\n" for path in left)

    def close(self) -> None:
        """Close its files."""
        self._store = None


LABELLED: Final = "labelled"
"""Lies in the folder of a part whose blank nodes keep their labels; a load would give new ones."""


def _relabelled(path: Path, *, merge: bool) -> Iterator[ox.Quad]:
    for quad in ox.parse(path=str(path / LINES), format=_QUADS):
        yield ox.Quad(*quad.triple) if merge else quad


class _Chain(io.RawIOBase):
    """Files one after another; `merge` leaves the graph out of each line."""

    def __init__(self, folders: Sequence[Path], *, merge: bool) -> None:
        self._pieces = self._read(folders, merge=merge)
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Some more, up to `size` bytes."""
        if not self._left:
            self._left = next(self._pieces, b"")
        if size < 0 or size >= len(self._left):
            found, self._left = self._left, b""
        else:
            found, self._left = self._left[:size], self._left[size:]
        return found

    @staticmethod
    def _read(folders: Sequence[Path], *, merge: bool) -> Iterator[bytes]:
        for folder in folders:
            with (folder / LINES).open("rb") as file:
                while some := file.readlines(1 << 18):
                    if merge:
                        some = [line[: line.rindex(b" ", 0, -3)] + b" .\n" for line in some]
                    yield b"".join(some)
