"""Facts as real claims state them: lineages, training steps, abilities, denials, contradictions.

Shares follow the claims of the first article: most statements are factual, a tenth is denied,
lineages are short trees, a training method acts on a few abilities, and here and there two claims
cannot both hold. The same seed gives the same facts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from llmkg.reason.cuts import given_keys
from llmkg.reason.relation import Keys, Terms
from llmkg.reason.rules import complement
from llmkg.vocab import BASE, LLMKG

_RANKS = (5, 4, 3, 2, 1, 0)
_WEIGHTS = (20, 45, 5, 8, 20, 2)  # how surely statements of the article are meant, in percent
_FAMILY = 6  # models in a family
_SHARES = {  # kinds of statement, in percent; the last two are denials
    "fineTunedFrom": 10,
    "derivedFrom": 4,
    "outputModel": 10,
    "inputModel": 10,
    "method": 8,
    "usedDataset": 6,
    "causal": 14,
    "hasAbility": 14,
    "lacksAbility": 4,
    "outperforms": 10,
    "no lineage": 3,
    "no ability": 7,
}
_CAUSAL = ("givesRiseTo", "injects", "unlocks", "improves", "weakens")


@dataclass(slots=True)
class Synthetic:
    """Facts by rank, types that always hold, and the terms behind the numbers."""

    stated: dict[int, dict[str, Keys]]
    always: dict[str, Keys]
    terms: Terms
    triples: list[tuple[int, bool, tuple[str, str, str]]] = field(default_factory=list)
    """Rank, whether denied, and the triple: the same facts for a reasoner that reads triples."""
    types: list[tuple[str, str]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Triples that are handed to a reasoner."""
        return len(self.triples) + len(self.types)


def make(size: int, seed: int = 1) -> Synthetic:
    """Facts of about `size` triples, types included."""
    return _Maker(size, seed).make()


class _Maker:
    def __init__(self, size: int, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same facts for the same seed, no secret
        self.size = size
        self.models = max(_FAMILY * 2, size // 10)
        self.methods = max(4, size // 60)
        self.abilities = max(6, size // 40)
        self.datasets = max(4, size // 60)
        self.seen: set[tuple[str, str, str]] = set()
        self.rows: list[tuple[int, bool, tuple[str, str, str]]] = []

    def make(self) -> Synthetic:
        types = self._types()
        while len(self.rows) + len(types) < self.size:
            self._statement()
        terms = Terms()
        pairs: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for rank, denied, (s, p, o) in self.rows:
            name = complement(p) if denied else p
            pairs[rank][name].append((terms.number(s), terms.number(o)))
        members: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for thing, kind in types:
            members[kind].append((terms.number(thing), 0))
        return Synthetic(
            {r: {n: given_keys(of) for n, of in facts.items()} for r, facts in pairs.items()},
            {kind: given_keys(of) for kind, of in members.items()},
            terms,
            self.rows,
            types,
        )

    def _types(self) -> list[tuple[str, str]]:
        kinds = (
            ("model", "Model", self.models),
            ("stage", "TrainingStage", self.models),
            ("method", "TrainingMethod", self.methods),
            ("ability", "Ability", self.abilities),
            ("dataset", "Dataset", self.datasets),
        )
        return [(_iri(k, i), LLMKG[c]) for k, c, count in kinds for i in range(count)]

    def _add(self, subject: str, name: str, obj: str, *, denied: bool = False) -> None:
        triple = (subject, LLMKG[name], obj)
        if triple not in self.seen:
            self.seen.add(triple)
            rank = self.random.choices(_RANKS, _WEIGHTS)[0]
            self.rows.append((rank, denied, triple))

    def _some(self, kind: str, count: int) -> str:
        return _iri(kind, self.random.randrange(count))

    def _ancestor(self, model: int) -> str:
        first = model - model % _FAMILY
        return _iri("model", self.random.randrange(first, max(first + 1, model)))

    def _statement(self) -> None:
        number = self.random.randrange(self.models)
        kind = self.random.choices(list(_SHARES), list(_SHARES.values()))[0]
        model, stage = _iri("model", number), _iri("stage", number)
        if kind in ("fineTunedFrom", "derivedFrom"):
            self._add(model, kind, self._ancestor(number))
        elif kind == "outputModel":
            self._add(stage, kind, model)
        elif kind == "inputModel":
            self._add(stage, kind, self._ancestor(number))
        elif kind == "method":
            self._add(stage, kind, self._some("method", self.methods))
        elif kind == "usedDataset":
            self._add(stage, kind, self._some("dataset", self.datasets))
        elif kind in ("hasAbility", "lacksAbility"):
            self._add(model, kind, self._some("ability", self.abilities))
        elif kind == "outperforms":
            self._add(model, kind, self._some("model", self.models))
        elif kind == "causal":
            name = self.random.choice(_CAUSAL)
            factor = self.random.choice((stage, stage, self._some("method", self.methods)))
            self._add(factor, name, self._some("ability", self.abilities))
        elif kind == "no lineage":
            self._add(model, "derivedFrom", self._ancestor(number), denied=True)
        else:
            ability = self._some("ability", self.abilities)
            self._add(model, "hasAbility", ability, denied=True)


def _iri(kind: str, number: int) -> str:
    return f"{BASE}{kind}/synthetic-{number}"
