"""Propositions that made-up claims speak about.

A new one speaks of at least one thing that its own block brought with it, and differs from every
other of the block: so no two blocks ever write the same one, and what is said again is said by
naming it. Models descend from models of a lower generation only, so that no lineage is a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.bench.make.chance import Chance, Table
from llmkg.bench.make.profile import Profile
from llmkg.bench.make.things import NAMES, SHARED, Thing, Things
from llmkg.bench.make.words import Words

_LINEAGE: Final = frozenset(("derivedFrom", "fineTunedFrom"))
_TRIES: Final = 30
_TIERS: Final = Table(((0, 1), (1, 6), (2, 3)))
_RANGES: Final = {
    "condition": "Condition",
    "onAbility": "Ability",
    "onBenchmark": "Benchmark",
    "comparedWith": "Model",
    "amongst": "ModelFamily",
    "inExchangeFor": "Ability",
    "jointlyWith": "TrainingMethod",
}
_SYMMETRIC: Final = frozenset(("excludes", "correlatesWith", "comparableTo", "differsFrom"))


@dataclass(frozen=True, slots=True)
class Proposition:
    """What is said, in the words of Turtle.

    slug    its name
    about   the name of its subject
    object  its object, as far as it has a name
    tier    evidence on it may rest on claims of lower tiers only, so that none goes in a circle
    turtle  the whole
    """

    slug: str
    about: str
    object: str
    tier: int
    turtle: str

    @property
    def name(self) -> str:
        """Its name in Turtle."""
        return f"p:{self.slug}"


class Propositions:
    """Makes new propositions."""

    def __init__(self, profile: Profile, things: Things) -> None:
        self._profile = profile
        self._things = things
        self._words = Words(profile)

    def new(
        self,
        chance: Chance,
        block: int,
        source: Thing,
        earlier: Sequence[Proposition],
        taken: set[str],
    ) -> Proposition:
        """A proposition that is not `taken` yet, as a claim of `source` brings it in.

        `earlier` are those that the source has brought in already: some are about them.
        """
        for _ in range(_TRIES):
            predicate, kind, other, *limits = self._profile.propositions.draw(chance)
            if "Proposition" in (kind, other) and len(earlier) < 2:  # noqa: PLR2004 - two ends
                continue
            about, value = self._ends(chance, block, source, earlier, (predicate, kind, other))
            if not about or about == value:
                continue
            said = f"{about} {predicate} {value}"
            if predicate in _SYMMETRIC and f"{value} {predicate} {about}" in taken:
                continue
            qualified = " ".join((said, *limits))
            # A limit is drawn from few things: that there is one does not tell two apart.
            if qualified in taken:
                continue
            taken |= {said, qualified}
            return self._written(chance, block, (about, predicate, value), tuple(limits))
        return self._discussing(chance, block, source, taken)

    def _discussing(
        self, chance: Chance, block: int, source: Thing, taken: set[str]
    ) -> Proposition:
        """That the source discusses a notion, for want of anything else that is new."""
        for number in self._things.own("Concept", block):
            about, value = source.name, Thing("Concept", number).name
            if f"{about} discusses {value}" not in taken:
                taken.add(f"{about} discusses {value}")
                return self._written(chance, block, (about, "discusses", value), ())
        raise ValueError(f"{source.name} has said all that can be said")

    def _ends(
        self,
        chance: Chance,
        block: int,
        source: Thing,
        earlier: Sequence[Proposition],
        row: tuple[str, str, str],
    ) -> tuple[str, str]:
        predicate, kind, other = row
        if predicate in _LINEAGE or (predicate, other) == ("inputModel", "Model"):
            return self._lineage(chance, block, predicate)
        if kind == "Proposition":
            about = chance.of(earlier[-20:]).name
        elif kind == "Source":
            about = source.name
        else:
            fits = kind in SHARED and not self._things.owned(other)
            about = self._things.some(chance, kind, block, own=fits).name
        if predicate == "outputModel":
            return self._stage(chance, block)
        if other == "Proposition":
            return about, chance.of(earlier[-20:]).name
        if other not in NAMES:
            return about, self._literal(chance, other)
        own = kind not in ("Source", "Proposition") and not self._brought(about, kind, block)
        if own and not self._things.owned(other):
            about, own = self._things.some(chance, kind, block, own=True).name, False
        return about, self._things.some(chance, other, block, own=own).name

    def _brought(self, name: str, kind: str, block: int) -> bool:
        numbers = self._things.own(kind, block)
        return int(name.rpartition("-")[2]) in numbers

    def _lineage(self, chance: Chance, block: int, predicate: str) -> tuple[str, str]:
        own = self._things.own("Model", block)
        for _ in range(_TRIES):
            below = Thing("Model", chance.of(own))
            above = self._things.some(chance, "Model", block)
            if self._things.generation(above.number) < self._things.generation(below.number):
                break
        else:
            return "", ""
        if predicate != "inputModel":
            return below.name, above.name
        return self._maker(below.number, block).name, above.name

    def _stage(self, chance: Chance, block: int) -> tuple[str, str]:
        model = self._things.some(chance, "Model", block, own=True)
        return self._maker(model.number, block).name, model.name

    def _maker(self, model: int, block: int) -> Thing:
        """The step that made a model: what goes into it is of a lower generation."""
        stages = self._things.own("TrainingStage", block)
        generation = self._things.generation(model)
        fitting = [n for n in stages if n % 3 == generation % 3]
        return Thing("TrainingStage", (fitting or list(stages))[model % len(fitting or stages)])

    def _literal(self, chance: Chance, kind: str) -> str:
        if kind == "Quantity":
            return self._quantity(chance, chance.early(self._profile.things["Measure"][0]))
        if kind in ("date", "gYearMonth", "gYear"):
            return issued(chance, self._profile, {"date": 10, "gYearMonth": 7, "gYear": 4}[kind])
        if kind == "langString":
            return f'"{self._words.some(chance, 2)}"@en'
        return f'"{self._words.some(chance, 2)}"'

    def _quantity(self, chance: Chance, measure: int) -> str:
        given = self._profile.quantities
        amount = (1 + chance.below(999)) * 10 ** int(self._profile.zeros.draw(chance))
        parts = [f"llmkg:amount {amount}"]
        if chance.happens(given["ranges"], given["number"]):
            parts.append(f"llmkg:upTo {amount * 2}")
        if chance.happens(given["with unit"], given["number"]):
            unit = Thing("Unit", chance.early(self._profile.things["Unit"][0]))
            parts.append(f"llmkg:unit {unit.name}")
        parts.append(f"llmkg:measure {Thing('Measure', measure).name}")
        parts.append(f'llmkg:asPrinted "{amount}"')
        return f"[ a llmkg:Quantity ; {' ; '.join(parts)} ]"

    def _written(
        self,
        chance: Chance,
        block: int,
        said: tuple[str, str, str],
        limits: tuple[str, ...],
    ) -> Proposition:
        about, predicate, value = said
        rows = [
            f"rdfs:label {self._words.labels(chance, 'Proposition')}",
            f"rdf:subject {about} ; rdf:predicate llmkg:{predicate} ; rdf:object {value}",
        ]
        seen: set[str] = set()
        for limit in limits:
            row = f"llmkg:{limit} {self._limit(chance, block, limit, about)}"
            if row not in seen:
                seen.add(row)
                rows.append(row)
        named = not value.startswith(('"', "["))
        end = value.partition(":")[2] if named else self._words.some(chance, 1)
        stem = f"{about.partition(':')[2]}-{_dashes(predicate)}-{end}"
        slug = "-".join((_short(stem), chance.hexadecimal(8)))
        turtle = f"p:{slug} a llmkg:Proposition ;\n    " + " ;\n    ".join(rows) + " .\n"
        return Proposition(slug, about, value if named else "", _TIERS.draw(chance), turtle)

    def _limit(self, chance: Chance, block: int, limit: str, about: str) -> str:
        if limit == "extent":
            en, zh = self._words.some(chance, 2), self._words.passage(chance, 4)
            return f'"{en.replace("-", " ")}"@en , "{zh}"@zh'
        if limit == "atTime":
            return issued(chance, self._profile, 7)
        if limit == "quantity":
            return self._quantity(chance, chance.early(self._profile.things["Measure"][0]))
        thing = self._things.some(chance, _RANGES[limit], block)
        if thing.name == about:
            thing = Thing(thing.kind, max(0, thing.number - 1))
        return thing.name


def issued(chance: Chance, profile: Profile, precision: int | None = None) -> str:
    """A date as Turtle has it, as precise as those that were met (10, 7 or 4 characters)."""
    digits = precision if precision is not None else int(profile.precision.draw(chance))
    year = profile.years.draw(chance)
    text = f"{year}-{1 + chance.below(_months(year)):02}-{1 + chance.below(28):02}"[:digits]
    kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[digits]
    return f'"{text}"^^xsd:{kind}'


def _months(year: str) -> int:
    """The months of a year that may be dated: the last year that was met is not over."""
    return 5 if year == "2026" else 12


def _dashes(name: str) -> str:
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in name)


def _short(slug: str) -> str:
    """A slug that still reads; `hexadecimal` behind it keeps it apart from others."""
    return slug[:70].strip("-")
