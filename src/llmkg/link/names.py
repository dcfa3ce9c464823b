"""Every name of every thing that can be linked to, in memory: made once for each snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from llmkg.link.likeness import joined, worded
from llmkg.store.port import GraphStore
from llmkg.vocab import DCTERMS, ENTAILED_GRAPHS, OWL, RDFS, SCHEMA, SKOS, Kind, split

MOST_NAMES: Final = 200_000
"""Above this many names the index of texts alone says which ones to compare."""

STATEMENTS: Final = frozenset(
    {Kind.PROPOSITION, Kind.CLAIM, Kind.EVIDENCE, Kind.QUESTION, Kind.TENSION}
)
"""Kinds that tables seldom mean; they are candidates when their type is asked for."""

_ENTAILED: Final = f"<{ENTAILED_GRAPHS}"
_LABELS: Final = (RDFS.label, SKOS.prefLabel, DCTERMS["title"])
_OTHERS: Final = (SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation, DCTERMS.identifier)
_SAME: Final = (OWL.sameAs, SKOS.exactMatch, SCHEMA.sameAs)
_ALIKE: Final = 55.0
_NEAREST: Final = 40


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; `label`: it is a main one, and no alias."""

    iri: str
    text: str
    words: str
    label: bool


class Names:
    """Names by what they are, and by what they are like."""

    def __init__(self, store: GraphStore) -> None:
        self._of: dict[str, dict[str, Name]] = defaultdict(dict)
        self._same: dict[str, set[str]] = defaultdict(set)
        for predicates, label in ((_LABELS, True), (_OTHERS, False)):
            for predicate in predicates:
                self._read(store, predicate, label=label)
        for predicate in _SAME:
            for quad in store.quads(None, ox.NamedNode(predicate)):
                here, there = quad.subject, quad.object
                if not isinstance(here, ox.NamedNode) or not isinstance(there, ox.NamedNode):
                    continue
                if split(here.value) is not None:
                    self._same[there.value].add(here.value)

    def _read(self, store: GraphStore, predicate: str, *, label: bool) -> None:
        for quad in store.quads(None, ox.NamedNode(predicate)):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.Literal):
                continue
            found = split(subject.value)
            if (
                found is None
                or found[0] is Kind.GRAPH
                or str(quad.graph_name).startswith(_ENTAILED)
            ):
                continue
            mine = self._of[subject.value]
            if not mine:
                # API names of models are slugs, and what tables have.
                mine[worded(found[1])] = Name(
                    subject.value, found[1], worded(found[1]), label=False
                )
            words = worded(value.value)
            if words and (words not in mine or label):
                mine[words] = Name(subject.value, value.value, words, label)

    def of(self, iri: str) -> Iterable[Name]:
        """The names of a thing."""
        return self._of.get(iri, {}).values()

    def __contains__(self, iri: str) -> bool:
        """Whether this is a thing that can be linked to."""
        return iri in self._of

    def things(self) -> Iterable[str]:
        """The IRIs of all things that have a name."""
        return self._of.keys()

    def same_as(self, identifier: str) -> frozenset[str]:
        """The things that are said to be what has this IRI elsewhere."""
        return frozenset(self._same.get(identifier, ()))

    def called(self, text: str) -> frozenset[str]:
        """The things that have this name, but for spaces and punctuation."""
        return self._joined.get(joined(text), frozenset())

    def near(self, text: str, *, statements: bool) -> frozenset[str]:
        """Things with names that are like this one; none where there are too many to compare."""
        table, names = self._tables[statements]
        if len(names) > MOST_NAMES:
            return frozenset()
        words = worded(text)
        found: set[str] = set()
        for scorer, given in ((fuzz.ratio, words), (fuzz.token_set_ratio, words)):
            nearest = process.extract(
                given, names, scorer=scorer, limit=_NEAREST, score_cutoff=_ALIKE
            )
            found.update(table[at].iri for _, _, at in nearest)
        return frozenset(found)

    def begun(self, text: str) -> list[Name]:
        """Names that begin with this, or have a word that does; the shorter ones first."""
        words = worded(text)
        table = self._tables[False][0]
        fitting = [
            (not name.words.startswith(words), len(name.words), name.words, name.iri, name)
            for name in table
            if f" {words}" in f" {name.words}"
        ]
        return [each[-1] for each in sorted(fitting, key=lambda each: each[:-1])]

    @cached_property
    def _joined(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for names in self._of.values():
            for name in names.values():
                found[name.words.replace(" ", "")].add(name.iri)
        return {key: frozenset(iris) for key, iris in found.items()}

    @cached_property
    def _tables(self) -> tuple[tuple[list[Name], list[str]], tuple[list[Name], list[str]]]:
        """Without and with the kinds that are statements: names, and their words for RapidFuzz."""
        every = [name for iri in sorted(self._of) for name in self._of[iri].values()]
        things = [name for name in every if not is_statement(name.iri)]
        return (things, [name.words for name in things]), (every, [name.words for name in every])


def is_statement(iri: str) -> bool:
    """Whether a thing is of a kind that tables seldom mean."""
    found = split(iri)
    return found is not None and found[0] in STATEMENTS
