"""No query runs on the event loop, and a slow one stands in nobody's way."""

import asyncio
import threading

import anyio
import httpx
import pytest

from llmkg.http.app import assembled, create_app
from llmkg.http.problems import BusyError
from llmkg.http.service import Service
from llmkg.http.workers import QUERY_THREADS, Workers, in_thread
from llmkg.kb import KnowledgeBase

# Counting combinations keeps the engine at work for a while; their number is bounded.
SLOW = """SELECT (COUNT(*) AS ?n) WHERE {
  { SELECT ?a WHERE { ?a a llmkg:Claim } LIMIT 700 }
  { SELECT ?b WHERE { ?b a llmkg:Claim } LIMIT 700 }
  { SELECT ?c WHERE { ?c a llmkg:Claim } LIMIT 12 }
}"""
PATHS = [
    "/",
    "/readyz",
    "/ontology",
    "/model/davinci?format=jsonld",
    "/graph/catalogue?format=turtle",
    "/api/models",
    "/api/models/davinci",
    "/api/models/text-davinci-003/lineage",
    "/api/abilities/chain-of-thought/origins",
    "/api/claims",
    "/api/claims/fu2022-zh-3-1-code-training-gives-cot",
    "/api/propositions/code-training-gives-chain-of-thought",
    "/api/evidence/fu2022-zh-gpt3-no-code-no-cot",
    "/api/tensions",
    "/api/open-questions",
    "/api/search?q=dialogue",
    "/api/queries/code-training-evidence",
    "/sparql?query=ASK{}",
]


def test_a_slow_query_does_not_delay_its_neighbours(settings):
    app = create_app(settings)  # one that others use belongs to their event loop

    async def run():
        meanwhile = 0
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client,
        ):
            done = anyio.Event()

            async def slow():
                response = await client.get("/sparql", params={"query": SLOW})
                assert response.status_code == 200, response.text
                done.set()

            async with anyio.create_task_group() as tasks:
                for _ in range(2):
                    tasks.start_soon(slow)
                await anyio.sleep(0.05)
                while not done.is_set():
                    assert (await client.get("/healthz")).status_code == 200
                    meanwhile += 1
                    await anyio.sleep(0.01)
        return meanwhile

    assert anyio.run(run) > 5


def test_the_store_is_never_asked_on_the_event_loop(settings, monkeypatch):
    app = assembled(Service(settings), None)  # in the engine room queries run in other processes
    asked: list[tuple[str, int]] = []

    def spy(name):
        genuine = getattr(KnowledgeBase, name)

        def watched(self, *args, **kwargs):
            asked.append((name, threading.get_ident()))
            return genuine(self, *args, **kwargs)

        monkeypatch.setattr(KnowledgeBase, name, watched)

    methods = "query run things thing lineage ability_origins claims claim proposition evidence"
    for name in f"{methods} tensions open_questions counts".split():
        spy(name)

    async def run():
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            for path in PATHS:
                response = await client.get(path)
                assert response.status_code == 200, (path, response.text)
        return threading.get_ident()

    loop = anyio.run(run)
    assert {name for name, _ in asked} >= {"query", "claims", "counts", "proposition"}
    assert loop not in {thread for _, thread in asked}


def test_who_waits_too_long_for_a_thread_is_told():
    async def run():
        workers = Workers(patience=0.1)
        release = threading.Event()
        async with anyio.create_task_group() as tasks:
            for _ in range(QUERY_THREADS):
                tasks.start_soon(workers.query, lambda: release.wait(10))
            await anyio.sleep(0.05)
            with pytest.raises(BusyError):
                await workers.query(lambda: None)
            # other work has threads of its own
            assert await workers.run(lambda: "page") == "page"
            release.set()
        # and the threads come back
        assert await workers.query(lambda: "row") == "row"

    anyio.run(run)


def test_an_error_on_a_thread_gives_the_thread_back():
    async def run():
        workers = Workers(patience=0.5)

        def fail():
            raise ValueError("on purpose")

        for _ in range(3 * QUERY_THREADS):
            with pytest.raises(ValueError, match="on purpose"):
                await workers.query(fail)

    anyio.run(run)


def test_what_a_thread_opens_for_nobody_is_undone():
    """Its task was cancelled while it ran."""
    may_end = threading.Event()
    undone: list[str] = []

    def opened():
        assert may_end.wait(30)
        return "open"

    async def given_up():
        task = asyncio.create_task(in_thread(opened, undone.append))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert undone == []
        may_end.set()
        while not undone:  # noqa: ASYNC110 - the test ends with the suite's patience
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(given_up(), 30))
    assert undone == ["open"]


def test_what_a_thread_gives_to_somebody_stays():
    undone: list[str] = []
    assert asyncio.run(in_thread(lambda: "open", undone.append)) == "open"
    assert undone == []
