"""How long stored queries and pages take, asked with what a snapshot has.

Times are of the processor of this process: on a machine that does other things as well, a clock
measures those.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import ceil
from typing import Final

from llmkg.bench.drawn import Drawn
from llmkg.kb import GRAPH_TYPE, ROWS_TYPE, KnowledgeBase
from llmkg.queries import NamedQuery, ParamValue, bind
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import BASE

INTERNAL: Final = ("policy/", "remote/", "kept/", "profile/")
"""Folders of queries that no page and no reader asks."""

_ENOUGH: Final = 2.0  # seconds for one query: what is as slow as that need not be asked again
_LONGEST: Final = 160  # characters that tell of one asking


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of the processor for so many askings.

    size   bytes of the largest answer
    rows   of the longest answer; 0 for what has none
    worst  how the slowest of them was asked: its parameters, or the address
    """

    name: str
    asked: int
    p50: float
    p95: float
    size: int
    rows: int = 0
    worst: str = ""


@dataclass(frozen=True, slots=True)
class _Asking:
    """One way to ask; `told` is how."""

    told: str
    ask: Callable[[], bytes]


def queries(
    kb: KnowledgeBase,
    number: int = 20,
    seed: int = 1,
    fits: Callable[[str], bool] = lambda _name: True,
) -> Iterator[Timed]:
    """Each stored query that readers or pages ask and that `fits`.

    It is asked with nothing that may be left out, with its examples, with each example by itself,
    and then so many times with parameters that are drawn from what is there.
    """
    assert isinstance(kb.store, EmbeddedStore)  # noqa: S101 - a snapshot is one
    drawn = Drawn(kb, kb.store, seed)
    for name, query in kb.queries.items():
        if not name.startswith(INTERNAL) and fits(name):
            # What a query may be asked for is drawn before the clock runs.
            several = [*examples(query), *(drawn.params(query) for _ in range(number))]
            wanted = several if query.params else [{}] * 3
            yield _timed(name, [_asking(kb, query, values) for values in wanted])


def examples(query: NamedQuery) -> Iterator[Mapping[str, ParamValue]]:
    """Parameters as the header has them: the fewest, each one added by itself, and all."""
    needed = {
        name: each.example
        for name, each in query.params.items()
        if each.required and each.example is not None
    }
    if len(needed) == sum(each.required for each in query.params.values()):
        given = {name: each.example for name, each in query.params.items() if each.example}
        yield needed
        yield from ({**needed, name: given[name]} for name in given if name not in needed)
        if len(given) > len(needed) + 1:
            yield given


def visits(get: Callable[[str], bytes], paths: Mapping[str, Sequence[str]]) -> Iterator[Timed]:
    """Each sort of address, by `get`, which answers in this process."""
    for name, several in paths.items():
        yield _timed(name, [_Asking(path, partial(get, path)) for path in several])


def slowest_first(several: Iterable[Timed]) -> list[Timed]:
    """By what one in twenty askings takes at least."""
    return sorted(several, key=lambda each: -each.p95)


def slow(several: Iterable[Timed], limit: float) -> list[Timed]:
    """Those of which one in twenty askings takes more milliseconds than that, slowest first."""
    return [each for each in slowest_first(several) if each.p95 > limit]


def as_json(several: Iterable[Timed], limit: float) -> str:
    """The figures, slowest first, each with whether it is within the limit."""
    found = [{**asdict(each), "within": each.p95 <= limit} for each in slowest_first(several)]
    return json.dumps({"limit": limit, "timed": found}, indent=1)


def _asking(kb: KnowledgeBase, query: NamedQuery, values: Mapping[str, ParamValue]) -> _Asking:
    text = bind(query, values)
    media_type = GRAPH_TYPE if query.form.gives_graph else ROWS_TYPE
    told = " ".join(f"{name}={str(each).removeprefix(BASE)}" for name, each in values.items())
    return _Asking(told, lambda: kb.store.query(text, media_type).body)


def _timed(name: str, several: Sequence[_Asking]) -> Timed:
    times: list[tuple[float, str]] = []
    size = rows = 0
    spent = 0.0
    for each in several:
        begun = time.process_time()
        answer = each.ask()
        taken = 1000 * (time.process_time() - begun)
        times.append((taken, each.told))
        size, rows = max(size, len(answer)), max(rows, _rows(answer))
        spent += taken
        if spent > 1000 * _ENOUGH:
            break
    milliseconds = sorted(taken for taken, _ in times)
    _, worst = max(times, default=(0.0, ""))
    p50, p95 = _at(milliseconds, 0.5), _at(milliseconds, 0.95)
    return Timed(name, len(times), p50, p95, size, rows, worst[:_LONGEST])


def _rows(answer: bytes) -> int:
    """Rows of an answer to a SELECT, or members of a list."""
    try:
        found = json.loads(answer)
    except ValueError:
        return 0
    if not isinstance(found, dict):
        return 0
    rows = found.get("results", {}).get("bindings") if "head" in found else found.get("items")
    return len(rows) if isinstance(rows, list) else 0


def _at(times: Sequence[float], share: float) -> float:
    return times[max(0, ceil(share * len(times)) - 1)] if times else 0.0
