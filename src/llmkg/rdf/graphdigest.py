"""The digest of a graph, and of a dataset as its graphs, each in time of what changed.

A graph of up to `SMALL` triples has the sha256 of its canonical N-Quads document, which anybody can
reckon with tools of RDFC-1.0. That document is sorted, so one triple more would cost all of it
again: a larger graph has the digest of its lines as a set (`setdigest`). Which of the two follows
from the number of triples alone, so the same triples have the same digest however they came.

A dataset has the digest of the set of its graphs: a line each, with number, digest and name.
Canonical labels of blank nodes are those within their graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import Final

import pyoxigraph as ox

from llmkg.model.manifest import GraphInfo
from llmkg.rdf.canonical import canonical_quads, mentions_blank
from llmkg.rdf.setdigest import SetDigest
from llmkg.rdf.view import Difference, View

SMALL: Final = 1_000
"""Triples up to which a graph is canonicalised as a document."""

_AT_ONCE: Final = 5_000


class GraphDigest:
    """Takes the triples of one graph, each once and in any order, and tells its digest.

    Keeps a number for all of them, and those that mention blank nodes.
    """

    __slots__ = ("_blank", "_few", "_set")

    def __init__(self) -> None:
        self._set = SetDigest()
        self._few: list[bytes] = []
        self._blank: list[ox.Quad] = []

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Quads of the graph come; the name in them is not looked at."""
        stream = iter(quads)
        while some := list(islice(stream, _AT_ONCE)):
            blank = [quad for quad in some if mentions_blank(quad)]
            self._blank += blank
            lines = (
                _lines(quad for quad in some if not mentions_blank(quad))
                if blank
                else (_lines(some))
            )
            self.add_lines(lines)

    def add_lines(self, lines: Sequence[bytes]) -> None:
        """Triples come as canonical N-Triples without the ends of lines; none has a blank node."""
        self._set.add(lines)
        if self._set.count <= SMALL:
            self._few += lines
        else:
            self._few = []

    def merge(self, other: GraphDigest) -> None:
        """Triples of the same graph come that were reckoned elsewhere, all others than here."""
        self._set.merge(other._set)
        self._blank += other._blank
        self._few = [*self._few, *other._few] if self._set.count <= SMALL else []

    def info(self, iri: str) -> GraphInfo:
        """What is known of the graph when all has come."""
        blank = _canonical(self._blank)
        count = self._set.count + len(blank)
        if count <= SMALL:
            document = b"".join(line + b"\n" for line in sorted((*self._few, *blank)))
            return GraphInfo(iri, count, sha256(document).hexdigest())
        whole = SetDigest()
        whole.merge(self._set)
        whole.add(blank)
        return GraphInfo(iri, count, whole.hexdigest(), whole.value())


def graph_digest(quads: Iterable[ox.Quad]) -> str:
    """The digest of these quads as one graph; they may be there more than once."""
    alone = GraphDigest()
    alone.add({ox.Quad(each.subject, each.predicate, each.object) for each in quads})
    return alone.info("").digest


def following(
    old: GraphInfo | None, after: View, graph: ox.NamedNode, change: Difference
) -> GraphInfo:
    """What is known of a graph after a change of it, from what was known before.

    `change`: quads of this graph that were not there and now are, and the other way round. A graph
    that is small afterwards is read; so is one that was small before, and one where blank nodes
    come or go, as the labels of all of them hang together.
    """
    count = (old.triples if old else 0) + len(change.added) - len(change.removed)
    if count > SMALL and old is not None and old.sum and not any(map(mentions_blank, change.quads)):
        whole = SetDigest.of(old.sum, old.triples)
        whole.add(_lines(change.added))
        whole.remove(_lines(change.removed))
        return GraphInfo(graph.value, count, whole.hexdigest(), whole.value())
    anew = GraphDigest()
    anew.add(after.quads_for_pattern(None, None, None, graph))
    return anew.info(graph.value)


class DatasetDigest:
    """The digest of a dataset: of the graphs in it, as a set. Empty graphs do not count."""

    __slots__ = ("_set",)

    def __init__(self, total: SetDigest | None = None) -> None:
        self._set = total or SetDigest()

    @classmethod
    def of(cls, value: str) -> DatasetDigest:
        """Go on from a `value`."""
        number, _, total = value.partition(" ")
        return cls(SetDigest.of(total, int(number)))

    def add(self, infos: Iterable[GraphInfo]) -> None:
        """Graphs come."""
        self._set.add(_graph_lines(infos))

    def remove(self, infos: Iterable[GraphInfo]) -> None:
        """Graphs go, with what was known of them."""
        self._set.remove(_graph_lines(infos))

    @property
    def value(self) -> str:
        """What has to be kept to go on from here."""
        return f"{self._set.count} {self._set.value()}"

    def hexdigest(self) -> str:
        """The name of the dataset."""
        return self._set.hexdigest()


def _graph_lines(infos: Iterable[GraphInfo]) -> list[bytes]:
    return [f"{info.triples} {info.digest} <{info.iri}>".encode() for info in infos if info.triples]


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Canonical N-Quads of the triples: the engine writes terms in their canonical form."""
    return [f"{quad.triple} .".encode() for quad in quads]


def _canonical(quads: Iterable[ox.Quad]) -> list[bytes]:
    alone = [ox.Quad(each.subject, each.predicate, each.object) for each in quads]
    return _lines(canonical_quads(alone)) if alone else []
