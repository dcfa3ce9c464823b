"""Entities of the catalogue, sources, tensions and open questions, read from quads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar, overload

import pyoxigraph as ox

from llmkg.gather.reader import Reader, Said, labels, number, text, texts
from llmkg.gather.statements import slug_of
from llmkg.model.question import OpenQuestion
from llmkg.model.source import Source
from llmkg.model.tension import Tension
from llmkg.model.thing import Thing
from llmkg.vocab import DCTERMS, KEPT_GRAPH, LLMKG, OWL, RDF, RDFS, SCHEMA, SKOS, split

_SAME: Final = (OWL.sameAs, SKOS.exactMatch, SCHEMA.sameAs)
_KEPT: Final = ox.NamedNode(KEPT_GRAPH)


T = TypeVar("T")


class Several(Sequence[T]):
    """Things that are read when they are looked at: of a page those that it shows."""

    def __init__(self, iris: Sequence[str], make: Callable[[str], T]) -> None:
        """`iris`, in order, and what reads the thing of one."""
        self._iris = iris
        self._make = make

    def __len__(self) -> int:
        """How many there are; reads none."""
        return len(self._iris)

    def __iter__(self) -> Iterator[T]:
        """All of them."""
        return map(self._make, self._iris)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...

    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        """One of them, or some."""
        if isinstance(at, slice):
            return tuple(map(self._make, self._iris[at]))
        return self._make(self._iris[at])

    def __eq__(self, other: object) -> bool:
        """Whether others are the same, in the same order."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """By their number: what is equal has as many."""
        return hash(len(self))


def thing(reader: Reader, iri: str, claims: Mapping[str, int]) -> Thing:
    """An identity; `claims` are the numbers of claims by IRI. NotFoundError."""
    said = reader.existing(iri)
    kind, slug = split(iri) or ("", slug_of(iri))
    same = {
        term.value
        for predicate in _SAME
        for term in said.get(predicate, ())
        if isinstance(term, ox.NamedNode)
    }
    return Thing(
        iri=iri,
        kind=str(kind),
        slug=slug,
        label=labels(said, RDFS.label),
        alternatives=tuple(dict.fromkeys(each.value for each in texts(said, SKOS.altLabel))),
        definition=labels(said, SKOS.definition),
        types=reader.refs(said.get(RDF.type, ())),
        same_as=tuple(sorted(same)),
        claims=claims.get(iri, 0),
    )


def source(reader: Reader, iri: str, claims: Mapping[str, int]) -> Source:
    """A source and its bibliographic record; `claims` are the numbers of claims by source."""
    said = reader.existing(iri, LLMKG.Source)
    label = labels(said, RDFS.label)
    return Source(
        iri=iri,
        slug=slug_of(iri),
        title=labels(said, DCTERMS["title"]) or label,
        issued=issued(said),
        creators=reader.refs(said.get(DCTERMS.creator, ())),
        language=text(said, DCTERMS.language),
        text_digest=text(said, LLMKG.textDigest),
        text_length=number(said, LLMKG.textLength),
        claims=claims.get(iri, 0),
        label=label,
    )


def issued(said: Said) -> str | None:
    """The date of issue, as precise as it is known; the first where there are several."""
    return text(said, DCTERMS.issued)


def tension(reader: Reader, iri: str) -> Tension:
    """Claims that do not sit together; NotFoundError."""
    said = reader.existing(iri, LLMKG.Tension)
    return Tension(
        iri=iri,
        slug=slug_of(iri),
        kinds=reader.refs(said.get(LLMKG.tensionKind, ())),
        between=reader.refs(said.get(LLMKG.between, ())),
        intended=texts(said, LLMKG.intended),
        label=labels(said, RDFS.label),
        definition=labels(said, SKOS.definition),
    )


def question(reader: Reader, iri: str) -> OpenQuestion:
    """What a source says is unknown; NotFoundError."""
    said = reader.existing(iri, LLMKG.OpenQuestion)
    return OpenQuestion(
        iri=iri,
        slug=slug_of(iri),
        asks_about=reader.refs(said.get(LLMKG.asksAbout, ())),
        would_be_settled_by=labels(said, LLMKG.wouldBeSettledBy),
        source=reader.one_ref(said, LLMKG.statedIn),
        section=text(said, LLMKG.section),
        anchor=reader.anchor(said, LLMKG.anchor),
        label=labels(said, RDFS.label),
    )


def whole(reader: Reader, iri: str) -> tuple[ox.Quad, ...]:
    """Every quad whose subject is the thing or a part of it (its anchor, say), sorted.

    Answers that are kept are none: they stand at things, and say nothing of them.
    """
    found: dict[ox.Quad, None] = {}
    waiting: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    seen = set(waiting)
    while waiting:
        for quad in reader.store.quads(waiting.pop()):
            if quad.graph_name == _KEPT:
                continue
            found[quad] = None
            value = quad.object
            part = isinstance(value, ox.BlankNode) or (
                isinstance(value, ox.NamedNode) and value.value.startswith(f"{iri}#")
            )
            if part and value not in seen and isinstance(value, ox.NamedNode | ox.BlankNode):
                seen.add(value)
                waiting.append(value)
    return tuple(sorted(found, key=str))
