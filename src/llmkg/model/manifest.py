"""What a snapshot is: digests, counts, and what made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """A named graph: its number of triples, and its digest (sha256, hex).

    The digest is that of the canonical N-Quads document (RDFC-1.0), or of the set of its lines in a
    large graph, of which `sum` is kept so that the digest can follow a change.
    """

    iri: str
    triples: int
    digest: str
    sum: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record that lies beside a snapshot's store.

    digest   of the whole dataset (sha256, hex), as the set of its graphs with theirs: the same
             quads have one, however they came together
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
    sum      what `digest` is the digest of: kept so that it can follow a change
    boot     which start of the machine it was written in, where it served before it was on the disk

    `graphs` and `inputs` of a manifest that was read are looked up when they are asked for.
    """

    digest: str
    built: str
    version: str
    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    counts: Mapping[str, int]
    graphs: Sequence[GraphInfo]
    quads: int
    warnings: int = 0
    beside: Mapping[str, str] = field(default_factory=dict)
    sum: str = field(default="", compare=False, repr=False)
    boot: str = field(default="", compare=False, repr=False)
