"""The record of a write: who, when, which graphs, from what to what. In PROV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

import pyoxigraph as ox

from llmkg.contribute.job import Change, Job
from llmkg.vocab import AUDIT_GRAPH, DCTERMS, LLMKG, PROV, RDF, RDFS, SCHEMA, XSD

_VOID = "http://rdfs.org/ns/void#"
_TYPE = ox.NamedNode(RDF.type)


def record(
    number: int,
    job: Job,
    changes: tuple[Change, ...],
    digests: Mapping[str, tuple[str, str]],
    sizes: Mapping[str, int],
) -> Iterator[ox.Triple]:
    """The statements about the write of this number.

    `digests` are those of each graph before and after; "" where there was or is none. `sizes` are
    the triples of each graph after it.
    """
    write = ox.NamedNode(f"{AUDIT_GRAPH}#write-{number}")
    agent = ox.NamedNode(f"{AUDIT_GRAPH}#agent-{quote(job.who, safe='')}")
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    yield ox.Triple(agent, _TYPE, ox.NamedNode(PROV.Agent))
    yield ox.Triple(agent, ox.NamedNode(RDFS.label), ox.Literal(job.who))
    yield ox.Triple(write, _TYPE, ox.NamedNode(PROV.Activity))
    yield ox.Triple(write, ox.NamedNode(PROV.wasAssociatedWith), agent)
    yield ox.Triple(
        write,
        ox.NamedNode(PROV.endedAtTime),
        ox.Literal(now, datatype=ox.NamedNode(XSD.dateTime)),
    )
    yield ox.Triple(write, ox.NamedNode(DCTERMS["identifier"]), ox.Literal(job.request))
    yield ox.Triple(write, ox.NamedNode(DCTERMS["type"]), ox.Literal(job.do.value.upper()))
    for change in changes:
        before, after = digests[change.graph]
        graph = ox.NamedNode(change.graph)
        old = _state(change.graph, before) if before else None
        if old is not None:
            yield ox.Triple(write, ox.NamedNode(PROV.used), old)
            yield from _described(old, graph, before)
        new = ox.NamedNode(f"{write.value}-{sha256(change.graph.encode()).hexdigest()[:12]}")
        yield ox.Triple(new, _TYPE, ox.NamedNode(PROV.Entity))
        yield ox.Triple(new, ox.NamedNode(PROV.wasGeneratedBy), write)
        yield ox.Triple(new, ox.NamedNode(PROV.specializationOf), graph)
        yield ox.Triple(new, ox.NamedNode(LLMKG.triplesAdded), _count(change.added))
        yield ox.Triple(new, ox.NamedNode(LLMKG.triplesRemoved), _count(change.removed))
        if old is not None:
            yield ox.Triple(new, ox.NamedNode(PROV.wasRevisionOf), old)
        if change.exists:
            yield ox.Triple(new, ox.NamedNode(SCHEMA.sha256), ox.Literal(after))
            yield ox.Triple(
                new, ox.NamedNode(f"{_VOID}triples"), _count(sizes.get(change.graph, 0))
            )
        else:
            yield ox.Triple(write, ox.NamedNode(PROV.invalidated), old or new)


def _state(graph: str, digest: str) -> ox.NamedNode:
    """A graph as it was: named by what it held, so that two writes speak of one state."""
    name = sha256(f"{graph} {digest}".encode()).hexdigest()[:24]
    return ox.NamedNode(f"{AUDIT_GRAPH}#state-{name}")


def _described(state: ox.NamedNode, graph: ox.NamedNode, digest: str) -> Iterator[ox.Triple]:
    yield ox.Triple(state, _TYPE, ox.NamedNode(PROV.Entity))
    yield ox.Triple(state, ox.NamedNode(PROV.specializationOf), graph)
    yield ox.Triple(state, ox.NamedNode(SCHEMA.sha256), ox.Literal(digest))


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD.integer))
