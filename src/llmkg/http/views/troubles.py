"""Which tensions or open questions fit, and how many would fit another filter.

Without a source and a topic they are read from where the page begins, and what could be chosen from
what is counted. With one of them all that concern it are looked at: by the snapshot's own numbers,
where they are more than a reader waits for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from llmkg.gather.shelves import Shelf, Shelves
from llmkg.reason.listed import rank
from llmkg.reason.shelf import facets
from llmkg.reason.troubles import QUESTIONS, TENSIONS, by, cut
from llmkg.vocab import KEPT, LLMKG

CHOICES: Final = 200
"""Values of a filter that are offered: those that concern most."""

COUNTED: Final = 1_000
"""Tensions or questions that are looked at one by one, to count what else concerns them."""

_ENDS: Final = {"sources": "Of", "topics": "On"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: the name of a kind, the IRIs of a source and of a thing; "" is any."""

    kinds: str = ""
    sources: str = ""
    topics: str = ""

    @property
    def places(self) -> Mapping[str, str]:
        """Those that are looked up, by facet."""
        named = {"sources": self.sources, "topics": self.topics}
        return {facet: iri for facet, iri in named.items() if iri}


class Index:
    """Tensions, or questions, of one snapshot; for one request."""

    def __init__(self, shelves: Shelves, name: str) -> None:
        """`name`: tensions or questions."""
        self._shelves = shelves
        self._name = name
        self._concerned: dict[str, Mapping[str, frozenset[str]]] = {}

    @cached_property
    def total(self) -> int:
        """All there are."""
        return sum(shelf.count for shelf in self._top)

    def page(self, filters: Filters, offset: int, limit: int) -> tuple[list[str], int]:
        """Those that fit, by name, from `offset` on; and how many fit."""
        if filters.places:
            found = sorted(self._fitting(filters))
            return found[offset : offset + limit], len(found)
        fitting = [each for each in self._top if self._is_of(each, filters.kinds)]
        window = self._shelves.window(fitting, offset, limit, depth=len(cut("")))
        return window, sum(each.count for each in fitting)

    def choices(self, filters: Filters, facet: str) -> list[tuple[str, int | None]]:
        """What can be chosen beside the other filters, what concerns most first.

        None for a number that nobody has counted.
        """
        others = replace(filters, **{facet: ""})
        chosen = getattr(filters, facet)
        counts: Mapping[str, int]
        if not others.places:
            counts = self._counted(facet, others.kinds, chosen)
        else:
            fitting = self._fitting(others)
            if len(fitting) > COUNTED:
                return self._uncounted(others, facet, chosen)
            counts = Counter(
                value for iri in fitting for value in self._concerns(iri).get(facet, ())
            )
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return _offered(ordered, chosen)

    @cached_property
    def _top(self) -> list[Shelf]:
        return list(self._shelves.top(TENSIONS if self._name == "tensions" else QUESTIONS))

    def _is_of(self, shelf: Shelf, kind: str) -> bool:
        return not kind or kind in facets(shelf.cell)[0]

    def _fitting(self, filters: Filters) -> set[str]:
        sets = [
            self._at(f"{self._name}{_ENDS[facet]}", iri, filters.kinds)
            for facet, iri in filters.places.items()
        ]
        return set.intersection(*sets)

    def _at(self, name: str, iri: str, kind: str) -> set[str]:
        kinds = [kind] if kind else [each for each in self._kinds(name, iri) if each] or [""]
        return {each for one in kinds for each in self._shelves.at(by(name, iri, one))}

    def _kinds(self, name: str, iri: str) -> Mapping[str, int]:
        """How many of each kind concern a thing."""
        numbers = self._shelves.numbers(iri)
        start = f"{KEPT[name]}-"
        return {
            predicate.removeprefix(start): number
            for predicate, number in numbers.items()
            if predicate.startswith(start)
        }

    def _counted(self, facet: str, kind: str, chosen: str) -> Mapping[str, int]:
        """From what is counted of all."""
        if facet == "kinds":
            counts: Counter[str] = Counter()
            for shelf in self._top:
                for each in facets(shelf.cell)[0] or ("OpenQuestion",):
                    counts[LLMKG[each]] += shelf.count
            return counts
        name = f"{self._name}{_ENDS[facet]}"
        shelves = [each for each in self._shelves.top(rank(name)) if each.cell == kind]
        most = self._shelves.window(shelves, 0, CHOICES, order=lambda key: -int(key))
        number = KEPT[f"{name}-{kind}" if kind else name]
        found = {iri: self._shelves.numbers(iri)[number] for iri in most}
        if chosen and chosen not in found:
            found[chosen] = self._shelves.numbers(chosen).get(number, 0)
        return {iri: count for iri, count in found.items() if count}

    def _uncounted(self, others: Filters, facet: str, chosen: str) -> list[tuple[str, int | None]]:
        """The same in general, where those that fit are too many to look at."""
        if facet == "kinds" and len(others.places) == 1:
            ((end, iri),) = others.places.items()
            kinds = self._kinds(f"{self._name}{_ENDS[end]}", iri)
            counts = {LLMKG[kind]: number for kind, number in kinds.items()}
            ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            return _offered(ordered, chosen)
        general = self._counted(facet, others.kinds, chosen)
        offered = _offered(sorted(general.items(), key=lambda pair: (-pair[1], pair[0])), chosen)
        return [(iri, None) for iri, _ in offered]

    def _concerns(self, iri: str) -> Mapping[str, frozenset[str]]:
        """The kinds, sources and topics of one, from the shelves that it stands on."""
        found = self._concerned.get(iri)
        if found is None:
            sets: dict[str, set[str]] = {"kinds": set(), "sources": set(), "topics": set()}
            for name, cell, _ in self._shelves.of(iri):
                for facet, end in _ENDS.items():
                    if name == f"{self._name}{end}-each":
                        (concerned,), kind = facets(cell)
                        sets[facet].add(concerned)
                        sets["kinds"].update(LLMKG[each] for each in kind)
            if self._name == "questions":
                sets["kinds"].add(LLMKG.OpenQuestion)
            found = {facet: frozenset(values) for facet, values in sets.items()}
            self._concerned[iri] = found
        return found


def _offered(ordered: Sequence[tuple[str, int]], chosen: str) -> list[tuple[str, int | None]]:
    """The first ones, and the one that is chosen."""
    return [pair for at, pair in enumerate(ordered) if at < CHOICES or pair[0] == chosen]
