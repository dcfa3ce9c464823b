"""A server says that it reads a write once it has looked for a snapshot since, and not before."""

import asyncio
import sys
from types import SimpleNamespace

import pytest

from llmkg.contribute.serving import Serving
from llmkg.engine.limits import Limits
from llmkg.http.room import Room


def test_a_write_that_comes_during_a_look_waits_for_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("llmkg.http.room.WATCH_SECONDS", 0.01)
    room = Room(SimpleNamespace(out=tmp_path, current=None), Limits())  # type: ignore[arg-type]
    serving = Serving(tmp_path)
    looks: list[int] = []

    async def look():
        looks.append(serving.last)
        await asyncio.sleep(0.2)  # as long as it takes to open another snapshot
        return True

    monkeypatch.setattr(room, "_is_renewed", look)

    async def run():
        room.start()
        for _ in range(3):
            before = len(looks)
            while len(looks) == before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            number = serving.tell()
            while serving.behind(number):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            assert looks[-1] == number
        await room.close()

    asyncio.run(run())
    serving.close()


@pytest.mark.skipif(sys.platform != "linux", reason="nobody can be woken elsewhere")
def test_a_server_that_looks_seldom_is_woken_by_a_write(tmp_path, monkeypatch):
    monkeypatch.setattr("llmkg.http.room.GLANCE_SECONDS", 60.0)
    room = Room(SimpleNamespace(out=tmp_path, current=None), Limits())  # type: ignore[arg-type]
    serving = Serving(tmp_path)

    async def look():
        return True

    monkeypatch.setattr(room, "_is_renewed", look)

    async def run():
        room.start()
        async with asyncio.timeout(30):
            while not room._serving or room.is_behind:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            for _ in range(2):
                number = serving.tell()
                while serving.behind(number):  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        await room.close()

    asyncio.run(run())
    serving.close()
