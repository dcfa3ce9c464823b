"""Every process that is started here is waited for, however its owner ends."""

import asyncio
import gc
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from llmkg.engine.faults import BusyError
from llmkg.engine.limits import Limits
from llmkg.engine.pool import Pool
from llmkg.errors import SnapshotDamagedError
from llmkg.http.reading import Readings
from llmkg.http.room import Room
from llmkg.settings import Settings
from tests.serving import copied

LIMITS = Limits(seconds=20, memory_bytes=200 << 20)


@pytest.fixture
def store(tmp_path) -> Path:
    place: Path = tmp_path / "store"
    made = ox.Store(str(place))
    made.add(ox.Quad(ox.NamedNode("urn:x:s"), ox.NamedNode("urn:x:p"), ox.Literal("o")))
    made.flush()
    return place


@pytest.fixture
def children(monkeypatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started meanwhile."""
    started: list[subprocess.Popen[bytes]] = []
    genuine = subprocess.Popen.__init__

    def noted(self, *args, **kwargs):
        genuine(self, *args, **kwargs)
        started.append(self)

    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    return started


def buried(children: list[subprocess.Popen[bytes]]) -> bool:
    """Whether all have ended and been waited for; `poll` would wait by itself."""
    gc.collect()
    return bool(children) and all(child.returncode is not None for child in children)


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel it again and again until it ends, as a scope of anyio does."""
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)
    assert task.cancelled()


def test_a_zygote_whose_start_is_cancelled(store, children):
    async def run():
        task = asyncio.create_task(Pool.open(store, LIMITS, in_memory=True))
        while not children:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await cancelled(task)

    asyncio.run(run())
    assert buried(children)


def test_a_zygote_that_cannot_start(tmp_path, children):
    async def run():
        with pytest.raises(SnapshotDamagedError):
            await Pool.open(tmp_path / "none", LIMITS, in_memory=True)

    asyncio.run(run())
    assert buried(children)


def test_a_zygote_whose_end_is_cancelled(store, children):
    async def run():
        pool = await Pool.open(store, LIMITS, in_memory=True)
        task = asyncio.create_task(pool.close())
        await asyncio.sleep(0)
        await cancelled(task)

    asyncio.run(run())
    assert buried(children)


def test_workers_of_all_snapshots_end_with_the_server(root, snapshot, tmp_path, children):
    out = tmp_path / "out"
    copied(snapshot, out)
    readings = Readings(Settings(root=root, out=out))
    room = Room(readings, LIMITS)

    async def run():
        room.start()
        old = await room.ready()
        old.readers += 1  # a request that is not done yet, or the survey
        new = old.folder.with_name(f"{old.folder.name}-again")
        shutil.copytree(old.folder, new)
        link = out / "link"
        link.symlink_to(new.relative_to(out))
        link.replace(out / "current")
        while readings.current is old:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert old.pool is not None
        assert old.pool.alive
        await room.close()
        with pytest.raises(BusyError):  # nor is another one started then
            await room.ready()
        readings.leave(old)

    asyncio.run(run())
    readings.close()
    assert children  # one: the snapshots shared it
    assert buried(children)
