"""Finds the things that a name, an identifier and some properties may mean.

Whom to compare comes from the index of texts: what is called so, what shares pieces of its name
with it, what has its words. Nothing of the whole is held in memory. How alike they are is said by
`likeness`. A candidate is a match only when it stands out: its name is the one that was asked for
and no other thing has it, or it is that name but for a slip and no other comes near.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader
from llmkg.link.likeness import JOINED, likeness, worded
from llmkg.link.names import STATEMENTS, Name, Names, is_statement
from llmkg.link.properties import Held, Properties
from llmkg.link.types import Types, named
from llmkg.link.wanted import (
    LONGEST_NAME,
    Candidate,
    Feature,
    Named,
    Property,
    Quantifier,
    TypeRule,
    Value,
    Wanted,
)
from llmkg.model.text import LANGUAGES
from llmkg.search import Search
from llmkg.search.naming import THINGS, Naming
from llmkg.store.port import GraphStore
from llmkg.vocab import RDFS, SKOS, XSD, expand

_ALIAS: Final = 2.0  # what a name that is no main one is worth less
_LEAST: Final = 35.0
_SURE: Final = 90.0
_APART: Final = 8.0
_OTHER_TYPE: Final = 0.8
_NAME_COUNTS: Final = 3  # as much as so many properties
_AGREES: Final = 80.0
_FOUND: Final = 25
_KEPT: Final = 50_000
_FEATURES: Final = {
    "name": {"en": "likeness of the names (0–100)", "zh": "名称相似度(0–100)"},
    "exact": {"en": "the name itself, but for spaces", "zh": "名称相同(不计空格)"},
    "alias": {"en": "it is another name of it", "zh": "是其别名"},
    "id": {"en": "the identifier itself", "zh": "标识符相同"},
    "type": {"en": "is of the type that was asked for", "zh": "类型相符"},
    "mentions": {"en": "how often others mention it", "zh": "被提及的次数"},
}
_NAMING: Final = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
_PROPERTY: Final = {"en": "agreement in {}", "zh": "{} 的相符程度"}


class Linker:
    """Links to the things of one snapshot, which does not change. For any thread."""

    def __init__(self, store: GraphStore, search: Search) -> None:
        """`search` finds in the index of the store."""
        self._reader = Reader(store)
        self._search = search
        naming = Naming(search)
        self._mentioned = lru_cache(maxsize=_KEPT)(naming.mentions)
        self.names = Names(store, naming)
        self.types = Types(self._reader, naming)

    @cached_property
    def properties(self) -> Properties:
        """What can be asked of things."""
        return Properties(self._reader, self.types)

    def candidates(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """What may be meant, best first. Raises ParameterError for a type that there is not."""
        types = tuple(map(self.types.find, wanted.types))
        found = [
            candidate
            for iri in sorted(self._near(wanted, types))
            if (candidate := self._weighed(iri, wanted, types)) is not None
        ]
        found.sort(key=lambda each: (-each.score, -_mentions(each), each.thing.id))
        if found and self._stands_out(found, wanted, types):
            found[0] = replace(found[0], match=True)
        return tuple(found[: wanted.limit])

    def thing(self, given: str) -> Named | None:
        """What has this identifier (IRI, CURIE, or an IRI elsewhere that means it); or None."""
        iris = self.identified(given)
        return named(self._reader, next(iter(sorted(iris)))) if iris else None

    def described(self, iri: str) -> Named:
        """What a thing or term is called, and what it is."""
        return named(self._reader, iri)

    def identified(self, given: str) -> frozenset[str]:
        """The IRIs of the things that an identifier means."""
        given = given.strip()
        iri = expand(given) or given
        if iri in self.names:
            return frozenset({iri})
        return self.names.same_as(iri)

    # -- inside ---------------------------------------------------------------------------------

    def _near(self, wanted: Wanted, types: tuple[str, ...]) -> set[str]:
        hard = bool(types) and wanted.rule is not TypeRule.SHOULD
        statements = not STATEMENTS.isdisjoint(self.types.kinds(types))
        found: set[str] = set()
        for each in (*wanted.names, *wanted.ids):
            found |= self.identified(each)
        for name in wanted.names:
            found |= self.names.called(name)
            found |= self.names.near(name[:LONGEST_NAME])
            found |= self._indexed(
                name[:LONGEST_NAME], types if hard else (), statements=statements
            )
        if not wanted.names and not wanted.ids:
            found |= self._by_property(wanted.properties)
        if hard:
            test = any if wanted.rule is TypeRule.ANY else all
            found = {iri for iri in found if test(self.types.has(iri, each) for each in types)}
        elif not statements:
            asked = {iri for each in (*wanted.names, *wanted.ids) for iri in self.identified(each)}
            found = {iri for iri in found if iri in asked or not is_statement(iri)}
        return {iri for iri in found if iri in self.names}

    def _indexed(self, name: str, types: tuple[str, ...], *, statements: bool) -> set[str]:
        """What has its words: all of them, or else some; also in definitions."""
        kinds = self.types.kinds(types) or (() if statements else THINGS)
        matches = self._search.find(name, kinds=sorted(kinds), limit=_FOUND)
        return {each.iri for each in matches.items}

    def _by_property(self, properties: tuple[Property, ...]) -> set[str]:
        """Things that have one of the values themselves."""
        found: set[str] = set()
        for wanted in properties:
            iri = self.properties.find(wanted.id)
            if iri is None or wanted.quantifier is Quantifier.NONE:
                continue
            for value in wanted.values:
                for target in self._meant(value):
                    found.update(self._reader.subjects(iri, target))
                if iri in _NAMING and isinstance(value, str):
                    found |= self.names.called(value)
                # The store is asked for each form that a literal may have: none is read through.
                found.update(
                    quad.subject.value
                    for literal in _literals(value)
                    for quad in self._reader.store.quads(None, ox.NamedNode(iri), literal)
                    if isinstance(quad.subject, ox.NamedNode)
                )
        return found

    def _meant(self, value: Value) -> frozenset[str]:
        if not isinstance(value, str):
            return frozenset()
        return self.identified(value) or self.names.called(value)

    def _weighed(self, iri: str, wanted: Wanted, types: tuple[str, ...]) -> Candidate | None:
        is_id = any(iri in self.identified(each) for each in (*wanted.ids, *wanted.names))
        alike, best = (100.0, None) if is_id else self._best_name(iri, wanted.names)
        if wanted.ids and not is_id and not wanted.names:
            return None
        if best is None and not is_id and (wanted.names or not wanted.properties):
            return None
        fits = all(self.types.has(iri, each) for each in types) or (
            wanted.rule is not TypeRule.ALL and any(self.types.has(iri, each) for each in types)
        )
        features = [Feature("name", round(alike, 1), _FEATURES["name"])]
        features.append(Feature("exact", alike >= JOINED - _ALIAS, _FEATURES["exact"]))
        if best is not None:
            features.append(Feature("alias", not best.label, _FEATURES["alias"]))
        if is_id:
            features.append(Feature("id", value=True, name=_FEATURES["id"]))
        if types:
            features.append(Feature("type", fits, _FEATURES["type"]))
        mentions = self._mentioned(iri)
        features.append(Feature("mentions", mentions, _FEATURES["mentions"]))
        parts = [alike] * _NAME_COUNTS if wanted.names or wanted.ids else []
        for each in wanted.properties:
            agreement = self._agreement(iri, each)
            if each.required and agreement < _AGREES:
                return None
            property_ = self.properties.find(each.id)
            label = self.properties.named(property_).label if property_ else {}
            name = {tag: text.format(label.get(tag, each.id)) for tag, text in _PROPERTY.items()}
            features.append(Feature(f"property:{each.id}", round(agreement, 1), name))
            parts.append(agreement)
        score = sum(parts) / len(parts) * (1.0 if fits or not types else _OTHER_TYPE)
        if score < _LEAST:
            return None
        thing = named(self._reader, iri)
        matched = best.text if best is not None else iri
        return Candidate(
            thing,
            self.types.of(iri),
            round(score, 1),
            match=False,
            matched=matched,
            features=tuple(features),
        )

    def _best_name(self, iri: str, wanted: tuple[str, ...]) -> tuple[float, Name | None]:
        score, found = 0.0, None
        for asked in map(worded, wanted):
            for name in self.names.of(iri):
                alike = likeness(asked, name.words) - (0.0 if name.label else _ALIAS)
                if alike > score:
                    score, found = alike, name
        return score, found

    def _agreement(self, iri: str, wanted: Property) -> float:
        """How well a thing's values agree with those that it ought to have, from 0 to 100."""
        property_ = self.properties.find(wanted.id)
        held = self.properties.values(iri, property_) if property_ else []
        each = [
            max((self._alike(value, one) for one in held), default=0.0) for value in wanted.values
        ]
        if not each:
            return 0.0
        if wanted.quantifier is Quantifier.NONE:
            return 100.0 - max(each)
        return min(each) if wanted.quantifier is Quantifier.ALL else max(each)

    def _alike(self, value: Value, held: Held) -> float:
        term = held.term
        if isinstance(term, ox.Literal):
            if isinstance(value, str):
                return likeness(worded(value), worded(term.value))
            return 100.0 if _same(term, value) else 0.0
        if not isinstance(term, ox.NamedNode) or not isinstance(value, str):
            return 0.0
        if term.value == value or term.value in self.identified(value):
            return 100.0
        return self._best_name(term.value, (value,))[0]

    @staticmethod
    def _stands_out(found: list[Candidate], wanted: Wanted, types: tuple[str, ...]) -> bool:
        first, others = found[0], found[1:]
        said = {feature.id: feature.value for feature in first.features}
        if types and not said["type"]:
            return False
        if not wanted.names and not wanted.ids:
            return first.score >= _SURE and not (others and others[0].score >= first.score)
        if said.get("id"):
            return not any(_has(each, "id") for each in others)
        if first.score < _SURE:
            return False
        if said["exact"]:
            rivals = (each.score > first.score - _APART for each in others if _has(each, "exact"))
            return not any(rivals)
        return not others or others[0].score <= first.score - _APART


def _literals(value: Value) -> Iterator[ox.Literal]:
    """The literals that a value may stand for in the data."""
    if isinstance(value, bool):
        yield ox.Literal(value)
        return
    text = f"{value:g}" if isinstance(value, float) else str(value)
    yield ox.Literal(text)
    for tag in LANGUAGES:
        yield ox.Literal(text, language=tag)
    for name in ("date", "gYearMonth", "gYear", "integer", "decimal", "anyURI"):
        yield ox.Literal(text, datatype=ox.NamedNode(XSD[name]))


def _same(literal: ox.Literal, value: Value) -> bool:
    """Whether a literal is this text, number or truth."""
    if isinstance(value, str):
        return worded(literal.value) == worded(value)
    if isinstance(value, bool):
        return literal.value == str(value).lower()
    try:
        return float(literal.value) == float(value)
    except ValueError:
        return False


def _has(candidate: Candidate, feature: str) -> bool:
    return any(each.id == feature and each.value is True for each in candidate.features)


def _mentions(candidate: Candidate) -> float:
    return next(float(each.value) for each in candidate.features if each.id == "mentions")
