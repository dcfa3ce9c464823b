"""The house of an assistant's own process: the snapshot on this disk, read on threads."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from llmkg.engine.frames import Job as Query
from llmkg.engine.limits import for_machine
from llmkg.engine.pool import Pool
from llmkg.errors import OutsideError
from llmkg.kb import KnowledgeBase
from llmkg.mcp.desk import answer
from llmkg.mcp.house import collected
from llmkg.settings import Settings
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from llmkg.contribute.client import Client

_LINUX: Final = sys.platform == "linux"


class _Open:
    """An open snapshot and the workers over it; closed by its last reader once it is retired."""

    def __init__(self, kb: KnowledgeBase, folder: Path) -> None:
        self.kb = kb
        self.folder = folder
        self.readers = 0
        self.pool: Pool | None = None


class LocalHouse:
    """Opens the snapshot when it is first asked for, and another one once it has been built.

    `prepare` runs before the first opening: it builds where nothing has been built yet.
    """

    def __init__(self, settings: Settings, prepare: Callable[[], None] = lambda: None) -> None:
        self._settings = settings
        self._prepare: Callable[[], None] | None = prepare
        self._opening = asyncio.Lock()
        self._current: _Open | None = None
        self._writer: Client | None = None

    @property
    def home(self) -> str:
        """Where things are found: at the configured address, else by their IRIs."""
        return f"{self._settings.base}/" if self._settings.base else BASE

    @property
    def root(self) -> Path:
        """See `House`."""
        return self._settings.root

    async def ask(self, name: str, arguments: Mapping[str, Any]) -> bytes:
        """See `House`."""
        found = await self._borrow()
        try:
            return await asyncio.to_thread(answer, found.kb, name, arguments)
        finally:
            await self._give_back(found)

    async def query(self, query: Query, most: int) -> tuple[bytes, bool]:
        """See `House`. Where processes cannot be killed this way, it runs to its end."""
        found = await self._borrow()
        try:
            if not _LINUX:
                run = found.kb.query
                body = (await asyncio.to_thread(run, query.text, query.media_type)).body
                return body[:most], len(body) <= most
            bounded = replace(query, seconds=min(query.seconds, self._settings.query_seconds))
            return await collected(await self._pool(found), bounded, most)
        finally:
            await self._give_back(found)

    async def check(self, media_type: str, data: bytes) -> list[dict[str, Any]]:
        """See `House`."""
        if not _LINUX:
            raise OutsideError(
                "Contributions are not checked here on this system", mend="Run: llmkg check FILE."
            )
        # Few assistants contribute, and all of them wait for this process to start.
        from llmkg.contribute import faults  # noqa: PLC0415
        from llmkg.contribute.client import Client  # noqa: PLC0415
        from llmkg.contribute.place import Place  # noqa: PLC0415
        from llmkg.mcp.checking import checking  # noqa: PLC0415

        await self._give_back(await self._borrow())  # there must be something to check against
        settings = self._settings
        if self._writer is None:
            self._writer = Client(Place(settings.root, settings.out, settings.keep))
        outcome = await self._writer.ask(checking(media_type, data, (), BASE))
        if outcome.error is not None:
            raise faults.from_json(outcome.error)
        return list((outcome.findings or {})["findings"])

    async def close(self) -> None:
        """Let go of everything."""
        if self._writer is not None:
            await self._writer.close()
        current, self._current = self._current, None
        if current is not None:
            await _close(current)

    async def _borrow(self) -> _Open:
        async with self._opening:
            current = self._current
            if current is None or await asyncio.to_thread(self._is_stale, current):
                new = await asyncio.to_thread(self._open)
                self._current = new
                if current is not None and not current.readers:
                    await _close(current)
                current = new
            current.readers += 1
            return current

    async def _give_back(self, found: _Open) -> None:
        found.readers -= 1
        if found is not self._current and not found.readers:
            await asyncio.shield(_close(found))

    async def _pool(self, found: _Open) -> Pool:
        async with self._opening:
            if found.pool is None or not found.pool.alive:
                limits = for_machine(self._settings.query_seconds)
                found.pool = await Pool.open(found.folder / "store", limits, in_memory=False)
            return found.pool

    def _open(self) -> _Open:
        prepare, self._prepare = self._prepare, None
        if prepare is not None:
            try:
                prepare()
            except BaseException:
                self._prepare = prepare
                raise
        snapshot = open_current(self._settings.out)
        return _Open(KnowledgeBase.of(snapshot, self._settings.root / "queries"), snapshot.path)

    def _is_stale(self, current: _Open) -> bool:
        with suppress(OSError):
            return (self._settings.out / "current").resolve(strict=True) != current.folder
        return False


async def _close(found: _Open) -> None:
    if found.pool is not None:
        await found.pool.close()
    await asyncio.to_thread(found.kb.close)
