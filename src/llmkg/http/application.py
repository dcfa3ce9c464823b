"""The application inside a worker: it answers requests that another process has read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from starlette.types import ASGIApp, Message, Scope

from llmkg.engine.faults import CrashedError
from llmkg.http.app import assembled
from llmkg.http.behind import packed
from llmkg.http.reading import Reading
from llmkg.http.service import Service
from llmkg.http.texts import Texts
from llmkg.kb import KnowledgeBase
from llmkg.mcp.desk import answer
from llmkg.queries import load_queries
from llmkg.settings import Settings
from llmkg.store.snapshot import snapshot_at

if TYPE_CHECKING:
    from llmkg.engine.worker import Bound, Output, Program
    from llmkg.store.embedded import EmbeddedStore


def make(given: Mapping[str, str]) -> Bound:
    """The application, and all that it needs besides the store."""
    said: dict[str, Any] = orjson.loads(given["settings"])
    paths = {name: Path(said[name]) for name in ("root", "out", "tokens")}
    settings = Settings(**{**said, **paths, "services": tuple(said["services"])})
    folder = Path(given["folder"])
    snapshot = snapshot_at(folder)
    queries = load_queries(settings.root / "queries")
    service = Service(settings, Texts.read(orjson.loads(given.get("texts", "{}"))))
    app = assembled(service, None)
    app.openapi()  # made once, and not by each worker

    def bind(store: EmbeddedStore) -> Program:
        kb = KnowledgeBase(store, queries, snapshot.manifest, snapshot=snapshot)
        digest = snapshot.manifest.digest
        service.readings.current = Reading(kb, folder, digest, None, in_memory=True)
        return Answering(app, kb)

    return bind


class Answering:
    """Answers requests with the application, and questions of assistants, one after another."""

    def __init__(self, app: ASGIApp, kb: KnowledgeBase) -> None:
        self._app = app
        self._kb = kb
        self._loop = asyncio.new_event_loop()

    def __call__(self, payload: bytes, output: Output) -> None:
        """Answer one."""
        said = orjson.loads(payload)
        if "question" in said:
            output.write(answer(self._kb, said["question"], said["arguments"]))
            return
        self._loop.run_until_complete(self._answer(said, output))

    async def _answer(self, said: Mapping[str, Any], output: Output) -> None:
        scope: Scope = {
            **said,
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in said["headers"]],
            "raw_path": said["raw_path"].encode("latin-1"),
            "query_string": said["query_string"].encode("latin-1"),
            "client": said.get("client") and tuple(said["client"]),
            "server": said.get("server") and tuple(said["server"]),
            "state": {},
        }
        asked = ended = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await asyncio.get_running_loop().create_future()  # who hangs up is seen elsewhere
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                output.write(packed(message))
            elif message["type"] == "http.response.body":
                output.write(message.get("body", b""))
                ended = not message.get("more_body", False)

        await self._app(scope, receive, send)
        if not ended and output.fault is None:
            raise CrashedError("The answer broke off")
