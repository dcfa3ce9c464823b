"""Who was stopped while others wrote does not answer with what it has from before."""

import asyncio
import errno
import os
from types import SimpleNamespace
from typing import Any

import pytest

from llmkg.contribute.serving import Serving
from llmkg.engine.limits import Limits
from llmkg.http.answers import Answers
from llmkg.http.room import Room


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr("llmkg.http.room.CATCH_UP_SECONDS", 0.2)
    return Room(SimpleNamespace(out=tmp_path, current=None), Limits())  # type: ignore[arg-type]


def written(tmp_path) -> None:
    """A write that was answered without waiting for anybody."""
    serving = Serving(tmp_path)
    serving.answer(serving.tell())
    serving.close()


def test_a_request_waits_for_what_was_answered_before(room, tmp_path, monkeypatch):
    looks = []

    async def look():
        looks.append(1)
        return True

    monkeypatch.setattr(room, "_is_renewed", look)

    async def run():
        room.start()
        assert await room.caught_up()
        assert not room.is_behind
        before = len(looks)
        written(tmp_path)
        assert room.is_behind  # before anything else runs here
        assert await room.caught_up()
        assert len(looks) > before
        await room.close()

    asyncio.run(run())


def test_what_cannot_be_opened_is_not_waited_for_for_ever(room, tmp_path, monkeypatch):
    works = True

    async def look():
        return works

    monkeypatch.setattr(room, "_is_renewed", look)

    async def run():
        nonlocal works
        room.start()
        assert await room.caught_up()
        works = False
        written(tmp_path)
        assert not await room.caught_up()
        await room.close()

    asyncio.run(run())


def test_where_the_disk_is_full_it_follows_writes_once_there_is_room(room, tmp_path, monkeypatch):
    tries = []

    def full_at_first(out):
        tries.append(out)
        if len(tries) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return Serving(out)

    async def look():
        return True

    monkeypatch.setattr("llmkg.http.room.ROOM_SECONDS", 0.01)
    monkeypatch.setattr("llmkg.http.room.Serving", full_at_first)
    monkeypatch.setattr(room, "_is_renewed", look)

    async def run():
        room.start()
        async with asyncio.timeout(30):
            while len(tries) == 1 or room._serving is None or room.is_behind:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        assert len(tries) == 2
        written(tmp_path)
        assert room.is_behind
        assert await room.caught_up()
        await room.close()

    asyncio.run(run())


def test_nothing_is_at_hand_of_who_is_behind(room):
    reading: Any = SimpleNamespace(pool=SimpleNamespace(alive=True))
    answers: Any = SimpleNamespace(_readings=SimpleNamespace(current=reading), room=room)
    assert Answers.current(answers) is reading
    answers.room = SimpleNamespace(is_behind=True)
    assert Answers.current(answers) is None
