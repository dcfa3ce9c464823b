"""How long stored queries and pages take, asked with what a snapshot has.

Times are of the processor of this process: on a machine that does other things as well, a clock
measures those.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final

from llmkg.bench.drawn import Drawn
from llmkg.kb import GRAPH_TYPE, ROWS_TYPE, KnowledgeBase
from llmkg.queries import NamedQuery, bind
from llmkg.store.embedded import EmbeddedStore

INTERNAL: Final = ("policy/", "remote/", "kept/", "profile/")
"""Folders of queries that no page and no reader asks."""

_ENOUGH: Final = 2.0  # seconds for one query: what is as slow as that need not be asked again


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of the processor for so many askings; `size` of the largest answer in bytes."""

    name: str
    asked: int
    p50: float
    p95: float
    size: int


def queries(kb: KnowledgeBase, number: int = 20, seed: int = 1) -> Iterator[Timed]:
    """Each stored query that readers or pages ask: with its examples' and with drawn parameters."""
    assert isinstance(kb.store, EmbeddedStore)  # noqa: S101 - a snapshot is one
    drawn = Drawn(kb, kb.store, seed)
    for name, query in kb.queries.items():
        if not name.startswith(INTERNAL):
            yield _timed(
                name, [_ask(kb, query, drawn) for _ in range(number if query.params else 3)]
            )


def visits(get: Callable[[str], bytes], paths: Mapping[str, Sequence[str]]) -> Iterator[Timed]:
    """Each sort of address, by `get`, which answers in this process."""
    for name, several in paths.items():
        yield _timed(name, [partial(get, path) for path in several])


def _ask(kb: KnowledgeBase, query: NamedQuery, drawn: Drawn) -> Callable[[], bytes]:
    text = bind(query, drawn.params(query))
    media_type = GRAPH_TYPE if query.form.gives_graph else ROWS_TYPE
    return lambda: kb.store.query(text, media_type).body


def _timed(name: str, asking: Sequence[Callable[[], bytes]]) -> Timed:
    times: list[float] = []
    size = 0
    for ask in asking:
        begun = time.process_time()
        size = max(size, len(ask()))
        times.append(1000 * (time.process_time() - begun))
        if sum(times) > 1000 * _ENOUGH:
            break
    times.sort()
    return Timed(name, len(times), _at(times, 0.5), _at(times, 0.95), size)


def _at(times: Sequence[float], share: float) -> float:
    return times[max(0, ceil(share * len(times)) - 1)] if times else 0.0
