"""The pool by itself: what is killed, what is refused, and that nothing is left behind."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.engine.faults import (
    BusyError,
    CrashedError,
    CrowdError,
    DeadlineError,
    GoneError,
    OverMemoryError,
    ResultTooLargeError,
)
from llmkg.engine.frames import Job
from llmkg.engine.limits import Limits
from llmkg.engine.places import household
from llmkg.engine.pool import Pool, Run, Why
from llmkg.errors import QuerySyntaxError, SnapshotDamagedError

JSON = "application/sparql-results+json"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
EVERYTHING = "SELECT * { ?s ?p ?o }"
LIMITS = Limits(seconds=20, memory_bytes=200 << 20, whole_bytes=20_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("engine") / "store"
    store = ox.Store(str(place))
    graph = ox.NamedNode("urn:x:g")
    name = ox.NamedNode("urn:x:p")
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:x:{i}"), name, ox.Literal(f"value {i}"), graph)
        for i in range(2_000)
    )
    store.add(ox.Quad(ox.BlankNode("b0"), name, ox.Literal("blank"), graph))
    store.flush()
    del store
    return place


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}/exe").exists()


def pooled(folder, work: Callable[[Pool], Awaitable[None]], limits=LIMITS, *, in_memory=True):
    async def run():
        pool = await Pool.open(folder, limits, in_memory=in_memory)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


async def ask(pool, text, seconds=20.0, media_type=JSON, watch=None, client=""):
    async with pool.run(Job(text, media_type, None, seconds), watch, client=client) as run:
        body, whole = await run.answer()
        if whole:
            return body
        return b"".join([part async for part in run.parts()])


@pytest.mark.parametrize("in_memory", [True, False])
def test_small_and_large_answers_are_those_of_the_store(folder, in_memory):
    store = ox.Store.read_only(str(folder))

    async def work(pool):
        for text in ("ASK {}", EVERYTHING, "SELECT * { <urn:x:7> ?p ?o }"):
            found = ox.parse_query_results(await ask(pool, text), format=ox.QueryResultsFormat.JSON)
            wanted = store.query(text, use_default_graph_as_union=True)
            if isinstance(wanted, ox.QueryBoolean) or isinstance(found, ox.QueryBoolean):
                assert bool(found) is bool(wanted)
            else:
                assert isinstance(wanted, ox.QuerySolutions)
                assert sorted(map(str, found)) == sorted(map(str, wanted))

    pooled(folder, work, in_memory=in_memory)


def test_a_query_is_killed_at_its_deadline_and_its_neighbours_go_on(folder):
    async def work(pool):
        runaways = [asyncio.create_task(ask(pool, RUNAWAY, 1.0)) for _ in range(4)]
        answered = 0
        while not all(task.done() for task in runaways):
            await ask(pool, "ASK {}")
            answered += 1
        for task in runaways:
            with pytest.raises(DeadlineError) as caught:
                await task
            assert caught.value.limit == 1.0
            assert caught.value.elapsed >= 1.0
        assert answered > 4  # while they ran
        assert pool.tally.killed[Why.DEADLINE] == 4

    pooled(folder, work)


def test_a_memory_bomb_is_a_clean_error(folder):
    async def work(pool):
        with pytest.raises(OverMemoryError):
            await ask(pool, BOMB)
        assert b"true" in await ask(pool, "ASK {}")

    pooled(folder, work)


def test_a_crash_takes_one_worker_and_no_more(folder):
    async def work(pool):
        neighbour = asyncio.create_task(ask(pool, EVERYTHING))
        with pytest.raises(CrashedError):
            await ask(pool, "ASK " + "{" * 20_000 + "}" * 20_000)
        assert len(await neighbour) > 100_000
        assert pool.tally.crashed == 1
        assert b"true" in await ask(pool, "ASK {}")

    pooled(folder, work)


def test_errors_of_the_query_keep_their_place_and_their_worker(folder):
    async def work(pool):
        for _ in range(3):
            with pytest.raises(QuerySyntaxError) as caught:
                await ask(pool, "SELECT *\n{ ?s ?p }")
            assert caught.value.where is not None
            assert caught.value.where.line == 2
        assert pool.tally.hired <= LIMITS.spare + 1

    pooled(folder, work)


def test_a_result_over_its_limit_is_no_answer(folder):
    async def work(pool):
        with pytest.raises(ResultTooLargeError):
            await ask(pool, EVERYTHING)
        assert b"true" in await ask(pool, "ASK {}")

    pooled(folder, work, replace(LIMITS, result_bytes=50_000))
    pooled(folder, work, replace(LIMITS, result_bytes=10_000))


def test_who_finds_the_queue_full_or_waits_too_long_is_told(folder):
    limits = replace(LIMITS, quick=1, most=1, spare=1, waiting=1, patience=0.5)

    async def work(pool):
        first = asyncio.create_task(ask(pool, RUNAWAY, 2.0))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(ask(pool, "ASK {}"))
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError, match="Too many"):
            await ask(pool, "ASK {}")
        with pytest.raises(BusyError, match="busy"):
            await second
        with pytest.raises(DeadlineError):
            await first
        assert b"true" in await ask(pool, "ASK {}")
        assert pool.refused == 2

    pooled(folder, work, limits)


def test_one_client_cannot_hold_the_pool(folder):
    limits = replace(LIMITS, quick=4, most=4, share=3, waiting_each=2, patience=20)

    async def work(pool):
        greedy = [asyncio.create_task(ask(pool, RUNAWAY, 3.0, client="a")) for _ in range(5)]
        while pool.running < 3 or pool.waiting < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        with pytest.raises(CrowdError, match="yours"):
            await ask(pool, "ASK {}", client="a")
        assert b"true" in await ask(pool, "ASK {}", client="b")
        assert pool.running == 3  # none of them had to end for it
        for task in greedy:
            task.cancel()
        await asyncio.wait(greedy)
        assert pool.waiting == pool.running == 0

    pooled(folder, work, limits)


def test_clients_have_their_turns(folder):
    limits = replace(LIMITS, quick=1, most=1, share=1, patience=20)
    order = []

    async def one(pool, client):
        await ask(pool, "ASK {}", client=client)
        order.append(client)

    async def work(pool):
        first = asyncio.create_task(ask(pool, RUNAWAY, 1.0))
        while not pool.running:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        names = "aaaaaabbc"
        tasks = []
        for name in names:
            tasks.append(asyncio.create_task(one(pool, name)))
            await asyncio.sleep(0)
        with pytest.raises(DeadlineError):
            await first
        await asyncio.gather(*tasks)

    pooled(folder, work, limits)
    assert "".join(order) == "abcabaaaa"


def test_who_is_held_up_by_its_own_queries_is_told_so(folder):
    limits = replace(LIMITS, share=1, patience=0.3)

    async def work(pool):
        first = asyncio.create_task(ask(pool, RUNAWAY, 2.0, client="a"))
        while not pool.running:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        with pytest.raises(CrowdError, match="none ended"):
            await ask(pool, "ASK {}", client="a")
        with pytest.raises(DeadlineError):
            await first

    pooled(folder, work, limits)


def test_one_that_waits_and_is_killed_leaves_its_place(folder):
    limits = replace(LIMITS, quick=1, most=1, share=1, patience=20)

    async def work(pool):
        first = asyncio.create_task(ask(pool, RUNAWAY, 2.0, client="a"))
        while not pool.running:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        waits: list[Run] = []
        second = asyncio.create_task(ask(pool, RUNAWAY, client="b", watch=waits.append))
        while not waits:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert pool.waiting == 1
        waits[0].kill(Why.GONE)
        with pytest.raises(GoneError):
            await second
        assert pool.waiting == 0
        with pytest.raises(DeadlineError):
            await first
        assert b"true" in await ask(pool, "ASK {}", client="b")

    pooled(folder, work, limits)


def test_a_household_is_one_client():
    assert household("192.0.2.7") == "192.0.2.7"
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert household("2001:db8:1:3::9") != household("2001:db8:1:2::9")
    assert household("fe80::1%eth0") == "fe80::/64"
    assert household(None) == household("") == ""


def test_a_query_that_nobody_waits_for_is_killed(folder):
    async def work(pool):
        slow: list[Run] = []
        task = asyncio.create_task(ask(pool, RUNAWAY, watch=slow.append))
        while not slow:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        slow[0].kill(Why.GONE)
        with pytest.raises(GoneError):
            await task
        # as is one whose task is cancelled
        task = asyncio.create_task(ask(pool, RUNAWAY))
        await asyncio.sleep(0.2)
        pids = {run.worker.pid for run in pool._running}
        task.cancel()
        await asyncio.wait([task])
        for _ in range(3000):  # a busy machine is slow
            if not pids & pool.agency.workers:
                break
            await asyncio.sleep(0.02)
        assert not pids & pool.agency.workers
        assert pool.running == 0

    pooled(folder, work)


def test_a_slow_reader_makes_the_worker_wait(folder):
    text = "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 200000"

    async def work(pool):
        async with pool.run(Job(text, JSON, None, 20.0)) as run:
            assert await run.answer() == (b"", False)
            await asyncio.sleep(1.0)
            assert run.worker._held < 2_000_000
            size = sum([len(part) async for part in run.parts()])
            assert size > 20_000_000

    pooled(folder, work)


def test_nothing_is_left_behind(folder):
    before = open_files()

    async def work(pool):
        pids = [pool.agency.pid, *pool.agency.workers]
        for _ in range(30):
            await ask(pool, "ASK {}")
        for text in (RUNAWAY, BOMB, EVERYTHING):
            with suppress(DeadlineError, OverMemoryError):
                await ask(pool, text, 0.5)
        pids += pool.agency.workers
        await pool.close()
        for _ in range(3000):  # a busy machine is slow
            if not any(map(lives, pids)):
                return
            await asyncio.sleep(0.02)
        raise AssertionError("a process is left")

    pooled(folder, work)
    assert open_files() <= before + 1  # one of the event loop's at most


def test_a_zygote_that_is_killed_takes_its_workers_along_and_is_seen(folder):
    async def work(pool):
        await ask(pool, "ASK {}")
        pids = set(pool.agency.workers)
        os.kill(pool.agency.pid, signal.SIGKILL)
        for _ in range(3000):  # a busy machine is slow
            if not pool.alive and not any(map(lives, pids)):
                break
            await asyncio.sleep(0.02)
        assert not pool.alive
        with pytest.raises(SnapshotDamagedError):
            await ask(pool, "ASK {}")

    pooled(folder, work)


def test_a_store_that_is_not_there_is_said_so(tmp_path):
    async def run():
        with pytest.raises(SnapshotDamagedError):
            await Pool.open(tmp_path / "none", LIMITS, in_memory=True)

    asyncio.run(run())


def test_a_worker_that_comes_too_late_is_let_go(folder):
    async def work(pool):
        for _ in range(5):
            before = set(pool.agency._living)
            task = asyncio.create_task(pool.agency.hire())
            while not set(pool.agency._living) - before:  # noqa: ASYNC110
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            pids = set(pool.agency._living) - before
            for _ in range(3000):  # a busy machine is slow
                if task.cancelled() and not any(map(lives, pids)):
                    break
                if not task.cancelled():
                    task.result().close()
                    break
                await asyncio.sleep(0.02)
            else:
                raise AssertionError("a worker is left")

    pooled(folder, work, replace(LIMITS, spare=0))  # a spare one would come and stay


def another(tmp_path: Path) -> Path:
    """A store with one quad."""
    store = ox.Store(str(tmp_path / "other"))
    node = ox.NamedNode("urn:x:other")
    store.add(ox.Quad(node, node, node, node))
    store.flush()
    return tmp_path / "other"


@pytest.mark.parametrize("in_memory", [True, False])
def test_pools_over_several_stores_share_a_zygote(folder, tmp_path, in_memory):
    other = another(tmp_path)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    async def work(pool):
        second = pool.beside(other)
        hires = [asyncio.create_task(pool.agency.hire()) for _ in range(2)]
        await asyncio.sleep(0)
        for hire in hires:  # those who gave up do not get others workers of theirs
            hire.cancel()
        for _ in range(2):
            counted = await asyncio.gather(*(ask(each, count) for each in (second, pool) * 2))
            assert [b'"1"' in each for each in counted] == [True, False] * 2
        pid = pool.agency.pid
        third = second.beside(other)
        await pool.close()
        await pool.close()  # who closes twice takes nothing from others
        await second.drain()
        assert b'"1"' in await ask(third, count)
        assert lives(pid)
        await third.close()
        assert not lives(pid)

    pooled(folder, work, in_memory=in_memory)


def test_a_store_that_is_gone_loses_its_worker_and_no_other(folder, tmp_path):
    async def work(pool):
        second = pool.beside(tmp_path / "none")
        with pytest.raises(CrashedError):
            await ask(second, "ASK {}")
        await second.close()
        assert await ask(pool, "ASK {}")

    pooled(folder, work, in_memory=False)
