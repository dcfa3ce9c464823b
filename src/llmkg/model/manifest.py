"""What a snapshot is: digests, counts, and what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """A named graph: its number of triples and its RDFC-1.0 digest (sha256, hex)."""

    iri: str
    triples: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record that lies beside a snapshot's store.

    digest   RDFC-1.0 digest (sha256, hex) of the whole dataset: two builds of the same files have
             one
    built    when, in UTC, as xsd:dateTime; the only thing that differs between two builds of the
             same files
    version  of llmkg
    tools    versions of the libraries that took part
    inputs   sha256 (hex) of each file by its path below the root: nothing is rebuilt while they
             stay
    counts   things by class name (Claim, Proposition …)
    graphs   by IRI, sorted
    warnings how many warnings the check gave
    beside   size and sha256 (hex) of each file that lies beside the store, by its path
    """

    digest: str
    built: str
    version: str
    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    counts: Mapping[str, int]
    graphs: tuple[GraphInfo, ...]
    quads: int
    warnings: int = 0
    beside: Mapping[str, str] = field(default_factory=dict)
