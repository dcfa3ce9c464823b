"""Processes that do the parts of a build; with one, this process does them itself."""

from __future__ import annotations

import gc
import multiprocessing as mp
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Final, Self, TypeVar

from llmkg.errors import OutsideError

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")
_WAITING: Final = 3  # jobs handed out ahead, for each process
_CYCLES: Final = (50_000, 20, 100)
"""How rarely processes look for cycles: there are none of any size, and millions of things."""


class Crew:
    """So many processes, started when the first job comes. They end with this one, if it is killed.

    Used in a `with`; jobs are functions of modules, and what they take and give can be pickled.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def each(self, work: Callable[[_Given], _Found], given: Iterable[_Given]) -> Iterator[_Found]:
        """What comes of each, in the order in which it is done. Raises what the work raises.

        OutsideError when a process was killed, such as for want of memory.
        """
        if self.processes == 1:
            yield from map(work, given)
            return
        waiting: set[Future[_Found]] = set()
        left = iter(given)
        try:
            while True:
                while len(waiting) < self.processes * _WAITING:
                    try:
                        waiting.add(self._open().submit(work, next(left)))
                    except StopIteration:
                        break
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BrokenProcessPool as error:
            raise _killed() from error
        finally:
            for future in waiting:
                future.cancel()

    def start(self, work: Callable[[_Given], _Found], given: _Given) -> Callable[[], _Found]:
        """Begin something that is done beside what comes; what is given waits for the end of it.

        That raises as `each` does.
        """
        if self.processes == 1:
            return lambda: work(given)
        future = self._open().submit(work, given)

        def finish() -> _Found:
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise _killed() from error

        return finish

    def renew(self) -> None:
        """Let the processes end, and with them all that they keep; the next job starts new ones."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned: threads of libraries that are open here do not survive a fork.
            self._pool = ProcessPoolExecutor(
                self.processes, mp_context=mp.get_context("spawn"), initializer=follow
            )
        return self._pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _killed() -> OutsideError:
    return OutsideError(
        "A process of the build was killed",
        mend="Build again, with --processes 1 to take less memory: what was done is kept.",
    )


def processors() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells
        return os.cpu_count() or 1


def follow() -> None:
    """End when the process ends that started this one: a pool's own would wait for ever.

    And look for cycles rarely, as becomes one that does nothing but work in bulk.
    """
    gc.set_threshold(*_CYCLES)
    parent = mp.parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
