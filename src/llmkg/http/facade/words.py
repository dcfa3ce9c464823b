"""Texts, references and levels as JSON; a claim that is pointed at keeps its hedge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import pyoxigraph as ox

from llmkg.export.neighbourhood import ASSESSMENT
from llmkg.model.level import EvidenceType, Level
from llmkg.model.standing import state
from llmkg.model.text import LangText, Ref
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, RDFS, Kind, local_name

Json: TypeAlias = dict[str, Any]


class Words:
    """Writes what all values are made of; the status of a claim comes from `store`."""

    def __init__(self, store: GraphStore, context_url: str) -> None:
        self.store = store
        self.context_url = context_url

    def document(self, body: Json) -> Json:
        """A JSON object as a whole answer, with its context."""
        return {"@context": self.context_url, **body}

    def ref(self, ref: Ref) -> Json:
        """A thing that is pointed at; a claim never without its hedge, a proposition never bare."""
        found = without_empty({"@id": ref.iri, "label": dict(ref.label)})
        if ref.kind == Kind.CLAIM:
            found |= self._standing(ref.iri)
        elif ref.kind == Kind.PROPOSITION:
            found |= self.assessed(ref.iri)
        return found

    def assessed(self, iri: str) -> Json:
        """How a proposition stands, as of all that is here; nothing where no claim speaks of it."""
        node = ox.NamedNode(iri + ASSESSMENT)
        said = {quad.predicate.value: quad.object for quad in self.store.quads(node)}
        status, effective = (said.get(LLMKG[name]) for name in ("status", "effectiveConfidence"))
        if not isinstance(status, ox.NamedNode) or not isinstance(effective, ox.NamedNode):
            return {}
        as_of = said.get(LLMKG["asOf"])
        return {
            "assessment": {
                "@id": node.value,
                "@type": "Assessment",
                "status": {"@id": status.value, "label": self._label(status)},
                "effectiveConfidence": {
                    "@id": effective.value,
                    "name": local_name(effective.value),
                },
                **({"asOf": as_of.value} if isinstance(as_of, ox.Literal) else {}),
            }
        }

    def _label(self, node: ox.NamedNode) -> dict[str, str]:
        quads = self.store.quads(node, ox.NamedNode(RDFS["label"]))
        found = sorted((q.object for q in quads if isinstance(q.object, ox.Literal)), key=str)
        return {each.language or "": each.value for each in found}

    def refs(self, refs: Iterable[Ref]) -> list[Json]:
        """Several things that are pointed at."""
        return [self.ref(ref) for ref in refs]

    def level(self, level: Level) -> Json:
        """A confidence level."""
        return {
            "@id": level.iri,
            "@type": "ConfidenceLevel",
            "name": level.name,
            "label": dict(level.label),
            "rank": level.rank,
        }

    def evidence_type(self, type_: EvidenceType) -> Json:
        """A type of evidence with its two ceilings."""
        return {
            "@id": type_.iri,
            "@type": "EvidenceType",
            "name": type_.name,
            "label": dict(type_.label),
            "warrantsCausal": type_.warrants_causal.iri,
            "warrantsFactual": type_.warrants_factual.iri,
        }

    def status(self, iri: str) -> str:
        """Whether what has this IRI stands: "current", "superseded" or "retracted"."""
        quads = self.store.quads(ox.NamedNode(iri))
        return state((q.predicate.value, getattr(q.object, "value", "")) for q in quads).value

    def _standing(self, iri: str) -> Json:
        """Confidence, hedge and status of a claim that is only pointed at."""
        quads = self.store.quads(ox.NamedNode(iri))
        hedges = [
            LangText(quad.object.value, quad.object.language or "")
            for quad in sorted(quads, key=str)
            if quad.predicate.value == LLMKG["hedge"] and isinstance(quad.object, ox.Literal)
        ]
        confidence = [
            {"@id": quad.object.value, "name": local_name(quad.object.value)}
            for quad in quads
            if quad.predicate.value == LLMKG["confidence"] and isinstance(quad.object, ox.NamedNode)
        ]
        return {
            "@type": "Claim",
            "confidence": confidence[0] if confidence else None,
            "hedge": texts(hedges),
            "status": self.status(iri),
        }


def texts(several: Iterable[LangText]) -> dict[str, list[str]]:
    """Texts by language, each language with all of its own."""
    found: dict[str, list[str]] = {}
    for text in several:
        found.setdefault(text.language or "@none", []).append(text.value)
    return found


def dump(document: Mapping[str, Any]) -> bytes:
    """JSON as it goes out."""
    return json.dumps(document, ensure_ascii=False).encode()


def without_empty(members: Json) -> Json:
    """Members that say something: not None, not False for a missing number, not an empty list."""
    return {
        name: value for name, value in members.items() if value not in (None, False, [], {}, "")
    }
