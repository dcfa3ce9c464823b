"""What an endpoint says of itself in one small graph: which snapshot it holds, and whether whole.

It is the one thing that every loader writes before anything else, and again after everything else;
readers look at it before and after they read (docs/decisions says why).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.vocab import BASE, DCTERMS, PAV, RDF, SCHEMA, XSD

STANDING_GRAPH: Final = f"{BASE}graph/standing"
"""Both the graph and the one thing that it speaks of."""

PROBE_GRAPH: Final = f"{BASE}graph/probe"
"""Where it is tried out whether something that is sent arrives; it is gone a moment later."""

OURSELVES: Final = frozenset({STANDING_GRAPH, PROBE_GRAPH})
"""Graphs that are no part of what a store holds."""

WHOLE: Final = "whole"
CHANGING: Final = "changing"
_SELF: Final = ox.NamedNode(STANDING_GRAPH)
_KEPT: Final = ("digest", "built", "version", "counts", "quads", "warnings")


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said.

    state     WHOLE or CHANGING
    run       of which loading, a name that no other has
    digest    of the snapshot that is there, or is being loaded
    since     when it was said, in UTC, as xsd:dateTime
    manifest  of that snapshot, without its inputs; None where it is changing
    touched   graphs in which something of ours may be, while it is changing
    """

    state: str
    run: str
    digest: str
    since: str
    manifest: Manifest | None = None
    touched: tuple[str, ...] = ()

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that are ours."""
        return tuple(g.iri for g in self.manifest.graphs) if self.manifest else self.touched

    @property
    def is_whole(self) -> bool:
        """Whether it may be read."""
        return self.state == WHOLE

    def quads(self) -> tuple[ox.Quad, ...]:
        """As it is said."""
        said = {
            DCTERMS.type: self.state,
            SCHEMA.identifier: self.run,
            PAV.version: self.digest,
        }
        if self.manifest is not None:
            said[RDF.value] = _written(self.manifest)
        elif self.touched:
            said[DCTERMS.extent] = json.dumps(self.touched)
        since = ox.Literal(self.since, datatype=ox.NamedNode(XSD.dateTime))
        quads = [_quad(name, ox.Literal(value)) for name, value in said.items()]
        return (*quads, _quad(DCTERMS.modified, since))


def of_rows(said: Mapping[str, str]) -> Standing | None:
    """What values by the names of their properties say; None where they say nothing."""
    if DCTERMS.type not in said or PAV.version not in said:
        return None
    text = said.get(RDF.value)
    return Standing(
        said[DCTERMS.type],
        said.get(SCHEMA.identifier, ""),
        said[PAV.version],
        said.get(DCTERMS.modified, ""),
        _read(text) if text is not None else None,
        _names(said.get(DCTERMS.extent, "[]")),
    )


def _quad(predicate: str, value: ox.Literal) -> ox.Quad:
    return ox.Quad(_SELF, ox.NamedNode(predicate), value, _SELF)


def _written(manifest: Manifest) -> str:
    said = {name: getattr(manifest, name) for name in _KEPT}
    graphs = [[each.iri, each.triples, each.digest] for each in manifest.graphs]
    return json.dumps({**said, "counts": dict(manifest.counts), "graphs": graphs}, sort_keys=True)


def _read(text: str) -> Manifest | None:
    """A manifest that another version of ours may have written; None where it cannot be read."""
    try:
        said: dict[str, Any] = json.loads(text)
        graphs = tuple(GraphInfo(*each) for each in said.pop("graphs"))
        return Manifest(tools={}, inputs={}, graphs=graphs, **said)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _names(text: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, json.loads(text)))
    except (ValueError, TypeError):
        return ()
