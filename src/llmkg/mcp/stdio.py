"""The server over the pipes of an assistant that started it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable

from llmkg.mcp.local import LocalHouse
from llmkg.mcp.server import make_server
from llmkg.settings import Settings


def run(settings: Settings, prepare: Callable[[], None]) -> None:
    """Serve until the input ends. The protocol has the output; all else goes to stderr."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    asyncio.run(_run(settings, prepare))


async def _run(settings: Settings, prepare: Callable[[], None]) -> None:
    house = LocalHouse(settings, prepare)
    try:
        await make_server(house).run_stdio_async()
    finally:
        await house.close()
