"""Statements about a thing in brief: as much as counts them and puts them in order.

A statement whole, with labels, claims and places, takes many times as long to look up, so a page
looks up whole only the ones that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader
from llmkg.model.claim import Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import Level
from llmkg.reason.brief import ASSESSMENT
from llmkg.vocab import BASE, LLMKG, RDF, Kind, local_name

SUBJECT: Final = "subject"
OBJECT: Final = "object"
SCOPE: Final = "scope"

UNSAID: Final = "unsaid"
"""How a statement stands on which nobody speaks."""

_PROPOSITIONS: Final = f"{BASE}{Kind.PROPOSITION.value}/"
_PREDICATE: Final = ox.NamedNode(RDF.predicate)
_ENDS: Final = ((SUBJECT, RDF.subject), (OBJECT, RDF.object))
_STANCES: Final = tuple(ox.NamedNode(LLMKG[each.value]) for each in Stance)
_WAYS: Final = tuple(ox.NamedNode(LLMKG[each.value]) for each in Direction)


@dataclass(frozen=True, slots=True)
class Line:
    """A statement about a thing: on which side that stands, and how the statement stands.

    side       where the thing stands: subject, object, or scope
    status     the local name of its status, in small letters; "unsaid" where nobody speaks
    effective  what to quote it as; `denied` how sure its denial is
    claims     those that take each stance; `evidence` the number of pieces on it
    """

    iri: str
    side: str
    relation: str
    status: str
    warrant: Level | None
    effective: Level | None
    denied: Level | None
    claims: tuple[tuple[str, ...], ...]
    evidence: int

    def count(self, stance: Stance) -> int:
        """How many claims take this stance."""
        return len(self.claims[tuple(Stance).index(stance)])

    @property
    def speaking(self) -> Iterator[str]:
        """All claims on it."""
        return (claim for several in self.claims for claim in several)

    @property
    def is_denied(self) -> bool:
        """Whether somebody denies it and nobody asserts it, or it is refuted."""
        return self.status == "refuted" or (
            self.count(Stance.DENIES) > 0 and self.count(Stance.ASSERTS) == 0
        )

    @property
    def is_open(self) -> bool:
        """Whether all that speak of it leave it open."""
        every = sum(map(len, self.claims))
        return every > 0 and self.count(Stance.LEAVES_OPEN) == every

    @property
    def level(self) -> Level | None:
        """How sure one can be: of the denial where it is denied, else of the statement."""
        return self.denied if self.is_denied and self.denied is not None else self.effective

    @property
    def best_first(self) -> tuple[int, int, int, int, str]:
        """What sorts it, as `Standing.best_first`."""
        return (
            -(self.warrant.rank if self.warrant else -1),
            -(self.level.rank if self.level else -1),
            -self.evidence,
            -sum(map(len, self.claims)),
            self.iri,
        )


def lines(reader: Reader, iri: str, scopes: Iterable[str]) -> Iterator[Line]:
    """The statements about a thing, each once, in no order; `scopes` as in the ontology."""
    met: set[str] = set()
    for side, role in (*_ENDS, *((SCOPE, each) for each in scopes)):
        for found in reader.subjects(role, iri):
            # Others state things about triples in the same words.
            if found not in met and found.startswith(_PROPOSITIONS):
                met.add(found)
                line = _line(reader, ox.NamedNode(found), side)
                if line is not None:
                    yield line


def _line(reader: Reader, node: ox.NamedNode, side: str) -> Line | None:
    quads = reader.store.quads
    relation = min(_iris(each.object for each in quads(node, _PREDICATE)), default="")
    if not relation:
        return None
    now: dict[str, str] = {}
    for quad in quads(ox.NamedNode(f"{node.value}{ASSESSMENT}")):
        if isinstance(quad.object, ox.NamedNode):
            now[quad.predicate.value] = quad.object.value

    def level(name: str) -> Level | None:
        iri = now.get(LLMKG[name])
        return reader.level(iri) if iri is not None else None

    status, effective = now.get(LLMKG.status), level("effectiveConfidence")
    is_assessed = status is not None and effective is not None
    takers = (_iris(e.subject for e in quads(None, each, node)) for each in _STANCES)
    return Line(
        iri=node.value,
        side=side,
        relation=relation,
        status=local_name(status or "").lower() if is_assessed else UNSAID,
        warrant=level("warrant") if is_assessed else None,
        effective=effective if is_assessed else None,
        denied=level("deniedConfidence") if is_assessed else None,
        claims=tuple(tuple(sorted(each)) for each in takers),
        evidence=sum(len(_iris(e.subject for e in quads(None, each, node))) for each in _WAYS),
    )


def _iris(terms: Iterable[object]) -> set[str]:
    return {each.value for each in terms if isinstance(each, ox.NamedNode)}
