"""The types that things have, and the classes above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.errors import ParameterError
from llmkg.gather.reader import Reader, labels
from llmkg.link.standing import stands
from llmkg.link.wanted import Named
from llmkg.search.naming import Naming
from llmkg.vocab import ENTAILED_GRAPHS, KEPT_GRAPH, LLMKG, PREFIXES, RDF, RDFS, SKOS, expand

_ENTAILED: Final = (f"<{ENTAILED_GRAPHS}", f"<{KEPT_GRAPH}>")
_SHOWN: Final = 12
_SOME: Final = 2_000  # things of a type that are looked at
_KEPT: Final = 20_000
_KINDS: Final = {"family": "ModelFamily", "method": "TrainingMethod", "stage": "TrainingStage"}
"""The kinds in addresses that are not called as their classes are."""


class Types:
    """Classes of the things that can be linked to, by identifier as people write it."""

    def __init__(self, reader: Reader, naming: Naming) -> None:
        self._reader = reader
        self._naming = naming
        self.above = lru_cache(maxsize=None)(self._above)
        self.named = lru_cache(maxsize=None)(self._named)
        self._own = lru_cache(maxsize=_KEPT)(self._read)
        below: dict[str, list[str]] = defaultdict(list)
        for own in naming.types():
            for each in self.above(own):
                below[each].append(own)
        self._below = below
        self.counts = Counter({each: naming.number(own) for each, own in below.items()})
        self.instances: Final[Mapping[str, list[str]]] = _Instances(naming, below)

    def of(self, iri: str) -> tuple[Named, ...]:
        """The types that a thing is said to have, ours first."""
        return tuple(map(self.named, self._own(iri)))

    def has(self, iri: str, type_: str) -> bool:
        """Whether a thing is of a type, or of one below it."""
        return type_ in self._with_above(self._own(iri))

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

    def kinds(self, types: Iterable[str]) -> frozenset[str]:
        """The kinds that things of these types have."""
        own = [each for type_ in types for each in self._below.get(type_, ())]
        return self._naming.kinds(own) if own else frozenset()

    def all(self) -> list[Named]:
        """Every type that some thing has, those with most things first."""
        return [self.named(iri) for iri, _ in sorted(self.counts.items(), key=_most_first)]

    def broader(self, iri: str) -> list[Named]:
        """The types right above one, as far as things have them."""
        said = self._reader.said(iri)
        above = self._reader.refs(said.get(RDFS.subClassOf, ()))
        return [self.named(each.iri) for each in above if each.iri in self.counts]

    def _read(self, iri: str) -> tuple[str, ...]:
        """The types that a thing says to have, ours first."""
        try:
            quads = self._reader.store.quads(ox.NamedNode(iri), ox.NamedNode(RDF.type))
        except ValueError:
            return ()
        found = {
            quad.object.value
            for quad in quads
            if isinstance(quad.object, ox.NamedNode)
            and not str(quad.graph_name).startswith(_ENTAILED)
        }
        return tuple(sorted(found, key=lambda each: (not each.startswith(LLMKG), each)))

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


class _Instances(Mapping[str, list[str]]):
    """Some things of each type, those most mentioned first; read when they are asked for."""

    def __init__(self, naming: Naming, below: Mapping[str, list[str]]) -> None:
        self._naming = naming
        self._below = below

    def __getitem__(self, type_: str) -> list[str]:
        return self._naming.instances(self._below[type_], _SOME)

    def __iter__(self) -> Iterator[str]:
        return iter(self._below)

    def __len__(self) -> int:
        return len(self._below)


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
