"""The things that made-up claims are about, and where they stand in the catalogue.

Claims are made in blocks, each as large as what was measured. A block brings its own things with it
(models, data, methods, people, sources: a paper names its own) and speaks of those of others, too;
notions that a literature shares (abilities, benchmarks, conditions) grow with the square root of
the claims, as a vocabulary grows (H. Heaps, 1978), and by one a block; units and measures are given
once. What one block brings is known to every other from the number of the block alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Final

from llmkg.bench.make.chance import Chance
from llmkg.bench.make.profile import Profile
from llmkg.bench.make.words import Words

NAMES: Final = {
    "Model": "model:model",
    "ModelFamily": "family:family",
    "TrainingStage": "stage:stage",
    "TrainingMethod": "method:method",
    "Ability": "ability:ability",
    "Dataset": "dataset:dataset",
    "Benchmark": "benchmark:benchmark",
    "Person": "agent:person",
    "Organisation": "agent:organisation",
    "Agent": "agent:group",
    "Concept": "concept:notion",
    "Condition": "concept:condition",
    "Factor": "concept:factor",
    "Unit": "concept:unit",
    "Measure": "concept:measure",
    "Source": "source:source",
}
SHARED: Final = frozenset(("Ability", "Benchmark", "Condition"))
GIVEN: Final = frozenset(("Unit", "Measure"))
_SCHEMES: Final = {"Ability": "llmkg:AbilityScheme", "TrainingMethod": "llmkg:TrainingMethodScheme"}
_OWN: Final = (4, 5)  # of the things that a block speaks of, so many are its own
_RECENT: Final = 4  # blocks before, of which things are spoken of most
_CLASSIC: Final = 8  # first blocks, of which things are spoken of always


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the catalogue: its class, and its number among those of the class."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        """Its name in Turtle."""
        return f"{NAMES[self.kind]}-{self.number}"

    @property
    def slug(self) -> str:
        """Its name without the prefix."""
        return self.name.partition(":")[2]


class Things:
    """Which things there are in which block."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self._words = Words(profile)
        self._seed = seed

    def owned(self, kind: str) -> bool:
        """Whether each block has things of this kind to itself."""
        return kind in NAMES and kind not in SHARED and kind not in GIVEN

    def own(self, kind: str, block: int) -> range:
        """The numbers of the things of a kind that a block brings with it."""
        return range(self._size(kind, block - 1), self._size(kind, block))

    def some(self, chance: Chance, kind: str, block: int, *, own: bool = False) -> Thing:
        """A thing that a claim of this block speaks of; with `own`, one that it brings."""
        if own or self.owned(kind):
            there = block if own or chance.happens(*_OWN) else another(chance, block)
            numbers = self.own(kind, there)
            return Thing(kind, numbers[chance.early(len(numbers))])
        return Thing(kind, chance.early(self._size(kind, block)))

    def generation(self, model: int) -> int:
        """How many models stand above a model at most; a parent's number is always lower."""
        chance = Chance(self._seed, "generation", model)
        return int(self._profile.generations.draw(chance))

    def catalogue(self, block: int) -> Iterator[str]:
        """What the catalogue says of the things of a block, sources left out, as Turtle."""
        for kind in NAMES:
            if kind != "Source":
                for number in self.own(kind, block):
                    yield self._entry(Thing(kind, number))

    def _size(self, kind: str, block: int) -> int:
        """How many things of a kind there are once a block is made."""
        base = self._profile.things[kind][0]
        if block < 0:
            return 0
        if kind in GIVEN:
            return base
        return isqrt(base * base * (block + 1)) + block if kind in SHARED else base * (block + 1)

    def _entry(self, thing: Thing) -> str:
        chance = Chance(self._seed, thing.kind, thing.number)
        count, defined, also, below = self._profile.things[thing.kind]
        rows = [f"rdfs:label {self._words.named(chance, thing.kind, thing.number)}"]
        if chance.happens(also, count):
            rows.append(f'skos:altLabel "{self._words.some(chance, 2)}-{thing.number}"@en')
        if chance.happens(defined, count):
            rows.append(f"skos:definition {self._words.labels(chance, 'Proposition')}")
        scheme = _SCHEMES.get(thing.kind)
        if scheme is not None:
            rows.append(f"skos:inScheme {scheme}")
            if thing.number and chance.happens(below, count):
                above = Thing(thing.kind, chance.early(thing.number))
                rows.append(f"skos:broader {above.name}")
            else:
                rows.append(f"skos:topConceptOf {scheme}")
        return f"{thing.name} a llmkg:{thing.kind} ;\n    " + " ;\n    ".join(rows) + " .\n"


def another(chance: Chance, block: int) -> int:
    """An earlier block that a block speaks of: one of the last few, or of the first."""
    if not block:
        return 0
    if chance.happens(1, 2):
        return block - 1 - chance.below(min(block, _RECENT))
    return chance.below(min(block, _CLASSIC))
