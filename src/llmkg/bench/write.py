"""What it takes to add, revise and retract a claim, until every reader sees it.

The writes go to a running server, as anybody's do, and are answered when all who read see them. A
claim that is there is said again under another name, gets another label and another level, and is
taken back; so whatever hangs on the claim moves with it. What the steps took the server tells.
"""

from __future__ import annotations

import re
import statistics
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from llmkg.bench.kill import Place
from llmkg.store.snapshot import open_current
from llmkg.vocab import LLMKG, RDF, SOURCE_GRAPHS

_STEP: Final = re.compile(r"([\w-]+);dur=([0-9.]+)")
_CLAIM: Final = ox.NamedNode(LLMKG.Claim)
_TYPE: Final = ox.NamedNode(RDF.type)
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_SPARE: Final = 3  # claims that are drawn for each one that is written
_TOLD: Final = 600  # bytes of a refusal
WHOLE: Final = "whole"
"""Until the answer is there, as the client has it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: half of all took no more than `median`, and 95 of a hundred no more than `p95`."""

    median: float
    p95: float

    @classmethod
    def of(cls, taken: Sequence[float]) -> Spread:
        """Of all that was measured."""
        ordered = sorted(taken)
        return cls(
            statistics.median(ordered), ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]
        )


@dataclass(slots=True)
class Taken:
    """What writes took: seconds by what was done, and by step."""

    claims: int = 0
    quads: int = 0
    first: float = 0.0
    seconds: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def spreads(self) -> dict[str, dict[str, Spread]]:
        """By what was done and by step."""
        return {
            done: {step: Spread.of(taken) for step, taken in steps.items()}
            for done, steps in self.seconds.items()
        }


def measure(
    root: Path,
    out: Path,
    rounds: int,
    *,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _text: None,
) -> Taken:
    """Write to a copy of a root; `out` is a folder of its own, built here if it is new."""
    place = Place(root, out)
    try:
        place.start()
        progress("a server runs")
        return _measured(place, rounds, Random(seed), progress)  # noqa: S311 - no secret
    finally:
        place.stop()


def _measured(place: Place, rounds: int, chance: Random, progress: Callable[[str], None]) -> Taken:
    with open_current(place.out) as snapshot:
        manifest = snapshot.manifest
        taken = Taken(manifest.counts.get("Claim", 0), manifest.quads)
        store = ox.Store.read_only(str(snapshot.path / "store"))
        models = list(_claims(store, _SPARE * rounds, chance))
    started = time.perf_counter()
    _send(place, "POST", _graph_store("http://example.org/bench"), b"", "text/turtle")
    taken.first = time.perf_counter() - started
    written = 0
    for number, model in enumerate(models):
        if written == rounds:
            break
        try:
            _written(place, model, f"bench-{number}", taken)
        except urllib.error.HTTPError as error:
            # Some may be said once only, such as one that takes another back.
            if error.code != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            progress(f"refused: {error.read()[:_TOLD].decode(errors='replace')}")
        else:
            written += 1
            progress(f"{written} of {rounds}")
    return taken


def _written(place: Place, model: Model, name: str, taken: Taken) -> None:
    """Add, revise and retract a claim like this one. Raises HTTPError."""
    for done, method, target, body, kind in model.writes(name):
        before = time.perf_counter()
        timing = _send(place, method, target, body, kind)
        steps = taken.seconds[done]
        steps[WHOLE].append(time.perf_counter() - before)
        for step, milliseconds in _STEP.findall(timing):
            steps[step].append(float(milliseconds) / 1000)


@dataclass(frozen=True, slots=True)
class Model:
    """A claim that is there, with its parts: what another one is made like.

    quads  what is said of it and of its parts, in the graph of its source
    """

    iri: str
    graph: str
    quads: tuple[ox.Quad, ...]

    def writes(self, name: str) -> Iterator[tuple[str, str, str, bytes, str]]:
        """Adding, revising and retracting such a claim: what is done, and the request for it."""
        new = f"{self.iri}-{name}"
        triples = [
            f"{_renamed(quad.subject, self.iri, new)} {quad.predicate} "
            f"{_renamed(quad.object, self.iri, new)} ."
            for quad in self.quads
        ]
        said = "\n".join(triples).encode()
        yield "add", "POST", _graph_store(self.graph), said, "application/n-triples"
        update = "/sparql"
        kind = "application/sparql-update"
        label = f"DELETE {{ <{new}> <{_LABEL}> ?old }} INSERT {{ <{new}> <{_LABEL}> ?fresh }} "
        revised = (
            f"WITH <{self.graph}> {label} WHERE {{ <{new}> <{_LABEL}> ?old "
            'BIND(STRLANG(CONCAT(STR(?old), " (revised)"), LANG(?old)) AS ?fresh) }'
        )
        yield "revise", "POST", update, revised.encode(), kind
        gone = "DELETE DATA {{ GRAPH <{}> {{ {} }} }}".format(
            self.graph,
            " ".join(each for each in triples if f"> <{_LABEL}> " not in each),
        )
        gone += f" ; DELETE WHERE {{ GRAPH <{self.graph}> {{ <{new}> <{_LABEL}> ?label }} }}"
        yield "retract", "POST", update, gone.encode(), kind


def _claims(store: ox.Store, number: int, chance: Random) -> Iterator[Model]:
    """So many claims, from all over the graph."""
    found = [
        quad
        for quad in store.quads_for_pattern(None, _TYPE, _CLAIM, None)
        if str(quad.graph_name).startswith(f"<{SOURCE_GRAPHS}")
    ]
    for quad in chance.sample(sorted(found, key=str), min(number, len(found))):
        claim = quad.subject
        if not isinstance(claim, ox.NamedNode) or not isinstance(quad.graph_name, ox.NamedNode):
            continue
        quads = list(store.quads_for_pattern(claim, None, None, quad.graph_name))
        for part in [each.object for each in quads]:
            if isinstance(part, ox.NamedNode) and part.value.startswith(f"{claim.value}#"):
                quads += store.quads_for_pattern(part, None, None, quad.graph_name)
        yield Model(claim.value, quad.graph_name.value, tuple(quads))


def _renamed(term: object, old: str, new: str) -> str:
    """A term in N-Triples; the claim and its parts by their new names."""
    if isinstance(term, ox.NamedNode) and (term.value == old or term.value.startswith(f"{old}#")):
        return f"<{new}{term.value[len(old) :]}>"
    return str(term)


def _graph_store(graph: str) -> str:
    return f"/rdf-graph-store?graph={quote(graph, safe='')}"


def _send(place: Place, method: str, target: str, body: bytes, kind: str) -> str:
    """A write; what its steps took, as the server says it. Raises HTTPError."""
    headers = {"Authorization": f"Bearer {place.token}", "Content-Type": kind}
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{place.address}{target}", body, headers, method=method
    )
    with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - as above
        return str(answer.headers.get("Server-Timing", ""))
