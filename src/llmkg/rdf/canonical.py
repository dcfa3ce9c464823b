"""RDFC-1.0: one text, and one digest, for every way to write the same quads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256

import pyoxigraph as ox


def canonical_quads(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """The dataset with canonical blank node labels (c14n0, c14n1 …)."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """The canonical N-Quads document: canonical labels, one quad a line, sorted by code point."""
    text = ox.serialize(canonical_quads(quads), format=ox.RdfFormat.N_QUADS) or b""
    # UTF-8 keeps the order of code points, so bytes may be compared.
    return b"".join(sorted(text.splitlines(keepends=True)))


def digest(quads: Iterable[ox.Quad]) -> str:
    """The sha256 (hex) of the canonical N-Quads document."""
    return sha256(canonical_nquads(quads)).hexdigest()


def graph_digests(quads: Iterable[ox.Quad]) -> Mapping[str, tuple[int, str]]:
    """For each named graph: its number of triples, and the digest of them as a graph of its own."""
    graphs: dict[str, set[ox.Quad]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs[quad.graph_name.value].add(ox.Quad(quad.subject, quad.predicate, quad.object))
    return {iri: (len(graphs[iri]), digest(graphs[iri])) for iri in sorted(graphs)}
