"""The policy: rules as queries and ceilings as triples, which a group may replace by its own.

A policy of one's own is a folder. Its ``.rq`` files take the place of the standard rules of the
same name or stand beside them, in the order of their names; its ``.ttl`` files state ceilings or
ranks that take the place of the ontology's triples with the same subject and predicate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from llmkg.errors import PolicyError
from llmkg.model.location import Location
from llmkg.queries import NamedQuery, load_queries
from llmkg.rdf.turtle import parse_turtle
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, RDF, compact

_REPEAT = "repeat"
_CEILINGS = (LLMKG.warrantsCausal, LLMKG.warrantsFactual)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in their order, and triples that replace the ontology's."""

    rules: tuple[NamedQuery, ...]
    triples: tuple[ox.Quad, ...] = ()
    own: bool = True
    """Whether somebody's own rules or ceilings are among them; only `load_policy` knows better."""

    @staticmethod
    def repeats(rule: NamedQuery) -> bool:
        """Whether a rule is applied until nothing changes, together with its neighbours."""
        return _REPEAT in rule.tags

    def overlay(self, quads: Sequence[ox.Quad]) -> list[ox.Quad]:
        """The quads with this policy's triples in place; PolicyError where a ceiling is missing."""
        replaced = {(quad.subject, quad.predicate) for quad in self.triples}
        kept: Iterable[ox.Quad] = quads
        if replaced:
            kept = (quad for quad in quads if (quad.subject, quad.predicate) not in replaced)
        out = [*kept, *self.triples]
        _require_ceilings(out)
        return out


def load_policy(standard: Path, own: Path | None = None) -> Policy:
    """The standard policy of a folder, with a group's own laid over it.

    Raises PolicyError when a folder is missing or has no rule, and the errors of queries and Turtle
    files, each with its place.
    """
    rules = _rules(standard)
    triples: list[ox.Quad] = []
    if own is not None:
        rules |= _rules(own, may_be_empty=True)
        for path in sorted(own.glob("*.ttl")):
            triples += parse_turtle(path.read_bytes(), str(path), ONTOLOGY_GRAPH)
    return Policy(tuple(rules[name] for name in sorted(rules)), tuple(triples), own is not None)


def _rules(folder: Path, *, may_be_empty: bool = False) -> dict[str, NamedQuery]:
    if not folder.is_dir():
        raise PolicyError(
            "There is no such folder of rules",
            where=Location(str(folder)),
            mend="Name a folder with .rq and .ttl files.",
        )
    rules = dict(load_queries(folder))
    if not rules and not may_be_empty:
        raise PolicyError(
            "The folder holds no rule", where=Location(str(folder)), mend="Add .rq files."
        )
    for name, rule in rules.items():
        if not rule.form.gives_graph:
            raise PolicyError(
                f"The rule {name} is a {rule.form}",
                where=Location(str(folder / f"{name}.rq")),
                mend="A rule is a CONSTRUCT.",
            )
    return rules


def _require_ceilings(quads: Sequence[ox.Quad]) -> None:
    has: Mapping[str, dict[str, str]] = {ceiling: {} for ceiling in _CEILINGS}
    ranked: set[str] = set()
    types: set[str] = set()
    rank, evidence_type = LLMKG.rank, ox.NamedNode(LLMKG.EvidenceType)
    for quad in quads:
        predicate = quad.predicate.value
        if predicate in has and isinstance(quad.object, ox.NamedNode):
            has[predicate][str(getattr(quad.subject, "value", ""))] = quad.object.value
        elif predicate == rank:
            ranked.add(str(getattr(quad.subject, "value", "")))
        elif predicate == RDF.type and quad.object == evidence_type:
            types.add(str(getattr(quad.subject, "value", "")))
    for kind, ceiling in product(sorted(types), _CEILINGS):
        level = has[ceiling].get(kind)
        if level is None or level not in ranked:
            what = "no" if level is None else f"{compact(level)}, which has no rank, as its"
            raise PolicyError(
                f"The policy gives {compact(kind)} {what} ceiling {compact(ceiling)}",
                where=Location("", iri=kind),
                mend="State one of the confidence levels of the ontology for it.",
            )
