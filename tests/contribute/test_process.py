"""The writer's end, and the ends of its children: no request may be lost between them."""

import asyncio
import errno
import json
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from llmkg.contribute import faults, process
from llmkg.contribute.client import Client
from llmkg.contribute.faults import WriteDeadlineError, WriteLostError
from llmkg.contribute.job import Do, Job, Outcome
from llmkg.contribute.place import Place
from llmkg.contribute.process import Writer
from llmkg.engine import logs
from llmkg.engine.faults import BusyError, OverMemoryError
from llmkg.errors import DiskFullError

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


class Ending:
    """Work that ends like this, one time after the other."""

    is_spent = False

    def __init__(self, place, ends):
        self.place, self.ends = place, ends

    def do(self, _job):
        tries = self.place.out.with_name("tries")
        with tries.open("a", encoding="ascii") as file:
            file.write(".")
        return self.ends[tries.stat().st_size - 1](self.place)

    def after(self):
        pass

    def rest(self):
        pass

    def close(self):
        pass


def done_by(monkeypatch, place, ends, seconds=30.0):
    """What a write comes to that ends like this, and after how many tries."""
    monkeypatch.setattr(process, "_worker", lambda _place: Ending(place, ends))

    async def run():
        writer = Writer(place)
        outcome = await writer._child(writer._hand, Job(Do.PUT, seconds=seconds))
        await writer.close()
        return outcome

    return asyncio.run(run()), place.out.with_name("tries").stat().st_size


def killed(_place):
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after_storing(place):
    folder = place.out / "contributed"
    folder.mkdir(exist_ok=True)
    (folder / "log-0.nt").write_text("# 1", encoding="ascii")
    killed(place)


def well(_place):
    return Outcome(digest="done")


def fails(_place):
    raise ZeroDivisionError


def hangs(_place):
    signal.pause()


def wants(_place):
    raise MemoryError


def test_a_write_whose_process_was_killed_is_done_again_once(place, monkeypatch):
    outcome, tries = done_by(monkeypatch, place, [killed, well])
    assert (outcome.digest, outcome.error, tries) == ("done", None, 2)


@pytest.mark.parametrize(
    ("ends", "told", "kind"),
    [
        ([killed, killed], "ended early", WriteLostError),
        ([fails], "ended early", WriteLostError),
        ([killed_after_storing, well], "may have been stored", WriteLostError),
        ([killed, killed_after_storing, well], "may have been stored", WriteLostError),
        ([wants], "more memory", OverMemoryError),
        ([hangs], "nothing was stored", WriteDeadlineError),
    ],
)
def test_what_cannot_be_done_again_is_told(place, monkeypatch, ends, told, kind):
    seconds = 0.3 if hangs in ends else 30.0
    outcome, tries = done_by(monkeypatch, place, ends, seconds)
    error = faults.from_json(outcome.error)
    assert isinstance(error, kind)
    assert told in str(error)
    assert tries == len(ends)  # what may have been stored is finished by another process


def test_where_no_writer_can_be_started_for_want_of_room_it_is_told(place, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Client, "_spawn", full)
    with pytest.raises(DiskFullError, match="cannot be started"):
        asyncio.run(Client(place).ask(Job(Do.PUT)))


def test_a_write_is_a_line_in_the_log_as_requests_are(place, monkeypatch, capsys):
    def timed(_place):
        return Outcome(digest="done", timing={"read": 0.5})

    monkeypatch.setattr(process, "_worker", lambda _place: Ending(place, [timed]))
    root, ours = logging.getLogger(), logging.getLogger("llmkg")
    monkeypatch.setattr(root, "handlers", [])
    before = root.level, ours.level

    async def run():
        logs.set_up()
        writer = Writer(place)
        await writer._done(Job(Do.PUT, request="r-1"))
        await writer.close()

    try:
        asyncio.run(run())
    finally:
        root.setLevel(before[0])
        ours.setLevel(before[1])
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["logger"] == "llmkg.contribute.process"
    assert (told["do"], told["id"], told["seconds"]["read"]) == ("put", "r-1", 0.5)
    assert told["seconds"]["serve"] > 0  # until all servers read it


def test_a_process_does_one_job_after_another_and_is_started_anew(place, monkeypatch):
    """What it has loaded serves the next job; after a fault the next job is for another."""
    pids = []

    def tell(_place):
        return Outcome(digest=str(os.getpid()))

    async def run():
        writer = Writer(place)
        for _ in range(5):
            outcome = await writer._child(writer._hand, Job(Do.PUT, seconds=30))
            pids.append(outcome.digest)
        await writer.close()

    monkeypatch.setattr(
        process, "_worker", lambda _place: Ending(place, [tell, tell, wants, tell, tell])
    )
    asyncio.run(run())
    assert pids[0] == pids[1]
    assert not pids[2]
    assert pids[3] == pids[4] != pids[0]


def test_who_waits_too_long_for_other_writes_is_told(place):
    async def run():
        writer = Writer(place)
        async with writer._turn:
            outcome = await writer._done(Job(Do.PUT, seconds=0.05))
        assert outcome.error is not None
        assert isinstance(faults.from_json(outcome.error), BusyError)
        assert writer._waiting == 0

    asyncio.run(run())
