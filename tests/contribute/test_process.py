"""The writer's end, and the ends of its children: no request may be lost between them."""

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from llmkg.contribute import faults, process
from llmkg.contribute.client import Client
from llmkg.contribute.faults import WriteLostError
from llmkg.contribute.job import Do, Job, Outcome
from llmkg.contribute.process import Writer
from llmkg.contribute.state import Place
from llmkg.engine.faults import BusyError

UNDISTURBED = SimpleNamespace(is_undisturbed=lambda: True)
DISTURBED = SimpleNamespace(is_undisturbed=lambda: False)

# A child of a test does nothing but end: what threads the tests have is nothing to it.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "root", tmp_path / "out", 3)


def test_no_request_is_lost_to_a_writer_that_is_ending(place, monkeypatch):
    """The writer ends all the time, and requests come just then."""

    async def done(_self, job):
        return Outcome(digest=job.request)

    monkeypatch.setattr(Writer, "_done", done)
    monkeypatch.setattr(process, "_IDLE_SECONDS", 0.01)
    monkeypatch.setattr("llmkg.contribute.client._PAUSE_SECONDS", 0.001)
    started = []
    with ThreadPoolExecutor(200) as threads:

        def spawn(_self, listening):
            own = listening.dup()
            started.append(threads.submit(lambda: asyncio.run(process.run(place, own))))

        monkeypatch.setattr(Client, "_spawn", spawn)

        async def one(turn):
            client = Client(place)
            outcome = await client.ask(Job(Do.VALIDATE, request=str(turn)))
            await client.close()
            assert outcome.digest == str(turn)

        async def run():
            for turn in range(60):
                await asyncio.gather(one(turn), one(-turn))
                await asyncio.sleep(turn % 20 / 1000)  # from well before its end to well after

        asyncio.run(run())
    assert len(started) > 3
    assert all(each.exception() is None for each in started)


def done_by(monkeypatch, place, state, ends):
    """What a write comes to whose children end like this, one after the other."""
    tries = place.out.with_name("tries")
    tries.touch()

    def do(_state, _job):
        with tries.open("a", encoding="ascii") as file:
            file.write(".")
        return ends[tries.stat().st_size - 1]()

    monkeypatch.setattr(process, "_do", do)
    outcome, _ = asyncio.run(Writer(place)._child(state, Job(Do.PUT, seconds=30)))
    return outcome, tries.stat().st_size


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def well():
    return Outcome(digest="done"), b""


def fails():
    raise ZeroDivisionError


def test_a_write_whose_child_was_killed_is_done_again_once(place, monkeypatch):
    outcome, tries = done_by(monkeypatch, place, UNDISTURBED, [killed, well])
    assert (outcome.digest, outcome.error, tries) == ("done", None, 2)


@pytest.mark.parametrize(
    ("state", "ends", "told"),
    [
        (UNDISTURBED, [killed, killed], "ended early"),
        (UNDISTURBED, [fails], "ended early"),
        (DISTURBED, [killed], "may have been stored"),
    ],
)
def test_what_cannot_be_done_again_is_told(place, monkeypatch, state, ends, told):
    outcome, tries = done_by(monkeypatch, place, state, ends)
    error = faults.from_json(outcome.error)
    assert isinstance(error, WriteLostError)
    assert told in str(error)
    assert tries == len(ends)


def test_who_waits_too_long_for_other_writes_is_told(place):
    async def run():
        writer = Writer(place)
        async with writer._turn:
            outcome = await writer._done(Job(Do.PUT, seconds=0.05))
        assert outcome.error is not None
        assert isinstance(faults.from_json(outcome.error), BusyError)
        assert writer._waiting == 0

    asyncio.run(run())
