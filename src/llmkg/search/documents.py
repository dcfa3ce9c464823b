"""What is found by search: each thing with its names and what else is said of it in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.vocab import DCTERMS, ENTAILED_GRAPHS, LLMKG, RDF, RDFS, SKOS, split

_ENTAILED: Final = f"<{ENTAILED_GRAPHS}"
_NAMES: Final = frozenset(
    {RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.notation, DCTERMS["title"]}
)
_TEXTS: Final = frozenset(
    {SKOS.definition, SKOS.scopeNote, RDFS.comment, DCTERMS.description, LLMKG.hedge}
)
_NEVER: Final = frozenset({"graph"})
_NOT_COUNTED: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(slots=True)
class Document:
    """A thing as it is indexed.

    names   labels in all languages, other names, and the slug's words
    texts   definitions and hedges
    weight  how often other things mention it
    """

    iri: str
    kind: str
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    weight: int = 0


def documents(
    quads: Sequence[ox.Quad], mentioned: Mapping[str, int] = _NOT_COUNTED
) -> Iterator[Document]:
    """The things of our namespace that have a name, and the terms of the ontology.

    `mentioned`: how often each is, where the quads are not all that there are.
    """
    said: dict[str, Document] = {}
    mentions: Counter[str] = Counter(mentioned)
    seen: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if str(quad.graph_name).startswith(_ENTAILED):
            continue
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if isinstance(value, ox.NamedNode):
            if predicate != RDF.type:
                mentions[value.value] += 1
            continue
        if not isinstance(value, ox.Literal) or not isinstance(subject, ox.NamedNode):
            continue
        wanted = predicate in _NAMES or predicate in _TEXTS
        if not wanted or value.value in seen[subject.value]:
            continue
        seen[subject.value].add(value.value)
        document = said.get(subject.value) or _new(subject.value)
        if document is None:
            continue
        said[subject.value] = document
        (document.names if predicate in _NAMES else document.texts).append(value.value)
    for iri, document in said.items():
        if document.names:
            document.weight = mentions[iri]
            yield document


def _new(iri: str) -> Document | None:
    if iri.startswith(LLMKG):
        # `CorrelationNotCausation` is looked for as its words.
        return Document(iri, "term", [_spaced(iri.removeprefix(LLMKG))])
    named = split(iri)
    if named is None or named[0] in _NEVER or "#" in iri:
        return None
    kind, slug = named
    return Document(iri, kind.value, [slug.replace("-", " "), slug])


def _spaced(name: str) -> str:
    return "".join(f" {each}" if each.isupper() else each for each in name).strip()
