"""A new snapshot is read from the disk at once, and copied into memory once it has stayed."""

import asyncio
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.engine.limits import Limits
from llmkg.http.reading import Reading, Readings
from llmkg.http.room import Room
from llmkg.rdf.view import Difference
from llmkg.settings import Settings
from llmkg.store.fit import settled_after
from llmkg.store.snapshot import Facts, building, write_snapshot
from llmkg.store.working import News, Working

LIMITS = Limits(spare=0)
MARK = ox.NamedNode("urn:x:mark")


def add(out: Path, name: str) -> None:
    """A snapshot more, with one quad more."""
    with building(out), Working.open(out) as working:
        quad = ox.Quad(MARK, MARK, ox.NamedNode(name), MARK)
        working.apply(Difference(frozenset({quad})))
        working.publish(News("0", working.manifest.tools, 0))


def marks(reading: Reading) -> set[str]:
    return {str(quad.object) for quad in reading.kb.store.quads(MARK)}


async def until_other(readings: Readings, old: Reading) -> Reading:
    while readings.current is old:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert readings.current is not None
    return readings.current


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with building(tmp_path):
        write_snapshot(tmp_path, [ox.Quad(MARK, MARK, MARK, MARK)], Facts("0", {}, {}))
    return tmp_path


def test_it_is_read_from_disk_until_it_has_settled(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmkg.http.room.settled_after", lambda _quads: 0.1)
    readings = Readings(Settings(root=root, out=out))
    room = Room(readings, LIMITS)

    async def run() -> None:
        room.start()
        try:
            old = await room.ready()
            assert old.in_memory
            old.readers += 1  # a request that has several questions, and is not done
            await asyncio.to_thread(add, out, "urn:x:1")
            new = await until_other(readings, old)
            assert not new.in_memory
            assert marks(new) == {"<urn:x:1>", str(MARK)}
            settled = await until_other(readings, new)
            assert settled.in_memory
            assert (settled.folder, settled.digest) == (new.folder, new.digest)
            assert settled.pool is not new.pool
            assert marks(settled) == {"<urn:x:1>", str(MARK)}
            assert marks(old) == {str(MARK)}
            readings.leave(old)
        finally:
            await room.close()

    asyncio.run(run())
    readings.close()


def test_what_changes_often_is_not_copied(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmkg.http.room.settled_after", lambda _quads: 0.0)
    readings = Readings(Settings(root=root, out=out))
    room = Room(readings, LIMITS)

    async def run() -> None:
        room.start()
        try:
            reading = await room.ready()
            add(out, "urn:x:1")  # the server does not get to see this one alone
            on_disk = readings.open(at_once=True)
            readings.switch(on_disk)
            readings.retire(reading)
            add(out, "urn:x:2")
            await room._settle(on_disk)
            assert readings.current is on_disk
            on_disk.pool = reading.pool
        finally:
            await room.close()

    asyncio.run(run())
    readings.close()


def test_copying_takes_a_twentieth_of_the_time_at_most() -> None:
    with_a_million = settled_after(1_000_000)
    assert settled_after(2_000_000) == 2 * with_a_million
    assert settled_after(0) > 0
