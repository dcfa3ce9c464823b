"""The lineage of some models: what is looked up is what is said of them, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from llmkg.gather import around, branches, counting
from llmkg.gather.explained import Explainer
from llmkg.gather.lineage import lineage
from llmkg.http.views.evolution import Gathering, Pair
from llmkg.http.views.ledger import ledger
from llmkg.http.views.steps import Evolution, Stage
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.lineage import Lineage, LineageEdge
from llmkg.model.text import Labels, Ref
from llmkg.store.port import Rows, Term
from llmkg.vocab import KEPT, LLMKG

_DEEPEST: Final = 9
_COUNTED: Final = 500
"""Claims on methods up to which it is counted how many models each one made; beyond that the number
of claims puts them in order, since counting would look at all that is said of the usual ones."""


def evolution_of(
    kb: KnowledgeBase,
    models: Collection[str],
    parents: Collection[str] | None = None,
    *,
    with_abilities: bool = False,
) -> Evolution:
    """The tree of some models: costs what is said of them, not what there is.

    Its steps are those to one of `parents`, which are the models themselves unless given.
    """
    return _Part(kb, models, parents, with_abilities=with_abilities).evolution()


def line_of(kb: KnowledgeBase, models: Collection[str], deepest: int = _DEEPEST) -> set[str]:
    """These models, and all from which they come within so many steps."""
    line, nearest = set(models), set(models)
    for _ in range(deepest):
        if not nearest:
            break
        nearest = branches.line_up(ledger(kb).reader, nearest) - line
        line |= nearest
    return line


class _Part(Gathering):
    """Reads what is said of some models, and of steps from one of them to another."""

    def __init__(
        self,
        kb: KnowledgeBase,
        models: Collection[str],
        parents: Collection[str] | None,
        *,
        with_abilities: bool,
    ) -> None:
        self._reader = ledger(kb).reader
        self._models = frozenset(models)
        self._parents = self._models if parents is None else frozenset(parents)
        self._with_abilities = with_abilities
        self._explain = Explainer(self._reader)
        self.kb = kb
        super().__init__(kb)

    def names(self) -> Mapping[str, Labels]:
        return {iri: self._reader.ref(iri).label for iri in self._models}

    def ref(self, iri: str) -> Ref:
        return self._reader.ref(iri)

    def rows(self, name: str) -> Rows:
        if not self._models:
            return Rows((), ())
        if name == "kb/steps":
            return self._steps_among
        if name == "kb/step-stages":
            return around.stages(self._reader, self._models)
        if name == "kb/model-days":
            return branches.days(self._reader, self._models)
        return branches.order(self._reader, self._models)

    @cached_property
    def _steps_among(self) -> Rows:
        found = branches.steps(self._reader, self._models, self._parents)
        at = found.variables.index("parent")
        rows = (row for row in found.rows if _iri(row[at]) in self._parents)
        return Rows(found.variables, tuple(rows))

    def usual(self, made: Mapping[str, tuple[Stage, ...]]) -> Mapping[Ref, int]:
        """Counted of all models: so methods stand in the order that they have in the whole tree."""
        methods = super().usual(made)
        claims = counting.Kept(self.kb.store, KEPT.claims)
        said = {method: claims.get(method.iri, 0) for method in methods}
        if sum(said.values()) > _COUNTED:
            return said
        return {method: around.uses(self._reader, method.iri) for method in methods}

    def lineage(self, iri: str) -> Lineage:
        """One step up, to those of the models that it is said to come from."""
        names = ("parent", "relation", "stage", "first", "second")
        at = [self._steps_among.variables.index(name) for name in ("child", "first", *names)]

        def parents(model: str) -> Rows:
            chosen = (
                tuple(row[each] for each in at[2:])
                for row in self._steps_among.rows
                if model == iri == _iri(row[at[0]]) and row[at[1]] is not None
            )
            return Rows(names, tuple(chosen))

        def level(child: str, parent: str) -> Level | None:
            return self._explain.level(child, LLMKG.derivedFrom, parent)

        return lineage(self._reader, self.ref(iri), parents, level)

    def acting(self) -> Rows:
        if not self._with_abilities or not self._models:
            return Rows((), ())
        stages = [stage for several in self.stages().values() for stage in several]
        made = (ref.iri for s in stages for ref in (s.ref, *s.methods, *s.datasets))
        actors = sorted({*self._models, *made})
        return Rows(
            ("subject", "relation", "ability", "proposition", "stance", "best"),
            tuple(
                (
                    *(ox.NamedNode(each) for each in (actor, *names)),
                    ox.Literal(stance),
                    ox.Literal(best),
                )
                for actor in actors
                for *names, stance, best in sorted(around.acts(self._reader, actor))
            ),
        )

    def strained(self, ways: Mapping[Pair, tuple[LineageEdge, ...]]) -> Rows:
        claims = {c.iri for several in ways.values() for way in several for c in way.claims}
        if not claims:
            return Rows((), ())
        return self.kb.rows("kb/tree-tensions", claims=" ".join(sorted(claims)))


def _iri(term: Term | object) -> str:
    return str(getattr(term, "value", term))
