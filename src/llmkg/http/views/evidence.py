"""The page of a piece of evidence: its kind, what that licenses, what it bears and rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llmkg.gather import statements
from llmkg.gather.reader import labels
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.ledger import Said, ledger, states, voices
from llmkg.http.views.thing import downloads
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.level import EvidenceType, Level
from llmkg.model.text import Labels, Ref
from llmkg.model.weighing import Bond, Weighing
from llmkg.reason.weigh import bonds
from llmkg.vocab import SKOS


@dataclass(frozen=True, slots=True)
class Bearing:
    """A statement on which it bears.

    ceiling  the most that its type licenses for this one
    shares   other evidence on the same side with which it counts as one, and what binds them
    alone    how many on the same side speak independently of it
    """

    direction: Direction
    said: Said
    ceiling: Level
    shares: tuple[tuple[Ref, tuple[Bond, ...]], ...]
    alone: int


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Everything that the page shows; `kinds` are all types, for comparison.

    states  what became of claims that no longer stand
    """

    evidence: Evidence
    meaning: Labels
    kinds: tuple[EvidenceType, ...]
    bearings: tuple[Bearing, ...]
    premises: tuple[Claim, ...]
    cited_by: tuple[Claim, ...]
    states: Mapping[str, str]


def evidence(kb: KnowledgeBase, iri: str, _asked: Mapping[str, str]) -> Sheet:
    """The page of a piece of evidence. Raises NotFoundError."""
    book = ledger(kb)
    found = statements.evidence(book.reader, iri)
    bearings = []
    for each in found.bearings:
        said = book.said(each.proposition.iri)
        kind = found.type
        shares, alone = _others(kb.weighing(each.proposition.iri), iri, each.direction)
        bearings.append(
            Bearing(
                each.direction,
                said,
                kind.warrants_causal if said.proposition.causal else kind.warrants_factual,
                shares,
                alone,
            )
        )
    view = EvidenceView(
        evidence=found,
        meaning=labels(book.reader.said(found.type.iri), SKOS.definition),
        kinds=kb.evidence_types(),
        bearings=tuple(sorted(bearings, key=_order)),
        premises=voices(book, (ref.iri for ref in found.based_on)),
        cited_by=voices(book, (ref.iri for ref in found.cited_by)),
        states=states(book, (ref.iri for ref in (*found.based_on, *found.cited_by))),
    )
    where = found.stated_in or next(iter(found.reported_in), None)
    return Sheet(
        template="evidence.html",
        view=view,
        title=found.label or {"en": found.slug},
        description="evidence-description",
        iri=iri,
        kind="CreativeWork",
        crumbs=(
            Crumb("nav-home", "/"),
            *((Crumb(where.label, f"/source/{where.slug}"),) if where and where.slug else ()),
        ),
        downloads=downloads(iri),
        queries=tuple(
            shown(kb.queries["evidence-for-proposition"], proposition=each.said.proposition.iri)
            for each in view.bearings[:1]
        ),
    )


def _others(
    weighing: Weighing, iri: str, direction: Direction
) -> tuple[tuple[tuple[Ref, tuple[Bond, ...]], ...], int]:
    same = [line for line in weighing.lines if line.direction is direction]
    own = next((line for line in same if line.ref.iri == iri), None)
    if own is None or direction is Direction.QUALIFIES:
        return (), 0
    others = [line for line in same if line is not own and not line.is_word]
    bound = [(line.ref, shared) for line in others if (shared := bonds(own, line))]
    return tuple(bound), len(others) - len(bound)


def _order(bearing: Bearing) -> tuple[int, int, str]:
    return (
        list(Direction).index(bearing.direction),
        -bearing.ceiling.rank,
        bearing.said.proposition.iri,
    )
