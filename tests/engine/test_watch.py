"""A server says that it reads a write once it has looked for a snapshot since, and not before."""

import asyncio
from types import SimpleNamespace

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
