"""Where one model stands in the tree: its way up, what came of it, and what follows for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final
from urllib.parse import urlencode
from weakref import ReferenceType, WeakKeyDictionary, ref

from llmkg.gather import around
from llmkg.gather.shelves import is_kept
from llmkg.http.views.branch import evolution_of, line_of
from llmkg.http.views.evolution import evolution
from llmkg.http.views.ledger import Ledger, ledger
from llmkg.http.views.placing import Dated
from llmkg.http.views.steps import Evolution, Step
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.vocab import compact

_DEEPEST: Final = 8
SHOWN: Final = 50
"""Models that came of one, on a page."""
_KEPT_EACH: Final = 512


@dataclass(frozen=True, slots=True)
class Rung:
    """A step on the way up, and how far from the model it is."""

    depth: int
    step: Step


@dataclass(frozen=True, slots=True)
class Entailed:
    """An ability that nobody states of the model, yet follows; `path` leads to why."""

    relation: Ref
    ability: Ref
    level: Level
    path: str


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The way up from a model, nearest first; what came of it; what follows for its abilities."""

    dated: Dated | None
    ancestors: tuple[Rung, ...]
    descendants: Page[Step]
    entailed: tuple[Entailed, ...]


_KEPT: WeakKeyDictionary[KnowledgeBase, Callable[[str, int], Pedigree]] = WeakKeyDictionary()


def pedigree(kb: KnowledgeBase, iri: str, offset: int = 0) -> Pedigree:
    """Where a model stands in the tree, and what came of it from `offset` on.

    Costs what is said of its line, however many other models there are.
    """
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = lru_cache(maxsize=_KEPT_EACH)(partial(_gather, ref(kb)))
    return found(iri, offset)


def _gather(known: ReferenceType[KnowledgeBase], iri: str, offset: int) -> Pedigree:
    kb = known()
    assert kb is not None  # noqa: S101 - it is what this is kept for
    children = [each for each in around.children(ledger(kb).reader, iri) if each != iri]
    part = children[offset : offset + SHOWN]
    if is_kept(kb.store):
        line, below = evolution_of(kb, line_of(kb, [iri])), evolution_of(kb, part, [iri])
    else:
        line = below = evolution(kb)
    down = (s for s in below.steps if s.parent.iri == iri and s.child.iri in part)
    return Pedigree(
        next((each.dated for each in line.models if each.ref.iri == iri), None),
        tuple(_up(line, iri)),
        Page(tuple(down), len(children), offset, SHOWN),
        tuple(sorted(_entailed(kb, ledger(kb), iri), key=_order)),
    )


def _up(tree: Evolution, iri: str) -> Iterator[Rung]:
    """Depth first; a model is walked from once, and not at all where the step to it is denied."""
    seen: set[str] = set()

    def walk(child: str, depth: int) -> Iterator[Rung]:
        seen.add(child)
        found = [s for s in tree.steps if s.child.iri == child and not s.is_loop]
        # A step that merely follows is told by the steps from which it follows.
        stated = [s for s in found if s.standing != "entailed"] or found
        for step in sorted(stated, key=lambda s: (-(s.level.rank if s.level else -1), s.slug)):
            yield Rung(depth, step)
            on = step.standing not in ("denied", "open")
            if on and step.parent.iri not in seen and depth < _DEEPEST:
                yield from walk(step.parent.iri, depth + 1)

    return walk(iri, 0)


def _entailed(kb: KnowledgeBase, book: Ledger, iri: str) -> Iterator[Entailed]:
    for row in kb.rows("entailed-abilities", model=iri, min_confidence="Conjectural"):
        if "stated" in row:
            continue
        relation, ability, level = (
            book.reader.ref(str(getattr(row[name], "value", "")))
            for name in ("relation", "ability", "confidence")
        )
        asked = {
            "subject": compact(iri),
            "predicate": compact(relation.iri),
            "object": compact(ability.iri),
        }
        yield Entailed(
            relation, ability, book.reader.level(level.iri), f"/explain?{urlencode(asked)}"
        )


def _order(found: Entailed) -> tuple[str, int, str]:
    return (found.relation.iri, -found.level.rank, found.ability.iri)
