"""Lists of abilities, models and sources: counted, filtered, in pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmkg.gather import things
from llmkg.gather.reader import labels
from llmkg.gather.shelves import Shelf
from llmkg.http.sheet import Crumb, Sheet, ShownQuery, shown
from llmkg.http.views.ledger import Ledger, ledger, shelves_of
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Labels, Ref
from llmkg.reason.brief import STATES, VOTES
from llmkg.reason.shelf import facets
from llmkg.vocab import KEPT, SKOS, Kind

SHOWN: Final = 20

CHOICES: Final = 200
"""Values of a filter that are offered: nobody reads more. Others can be asked for by address."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in a list.

    best     the best level of a statement that matters (of its origin, of its abilities), that
             stands; of a source the level at which most of its claims are stated
    levels   how many statements (of a source: claims) there are of each level, best first
    states   how statements about it stand: contested, refuted …
    """

    ref: Ref
    definition: Labels
    statements: int
    asserts: int
    denies: int
    left_open: int
    best: Level | None
    levels: tuple[tuple[Level, int], ...]
    states: tuple[str, ...]
    issued: str | None = None
    creators: tuple[Ref, ...] = ()

    @property
    def claims(self) -> int:
        """All claims."""
        return self.asserts + self.denies + self.left_open


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what it is called (a key or labels), how many fit it."""

    value: str
    words: str | Labels
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the numbers that choosing a value would leave."""

    name: str
    choices: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """A page of a list; `name` is abilities, models or sources."""

    name: str
    items: Page[Item]
    facets: tuple[Facet, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """What some things of a list have in common: what they are filtered by; how many there are."""

    values: Mapping[str, frozenset[str]]
    count: int


def catalogue(
    kb: KnowledgeBase, name: str, asked: Mapping[str, str], offset: int = 0, limit: int = SHOWN
) -> Sheet:
    """A list, filtered by the facets that are asked for; what fits none leaves it empty.

    Costs what it shows: the things are on shelves in their order (`llmkg.reason.shelf`).
    """
    book, shelves = ledger(kb), shelves_of(kb)
    chosen = {facet: value for facet, value in asked.items() if value}
    by_cell: dict[str, list[Shelf]] = defaultdict(list)
    for shelf in shelves.top(name):
        by_cell[shelf.cell].append(shelf)
    levels = {str(level.rank): level.name for level in kb.levels()}
    cells = {
        cell: _Cell(_values(name, cell, levels), sum(each.count for each in several))
        for cell, several in by_cell.items()
    }
    fitting = [cell for cell, each in cells.items() if _fits(each, chosen)]

    def issued(iri: str) -> tuple[str, str]:
        """What sorts sources of the same number of claims and the same year."""
        return (things.issued(book.reader.said(iri)) or "", iri)

    page = shelves.window(
        (shelf for cell in fitting for shelf in by_cell[cell]),
        offset,
        limit,
        order=_ORDERS[name],
        then=issued if name == "sources" else str,
    )
    make = _source if name == "sources" else _item
    view = CatalogueView(
        name,
        Page(
            tuple(make(kb, book, iri, shelves.numbers(iri)) for iri in page),
            sum(cells[each].count for each in fitting),
            offset,
            limit,
        ),
        tuple(_facet(kb, cells.values(), chosen, facet) for facet in FACETS[name]),
        kb.levels(),
    )
    return Sheet(
        template="catalogue.html",
        view=view,
        title=f"nav-{name}",
        description=f"catalogue-{name}-lead",
        crumbs=(Crumb("nav-home", "/"),),
        queries=_queries(kb, name),
    )


FACETS: Final[Mapping[str, tuple[str, ...]]] = {
    "abilities": ("level", "state", "under"),
    "models": ("kind", "level", "state"),
    "sources": ("role", "year", "language", "level"),
}
"""By what each list can be filtered, in the order in which cells have it."""


def _most_first(key: str) -> tuple[int, ...]:
    return tuple(-int(each) for each in key.split("."))


def _claims_then_year(key: str) -> tuple[int, str]:
    claims, _, year = key.partition(".")
    return (-int(claims), year)


_ORDERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "abilities": _most_first,
    "models": _most_first,
    "sources": _claims_then_year,
}


def _values(name: str, cell: str, levels: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    parts = dict(zip(FACETS[name], facets(cell), strict=True))
    parts["level"] = tuple(levels[each] for each in parts["level"])
    return {facet: frozenset(values) for facet, values in parts.items()}


def _fits(cell: _Cell, chosen: Mapping[str, str], but: str = "") -> bool:
    return all(value in cell.values.get(name, ()) for name, value in chosen.items() if name != but)


def _facet(
    kb: KnowledgeBase, cells: Iterable[_Cell], chosen: Mapping[str, str], name: str
) -> Facet:
    counts: Counter[str] = Counter()
    for cell in cells:
        if _fits(cell, chosen, name):
            for value in cell.values.get(name, ()):
                counts[value] += cell.count
    if chosen.get(name):
        counts.setdefault(chosen[name], 0)
    by_name = {level.name: level for level in kb.levels()}

    def order(value: str) -> tuple[int, str]:
        """Levels and years from the top, the rest by number."""
        if name == "level":
            return (-by_name[value].rank if value in by_name else 1, "")
        if name == "year" and value.isdecimal():
            return (-int(value), "")
        return (-counts[value], value)

    ordered = sorted(counts, key=order)
    listed = [each for at, each in enumerate(ordered) if at < CHOICES or each == chosen.get(name)]
    found = (Choice(each, _words(kb, name, each), counts[each]) for each in listed)
    return Facet(name, tuple(found), chosen.get(name, ""))


def _words(kb: KnowledgeBase, name: str, value: str) -> str | Labels:
    """The label of what has one, else the key of a message, else the value itself."""
    plain = {"": value}
    if name == "level":
        return next((each.label for each in kb.levels() if each.name == value), plain)
    if name == "under":
        return ledger(kb).reader.ref(value).label or plain
    known = value in (*STATES, "model", "family", "claims", "cited")
    return f"catalogue-{name}-{value}" if known else plain


def _item(kb: KnowledgeBase, book: Ledger, iri: str, numbers: Mapping[str, int]) -> Item:
    best = (level for level in kb.levels() if numbers.get(KEPT[f"best{level.rank}"]))
    asserts, denies, left_open = (numbers.get(each, 0) for each in VOTES)
    return Item(
        ref=book.reader.ref(iri),
        definition=labels(
            {SKOS.definition: book.reader.values(iri, SKOS.definition)}, SKOS.definition
        ),
        statements=numbers.get(KEPT.weighed, 0),
        asserts=asserts,
        denies=denies,
        left_open=left_open,
        best=next(best, None),
        levels=_levels(kb, numbers),
        states=tuple(each for each in STATES if numbers.get(KEPT[each])),
    )


def _source(kb: KnowledgeBase, book: Ledger, iri: str, numbers: Mapping[str, int]) -> Item:
    source = things.source(book.reader, iri, {})
    levels = _levels(kb, numbers)
    asserts, denies, left_open = (numbers.get(each, 0) for each in VOTES)
    return Item(
        ref=Ref(source.iri, Kind.SOURCE.value, source.slug, source.title or source.label),
        definition={},
        statements=numbers.get(KEPT.speaks, 0),
        asserts=asserts,
        denies=denies,
        left_open=left_open,
        best=max(levels, key=lambda pair: pair[1])[0] if levels else None,
        levels=levels,
        states=(),
        issued=source.issued,
        creators=source.creators,
    )


def _levels(kb: KnowledgeBase, numbers: Mapping[str, int]) -> tuple[tuple[Level, int], ...]:
    """How many statements there are of each level, best first."""
    found = ((level, numbers.get(KEPT[f"at{level.rank}"], 0)) for level in kb.levels())
    return tuple(pair for pair in found if pair[1])


def _queries(kb: KnowledgeBase, name: str) -> tuple[ShownQuery, ...]:
    of = {"abilities": "ability-by-factor", "models": "members-of-family", "sources": "kb/sources"}
    query = kb.queries[of[name]]
    if any(param.required and param.default is None for param in query.params.values()):
        return ()
    return (shown(query),)
