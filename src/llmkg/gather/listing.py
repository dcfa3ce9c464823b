"""Lists of a snapshot, each read from where a page of it begins.

What sorts them is what a query with ORDER BY gives, without a look at all that there is: things
stand on shelves by name, claims with the source that makes them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final, overload

import pyoxigraph as ox

from llmkg.errors import ParameterError
from llmkg.gather import around
from llmkg.gather.counting import Kept
from llmkg.gather.reader import Reader, Said, number, text
from llmkg.gather.shelves import Shelf, Shelves
from llmkg.model.claim import ClaimFilter, Stance
from llmkg.reason.shelf import facets
from llmkg.reason.troubles import cut
from llmkg.vocab import BASE, KEPT, LLMKG, OA, RDF, Kind

LARGE: Final = 200_000
"""Claims beyond which a filter that no number is kept for wants a source or a thing as well."""

_AT_ONCE: Final = 1_000
_KEPT_SOURCES: Final = 64
_SOURCES: Final = f"{BASE}{Kind.SOURCE.value}/"


class Windowed(Sequence[str]):
    """A list of which only what is looked at is read."""

    def window(self, start: int, stop: int) -> list[str]:
        """Those from one place to another."""
        raise NotImplementedError

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """One of them, or some that stand side by side."""
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return self.window(start, stop)[::step] if step > 0 else list(self)[at]
        start = range(len(self))[at]
        return self.window(start, start + 1)[0]

    def __iter__(self) -> Iterator[str]:
        """All of them."""
        for start in range(0, len(self), _AT_ONCE):
            yield from self.window(start, min(start + _AT_ONCE, len(self)))


class ByName(Windowed):
    """Tensions or open questions, by name."""

    def __init__(self, shelves: Shelves, name: str) -> None:
        """`name` of the list, as `reason/troubles.py` has it."""
        self._shelves = shelves
        self._top = list(shelves.top(name))

    def __len__(self) -> int:
        """How many there are."""
        return sum(each.count for each in self._top)

    def window(self, start: int, stop: int) -> list[str]:
        """See `Windowed`."""
        return self._shelves.window(self._top, start, stop - start, depth=len(cut("")))


def of_kind(
    shelves: Shelves, name: str, kind: Kind, counts: Mapping[str, int]
) -> Sequence[str] | None:
    """The models or abilities of a snapshot by slug; None where some may stand on no shelf."""
    base = f"{BASE}{kind.value}/"
    top = [each for each in shelves.top(name) if _is_of(each, kind)]
    if sum(each.count for each in top) != counts.get(kind.value.capitalize(), 0):
        return None
    found = sorted(iri for each in top for iri in shelves.on(each.iri))
    return found if all(each.startswith(base) for each in found) else None


def _is_of(shelf: Shelf, kind: Kind) -> bool:
    return kind is not Kind.MODEL or facets(shelf.cell)[0] == (kind.value,)


class Claims:
    """The claims of a snapshot that fit a filter, by source and place in it."""

    def __init__(self, reader: Reader, *, keeps: bool) -> None:
        """`keeps`: whether numbers of the claims of each source are kept."""
        self._reader = reader
        self._keeps = keeps

    def of(self, wanted: ClaimFilter, level: str | None, least: str | None) -> Sequence[str] | None:
        """Those that fit; `level` and `least` are the IRIs of the levels that are asked for.

        None where they are to be asked for with a query, which goes through all claims. Raises
        ParameterError for what would have that done to very many.
        """
        fits = self._filter(wanted, level, least)
        if wanted.about is not None:
            named = around.statements(self._reader, wanted.about)
            claims = {c for each in named for c in self._on(each)}
            return self._sorted(claims, fits, wanted.source)
        if wanted.source is not None:
            return self._sorted(self._made_by(wanted.source), fits, wanted.source)
        if not self._keeps:
            return None
        predicates = self._counted_by(wanted, level, least)
        if predicates is not None:
            return _BySource(self._per_source(predicates), lambda source: self._each(source, fits))
        if self._total > LARGE:
            raise ParameterError(
                f"There are {self._total:,} claims, of which too many would be looked at for this",
                mend="Name a source or what they are about as well, or filter by one of level "
                "and stance alone.",
            )
        return None

    @cached_property
    def _total(self) -> int:
        return sum(self._per_source((KEPT.makes,)).values())

    def _counted_by(
        self, wanted: ClaimFilter, level: str | None, least: str | None
    ) -> tuple[str, ...] | None:
        """The numbers of a source that count what fits; None where there are none."""
        if wanted.section is not None or wanted.predicate is not None or wanted.hedged is not None:
            return None
        stance = wanted.stance
        ranks = set(range(6))
        if level is not None:
            ranks &= {self._reader.level(level).rank}
        if least is not None:
            ranks &= set(range(self._reader.level(least).rank, 6))
        if len(ranks) < 6:  # noqa: PLR2004 - all levels
            return None if stance is not None else tuple(KEPT[f"at{each}"] for each in ranks)
        return (KEPT.makes,) if stance is None else (_BY_STANCE[stance],)

    def _per_source(self, predicates: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for each in predicates:
            for iri, count in Kept(self._reader.store, each).pairs():
                if iri.startswith(_SOURCES):
                    found[iri] = found.get(iri, 0) + count
        return found

    def _filter(
        self, wanted: ClaimFilter, level: str | None, least: str | None
    ) -> Callable[[Said], bool]:
        rank = self._reader.level(least).rank if least is not None else 0

        def fits(said: Said) -> bool:
            stance = next((each for each in Stance if LLMKG[each.value] in said), None)
            has = self._reader.one_ref(said, LLMKG.confidence)
            about = self._reader.one_ref(said, LLMKG[stance.value]) if stance else None
            if stance is None or has is None or about is None:
                return False
            relations = (
                self._reader.values(about.iri, RDF.predicate)
                if wanted.predicate is not None
                else ()
            )
            return (
                (level is None or has.iri == level)
                and (not rank or self._reader.level(has.iri).rank >= rank)
                and (wanted.stance is None or stance is wanted.stance)
                and (wanted.section is None or text(said, LLMKG.section) == wanted.section)
                and (wanted.hedged is None or (LLMKG.hedge in said) == wanted.hedged)
                and (
                    wanted.predicate is None
                    or wanted.predicate in [getattr(each, "value", "") for each in relations]
                )
            )

        return fits

    def _on(self, proposition: str) -> Iterator[str]:
        for stance in Stance:
            yield from self._reader.subjects(LLMKG[stance.value], proposition)

    def _made_by(self, source: str) -> list[str]:
        return self._reader.subjects(LLMKG.statedIn, source)

    def _each(self, source: str, fits: Callable[[Said], bool]) -> Sequence[str]:
        return self._sorted(self._made_by(source), fits, source)

    def _sorted(
        self, claims: Iterable[str], fits: Callable[[Said], bool], source: str | None
    ) -> tuple[str, ...]:
        """Those that fit, by source and place."""
        found = []
        for iri in claims:
            said = self._reader.said(iri)
            by = self._reader.one_ref(said, LLMKG.statedIn)
            if by is not None and (source is None or by.iri == source) and fits(said):
                found.append((by.iri, self._place(said), iri))
        return tuple(iri for _, _, iri in sorted(found))

    def _place(self, said: Said) -> int:
        """Where it begins; what has no place comes first."""
        starts = [
            number({OA.start: self._reader.values(each.value, OA.start)}, OA.start)
            for each in said.get(LLMKG.anchor, ())
            if isinstance(each, ox.NamedNode)
        ]
        return min((each for each in starts if each is not None), default=-1)


_BY_STANCE: Final = {
    Stance.ASSERTS: KEPT.asserting,
    Stance.DENIES: KEPT.denying,
    Stance.LEAVES_OPEN: KEPT.leaving,
}


class _BySource(Windowed):
    """Claims of many sources, of which those that are shown are looked at."""

    def __init__(self, counts: Mapping[str, int], each: Callable[[str], Sequence[str]]) -> None:
        self._sources = sorted(counts)
        self._ends = list(accumulate(counts[source] for source in self._sources))
        self._each = lru_cache(maxsize=_KEPT_SOURCES)(each)

    def __len__(self) -> int:
        """How many there are."""
        return self._ends[-1] if self._ends else 0

    def window(self, start: int, stop: int) -> list[str]:
        """See `Windowed`."""
        found: list[str] = []
        at = bisect_right(self._ends, start)
        skipped = start - (self._ends[at - 1] if at else 0)
        while len(found) < stop - start and at < len(self._sources):
            found += self._each(self._sources[at])[skipped : skipped + stop - start - len(found)]
            at, skipped = at + 1, 0
        return found
