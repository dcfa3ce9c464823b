"""What the engine room tells of itself, for Prometheus."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from llmkg.engine.pool import Pool

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where several server processes keep their figures, so that each can tell those of all."""

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Figures of one server process."""

    def __init__(self) -> None:
        if FOLDER in os.environ:
            # Who keeps figures never forks; to ask for its number at every figure takes longer
            # than to write it.
            number = os.getpid()
            values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        shared = self._registry
        self._latency = Histogram(
            "llmkg_request_seconds",
            "Time from a request to its answer",
            ["route", "way", "status"],
            buckets=_SECONDS,
            registry=shared,
        )
        self._known: dict[tuple[str, str, int], Histogram] = {}
        self._cache = Counter(
            "llmkg_cache_requests", "Answers from the cache, or not", ["found"], registry=shared
        )
        self.hit = self._cache.labels("yes")
        self.miss = self._cache.labels("no")
        self._ended = Counter(
            "llmkg_queries_ended", "Queries without an answer, by why", ["why"], registry=shared
        )
        self._hired = Counter("llmkg_workers_forked", "Workers forked", registry=shared)
        self._swaps = Counter("llmkg_snapshot_swaps", "Snapshots switched to", registry=shared)
        self._running = self._gauge("llmkg_queries_running", "Queries that run")
        self._waiting = self._gauge("llmkg_queries_waiting", "Queries that wait for a worker")
        self._memory = self._gauge("llmkg_workers_memory_bytes", "Resident memory of workers")
        self._workers = self._gauge("llmkg_workers", "Workers that live")
        self._cached = self._gauge("llmkg_cache_bytes", "Size of the cache")
        self._told: dict[tuple[int, str], int] = {}

    def took(self, route: str, way: str, status: int, seconds: float) -> None:
        """One request."""
        key = (route, way, status)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._latency.labels(route, way, str(status))
        known.observe(seconds)

    def swapped(self) -> None:
        """The server has switched to another snapshot."""
        self._swaps.inc()

    def look(self, pool: Pool | None, cached: int) -> None:
        """Take down how things stand."""
        self._cached.set(cached)
        if pool is None:
            return
        self._running.set(pool.running)
        self._waiting.set(pool.waiting)
        self._workers.set(len(pool.agency.workers))
        self._memory.set(sum(map(_resident, pool.agency.workers)))
        tally = pool.tally
        self._hired.inc(self._since(pool, "hired", tally.hired))
        for why, count in tally.killed.items():
            self._ended.labels(why.value).inc(self._since(pool, why.value, count))
        self._ended.labels("crashed").inc(self._since(pool, "crashed", tally.crashed))
        self._ended.labels("refused").inc(self._since(pool, "refused", pool.refused))

    def text(self) -> bytes:
        """All figures, of all server processes where there are several."""
        if FOLDER in os.environ:
            everyone = CollectorRegistry()
            MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
            return generate_latest(everyone)
        return generate_latest(self._registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self._registry, multiprocess_mode="livesum")

    def _since(self, pool: Pool, name: str, count: int) -> int:
        """How much more there is than was told before."""
        before = self._told.get((id(pool), name), 0)
        self._told[id(pool), name] = count
        return max(0, count - before)


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - no path arithmetic here
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
