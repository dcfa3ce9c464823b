"""Lists of abilities, models and sources: counted, filtered, in pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.gather import things
from llmkg.gather.reader import labels
from llmkg.http.sheet import Crumb, Sheet, ShownQuery, shown
from llmkg.http.views.grouping import sections
from llmkg.http.views.ledger import Ledger, Standing, ledger
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Labels, Ref
from llmkg.vocab import BASE, LLMKG, SKOS, Kind

SHOWN: Final = 20
_STATES: Final = ("supported", "contested", "refuted", "unsupported", "open")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in a list.

    best     the best level of a statement that matters (of its origin, of its abilities), that
             stands; of a source the level at which most of its claims are stated
    levels   how many statements (of a source: claims) there are of each level, best first
    states   how statements about it stand: contested, refuted …
    values   what it is filtered by, by facet
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
    values: Mapping[str, frozenset[str]]
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


_KEPT: WeakKeyDictionary[KnowledgeBase, dict[str, tuple[Item, ...]]] = WeakKeyDictionary()


def catalogue(kb: KnowledgeBase, name: str, asked: Mapping[str, str], offset: int = 0) -> Sheet:
    """A list, filtered by the facets that are asked for; what fits none leaves it empty."""
    kept = _KEPT.setdefault(kb, {})
    if name not in kept:
        kept[name] = tuple(_LISTS[name](kb, ledger(kb)))
    items = kept[name]
    chosen = {facet: value for facet, value in asked.items() if value}
    fitting = [item for item in items if _fits(item, chosen)]
    view = CatalogueView(
        name,
        Page(tuple(fitting[offset : offset + SHOWN]), len(fitting), offset, SHOWN),
        tuple(_facet(kb, items, chosen, facet) for facet in FACETS[name]),
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
"""By what each list can be filtered."""


def _fits(item: Item, chosen: Mapping[str, str], but: str = "") -> bool:
    return all(value in item.values.get(name, ()) for name, value in chosen.items() if name != but)


def _facet(kb: KnowledgeBase, items: Iterable[Item], chosen: Mapping[str, str], name: str) -> Facet:
    left = [item for item in items if _fits(item, chosen, name)]
    counts = Counter(value for item in left for value in item.values.get(name, ()))
    if chosen.get(name):
        counts.setdefault(chosen[name], 0)
    by_name = {level.name: level for level in kb.levels()}
    found = []
    for value, count in counts.items():
        words: str | Labels = {"": value}
        if value in by_name:
            words = by_name[value].label
        elif name == "under":
            words = ledger(kb).reader.ref(value).label or words
        elif name in ("state", "kind", "role"):
            known = value in (*_STATES, "model", "family", "claims", "cited")
            words = f"catalogue-{name}-{value}" if known else words
        found.append(Choice(value, words, count))
    ranks = {name: level.rank for name, level in by_name.items()}

    def order(choice: Choice) -> tuple[int, str]:
        """Levels and years from the top, the rest by number."""
        if name == "level":
            return (-ranks.get(choice.value, -1), "")
        if name == "year" and choice.value.isdecimal():
            return (-int(choice.value), "")
        return (-choice.count, choice.value)

    return Facet(name, tuple(sorted(found, key=order)), chosen.get(name, ""))


def _abilities(_kb: KnowledgeBase, book: Ledger) -> Iterable[Item]:
    iris = book.reader.subjects(SKOS.inScheme, LLMKG.AbilityScheme)
    found = [_item(book, iri, Kind.ABILITY, "origins") for iri in iris]
    return sorted(found, key=lambda item: (-item.statements, -item.claims, item.ref.iri))


def _models(kb: KnowledgeBase, book: Ledger) -> Iterable[Item]:
    found = [
        _item(book, str(getattr(row[0], "value", "")), kind, "abilities")
        for kind in (Kind.MODEL, Kind.FAMILY)
        for row in kb.rows("kb/things", base=f"{BASE}{kind.value}/").rows
    ]
    return sorted(found, key=lambda item: (-item.claims, item.ref.iri))


def _item(book: Ledger, iri: str, kind: Kind, section: str) -> Item:
    said = book.reader.existing(iri)
    parts = {each.name: each for each in sections(book, iri, kind)}
    found = parts[section].rows if section in parts else ()
    rows = [row.standing for row in found]
    every = [book.standings[each] for each in book.about.get(iri, ())]
    sound = [
        row.standing.effective
        for row in found
        if not row.standing.is_denied
        and not row.standing.is_open
        and (row.proposition.causal or section != "origins")
    ]
    best = max((each for each in sound if each), key=lambda level: level.rank, default=None)
    states = tuple(state for state in _STATES if any(each.state == state for each in rows))
    return Item(
        ref=book.reader.ref(iri),
        definition=labels(said, SKOS.definition),
        statements=len(rows),
        asserts=_votes(every, Stance.ASSERTS),
        denies=_votes(every, Stance.DENIES),
        left_open=_votes(every, Stance.LEAVES_OPEN),
        best=best,
        levels=_levels(each.level for each in rows),
        states=states,
        values={
            "level": frozenset({best.name} if best else ()),
            "state": frozenset(states),
            "kind": frozenset({kind.value}),
            "under": frozenset(_above(book, iri)),
        },
    )


def _above(book: Ledger, iri: str) -> set[str]:
    """Everything broader, over all steps."""
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for ref in book.reader.refs(book.reader.said(waiting.pop()).get(SKOS.broader, ())):
            if ref.iri not in found:
                found.add(ref.iri)
                waiting.append(ref.iri)
    return found


def _votes(standings: Iterable[Standing], stance: Stance) -> int:
    return sum(each.count(stance) for each in standings)


def _levels(found: Iterable[Level | None]) -> tuple[tuple[Level, int], ...]:
    counts = Counter(level for level in found if level is not None)
    return tuple(sorted(counts.items(), key=lambda pair: -pair[0].rank))


def _sources(kb: KnowledgeBase, book: Ledger) -> Iterable[Item]:
    found = []
    for row in kb.rows("kb/sources").rows:
        source = things.source(book.reader, str(getattr(row[0], "value", "")), {})
        votes = book.by_source.get(source.iri, [])
        levels = _levels(vote.level for vote in votes)
        stances = Counter(vote.stance for vote in votes)
        most = max(levels, key=lambda pair: pair[1])[0] if levels else None
        found.append(
            Item(
                ref=Ref(source.iri, Kind.SOURCE.value, source.slug, source.title or source.label),
                definition={},
                statements=len({vote.proposition for vote in votes}),
                asserts=stances[Stance.ASSERTS],
                denies=stances[Stance.DENIES],
                left_open=stances[Stance.LEAVES_OPEN],
                best=most,
                levels=levels,
                states=(),
                values={
                    "role": frozenset({"claims" if votes else "cited"}),
                    "year": frozenset({source.issued[:4]} if source.issued else ()),
                    "language": frozenset({source.language} if source.language else ()),
                    "level": frozenset(level.name for level, _ in levels),
                },
                issued=source.issued,
                creators=source.creators,
            )
        )
    return sorted(found, key=lambda item: (-item.claims, item.issued or "", item.ref.iri))


_LISTS: Final[Mapping[str, Callable[[KnowledgeBase, Ledger], Iterable[Item]]]] = {
    "abilities": _abilities,
    "models": _models,
    "sources": _sources,
}


def _queries(kb: KnowledgeBase, name: str) -> tuple[ShownQuery, ...]:
    of = {"abilities": "ability-by-factor", "models": "members-of-family", "sources": "kb/sources"}
    query = kb.queries[of[name]]
    if any(param.required and param.default is None for param in query.params.values()):
        return ()
    return (shown(query),)
