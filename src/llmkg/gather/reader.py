"""Small things read from quads: labels, references, texts, anchors, levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import NotFoundError, SnapshotDamagedError
from llmkg.model.anchor import Anchor
from llmkg.model.level import EvidenceType, Level
from llmkg.model.location import Location
from llmkg.model.locator import Locator
from llmkg.model.text import Labels, LangText, Ref
from llmkg.store.port import GraphStore, Term
from llmkg.vocab import ENTAILED_GRAPHS, KEPT_GRAPH, LLMKG, OA, RDF, RDFS, local_name, split

Said: TypeAlias = Mapping[str, Sequence[Term]]
"""What is said of one subject: the objects by the IRI of the predicate, without doubles, sorted."""

_ENTAILED: Final = (f"<{ENTAILED_GRAPHS}", f"<{KEPT_GRAPH}>")
_REFS: Final = 50_000


class Reader:
    """Reads one snapshot, which does not change; small things that come again are kept."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.ref = lru_cache(maxsize=_REFS)(self._ref)
        self.level = lru_cache(maxsize=None)(self._level)
        self.evidence_type = lru_cache(maxsize=None)(self._evidence_type)
        self.is_causal = lru_cache(maxsize=None)(self._is_causal)

    def said(self, iri: str) -> Said:
        """What is authored of the subject, in ontology, catalogue and all sources, or assessed.

        What is merely entailed stands in graphs of its own, and is no part of it.
        """
        found: dict[str, dict[Term, None]] = {}
        for quad in self.store.quads(ox.NamedNode(iri)):
            if str(quad.graph_name).startswith(_ENTAILED):
                continue
            found.setdefault(quad.predicate.value, {})[quad.object] = None
        return {predicate: sorted(terms, key=str) for predicate, terms in found.items()}

    def values(self, iri: str, predicate: str) -> list[Term]:
        """The values of one predicate of `said`: of what much follows, that reads far less."""
        quads = self.store.quads(ox.NamedNode(iri), ox.NamedNode(predicate))
        found = {each.object for each in quads if not str(each.graph_name).startswith(_ENTAILED)}
        return sorted(found, key=str)

    def existing(self, iri: str, *classes: str) -> Said:
        """As `said`; NotFoundError when nothing is, or when it is of none of the classes."""
        try:
            said = self.said(iri)
        except ValueError as error:
            raise NotFoundError(f"{iri} is no IRI") from error
        types = {term.value for term in said.get(RDF.type, ()) if isinstance(term, ox.NamedNode)}
        if not said or (classes and not types.intersection(classes)):
            what = f"{local_name(classes[0]).lower()}" if classes else "thing"
            raise NotFoundError(f"There is no such {what}", where=Location("", iri=iri))
        return said

    def subjects(self, predicate: str, value: str) -> list[str]:
        """The IRIs of the subjects that have this thing as value of the predicate, sorted."""
        quads = self.store.quads(None, ox.NamedNode(predicate), ox.NamedNode(value))
        return sorted(
            {each.subject.value for each in quads if isinstance(each.subject, ox.NamedNode)}
        )

    def refs(self, terms: Sequence[Term]) -> tuple[Ref, ...]:
        """References to those of the terms that are IRIs."""
        return tuple(self.ref(term.value) for term in terms if isinstance(term, ox.NamedNode))

    def one_ref(self, said: Said, predicate: str) -> Ref | None:
        """The first thing that is the value of the predicate."""
        return next(iter(self.refs(said.get(predicate, ()))), None)

    def anchor(self, said: Said, predicate: str) -> Anchor | None:
        """The anchor that is the value of the predicate; None when it has no offsets."""
        ref = self.one_ref(said, predicate)
        if ref is None:
            return None
        parts = self.said(ref.iri)
        start, end = number(parts, OA.start), number(parts, OA.end)
        if start is None or end is None:
            return None
        return Anchor(
            start,
            end,
            text(parts, LLMKG.digest) or "",
            text(parts, OA.prefix) or "",
            text(parts, OA.suffix) or "",
        )

    def locator(self, said: Said) -> Locator | None:
        """The place in data at which a statement stands; None when there is none."""
        ref = self.one_ref(said, LLMKG.locator)
        if ref is None:
            return None
        parts = self.said(ref.iri)
        file, line = text(parts, LLMKG.inFile), number(parts, LLMKG.atLine)
        return Locator(file, line, text(parts, LLMKG.atKey) or "") if file and line else None

    def needed(self, ref: Ref | None, iri: str, what: str) -> Ref:
        """The reference; SnapshotDamagedError when there is none: no check would have passed it."""
        if ref is None:
            raise SnapshotDamagedError(
                f"It has no {what}", where=Location("", iri=iri), mend="Run `llmkg check`."
            )
        return ref

    def _ref(self, iri: str) -> Ref:
        kind, slug = split(iri) or (None, None)
        label = labels({RDFS.label: self.values(iri, RDFS.label)}, RDFS.label)
        return Ref(iri, kind.value if kind else None, slug, label)

    def _level(self, iri: str) -> Level:
        said = self.existing(iri, LLMKG.ConfidenceLevel)
        rank = number(said, LLMKG.rank)
        return Level(iri, local_name(iri), rank or 0, labels(said, RDFS.label))

    def _evidence_type(self, iri: str) -> EvidenceType:
        said = self.existing(iri, LLMKG.EvidenceType)
        causal, factual = (
            self.level(self.needed(self.one_ref(said, predicate), iri, local_name(predicate)).iri)
            for predicate in (LLMKG.warrantsCausal, LLMKG.warrantsFactual)
        )
        return EvidenceType(iri, local_name(iri), causal, factual, labels(said, RDFS.label))

    def _is_causal(self, iri: str) -> bool:
        causal = ox.NamedNode(LLMKG.CausalProperty)
        return bool(self.store.quads(ox.NamedNode(iri), ox.NamedNode(RDF.type), causal))


def labels(said: Said, predicate: str) -> Labels:
    """The texts by language, the first by code point where a language has several."""
    found: dict[str, str] = {}
    for each in texts(said, predicate):
        found.setdefault(each.language, each.value)
    return found


def texts(said: Said, predicate: str) -> tuple[LangText, ...]:
    """The literals with their languages."""
    return tuple(
        LangText(term.value, term.language or "")
        for term in said.get(predicate, ())
        if isinstance(term, ox.Literal)
    )


def text(said: Said, predicate: str) -> str | None:
    """The first literal's text."""
    return next((each.value for each in texts(said, predicate)), None)


def number(said: Said, predicate: str) -> int | None:
    """The first literal as a whole number; None when it is none."""
    found = text(said, predicate)
    return int(found) if found is not None and found.isdecimal() else None
