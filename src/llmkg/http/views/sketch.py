"""A graph as a drawing of things and lines: what of an answer goes into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import pyoxigraph as ox

from llmkg.store.port import Term
from llmkg.vocab import RDF

MOST: Final = 250
"""How many things a drawing holds; with more, nobody finds anything in it."""

MOST_LINES: Final = 600
_TYPE: Final = RDF["type"]

CellT = TypeVar("CellT")


@dataclass(frozen=True, slots=True)
class Line(Generic[CellT]):
    """What is said of one thing and another; `start` and `end` are their places among the dots."""

    start: int
    end: int
    says: tuple[CellT, ...]


@dataclass(frozen=True, slots=True)
class Sketch(Generic[CellT]):
    """A drawing.

    dots     the things
    lines    between them; all that is said of the same two in one
    total    how many things there are: more than `dots`, which are none then, where they are too
             many to draw
    left     how many triples say a value or a type, which only the table shows
    """

    dots: tuple[CellT, ...]
    lines: tuple[Line[CellT], ...]
    total: int
    left: int


def sketch(
    triples: Sequence[tuple[Term, Term, Term]], cell: Callable[[Term], CellT]
) -> Sketch[CellT] | None:
    """The drawing of these triples, with `cell` to name a term; None where no two are joined.

    Values are left out, and so are types, unless there is nothing else: a line from everything to
    the class of everything hides the rest.
    """
    joined = [triple for triple in triples if not isinstance(triple[2], ox.Literal)]
    said = [triple for triple in joined if _iri(triple[1]) != _TYPE] or joined
    between: dict[tuple[Term, Term], list[Term]] = {}
    for subject, predicate, thing in said:
        between.setdefault((subject, thing), []).append(predicate)
    places: dict[Term, int] = {}
    for pair in between:
        for term in pair:
            places.setdefault(term, len(places))
    left = len(triples) - len(said)
    if not places:
        return None
    if len(places) > MOST or len(between) > MOST_LINES:
        return Sketch((), (), len(places), left)
    lines = tuple(
        Line(places[start], places[end], tuple(cell(each) for each in predicates))
        for (start, end), predicates in between.items()
    )
    return Sketch(tuple(cell(term) for term in places), lines, len(places), left)


def _iri(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
