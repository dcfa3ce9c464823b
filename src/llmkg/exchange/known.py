"""What is known already: things by name and identifier, propositions by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from llmkg.exchange.reading import folded
from llmkg.exchange.said import Name, Sort
from llmkg.vocab import LLMKG, Kind

KINDS: Final = {
    Sort.MODEL: Kind.MODEL,
    Sort.FAMILY: Kind.FAMILY,
    Sort.DATASET: Kind.DATASET,
    Sort.BENCHMARK: Kind.BENCHMARK,
    Sort.ORGANISATION: Kind.AGENT,
    Sort.PERSON: Kind.AGENT,
    Sort.SOURCE: Kind.SOURCE,
}
"""Where things of a sort live; all others are concepts."""

# What a record may call by this sort: classes of the ontology, the best first.
_FITTING: Final = {
    Sort.ORGANISATION: ("Organisation", "Agent", "Community"),
    Sort.PERSON: ("Person", "Agent"),
    Sort.CONCEPT: ("Concept",),
    Sort.UNSAID: ("Model", "Dataset", "Concept"),
}
_UNQUALIFIED: Final = 3
_HUB: Final = "https://huggingface.co/"

Key: TypeAlias = tuple[str, ...]
"""What a proposition says, as texts: subject, predicate, object, then qualifiers in order."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A claim on a proposition, and the source in which it stands."""

    claim: str
    stance: str
    source: str


@dataclass(slots=True)
class Known:
    """An index over authored quads. IRIs throughout."""

    classes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    propositions: dict[Key, str] = field(default_factory=dict)
    said: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    stances: dict[str, list[Stance]] = field(default_factory=lambda: defaultdict(list))
    issued: dict[str, str] = field(default_factory=dict)
    _named: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    _called: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _makers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def find(self, name: Name) -> tuple[str | None, list[str]]:
        """The thing that a record means; None with the namesakes when it cannot be told."""
        fitting = _FITTING.get(name.sort, (name.sort.value,))
        by_id = {
            iri
            for each in name.ids
            for iri in self._ids.get(identifier(each), ())
            if self.classes.get(iri) in fitting
        }
        if len(by_id) == 1:
            return by_id.pop(), []
        for kind in fitting:
            found = list(
                dict.fromkeys(
                    iri
                    for text in (name.text, *name.aliases)
                    for iri in self._named.get((kind, folded(text)), ())
                )
            )
            if name.publisher:
                whole = self._named.get((kind, folded(f"{name.publisher}/{name.text}")), [])
                found = whole or [
                    iri for iri in found if folded(name.publisher) in self._makers[iri]
                ]
            if len(found) == 1:
                return found[0], []
            if found:
                return None, found
        return None, []

    def namesakes(self, name: Name) -> list[str]:
        """Things of other sorts that go by the same name."""
        return sorted(self._called.get(folded(name.text), ()))

    def parents(self, iri: str, predicates: Iterable[str]) -> list[tuple[str, str]]:
        """The asserted parents of a thing by these properties, each with its proposition."""
        return [
            (key[2], self.propositions[key])
            for key in self.said.get(iri, ())
            if len(key) == _UNQUALIFIED
            and key[1] in predicates
            and any(each.stance == LLMKG.asserts for each in self.stances[self.propositions[key]])
        ]

    def add(self, iri: str, kind: str, texts: Iterable[str], ids: Iterable[str] = ()) -> None:
        """One more thing."""
        self.classes[iri] = kind
        self.taken.add(iri)
        for text in dict.fromkeys(map(folded, texts)):
            if text and iri not in self._named[kind, text]:
                self._named[kind, text].append(iri)
                self._called[text].add(iri)
        for each in ids:
            self._ids[identifier(each)].add(iri)

    def add_maker(self, iri: str, maker: str) -> None:
        """Who develops a thing, by name."""
        self._makers[iri].add(folded(maker))

    def maker_of(self, iri: str, name: str) -> bool:
        """Whether a thing is developed by somebody of this name."""
        return folded(name) in self._makers[iri]


def identifier(text: str) -> str:
    """An identifier without what differs from writer to writer."""
    plain = text.strip().removesuffix("/")
    for start in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:"):
        plain = plain.removeprefix(start)
    if plain.startswith(_HUB):
        return "/".join(
            [
                _HUB.rstrip("/"),
                *plain.removeprefix(_HUB).split("/")[: 3 if "/datasets/" in plain else 2],
            ]
        ).casefold()
    return plain.casefold()


def quantity_key(number: Decimal | None, unit: str, measure: str, up_to: str = "") -> str:
    """What a quantity says, as one text."""
    printed = "" if number is None else format(number.normalize(), "f")
    return f"{printed} {unit} {measure} {up_to}".strip()
