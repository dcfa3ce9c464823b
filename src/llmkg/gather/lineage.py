"""From what a model descends: a walk upwards, one model at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from llmkg.gather.arguments import best
from llmkg.gather.reader import Reader
from llmkg.gather.statements import claim_order, claims_on
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.lineage import Lineage, LineageEdge
from llmkg.model.text import Ref
from llmkg.store.port import Rows

Entailed = Callable[[str, str], Level | None]
"""The level at which a model is entailed to be derived from another; both by IRI."""
Parents = Callable[[str], Rows]
"""What is said of a model's parents: rows of parent, relation, stage, first, second."""


def lineage(reader: Reader, model: Ref, parents: Parents, entailed: Entailed) -> Lineage:
    """The ancestry of a model.

    The walk goes on from a parent only where some claim asserts the step: what is merely denied or
    left open is shown, and ends there. A model met twice is walked from once.
    """
    edges: list[LineageEdge] = []
    depths = {model.iri: 0}
    waiting = deque([model])
    while waiting:
        child = waiting.popleft()
        depth = depths[child.iri] + 1
        for row in parents(child.iri):
            named = {name: reader.ref(_iri(term)) for name, term in row.items()}
            said = tuple(named[name] for name in ("first", "second") if name in named)
            level = entailed(child.iri, named["parent"].iri)
            edge = replace(_edge(reader, child, named, said, depth), effective=level)
            edges.append(edge)
            if edge.confidence is not None and edge.parent.iri not in depths:
                depths[edge.parent.iri] = depth
                waiting.append(edge.parent)
    edges.sort(key=_edge_order)
    ancestors = sorted((iri for iri in depths if iri != model.iri), key=lambda i: (depths[i], i))
    return Lineage(model, tuple(edges), tuple(reader.ref(iri) for iri in ancestors))


def _edge(
    reader: Reader, child: Ref, named: dict[str, Ref], said: tuple[Ref, ...], depth: int
) -> LineageEdge:
    by_proposition = [claims_on(reader, each.iri) for each in said]
    claims = sorted({c.iri: c for some in by_proposition for c in some}.values(), key=claim_order)
    return LineageEdge(
        child=child,
        parent=named["parent"],
        relation=named["relation"].iri,
        via=named.get("stage"),
        propositions=said,
        claims=tuple(claims),
        confidence=_weakest(best(some) for some in by_proposition),
        denied=any(each.stance is Stance.DENIES for each in claims),
        depth=depth,
    )


def _weakest(levels: Iterable[Level | None]) -> Level | None:
    """The lowest level: a step holds as its weaker half does; None when a half has none."""
    found = list(levels)
    known = [level for level in found if level is not None]
    if not known or len(known) < len(found):
        return None
    return min(known, key=lambda level: level.rank)


def _edge_order(edge: LineageEdge) -> tuple[int, str, int, str, str]:
    rank = edge.confidence.rank if edge.confidence else -1
    via = edge.via.iri if edge.via else ""
    return (edge.depth, edge.child.iri, -rank, edge.parent.iri, edge.relation + via)


def _iri(term: object) -> str:
    return str(getattr(term, "value", term))
