"""Threads that ask the knowledge base, so that no query runs on the event loop.

A call evaluates and serialises before it returns: what the store hands out during a query must not
meet another thread. Queries of strangers have their own few threads; everything else has others, so
that a slow query never stands in the way of a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from traceback import clear_frames
from typing import Final, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from llmkg.http.problems import BusyError

T = TypeVar("T")

QUERY_THREADS: Final = 4
OTHER_THREADS: Final = 8


class Workers:
    """Two sets of threads.

    patience  how long a call may wait for a thread, in seconds
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._queries = CapacityLimiter(QUERY_THREADS)
        self._others = CapacityLimiter(OTHER_THREADS)

    async def query(self, call: Callable[[], T]) -> T:
        """Run a stranger's query; raises BusyError when no thread gets free in time."""
        return await self._run(call, self._queries)

    async def run(self, call: Callable[[], T]) -> T:
        """Run anything else; raises BusyError when no thread gets free in time."""
        return await self._run(call, self._others)

    async def _run(self, call: Callable[[], T], limiter: CapacityLimiter) -> T:
        borrower = object()
        try:
            with anyio.fail_after(self._patience):
                await limiter.acquire_on_behalf_of(borrower)
        except TimeoutError:
            raise BusyError(
                f"All threads were busy for {self._patience:g} seconds", mend="Ask again later."
            ) from None
        try:
            # A limiter of its own: ours is held already, the default one would be a third queue.
            return await to_thread.run_sync(partial(_alone, call), limiter=CapacityLimiter(1))
        finally:
            limiter.release_on_behalf_of(borrower)


def _alone(call: Callable[[], T]) -> T:
    """Call; an error leaves nothing of the engine's results, which belong to this thread."""
    try:
        return call()
    except BaseException as error:
        seen: BaseException | None = error
        while seen is not None:
            clear_frames(seen.__traceback__)
            seen = seen.__cause__ or seen.__context__
        raise


async def in_thread(call: Callable[[], T], undo: Callable[[T], object]) -> T:
    """What a call in a thread gives; it is undone where nobody waits for it any more.

    The thread goes on when the task is cancelled, and what it opens has nobody else to close it.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        running.add_done_callback(partial(_undone, undo))
        raise


def _undone(undo: Callable[[T], object], done: asyncio.Future[T]) -> None:
    if not done.cancelled() and done.exception() is None:
        undo(done.result())
