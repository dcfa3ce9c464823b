"""What a server of assistants needs of the house that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from llmkg.engine.frames import Call
from llmkg.engine.frames import Job as Query
from llmkg.engine.pool import Pool, Why


class House(Protocol):
    """Answers off the event loop, and stops what takes too long."""

    @property
    def home(self) -> str:
        """The address under which the world finds things, with a slash at its end."""

    @property
    def root(self) -> Path:
        """The folder with ontology, claims and queries."""

    async def ask(self, name: str, arguments: Mapping[str, Any]) -> bytes:
        """The answer of the desk (`desk.answer`), as JSON. Raises LlmkgError."""

    async def query(self, query: Query, most: int) -> tuple[bytes, bool]:
        """The result of a query, at most so many bytes, and whether it is whole."""

    async def check(self, media_type: str, data: bytes) -> list[dict[str, Any]]:
        """What the check finds in a contribution, as plain values; nothing is stored."""


async def collected(
    pool: Pool, query: Query | Call, most: int, *, client: str = ""
) -> tuple[bytes, bool]:
    """Run a query where it can be killed, and stop it once there are `most` bytes.

    It is killed, too, when whoever waits for it is cancelled.
    """
    async with pool.run(query, client=client) as run:
        try:
            found, whole = await run.answer()
            if whole:
                run.give_back()
                return found[:most], len(found) <= most
            held = bytearray()
            async for part in run.parts():
                held += part
                if len(held) > most:
                    run.kill(Why.GONE)
                    return bytes(held[:most]), False
        except BaseException:
            run.kill(Why.GONE)
            raise
        run.give_back()
        return bytes(held), True
