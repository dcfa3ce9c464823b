"""What a server does when its copies take too much of the disk."""

import asyncio
from itertools import chain, repeat
from types import SimpleNamespace
from typing import cast

from llmkg.http import copies
from llmkg.http.copies import Copies
from llmkg.http.reading import Readings


def test_what_strays_is_opened_anew_and_what_does_not_stays(monkeypatch):
    monkeypatch.setattr(copies, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(copies, "KEEP_UP_SECONDS", 0.0)
    reading = SimpleNamespace(readers=0)
    strays = chain((False, True), repeat(False))
    said: list[str] = []
    tasks: list[asyncio.Task[None]] = []

    def look(given):
        assert given.readers > 0  # it stays on the disk meanwhile
        is_stray = next(strays)
        said.append(f"strays: {is_stray}")
        return is_stray

    def leave(given):
        given.readers -= 1

    async def run():
        seen = asyncio.Event()

        async def anew(given):
            assert given is reading
            said.append("anew")
            seen.set()

        readings = SimpleNamespace(
            current=reading, strays=look, leave=leave, keep_up=lambda _given: said.append("kept")
        )
        mine = Copies(
            cast(Readings, readings), lambda work: tasks.append(asyncio.create_task(work)), anew
        )
        mine.written()
        mine.written()  # which begins nothing twice
        async with asyncio.timeout(30):
            await seen.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())
    assert len(tasks) == 2
    assert said.count("kept") == 1
    assert [each for each in said if each != "kept"][:3] == [
        "strays: False",
        "strays: True",
        "anew",
    ]
