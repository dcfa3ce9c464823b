"""The types that things have, and the classes above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.errors import ParameterError
from llmkg.gather.reader import Reader, labels
from llmkg.link.names import Names
from llmkg.link.standing import stands
from llmkg.link.wanted import Named
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, PREFIXES, RDF, RDFS, SKOS, expand

_ENTAILED: Final = f"<{ENTAILED_GRAPHS}"
_SHOWN: Final = 12
_KINDS: Final = {"family": "ModelFamily", "method": "TrainingMethod", "stage": "TrainingStage"}
"""The kinds in addresses that are not called as their classes are."""


class Types:
    """Classes of the things that can be linked to, by identifier as people write it."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader = reader
        self._own: dict[str, list[str]] = {}
        self.instances: dict[str, list[str]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.above = lru_cache(maxsize=None)(self._above)
        self.named = lru_cache(maxsize=None)(self._named)
        for quad in reader.store.quads(None, ox.NamedNode(RDF.type)):
            subject, type_ = quad.subject, quad.object
            if (
                not isinstance(subject, ox.NamedNode)
                or not isinstance(type_, ox.NamedNode)
                or str(quad.graph_name).startswith(_ENTAILED)
                or subject.value not in names
            ):
                continue
            mine = self._own.setdefault(subject.value, [])
            if type_.value not in mine:
                mine.append(type_.value)
        for iri, types in self._own.items():
            types.sort(key=lambda each: (not each.startswith(LLMKG), each))
            for each in self._with_above(types):
                self.counts[each] += 1
                self.instances[each].append(iri)

    def of(self, iri: str) -> tuple[Named, ...]:
        """The types that a thing is said to have, ours first."""
        return tuple(map(self.named, self._own.get(iri, ())))

    def has(self, iri: str, type_: str) -> bool:
        """Whether a thing is of a type, or of one below it."""
        return type_ in self._with_above(self._own.get(iri, ()))

    def find(self, given: str) -> str:
        """The IRI of a type that is given by IRI, CURIE, local name or kind; ParameterError."""
        kind = _KINDS.get(given.strip().lower(), given)
        plain = (iri for iri in self.counts if iri.lower() == f"{LLMKG}{kind.strip()}".lower())
        for iri in (*identifiers(kind), *plain):
            if iri in self.counts:
                return iri
        best = [iri for iri, _ in self.counts.most_common() if iri.startswith(LLMKG)]
        choices = ", ".join(sorted(best)[:_SHOWN])
        raise ParameterError(f"There is no type {given!r}", mend=f"Choose from: {choices} …")

    def find_any(self, given: str) -> str:
        """The IRI of a type; nothing where none was named. ParameterError for one there is not.

        OpenRefine puts the identifier of a type into an address as it is, empty when it has none
        (`add-column-by-reconciliation.js`): of ours a browser then drops all from "#" on.
        """
        return "" if given in {"", str(LLMKG), str(LLMKG).removesuffix("#")} else self.find(given)

    def all(self) -> list[Named]:
        """Every type that some thing has, those with most things first."""
        return [self.named(iri) for iri, _ in sorted(self.counts.items(), key=_most_first)]

    def broader(self, iri: str) -> list[Named]:
        """The types right above one, as far as things have them."""
        said = self._reader.said(iri)
        above = self._reader.refs(said.get(RDFS.subClassOf, ()))
        return [self.named(each.iri) for each in above if each.iri in self.counts]

    def _with_above(self, types: Iterable[str]) -> set[str]:
        return {each for type_ in types for each in self.above(type_)}

    def _above(self, type_: str) -> frozenset[str]:
        found, waiting = {type_}, [type_]
        while waiting:
            said = self._reader.said(waiting.pop())
            for ref in self._reader.refs(said.get(RDFS.subClassOf, ())):
                if ref.iri not in found:
                    found.add(ref.iri)
                    waiting.append(ref.iri)
        return frozenset(found)

    def _named(self, iri: str) -> Named:
        return named(self._reader, iri)


def named(reader: Reader, iri: str) -> Named:
    """What a thing or term is called, and what it is; of a statement, how it stands."""
    said = reader.said(iri)
    definition = stands(reader, iri) or labels(said, SKOS.definition)
    return Named(iri, labels(said, RDFS.label), definition)


def identifiers(given: str) -> tuple[str, ...]:
    """The IRIs that somebody may mean by an identifier: itself, a CURIE's, a term of ours."""
    given = given.strip()
    expanded = expand(given)
    if expanded is not None:
        return (expanded,)
    if ":" in given:
        return (given,)
    return tuple(PREFIXES[prefix] + given for prefix in ("llmkg", "rdfs", "skos", "dcterms"))


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
