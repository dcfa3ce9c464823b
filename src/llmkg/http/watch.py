"""Looking whether a remote store holds another snapshot by now.

Snapshots on disk are watched by the engine room, which a server over a remote store does not have.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from llmkg.errors import LlmkgError
from llmkg.http.service import Service

SECONDS: Final = 2.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def watching(service: Service) -> AsyncIterator[None]:
    """Look from time to time while in here, where there is a remote store."""
    if not service.settings.store:
        yield
        return
    task = asyncio.create_task(_watch(service))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(service: Service) -> None:
    said = ""
    while True:
        await asyncio.sleep(SECONDS)
        try:
            await asyncio.to_thread(service.readings.renew)
            said = ""
        except LlmkgError as error:
            if str(error) != said:  # once, and not every two seconds
                said = str(error)
                log.warning("the store cannot be read as it is now: %s", said)
