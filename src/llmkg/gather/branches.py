"""Steps, days and order of some models, from the statements to which a snapshot links them.

As `around`: looked up one by one, where a query would go through all statements of a relation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.gather.around import MADE, at, ends, is_asserted, kept, node
from llmkg.gather.reader import Reader
from llmkg.store.port import Rows, Term
from llmkg.vocab import DCTERMS, ENTAILED_GRAPHS, LLMKG, RDF

_NAMES: Final = ("child", "parent", "relation", "stage", "first", "second", "level")
_DIRECT: Final = (
    ("subjectOf-derivedFrom", LLMKG.derivedFrom, RDF.object),
    ("subjectOf-fineTunedFrom", LLMKG.fineTunedFrom, RDF.object),
    ("objectOf-hasDescendant", LLMKG.derivedFrom, RDF.subject),
)


def steps(reader: Reader, models: Iterable[str], parents: Collection[str]) -> Rows:
    """Every step from one of some models, and what follows of steps to `parents`, how surely.

    `first` says that the one comes from the other, or that a stage made the one; `second` then says
    that the stage took the other.
    """
    found = [(model, *step) for model in models for step in _up(reader, model, parents)]
    rows = (tuple(node(each) for each in row) for row in sorted(set(found)))
    return Rows(_NAMES, tuple(rows))


def line_up(reader: Reader, models: Iterable[str]) -> set[str]:
    """The models from which some models are said to come, or come as it follows."""
    return {parent for model in models for parent, *_ in _up(reader, model, None)}


def days(reader: Reader, models: Iterable[str]) -> Rows:
    """On which days models are said to have been there, by release, description or mention."""
    known = _Days(reader)
    found = sorted({(model, *day) for model in models for day in known.of(model)})
    rows = tuple((node(model), ox.Literal(how), ox.Literal(day)) for model, how, day in found)
    return Rows(("model", "how", "day"), rows)


def order(reader: Reader, models: Iterable[str]) -> Rows:
    """Which models are said to come before which, to which families they are said to belong."""
    found: set[tuple[str, str, str, bool]] = set()
    for model in models:
        for link in ("precedes", "memberOf", "unknown"):
            for said in kept(reader, model, f"subjectOf-{link}"):
                for each in ends(reader, said, RDF.object) if is_asserted(reader, said) else ():
                    later, family = (each if link == name else "" for name in _ORDERS)
                    found.add((model, later, family, link == "unknown"))
    rows = tuple((*map(node, row[:3]), ox.Literal(row[3])) for row in sorted(found))
    return Rows(("model", *_ORDERS_NAMED, "unknown"), rows)


_ORDERS: Final = ("precedes", "memberOf")
_ORDERS_NAMED: Final = ("later", "family")


def _up(
    reader: Reader, model: str, parents: Collection[str] | None
) -> Iterator[tuple[str, str, str, str, str, str]]:
    for link, relation, end in _DIRECT:
        for first in kept(reader, model, link):
            for parent in ends(reader, first, end):
                yield parent, relation, "", first, "", ""
    for link, end in MADE:
        for first in kept(reader, model, link):
            for stage in ends(reader, first, end):
                for parent, second in _taken(reader, stage):
                    yield parent, LLMKG.producedBy, stage, first, second, ""
    for parent, level in _follows(reader, model):
        if parents is None or parent in parents:
            yield parent, "", "", "", "", level


def _taken(reader: Reader, stage: str) -> Iterator[tuple[str, str]]:
    """The models that a stage is said to have taken, with the statements that say so."""
    for iri, relation in at(reader, RDF.subject, stage):
        if relation == LLMKG.inputModel:
            yield from ((parent, iri) for parent in ends(reader, iri, RDF.object))


def _follows(reader: Reader, model: str) -> Iterator[tuple[str, str]]:
    """From what a model comes as it follows, and the level at which."""
    for quad in reader.store.quads(ox.NamedNode(model), ox.NamedNode(LLMKG.derivedFrom)):
        graph, parent = quad.graph_name, quad.object
        if isinstance(graph, ox.NamedNode) and isinstance(parent, ox.NamedNode):
            levels = (
                ends(reader, graph.value, LLMKG.confidence)
                if graph.value.startswith(ENTAILED_GRAPHS)
                else ()
            )
            yield from ((parent.value, level) for level in levels)


class _Days:
    """Days of models; a source that describes several of them is looked at once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._of_source = lru_cache(maxsize=None)(self._issued)

    def of(self, model: str) -> Iterator[tuple[str, str]]:
        """How each is known, and the day."""
        reader = self._reader
        for link, how, role in _DATED:
            for said in kept(reader, model, link):
                if is_asserted(reader, said):
                    yield from ((how, day) for day in _texts(reader, said, role))
        for said in kept(reader, model, "subjectOf-describedIn"):
            for source in ends(reader, said, RDF.object) if is_asserted(reader, said) else ():
                yield from (("described", day) for day in self._of_source(source))

    def _issued(self, source: str) -> frozenset[str]:
        found = _texts(self._reader, source, DCTERMS.issued)
        for said, relation in at(self._reader, RDF.subject, source):
            if relation == LLMKG.releasedOn:
                found |= _texts(self._reader, said, RDF.object)
        return frozenset(found)


_DATED: Final = (
    ("subjectOf-releasedOn", "released", RDF.object),
    ("subjectOf-day", "seen", LLMKG.atTime),
)


def _texts(reader: Reader, iri: str, predicate: str) -> set[str]:
    found: Iterable[Term] = reader.values(iri, predicate)
    return {str(getattr(each, "value", each)) for each in found}
