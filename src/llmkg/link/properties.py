"""Properties of things and their values, each with how sure it is.

What is said about the world stands in claims; a plain triple of it is entailed, at a level. A value
here never goes out without its level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader, text
from llmkg.link.types import Types, identifiers, named
from llmkg.link.wanted import Named
from llmkg.model.level import Level
from llmkg.store.port import Term
from llmkg.vocab import DCTERMS, ENTAILED_GRAPHS, FABIO, LLMKG, OWL, RDF, RDFS, SCHEMA, SKOS

_ENTAILED: Final = f"<{ENTAILED_GRAPHS}"
_IDENTITY: Final = (
    *(RDFS.label, SKOS.altLabel, SKOS.definition, RDF.type, SKOS.broader),
    *(OWL.sameAs, SKOS.exactMatch, SCHEMA.sameAs, SCHEMA.url),
    *(DCTERMS["title"], DCTERMS.issued, DCTERMS.creator, DCTERMS.identifier, DCTERMS.language),
    FABIO.hasArXivId,
)
"""What the catalogue says of a thing directly."""

_LOOKED_AT: Final = 2_000
"""Things of a type by which it is told which properties they have."""
_OF_EACH: Final = 50
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    RDFS.label: {"en": "label", "zh": "名称"},
    SKOS.altLabel: {"en": "other name", "zh": "别名"},
    SKOS.definition: {"en": "definition", "zh": "定义"},
    SKOS.broader: {"en": "broader", "zh": "上位概念"},
    SKOS.exactMatch: {"en": "exact match", "zh": "等同于(他处)"},
    OWL.sameAs: {"en": "same as", "zh": "即(他处)"},
    SCHEMA.sameAs: {"en": "same as (elsewhere)", "zh": "他处标识"},
    SCHEMA.url: {"en": "web page", "zh": "网页"},
    RDF.type: {"en": "type", "zh": "类型"},
    DCTERMS["title"]: {"en": "title", "zh": "标题"},
    DCTERMS.issued: {"en": "issued", "zh": "发布日期"},
    DCTERMS.creator: {"en": "creator", "zh": "作者"},
    DCTERMS.identifier: {"en": "identifier", "zh": "标识符"},
    DCTERMS.language: {"en": "language", "zh": "语言"},
    FABIO.hasArXivId: {"en": "arXiv identifier", "zh": "arXiv 编号"},
}


@dataclass(frozen=True, slots=True)
class Held:
    """A value that a thing has; `level`: how sure that is, None for what the catalogue says."""

    term: Term
    level: Level | None


class Properties:
    """What can be asked of things."""

    def __init__(self, reader: Reader, types: Types) -> None:
        self._reader = reader
        self._types = types
        self._domain = frozenset(reader.subjects(RDF.type, LLMKG.DomainProperty)) | frozenset(
            reader.subjects(RDF.type, LLMKG.EntailedProperty)
        )
        self._levels = {level.iri: level for level in self._all_levels()}
        self._graphs = {
            f"<{quad.subject.value}>": quad.object.value
            for quad in reader.store.quads(None, ox.NamedNode(LLMKG.confidence))
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
            if f"<{quad.subject.value}".startswith(_ENTAILED)
        }
        self.proposed = lru_cache(maxsize=256)(self._proposed)

    def _all_levels(self) -> list[Level]:
        iris = self._reader.subjects(RDF.type, LLMKG.ConfidenceLevel)
        return sorted(map(self._reader.level, iris), key=lambda level: -level.rank)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels, best first."""
        return tuple(self._levels.values())

    def find(self, given: str) -> str | None:
        """The IRI of a property by IRI, CURIE or local name; None for one that we do not have."""
        return next(
            (iri for iri in identifiers(given) if iri in self._domain or iri in _IDENTITY), None
        )

    def named(self, iri: str) -> Named:
        """What a property is called."""
        found = named(self._reader, iri)
        return found if found.label else Named(iri, _NAMES.get(iri, {}), found.definition)

    def all(self) -> list[Named]:
        """Every property, ours first."""
        return [self.named(iri) for iri in (*sorted(self._domain), *_IDENTITY)]

    def range(self, iri: str) -> Named | None:
        """The type of a property's values, where they are things that can be linked to."""
        said = self._reader.said(iri)
        ref = self._reader.one_ref(said, RDFS.range)
        return self._types.named(ref.iri) if ref and ref.iri in self._types.counts else None

    def values(self, thing: str, property_: str, *, rank: int = 0) -> list[Held]:
        """The values that a thing has, the surest first; none less sure than the rank."""
        best: dict[Term, Level | None] = {}
        for quad in self._reader.store.quads(ox.NamedNode(thing), ox.NamedNode(property_)):
            level = self._level(str(quad.graph_name))
            if level is not None and level.rank < rank:
                continue
            if quad.object not in best or _rank(level) > _rank(best[quad.object]):
                best[quad.object] = level
        found = [Held(term, level) for term, level in best.items()]
        return sorted(found, key=lambda held: (-_rank(held.level), str(held.term)))

    def quantity(self, iri: str) -> str | None:
        """A quantity in words ("2048 words"), None for what is none."""
        said = self._reader.said(iri)
        amount = text(said, LLMKG.amount)
        if amount is None:
            return None
        upper = text(said, LLMKG.upTo)
        unit = self._reader.one_ref(said, LLMKG.unit)
        measure = self._reader.one_ref(said, LLMKG.measure)
        parts = [
            f"{amount}–{upper}" if upper else amount,
            unit.text("en") if unit else "",
            f"({measure.text('en')})" if measure else "",
        ]
        return " ".join(part for part in parts if part)

    def _proposed(self, type_: str) -> tuple[Named, ...]:
        """The properties that things of a type have, those that most of them have first.

        Of no type, those of some things of each.
        """
        counts: Counter[str] = Counter()
        things = self._types.instances.get(type_, [])[:_LOOKED_AT]
        if not type_:
            things = [iri for each in self._types.instances.values() for iri in each[:_OF_EACH]]
        for iri in things:
            counts.update(
                {
                    quad.predicate.value
                    for quad in self._reader.store.quads(ox.NamedNode(iri))
                    if quad.predicate.value in self._domain or quad.predicate.value in _IDENTITY
                }
            )
        order = sorted(counts, key=lambda iri: (-counts[iri], iri))
        return tuple(map(self.named, order))

    def _level(self, graph: str) -> Level | None:
        return self._levels.get(self._graphs.get(graph, ""))


def _rank(level: Level | None) -> int:
    return 99 if level is None else level.rank
