"""What has to be done so that an endpoint holds a snapshot: steps, each of which may be done twice.

Graphs that have not changed are left alone. A graph with blank nodes goes as a whole: put twice, it
is the same; added to twice, it would have each of them twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.model.manifest import Manifest
from llmkg.remote.writer import Writer, has_blank
from llmkg.store.port import GraphStore

CHUNK: Final = 10_000
"""Quads of one step; some megabytes."""

Quads: TypeAlias = Sequence[ox.Quad]


class Kind(StrEnum):
    """What a step does to its graph."""

    PUT = "put"
    DROP = "drop"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One request's worth. `name` is that of this work on these quads, and of no other."""

    kind: Kind
    graph: str
    quads: Quads
    name: str

    @classmethod
    def of(cls, kind: Kind, graph: str, quads: Quads = ()) -> Step:
        """With its name."""
        digest = sha256(f"{kind} {graph}\n".encode())
        for quad in quads:
            digest.update(f"{quad.triple}\n".encode())
        return cls(kind, graph, quads, digest.hexdigest())

    def do(self, writer: Writer) -> None:
        """Do it."""
        match self.kind:
            case Kind.PUT:
                writer.put(self.graph, self.quads)
            case Kind.DROP:
                writer.drop(self.graph)
            case Kind.ADD:
                writer.add(self.graph, self.quads)
            case Kind.REMOVE:
                writer.change(self.quads, ())


@dataclass(frozen=True, slots=True)
class Held:
    """What an endpoint holds already.

    digests  of the graphs that are known to be whole, by name
    graphs   all that are ours, whole or not
    store    the same quads at hand, so that what changed need not be sent as a whole
    """

    digests: Mapping[str, str]
    graphs: Sequence[str]
    store: GraphStore | None = None


def steps(store: GraphStore, manifest: Manifest, held: Held) -> Iterator[Step]:
    """The steps from what is held to the snapshot in `store`."""
    for info in manifest.graphs:
        if held.digests.get(info.iri) != info.digest:
            yield from _graph(store, info.iri, held)
    wanted = {info.iri for info in manifest.graphs}
    for iri in sorted(set(held.graphs) - wanted):
        yield Step.of(Kind.DROP, iri)


def _graph(store: GraphStore, iri: str, held: Held) -> Iterator[Step]:
    name = ox.NamedNode(iri)
    new = store.quads(graph=name)
    if iri in held.digests and held.store is not None:
        old = held.store.quads(graph=name)
        if not any(map(has_blank, new)) and not any(map(has_blank, old)):
            removed, added = set(old) - set(new), set(new) - set(old)
            yield from _chunks(Kind.REMOVE, iri, sorted(removed, key=str))
            yield from _chunks(Kind.ADD, iri, sorted(added, key=str))
            return
    if len(new) <= CHUNK or any(map(has_blank, new)):
        yield Step.of(Kind.PUT, iri, new)
        return
    # What is dropped twice, the second time takes away what was added: the journal says it is done.
    yield Step.of(Kind.DROP, iri)
    yield from _chunks(Kind.ADD, iri, new)


def _chunks(kind: Kind, iri: str, quads: Quads) -> Iterator[Step]:
    remaining = iter(quads)
    while some := tuple(islice(remaining, CHUNK)):
        yield Step.of(kind, iri, some)
