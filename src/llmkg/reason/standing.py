"""How a fact stands: whether it follows, whether contradictions bear on it, and where they do.

The entailed graphs tell at which level a fact follows. Where a contradiction bears on it that is
not all that has to be known to go on from there when something changes: a fact may follow from
claims in contradiction alone, which no entailed graph holds, or be in one at a weaker level than
its best. That is kept as a note, a literal at a node beside each end of the fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from llmkg.reason.support import Fact, Term
from llmkg.vocab import ASSESSMENTS_GRAPH, BASE, LLMKG

NOWHERE: Final = "urn:llmkg:"
"""Begins the names of denied facts and of what the compilation made up: no graph holds them."""

_ASSESSMENTS: Final = ox.NamedNode(ASSESSMENTS_GRAPH)
_NOTED: Final = ox.NamedNode(LLMKG.standsAside)
_HERE, _THERE = ">", "<"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fact stands where a contradiction bears on it.

    full    the rank of the best level at which it follows, contradictions or not
    blamed  the rank of the best level at which it leads to a contradiction, or -1
    sure    that of the best at which it follows from facts that lead to none at any level, or -1
    holds   the levels at which it follows from what is in no contradiction: a bit for each rank
    """

    full: int
    blamed: int
    sure: int
    holds: int

    @property
    def best(self) -> int:
        """The rank of the best level at which it holds, or -1."""
        return self.holds.bit_length() - 1


def down_from(rank: int, ranks: Iterable[int]) -> int:
    """The bits of a level and of all weaker ones."""
    return sum(1 << each for each in ranks if each <= rank)


def plain(rank: int, ranks: Iterable[int]) -> Standing:
    """How a fact stands on which no contradiction bears."""
    return Standing(rank, -1, rank, down_from(rank, ranks))


def notes(fact: Fact, standing: Standing) -> tuple[ox.Quad, ...]:
    """How the fact stands, in quads; the fact is one of terms."""
    name, subject, obj = fact
    how = f"{standing.full} {standing.blamed} {standing.sure} {standing.holds} {name}"
    if obj == 0:
        return (_note(subject, f"{_HERE} {how}"),)
    return (_note(subject, f"{_HERE} {how} {obj}"), _note(obj, f"{_THERE} {how} {subject}"))


def beside(end: Term) -> ox.NamedNode:
    """The node of the notes of facts that end there."""
    if isinstance(end, ox.NamedNode):
        return ox.NamedNode(f"{end.value}{'-' if '#' in end.value else '#'}aside")
    return ox.NamedNode(f"{BASE}literal/{sha256(str(end).encode()).hexdigest()[:24]}#aside")


def _note(end: Term, text: str) -> ox.Quad:
    return ox.Quad(beside(end), _NOTED, ox.Literal(text), _ASSESSMENTS)


def read_note(end: Term, quad: ox.Quad) -> tuple[Fact, Standing] | None:
    """The fact that a quad beside an end of it notes; None when it is no note."""
    if quad.predicate != _NOTED or not isinstance(quad.object, ox.Literal):
        return None
    side, full, blamed, sure, holds, name, *rest = quad.object.value.split(" ", 6)
    standing = Standing(int(full), int(blamed), int(sure), int(holds))
    if not rest:
        return (name, end, 0), standing
    other = _term(rest[0])
    return ((name, end, other) if side == _HERE else (name, other, end)), standing


def _term(text: str) -> ox.NamedNode | ox.Literal:
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    line = f"<urn:x> <urn:x> {text} ."
    for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.object, ox.Literal):
            return quad.object
    raise ValueError(text)
