"""The names of things, read when they are asked for: the index of texts says of which things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from llmkg.link.likeness import joined, worded
from llmkg.search.naming import Naming
from llmkg.store.port import GraphStore
from llmkg.vocab import DCTERMS, ENTAILED_GRAPHS, KEPT_GRAPH, RDFS, SKOS, Kind, split

STATEMENTS: Final = frozenset(
    {Kind.PROPOSITION, Kind.CLAIM, Kind.EVIDENCE, Kind.QUESTION, Kind.TENSION}
)
"""Kinds that tables seldom mean; they are candidates when their type is asked for."""

_ENTAILED: Final = (f"<{ENTAILED_GRAPHS}", f"<{KEPT_GRAPH}>")
_LABELS: Final = (RDFS.label, SKOS.prefLabel, DCTERMS["title"])
_OTHERS: Final = (SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation, DCTERMS.identifier)
_ALIKE: Final = 55.0
_NEAREST: Final = 40
_COMPARED: Final = 200  # things whose names are compared letter by letter
_BEGUN: Final = 500
_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; `label`: it is a main one, and no alias."""

    iri: str
    text: str
    words: str
    label: bool


class Names:
    """Names by what they are, and by what they are like. For any thread."""

    def __init__(self, store: GraphStore, naming: Naming) -> None:
        self._store = store
        self._naming = naming
        self._of = lru_cache(maxsize=_KEPT)(self._read)

    def of(self, iri: str) -> Iterable[Name]:
        """The names of a thing; none of what is no thing."""
        return self._of(iri).values()

    def __contains__(self, iri: str) -> bool:
        """Whether this is a thing that can be linked to."""
        return bool(self._of(iri))

    def same_as(self, identifier: str) -> frozenset[str]:
        """The things that are said to be what has this IRI elsewhere."""
        return self._naming.also(identifier)

    def called(self, text: str) -> frozenset[str]:
        """The things that have this name, but for spaces and punctuation."""
        tight = joined(text)
        return frozenset(
            iri
            for iri in self._naming.called(text)
            if any(name.words.replace(" ", "") == tight for name in self.of(iri))
        )

    def near(self, text: str) -> frozenset[str]:
        """Things with names that are like this one; of those that share pieces with it."""
        near = self._naming.near(text, _COMPARED)
        names = [name for iri in sorted(near) for name in self.of(iri)]
        table = [name.words for name in names]
        found: set[str] = set()
        for scorer in (fuzz.ratio, fuzz.token_set_ratio):
            nearest = process.extract(
                worded(text), table, scorer=scorer, limit=_NEAREST, score_cutoff=_ALIKE
            )
            found.update(names[at].iri for _, _, at in nearest)
        return frozenset(found)

    def begun(self, text: str) -> list[Name]:
        """Names that begin with this, or have a word that does; the shorter ones first."""
        words = worded(text)
        fitting = [
            (not name.words.startswith(words), len(name.words), name.words, name.iri, name)
            for iri in self._naming.begun(text, _BEGUN)
            for name in self.of(iri)
            if f" {words}" in f" {name.words}"
        ]
        return [each[-1] for each in sorted(fitting, key=lambda each: each[:-1])]

    def _read(self, iri: str) -> Mapping[str, Name]:
        """The names of a thing by their words."""
        found = split(iri)
        if found is None or found[0] is Kind.GRAPH:
            return {}
        try:
            quads = self._store.quads(ox.NamedNode(iri))
        except ValueError:
            return {}
        # API names of models are slugs, and what tables have.
        names = {worded(found[1]): Name(iri, found[1], worded(found[1]), label=False)}
        is_named = False
        for quad in sorted(quads, key=str):
            predicate, value = quad.predicate.value, quad.object
            label = predicate in _LABELS
            if not isinstance(value, ox.Literal) or not (label or predicate in _OTHERS):
                continue
            if str(quad.graph_name).startswith(_ENTAILED):
                continue
            is_named = True
            words = worded(value.value)
            if words and (words not in names or (label and not names[words].label)):
                names[words] = Name(iri, value.value, words, label)
        return names if is_named else {}


def is_statement(iri: str) -> bool:
    """Whether a thing is of a kind that tables seldom mean."""
    found = split(iri)
    return found is not None and found[0] in STATEMENTS
