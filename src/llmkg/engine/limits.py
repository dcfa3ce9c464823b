"""What a query may cost, and how many may run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from llmkg.store.fit import memory_bytes

MEGABYTE: Final = 1 << 20
_MOST_MEMORY: Final = 1024 * MEGABYTE
_LEAST_MEMORY: Final = 128 * MEGABYTE
_MOST_SLOW: Final = 20  # one that is slow takes time that nobody else wants, and memory
_SHARE: Final = 2  # workers together may have one half of the machine's memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one server process.

    seconds       longest that a query may take, its streaming included
    memory_bytes  what a worker may take beyond the snapshot (address space)
    result_bytes  largest result
    whole_bytes   up to here a result is held back until it is complete; beyond, it streams
    quick         how many queries may run before the first of them counts as slow
    most          how many workers there may be in all
    spare         how many idle workers are kept
    share         how many queries of one client may run
    waiting       how many queries may wait for a worker
    waiting_each  how many of one client
    patience      longest that one waits, in seconds
    slow_after    seconds after which a query is slow: it runs at a lower priority from then on
    call_slow     the same for a call, which has more to do than a query
    long_after    seconds after which either goes to the lowest
    sweep         seconds between two looks at what runs
    cache_bytes   size of the cache of responses
    inline        whether queries that are proven cheap run in the server process itself
    pages_quads   up to so many quads the server process makes pages itself: none is slow there,
                  and what they share is read once
    """

    seconds: float = 30.0
    memory_bytes: int = _MOST_MEMORY
    result_bytes: int = 256 * MEGABYTE
    whole_bytes: int = MEGABYTE // 4
    quick: int = 4
    most: int = 24
    spare: int = 2
    share: int = 16
    waiting: int = 256
    waiting_each: int = 64
    patience: float = 5.0
    slow_after: float = 0.03
    call_slow: float = 0.3
    long_after: float = 1.0
    sweep: float = 0.01
    cache_bytes: int = 64 * MEGABYTE
    inline: bool = True
    pages_quads: int = 200_000


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def servers() -> int:
    """How many server processes fit this machine: one for every two processors.

    The others are left to the workers and to whoever else is there. Where servers take turns on a
    processor, each keeps its clients waiting for as long as the other's turn lasts, which is
    milliseconds, for an answer that takes microseconds (docs/decisions/0024).
    """
    return max(1, processors() // 2)


def for_machine(seconds: float, servers: int = 1) -> Limits:
    """Limits that fit this machine when `servers` processes share it."""
    cores = processors()
    quick = max(2, 2 * cores // servers)
    share = memory_bytes() // _SHARE // servers
    most = max(quick + 4, min(quick + _MOST_SLOW, share // _LEAST_MEMORY))
    memory = max(_LEAST_MEMORY, min(_MOST_MEMORY, share // most))
    # A third stays for others, whatever one client does.
    return Limits(
        seconds=seconds, memory_bytes=memory, quick=quick, most=most, share=max(2, most * 2 // 3)
    )
